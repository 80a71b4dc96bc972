"""Where returns, repairs and refunds stand, how goods go back, and taking a request back."""

from __future__ import annotations

import pytest

from actions.matters.case_status import CASE_WORDS
from actions.matters.cases import WITHDRAWN
from kefu.names import Intent, Say, Slot
from shop.cases.machine import ENDS
from shop.database import Shop
from shop.enums import CaseStatus, Verdict
from shop.port import ALL, Capability

from .people import SHIRT, button, case_of, order_with, person, press

pytestmark = pytest.mark.asyncio
STATUS, REFUND, PICKUP, UNDO = (
    Intent.AFTER_SALE_STATUS,
    Intent.REFUND_STATUS,
    Intent.RETURN_PICKUP,
    Intent.UNDO_REQUEST,
)


@pytest.fixture
def jiayi(shop_file):
    """Her earbuds are being exchanged; her shirt is some days old."""
    return person(shop_file, "C10004")


@pytest.fixture
def wei(shop_file):
    """A missing part is approved, his phone is being repaired."""
    return person(shop_file, "C10005")


@pytest.fixture
def nobody(shop_file, sql):
    """Has no case and no refund."""
    ((customer_id,),) = sql(
        "SELECT customer_id FROM orders GROUP BY customer_id HAVING sum(id IN (SELECT order_id FROM cases))"
        " + sum(id IN (SELECT order_id FROM refunds)) + sum(status IN ('returning', 'returned', 'cancelled')) = 0"
        " AND count(*) >= 2 LIMIT 1"
    )
    return person(shop_file, customer_id)


def number(case_id: int) -> str:
    return f"AS{case_id:08d}"


async def test_the_only_open_case_is_told_with_its_steps(of, jiayi, sql):
    talk = of(jiayi)
    assert await talk.say("我的换货到哪一步了", STATUS) == [Say.CASE_RESENT]
    assert talk.facts()["case_id"] == number(case_of(sql, jiayi, "exchange"))
    assert talk.facts()["steps"].startswith("• ")


async def test_several_are_listed_and_one_is_told_by_kind_or_number(of, wei, sql):
    talk = of(wei)
    assert await talk.say("售后进度怎么样了", STATUS) == [Say.CASE_LIST]
    assert len(talk.facts()["cases"].splitlines()) == 2
    assert await talk.say("维修好了没", STATUS) == [Say.CASE_PROCESSING]
    missing = number(case_of(sql, wei, "missing_parts"))
    assert await talk.say(f"那{missing}呢，到哪步了", STATUS) == [Say.CASE_APPROVED_WAIT]


async def test_anothers_case_number_tells_nothing(of, jiayi, wei, sql):
    foreign = number(case_of(sql, wei, "repair"))
    assert await of(jiayi).say(f"{foreign}到哪步了", STATUS) == [Say.NO_CASES]


async def test_nothing_was_filed(of, nobody):
    talk = of(nobody)
    assert await talk.say("我的退货审核到哪了", STATUS) == [Say.NO_CASES]
    assert await talk.say("退款什么时候到", REFUND) == [Say.NO_REFUNDS]
    assert await talk.say("退货寄到哪里", PICKUP) == [Say.PICKUP_NONE]
    assert "杭州" in talk.facts()["address"]
    assert await talk.say("退货不退了，帮我撤回", UNDO) == [Say.UNDO_NOTHING]


async def test_a_stranger_proves_who_they_are_by_an_order(stranger, jiayi, sql):
    exchanged = sql("SELECT order_id FROM cases WHERE id = ?", case_of(sql, jiayi, "exchange"))[0][0]
    assert await stranger.say("换货到哪了", STATUS) == [Say.ASK_ORDER_ID]
    assert await stranger.say(exchanged, Intent.INFORM) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(jiayi.tail, Intent.INFORM) == [Say.CASE_RESENT]


async def test_a_stranger_learns_the_address_without_more(stranger):
    assert await stranger.say("退货地址是什么", PICKUP) == [Say.PICKUP_NONE]


async def test_every_status_has_words(of, jiayi, sql):
    assert set(CASE_WORDS) | {CaseStatus.approved} == set(CaseStatus)
    case_id = case_of(sql, jiayi, "exchange")
    for status in CaseStatus:
        closed = "2026-11-04 02:00:00.000000" if status in ENDS else None
        sql(
            "UPDATE cases SET status = ?, closed_at = ?, pickup_day = NULL, refund_amount = 9900 WHERE id = ?",
            status.value,
            closed,
            case_id,
        )
        expected = CASE_WORDS.get(status, Say.CASE_APPROVED_SEND)
        assert await of(jiayi).say("换货到哪了", STATUS) == [expected]


