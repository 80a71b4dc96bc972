"""Paying: a failed payment tried again by a link, the ways to pay, instalments."""

import pytest

from kefu.names import Entity, Intent, Say, Slot
from shop.database import Shop
from shop.enums import Verdict
from shop.port import Capability
from shop.views import PaymentRetry

pytestmark = pytest.mark.asyncio
FAILED, METHODS, INSTALMENTS = Intent.PAYMENT_FAILED, Intent.PAYMENT_METHODS, Intent.INSTALLMENT_PAYMENT


def payments(sql, number):
    return sql("SELECT id, method, status, amount FROM payments WHERE order_id = ? ORDER BY id", number)


async def test_why_it_failed_then_a_link_for_another_way(of, anna, sql):
    number = anna.order("pending_payment")
    talk = of(anna)
    assert await talk.say(f"订单{number}付款失败了", FAILED) == [Say.ASK_OTHER_PAYMENT_METHOD]
    shown = talk.facts()
    ((total,),) = sql("SELECT total FROM orders WHERE id = ?", number)
    assert shown["due"] == f"¥{total / 100:,.2f}"
    assert shown["failure"]
    assert shown["until"]
    assert len(talk.said[0].buttons) == 5
    assert await talk.say("换微信付吧", Intent.INFORM) == [Say.PAYMENT_LINK]
    (payment_id, method, status, amount) = payments(sql, number)[-1]
    assert (method, status, amount) == ("wechat", "pending", total)
    assert f"/pay/{payment_id}?" in talk.facts()["link"]
    assert f"amount={total / 100:.2f}" in talk.facts()["link"]
    assert [row[2] for row in payments(sql, number)].count("pending") == 1
    assert talk.slots[Slot.PAYMENT_METHOD] is None


async def test_the_way_that_failed_is_not_taken_for_the_one_that_is_wanted(of, anna):
    talk = of(anna)
    said = await talk.say(f"{anna.order('pending_payment')}用支付宝付不了款", FAILED)
    assert said == [Say.ASK_OTHER_PAYMENT_METHOD]
    assert talk.slots[Slot.PAYMENT_METHOD] is None


async def test_a_place_and_a_button_choose_too(of, anna, sql):
    number = anna.order("pending_payment")
    for words, entities in (("第二个", ()), ("/inform", ((Entity.CHOICE, "credit_card"),))):
        talk = of(anna)
        talk.sender = words  # each conversation has messages of its own
        await talk.say(f"{number}付款失败", FAILED)
        assert await talk.say(words, Intent.INFORM, *entities) == [Say.PAYMENT_LINK]
    assert [row[1] for row in payments(sql, number)][-2:] == ["wechat", "credit_card"]


async def test_without_a_failure_there_is_only_what_is_due(of, anna, sql):
    number = anna.order("pending_payment")
    sql("DELETE FROM payments WHERE order_id = ? AND status = 'failed'", number)
    assert await of(anna).say(f"{number}怎么付款不了", FAILED) == [Say.ASK_PAYMENT_METHOD]


@pytest.mark.parametrize(
    "words",
    [
        "钱已经扣了，订单还是待付款",
        "重复扣款了",
        "I was charged but it still says unpaid",
        "付款失败但是扣了钱",
    ],
)
async def test_money_that_went_astray_is_traced_and_not_paid_twice(of, anna, sql, words):
    number = anna.order("pending_payment")
    before = payments(sql, number)
    talk = of(anna)
    assert await talk.say(f"{number} {words}", FAILED) == [Say.PAYMENT_MONEY_TAKEN, Say.HANDOVER_RECORDED]
    assert payments(sql, number) == before
    assert talk.slots[Slot.MONEY_TAKEN] is None


@pytest.mark.parametrize(
    ("status", "said"), [("received", Say.PAYMENT_NOTHING_DUE), ("cancelled", Say.PAYMENT_ORDER_CLOSED)]
)
async def test_nothing_to_pay(of, anna, status, said):
    assert await of(anna).say(f"{anna.order(status)}付款失败", FAILED) == [said]


async def test_too_late_to_pay(of, anna, sql):
    number = anna.order("pending_payment")
    sql("UPDATE orders SET ordered_at = '2026-10-20 00:00:00.000000' WHERE id = ?", number)
    assert await of(anna).say(f"{number}付款失败", FAILED) == [Say.PAYMENT_TOO_LATE]


async def test_the_unpaid_order_is_meant_when_none_is_named(of, anna):
    talk = of(anna)
    said = await talk.say("付款失败了", FAILED)
    if said == [Say.CHOOSE_ORDER]:  # several wait for payment
        said = await talk.say("第一个", Intent.INFORM)
    assert said == [Say.ASK_OTHER_PAYMENT_METHOD]
    assert talk.facts()["order_id"] in [
        number for number, status in anna.orders if status == "pending_payment"
    ]


