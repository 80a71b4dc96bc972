"""Cancelling: shown first, done once, never without a yes, never the wrong order."""

import pytest

from actions.matters.cancelling import ActionCancelOrder
from kefu.names import Intent, Say, Slot

pytestmark = pytest.mark.asyncio
CANCEL = Intent.CANCEL_ORDER


def status(sql, number):
    ((found,),) = sql("SELECT status FROM orders WHERE id = ?", number)
    return found


async def ask(of, person, number, *entities):
    talk = of(person)
    said = await talk.say(f"取消{number}", CANCEL, *entities)
    assert said in ([Say.CANCEL_CONFIRM], [Say.CANCEL_CONFIRM_UNPAID])
    return talk


async def test_a_paid_order_is_shown_confirmed_and_cancelled(of, anna, sql):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number, ("reason", "买重复了"))
    shown = talk.facts()
    ((total,),) = sql("SELECT total FROM orders WHERE id = ?", number)
    assert shown["refund"] == shown["total"] == f"¥{total / 100:,.2f}"
    assert status(sql, number) == "pending_shipment"
    assert await talk.say("确认取消", Intent.AFFIRM) == [Say.CANCEL_DONE]
    assert talk.facts()["refund"] == shown["refund"]
    assert status(sql, number) == "cancelled"
    assert sql("SELECT cancel_reason FROM orders WHERE id = ?", number) == [("买重复了",)]
    assert sql("SELECT count(*) FROM audit WHERE order_id = ? AND action = 'cancel_order'", number) == [(1,)]


async def test_an_unpaid_order_needs_no_refund(of, anna, sql):
    number = anna.order("pending_payment")
    talk = await ask(of, anna, number)
    assert talk.said[0].response == Say.CANCEL_CONFIRM_UNPAID
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.CANCEL_DONE_UNPAID]
    assert status(sql, number) == "cancelled"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/deny", Intent.DENY),
        ("不取消了", Intent.DENY),
        ("算了，先不取消", CANCEL),
        ("别取消", CANCEL),
        ("好的，那不用取消了", Intent.AFFIRM),
        ("no, keep it", Intent.NLU_FALLBACK),
        ("keep it", Intent.DENY),
        ("don't cancel it", CANCEL),
        ("算了", Intent.DENY),
        ("不了", Intent.NLU_FALLBACK),
        ("算了不取消了", Intent.UNDO_REQUEST),
        ("don't cancel it after all", Intent.UNDO_REQUEST),
        ("我反悔了，这单我还要", Intent.UNDO_REQUEST),
        ("可以不取消吗", Intent.UNDO_REQUEST),
        ("不取消了，也不退款了", Intent.UNDO_REQUEST),
        ("/undo_request", Intent.UNDO_REQUEST),
    ],
)
async def test_a_no_keeps_the_order(of, anna, sql, text, intent):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    assert await talk.say(text, intent) == [Say.CANCEL_KEPT]
    assert status(sql, number) == "pending_shipment"
    assert not talk.loop


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("/affirm", Intent.AFFIRM),
        ("是的", Intent.AFFIRM),
        ("取消吧", CANCEL),
        ("确定取消", CANCEL),
        ("yes, cancel it", CANCEL),
        ("确认", Intent.NLU_FALLBACK),
        ("yes", Intent.INFORM),
        ("cancel it", Intent.DENY),  # an explicit wish outweighs a wrong guess
        ("取消吧", Intent.DENY),
        ("取消吧", Intent.AFFIRM),
        ("取消吧", Intent.UNDO_REQUEST),
        ("cancel it", CANCEL),
        ("cancel it", Intent.AFFIRM),
        ("Cancel it please", Intent.UNDO_REQUEST),
    ],
)
async def test_a_yes_cancels(of, anna, sql, text, intent):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    assert await talk.say(text, intent) == [Say.CANCEL_DONE]
    assert status(sql, number) == "cancelled"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("取消", CANCEL),  # the order, or the question?
        ("cancel", CANCEL),
        ("确定要取消的话多久退款到账呢我有点担心", Intent.NLU_FALLBACK),
        ("嗯？", Intent.NLU_FALLBACK),
        ("12", Intent.INFORM),
        ("可以吗", Intent.AFFIRM),
        ("不确定", Intent.AFFIRM),
        ("not sure", Intent.AFFIRM),
        ("I'm not sure", Intent.NLU_FALLBACK),
        ("如果取消了钱怎么退", Intent.AFFIRM),
        ("等一下，我想想", Intent.AFFIRM),
        ("算了，取消吧", CANCEL),
        ("取消", Intent.DENY),
        ("cancel", Intent.NLU_FALLBACK),
    ],
)
async def test_what_is_not_clear_is_asked_again(of, anna, sql, text, intent):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    assert await talk.say(text, intent) == [Say.CANCEL_CONFIRM_AGAIN]
    assert status(sql, number) == "pending_shipment"
    assert await talk.say("是的", Intent.AFFIRM) == [Say.CANCEL_DONE]


@pytest.mark.parametrize("intent", ["working_hours", "greet"])
async def test_other_matters_never_confirm(of, anna, sql, intent):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    await talk.say("确认一下，这个可以吗", intent)
    assert talk.interrupted
    assert status(sql, number) == "pending_shipment"


async def test_a_return_taken_back_is_another_matter(of, anna, sql):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    await talk.say("我前面那个退货申请帮我撤了", Intent.UNDO_REQUEST)
    assert talk.slots[Slot.LAST_REQUEST] == Intent.UNDO_REQUEST
    assert status(sql, number) == "pending_shipment"