REFUND_ROW = (
    "INSERT INTO refunds (order_id, cause, amount, method, status, started_at, expected_on, ended_at)"
    " VALUES (?, 'price_protection', 9900, 'alipay', ?, '2026-11-02 02:00:00.000000', ?, ?)"
)


@pytest.mark.parametrize(
    ("status", "expected", "ended", "response"),
    [
        ("processing", "2026-11-06", None, Say.REFUND_PROCESSING),
        ("processing", "2026-11-03", None, Say.REFUND_LATE),
        ("arrived", "2026-11-03", "2026-11-03 02:00:00.000000", Say.REFUND_ARRIVED),
        ("failed", "2026-11-06", "2026-11-03 02:00:00.000000", Say.REFUND_FAILED),
    ],
)
async def test_refunds_are_told_by_where_they_stand(of, jiayi, sql, status, expected, ended, response):
    shirt = order_with(sql, jiayi, SHIRT)
    sql(REFUND_ROW, shirt, status, expected, ended)
    talk = of(jiayi)
    assert await talk.say(f"{shirt}的退款到哪了", REFUND) == [response]
    assert (talk.facts()["refund"], talk.facts()["order_id"]) == ("¥99.00", shirt)
    if response == Say.REFUND_LATE:
        assert talk.facts()["late"] == "2 天"


async def test_before_the_refund_comes_the_return(of, boris):
    talk = of(boris)
    returning = boris.order("returning")
    assert await talk.say(f"{returning}退款怎么还没到", REFUND) == [Say.CASE_REQUESTED]


async def test_the_pick_up_is_told_or_the_address(of, boris, sql):
    returning = boris.order("returning")
    sql("UPDATE cases SET pickup_day = NULL WHERE order_id = ?", returning)
    assert await of(boris).say("退货寄到哪里", PICKUP) == [Say.PICKUP_SEND]
    sql(
        "UPDATE cases SET pickup_day = '2026-11-06', pickup_from_hour = 15, pickup_to_hour = 18 WHERE order_id = ?",
        returning,
    )
    talk = of(boris)
    assert await talk.say("快递员什么时候来取退货", PICKUP) == [Say.PICKUP_BOOKED]
    assert talk.facts()["pickup"] == "明天 15:00-18:00 上门取件"
    sql("UPDATE cases SET status = 'in_transit' WHERE order_id = ?", returning)
    assert await of(boris).say("退货取件了吗", PICKUP) == [Say.PICKUP_UNDER_WAY]


async def test_the_only_case_is_taken_back_once_after_a_yes(of, boris, sql):
    returning = boris.order("returning")
    status = "SELECT status FROM cases WHERE order_id = ?"
    talk = of(boris)
    assert await talk.say("我不想退货了，撤回申请", UNDO) == [Say.UNDO_CONFIRM]
    assert sql(status, returning) == [("requested",)]
    assert await talk.say("撤回吧", UNDO) == [Say.UNDO_DONE]
    assert sql(status, returning) == [("withdrawn",)]
    assert sql("SELECT status FROM orders WHERE id = ?", returning) != [("returning",)]
    assert sql("SELECT count(*) FROM audit WHERE action = 'withdraw_case'") == [(1,)]
    assert await talk.say("撤回吧", UNDO) == [Say.UNDO_NOTHING]


async def test_a_stranger_proves_who_they_are_before_anything_is_taken_back(stranger, boris, sql):
    assert await stranger.say("撤回退货申请", UNDO) == [Say.ASK_ORDER_ID]
    assert await stranger.say(boris.order("returning"), Intent.INFORM) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(boris.tail, Intent.INFORM) == [Say.UNDO_CONFIRM]
    assert await stranger.say("/affirm", Intent.AFFIRM) == [Say.UNDO_DONE]
    assert sql("SELECT status FROM cases WHERE order_id = ?", boris.order("returning")) == [("withdrawn",)]