async def test_paid_while_it_was_spoken_of(of, anna, sql):
    number = anna.order("pending_payment")
    talk = of(anna)
    await talk.say(f"{number}付款失败", FAILED)
    sql("UPDATE orders SET status = 'pending_shipment', paid_at = ordered_at WHERE id = ?", number)
    sql(
        "UPDATE payments SET status = 'paid', method = 'alipay', ended_at = started_at"
        " WHERE order_id = ? AND status = 'pending'",
        number,
    )
    assert await talk.say("支付宝", Intent.INFORM) == [Say.PAYMENT_NOTHING_DUE]


@pytest.mark.parametrize(
    ("verdict", "said"),
    [(Verdict.too_late, Say.PAYMENT_TOO_LATE), (Verdict.nothing_to_pay, Say.PAYMENT_NOTHING_DUE)],
)
async def test_every_refusal_of_the_shop_has_words(of, anna, monkeypatch, verdict, said):
    number = anna.order("pending_payment")
    talk = of(anna)
    await talk.say(f"{number}付款失败", FAILED)

    async def refuse(self, customer_id, order_id, *_):
        return PaymentRetry(verdict, await self.payment(customer_id, order_id))

    monkeypatch.setattr(Shop, "retry_payment", refuse)
    assert await talk.say("微信", Intent.INFORM) == [said]


async def test_giving_up_and_another_order(of, anna, sql):
    talk = of(anna)
    number = anna.order("pending_payment")
    await talk.say(f"{number}付款失败", FAILED)
    assert await talk.say(f"不对，是{anna.order('received')}", Intent.DENY) == [Say.PAYMENT_NOTHING_DUE]
    await talk.say(f"{number}付款失败", FAILED)
    before = payments(sql, number)
    assert await talk.say("算了", FAILED) == [Say.REQUEST_STOPPED]
    assert payments(sql, number) == before


async def test_a_shop_that_opens_no_payments_leaves_it_to_the_staff(of, anna, monkeypatch):
    able = Shop.capabilities.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(Shop, "capabilities", property(lambda shop: able(shop) - {Capability.retry_payment}))
    said = await of(anna).say(f"{anna.order('pending_payment')}付款失败", FAILED)
    assert said == [Say.NOT_DONE_HERE, Say.HANDOVER_RECORDED]


async def test_ways_to_pay_are_anyones_to_know(stranger):
    assert await stranger.say("你们支持哪些支付方式", METHODS) == [Say.PAYMENT_METHODS]
    assert "微信支付" in stranger.facts()["methods"]
    assert await stranger.say("可以用信用卡吗", METHODS) == [Say.PAYMENT_METHOD_TAKEN]
    assert stranger.facts()["method"] == "信用卡"


async def test_terms_then_the_plans_for_a_price(stranger):
    assert await stranger.say("可以分期付款吗", INSTALMENTS) == [Say.INSTALMENT_TERMS]
    assert stranger.facts()["plans"].splitlines()[0] == "• 3 期，免手续费"
    assert await stranger.say("三千块的话呢", Intent.INFORM) == [Say.INSTALMENT_PLANS]
    assert stranger.facts()["plans"].splitlines() == [
        "• 3 期：每期 ¥1,000.00，免手续费",
        "• 6 期：每期 ¥500.00，免手续费",
        "• 12 期：每期 ¥258.75，手续费共 3.5%（¥105.00）",
    ]
    assert await stranger.say("200元可以分吗", INSTALMENTS) == [Say.INSTALMENT_TOO_LITTLE]


async def test_plans_for_the_order_that_waits_for_payment(of, anna, sql):
    number = anna.order("pending_payment")
    sql(
        "UPDATE orders SET total = 100000, items_total = 100000, shipping_fee = 0, discount = 0 WHERE id = ?",
        number,
    )
    talk = of(anna)
    await talk.say(f"查订单{number}", Intent.QUERY_ORDER_STATUS)
    assert await talk.say("这个可以分期吗", INSTALMENTS) == [Say.INSTALMENT_ORDER_PLANS]
    assert talk.facts()["amount"] == "¥1,000.00"
    assert "首期 ¥333.34，之后每期 ¥333.33" in talk.facts()["plans"]
    assert talk.said[0].buttons[0]["payload"] == "/payment_failed"


async def test_a_strangers_order_number_shows_no_amount(stranger, anna):
    number = anna.order("pending_payment")
    assert await stranger.say(f"{number}可以分期吗", INSTALMENTS) == [Say.INSTALMENT_TERMS]


async def test_instalments_in_passing_leave_the_matter_open(of, anna):
    talk = of(anna)
    await talk.say(f"取消{anna.order('pending_shipment')}", Intent.CANCEL_ORDER)
    assert await talk.say("5000元分期怎么算", INSTALMENTS) == [Say.INSTALMENT_PLANS, Say.CANCEL_CONFIRM]