async def test_three_unclear_answers_leave_the_order_alone(of, anna, sql):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    await talk.say("嗯？", Intent.NLU_FALLBACK)
    await talk.say("啥", Intent.NLU_FALLBACK)
    assert await talk.say("哦", Intent.NLU_FALLBACK) == [Say.GIVE_UP]
    assert status(sql, number) == "pending_shipment"


async def test_no_that_one_asks_for_the_other(of, anna, sql):
    first, second = anna.order("pending_shipment"), anna.order("pending_payment")
    talk = await ask(of, anna, first)
    assert await talk.say("不对，是另一个订单", Intent.DENY) == [Say.CHOOSE_ORDER]
    assert await talk.say(second, Intent.INFORM) == [Say.CANCEL_CONFIRM_UNPAID]
    assert talk.facts()["order_id"] == second
    await talk.say("对", Intent.AFFIRM)
    assert (status(sql, first), status(sql, second)) == ("pending_shipment", "cancelled")


async def test_another_number_instead_of_a_yes_is_not_a_yes(of, anna, sql):
    first, second = anna.order("pending_shipment"), anna.order("pending_payment")
    talk = await ask(of, anna, first)
    assert await talk.say(f"是{second}", Intent.AFFIRM) == [Say.CANCEL_CONFIRM_UNPAID]
    assert status(sql, first) == "pending_shipment"
    assert status(sql, second) == "pending_payment"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("shipped", Say.CANCEL_TOO_LATE_SHIPPED),
        ("received", Say.CANCEL_TOO_LATE_DELIVERED),
        ("returning", Say.CANCEL_TOO_LATE_RETURN),
        ("returned", Say.CANCEL_TOO_LATE_RETURN),
        ("cancelled", Say.CANCEL_ALREADY),
    ],
)
async def test_too_late_is_said_without_asking(of, anna, sql, state, said):
    number = anna.order(state)
    talk = of(anna)
    assert await talk.say(f"取消{number}", CANCEL) == [said]
    assert status(sql, number) == state


async def test_what_has_come_cannot_be_refused_at_the_door(of, anna, sql):
    number = anna.order("shipped")
    sql(
        "UPDATE shipments SET status = 'delivered', delivered_at = ?, signed_by = 'locker' WHERE order_id = ?",
        "2026-11-04 01:00:00.000000",
        number,
    )
    talk = of(anna)
    assert await talk.say(f"取消{number}", CANCEL) == [Say.CANCEL_TOO_LATE_DELIVERED]


async def test_shipped_between_question_and_yes(of, anna, sql):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    sql("UPDATE orders SET status = 'shipped' WHERE id = ?", number)
    assert await talk.say("是的", Intent.AFFIRM) == [Say.CANCEL_TOO_LATE_SHIPPED]
    assert status(sql, number) == "shipped"


async def test_the_same_yes_handled_twice_cancels_once(of, anna, sql):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    key = talk.slots[Slot.REQUEST_KEY]
    before = dict(talk.slots)
    await talk.say("是的", Intent.AFFIRM)
    talk.slots = {
        **before,
        Slot.CONFIRMED: True,
    }  # as if the first answer had been lost on the way back
    talk.said = []
    await talk.run(ActionCancelOrder)
    assert talk.said[0].response == Say.CANCEL_DONE
    assert sql("SELECT request_key FROM audit WHERE order_id = ? AND action = 'cancel_order'", number) == [
        (key,)
    ]


async def test_a_second_yes_touches_nothing(of, anna, sql):
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    await talk.say("是的", Intent.AFFIRM)
    assert await talk.say("是的", Intent.AFFIRM) == [Say.AFFIRM_WHAT]
    assert [talk.slots[name] for name in (Slot.CONFIRMED, Slot.REQUEST_KEY, Slot.ORDER_ID)] == [None] * 3


async def test_an_old_yes_does_not_serve_the_next_cancellation(of, anna, sql):
    talk = await ask(of, anna, anna.order("pending_shipment"))
    await talk.say("是的", Intent.AFFIRM)
    assert await talk.say(f"再取消{anna.order('pending_payment')}", CANCEL) == [Say.CANCEL_CONFIRM_UNPAID]
    assert status(sql, anna.order("pending_payment")) == "pending_payment"


async def test_a_stranger_cannot_cancel_without_proof(stranger, anna, sql):
    number = anna.order("pending_shipment")
    assert await stranger.say(f"取消{number}", CANCEL) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say("确认取消", Intent.AFFIRM) == [Say.ASK_PHONE_TAIL_AGAIN]
    assert await stranger.say("0001", Intent.INFORM) == [Say.VERIFICATION_MISMATCH]
    assert status(sql, number) == "pending_shipment"


async def test_another_customers_order_cannot_be_cancelled(of, anna, boris, sql):
    number = boris.order("pending_shipment")
    talk = of(anna)
    assert await talk.say(f"取消{number}", CANCEL) == [Say.ORDER_NOT_FOUND]
    assert await talk.say("是的", Intent.AFFIRM) == [Say.ASK_PHONE_TAIL_AGAIN]
    assert status(sql, number) == "pending_shipment"


async def test_the_action_refuses_to_act_without_a_yes(of, anna, sql):
    """Whatever brings the form to its end: no yes, no cancellation."""
    number = anna.order("pending_shipment")
    talk = await ask(of, anna, number)
    talk.said = []
    await talk.run(ActionCancelOrder)
    assert [message.response for message in talk.said] == [Say.INTERNAL_ERROR]
    assert status(sql, number) == "pending_shipment"