@pytest.mark.parametrize("text", ["不撤了", "/deny", "算了", "no, leave it"])
async def test_a_no_leaves_the_case(of, boris, sql, text):
    talk = of(boris)
    await talk.say("撤回退货申请", UNDO)
    assert await talk.say(text, Intent.DENY) == [Say.NOTHING_CHANGED]
    assert sql("SELECT status FROM cases WHERE order_id = ?", boris.order("returning")) == [("requested",)]


async def test_an_unclear_answer_takes_nothing_back(of, boris, sql):
    talk = of(boris)
    await talk.say("撤回退货申请", UNDO)
    assert await talk.say("撤回以后还能再申请吗", UNDO) == [Say.UNUSABLE_ANSWER, Say.UNDO_CONFIRM]
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.UNDO_DONE]


async def test_which_of_several_is_asked(of, jiayi, sql):
    shirt = order_with(sql, jiayi, SHIRT)
    exchange = case_of(sql, jiayi, "exchange")
    sql("UPDATE cases SET status = 'requested' WHERE id = ?", exchange)
    ((exchanged,),) = sql("SELECT order_id FROM cases WHERE id = ?", exchange)
    talk = of(jiayi)
    await talk.say(f"{shirt}退货，不想要了", Intent.RETURN_GOODS)
    await talk.say("自己寄", Intent.INFORM)
    await talk.say("/affirm", Intent.AFFIRM)
    talk = of(jiayi)
    sql(
        "DELETE FROM cases WHERE status IN ('requested', 'approved') AND order_id NOT IN (?, ?)",
        shirt,
        exchanged,
    )
    assert await talk.say("帮我把申请撤了", UNDO) == [Say.UNDO_WHICH]
    assert len(talk.said[0].buttons) == 2
    assert await talk.say("随便", Intent.INFORM) == [Say.UNUSABLE_ANSWER, Say.UNDO_WHICH]
    assert await talk.say("退货的那个", Intent.INFORM) == [Say.UNDO_CONFIRM]
    assert talk.facts()["kind"] == "退货退款"
    assert await talk.say("是的，撤回", Intent.AFFIRM) == [Say.UNDO_DONE]
    assert sql("SELECT status FROM cases WHERE order_id = ?", shirt) == [("withdrawn",)]
    talk = of(jiayi)
    assert await talk.say("换货不换了，撤掉", UNDO) == [Say.UNDO_CONFIRM]


async def test_what_has_left_the_customer_stays_on_its_way(of, anna):
    talk = of(anna)
    assert await talk.say(f"{anna.order('returning')}退货不退了", UNDO) == [Say.UNDO_TOO_FAR]


async def test_a_case_that_goes_too_far_before_the_yes(of, boris, sql):
    talk = of(boris)
    await talk.say("撤回退货申请", UNDO)
    sql("UPDATE cases SET status = 'in_transit' WHERE order_id = ?", boris.order("returning"))
    assert await talk.say("/affirm", Intent.AFFIRM) == [Say.UNDO_TOO_FAR]


@pytest.mark.parametrize(
    "text", ["我不小心取消了订单，能恢复吗", "I cancelled my order by mistake, bring it back"]
)
async def test_a_cancelled_order_stays_cancelled(of, boris, text):
    assert await of(boris).say(text, UNDO) == [Say.UNDO_CANCELLED]


async def test_a_begun_return_is_left_by_an_undo(of, jiayi, sql):
    talk = of(jiayi)
    await talk.say(f"{order_with(sql, jiayi, SHIRT)}退货", Intent.RETURN_GOODS)
    assert await talk.say("不退了，撤回吧", UNDO) == [Say.REQUEST_STOPPED]
    assert talk.slots[Slot.REQUEST_STOPPED]


async def test_a_refusal_leads_to_taking_back(of, boris):
    talk = of(boris)
    assert await talk.say(f"{boris.order('returning')}退货", Intent.RETURN_GOODS) == [Say.CASE_IN_A_CASE]
    assert await press(talk, button(talk, "撤回")) == [Say.UNDO_CONFIRM]


async def test_a_shop_that_withdraws_no_cases_hands_over(of, boris, monkeypatch):
    monkeypatch.setattr(Shop, "capabilities", property(lambda self: ALL - {Capability.withdraw_case}))
    assert await of(boris).say("撤回退货申请", UNDO) == [Say.NOT_DONE_HERE, Say.HANDOVER_RECORDED]


async def test_every_verdict_of_withdrawing_has_words():
    assert set(WITHDRAWN) == {Verdict.allowed, Verdict.already_done, Verdict.too_far, Verdict.not_found}
