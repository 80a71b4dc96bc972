"""The payment page and the shop's end for notices, over real HTTP on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import sqlalchemy as sa

from shop.database import Shop
from shop.enums import (
    CancelOutcome,
    OrderStatus,
    PaymentFailure,
    PaymentMethod,
    PaymentStatus,
    RefundCause,
)
from shop.gateway.notices import pack
from shop.gateway.signing import key_for
from shop.gateway.web import NOTIFY_PATH
from shop.tables import audit, payment_notices, payments, refunds
from shop.views import ItemChange, PaymentNotice, PlacedOrder

from .conftest import KEY, OWNER, Server

if TYPE_CHECKING:
    from ..conftest import Clock

pytestmark = pytest.mark.asyncio
Rows = Callable[..., list[Any]]


def notice(placed: PlacedOrder, **changed: Any) -> PaymentNotice:
    assert placed.payment_id is not None
    values = {"notice_id": "msg_1", "payment_id": placed.payment_id, "trade_number": "KP1", "amount": placed.due}
    return PaymentNotice(**{**values, "method": PaymentMethod.wechat, **changed})


async def send(server: Server, what: PaymentNotice, key: bytes = KEY, ago: timedelta = timedelta(0)) -> httpx.Response:
    headers, body = pack(what, key, server.desk.clock() - ago)
    return await server.client.post(NOTIFY_PATH, content=body, headers=headers)


async def status_of(shop: Shop, placed: PlacedOrder) -> OrderStatus:
    order = await shop.order(OWNER, placed.order_id or "")
    assert order is not None
    return order.status


async def test_a_customer_pays_on_the_page(server: Server, shop: Shop, placed: PlacedOrder, clock: Clock) -> None:
    link = server.link(placed.payment_id, placed.due)
    page = await server.client.get(link)
    assert page.status_code == 200
    for shown in (placed.order_id, f"¥{placed.due}", "确认付款", "支付宝", "English"):
        assert shown is not None
        assert shown in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    assert await status_of(shop, placed) is OrderStatus.pending_payment, "looking is not paying"
    paid = await server.press(link, "pay", method="wechat")
    assert "支付成功" in paid.text
    assert await status_of(shop, placed) is OrderStatus.pending_shipment
    state = await shop.payment(OWNER, placed.order_id or "")
    assert state is not None
    assert (state.due, state.attempts[0].status, state.attempts[0].method) == (
        Decimal("0.00"),
        PaymentStatus.paid,
        PaymentMethod.wechat,
    )
    again = await server.press(link, "pay", method="wechat")
    assert "已经付过" in again.text


async def test_the_page_speaks_english_too(server: Server, placed: PlacedOrder) -> None:
    link = server.link(placed.payment_id, placed.due, "en")
    page = await server.client.get(link)
    assert "Not now" in page.text
    assert "确认付款" not in page.text
    other = await server.client.get(link.replace("lang=en", "lang=zh"))
    assert "确认付款" in other.text
    assert "Not paid yet" in (await server.press(link, "leave")).text


async def test_a_payment_that_fails_leaves_the_order_open(server: Server, shop: Shop, placed: PlacedOrder) -> None:
    link = server.link(placed.payment_id, placed.due)
    page = await server.press(link, "decline", method="credit_card", failure="card_expired")
    assert "没有付成功" in page.text
    assert await status_of(shop, placed) is OrderStatus.pending_payment
    state = await shop.payment(OWNER, placed.order_id or "")
    assert state is not None
    assert (state.due, state.payment_id) == (placed.due, None)
    assert state.attempts[0].failure is PaymentFailure.card_expired
    assert "已经关闭" in (await server.client.get(link)).text
    retry = await shop.retry_payment(OWNER, placed.order_id or "", "k1")
    assert retry.state is not None
    better = server.link(retry.state.payment_id, retry.state.due)
    assert "支付成功" in (await server.press(better, "pay")).text


async def test_leaving_or_pressing_nothing_known_charges_nothing(
    server: Server, shop: Shop, placed: PlacedOrder, rows: Rows
) -> None:
    link = server.link(placed.payment_id, placed.due)
    for action, more in (("leave", {}), ("", {}), ("pay", {"method": "gold"}), ("pay", {"method": "gift_card"})):
        assert "没有扣款" in (await server.press(link, action, **more)).text
    assert await status_of(shop, placed) is OrderStatus.pending_payment
    assert server.desk.ledger.untold() == []
    assert rows(sa.select(payment_notices)) == []


async def test_forged_changed_and_old_links_show_nothing(
    server: Server, placed: PlacedOrder, clock: Clock, shop: Shop
) -> None:
    link = server.link(placed.payment_id, placed.due)
    cheaper = link.replace(f"amount={placed.due}", "amount=0.01")
    another = link.replace(f"/pay/{placed.payment_id}", f"/pay/{(placed.payment_id or 0) - 1}")
    later = link.replace("until=1", "until=2")
    unsigned = link.replace("sign=", "sing=")
    for bad in (cheaper, another, later, unsigned, "/pay/1", "/pay/x?amount=1.00&until=1&sign=%E4%BD%A0"):
        for answer in (await server.client.get(bad), await server.press(bad, "pay")):
            assert answer.status_code == 403
            assert "链接无效" in answer.text
            assert str(placed.order_id) not in answer.text
    clock.forward(minutes=31)
    for answer in (await server.client.get(link), await server.press(link, "pay")):
        assert (answer.status_code, "已过期" in answer.text) == (410, True)
    assert await status_of(shop, placed) is OrderStatus.pending_payment


async def test_a_link_with_yesterdays_sum_is_not_charged(server: Server, shop: Shop, placed: PlacedOrder) -> None:
    link = server.link(placed.payment_id, placed.due)
    changed = await shop.change_items(OWNER, ItemChange(placed.order_id or "", 1, quantity=3), "k1")
    assert changed.to_pay > 0
    for answer in (await server.client.get(link), await server.press(link, "pay")):
        assert "金额有变化" in answer.text
    assert server.desk.ledger.untold() == []


async def test_only_the_provider_is_believed(server: Server, shop: Shop, placed: PlacedOrder, rows: Rows) -> None:
    said = notice(placed)
    headers, body = pack(said, KEY, server.desk.clock())
    forged = [
        await send(server, said, key_for("another secret", "notice")),
        await send(server, said, key_for("a payment secret of the tests", "link")),
        await send(server, said, ago=timedelta(minutes=6)),
        await send(server, said, ago=timedelta(minutes=-6)),
        await server.client.post(NOTIFY_PATH, content=body.replace(b"wechat", b"alipay"), headers=headers),
        await server.client.post(NOTIFY_PATH, content=body, headers={**headers, "webhook-id": "msg_2"}),
        await server.client.post(NOTIFY_PATH, content=body, headers={**headers, "webhook-signature": "v1,%%"}),
        await server.client.post(NOTIFY_PATH, content=body),
        await server.client.post(NOTIFY_PATH, content=b"x" * 15_000, headers=headers),
    ]
    assert [answer.status_code for answer in forged] == [401] * len(forged)
    assert await status_of(shop, placed) is OrderStatus.pending_payment
    assert rows(sa.select(payment_notices)) == []
    assert (await send(server, said)).json() == {"settlement": "paid"}


async def test_a_signed_notice_that_says_nothing_is_a_bad_one(server: Server, placed: PlacedOrder) -> None:
    assert (await send(server, notice(placed, payment_id=10**6))).status_code == 404
    assert (await send(server, notice(placed, payment_id=-1))).status_code == 400
    assert (await send(server, notice(placed, amount=Decimal("0.00")))).status_code == 400
    assert (await send(server, notice(placed, trade_number="../x"))).status_code == 400


async def test_a_notice_told_twice_pays_once(
    server: Server, shop: Shop, placed: PlacedOrder, rows: Rows
) -> None:
    said = notice(placed)
    answers = await asyncio.gather(*(send(server, said) for _ in range(3)))
    answers.append(await send(server, notice(placed, notice_id="msg_2")))  # the same charge, told anew
    assert [answer.json() for answer in answers] == [{"settlement": "paid"}] * 4
    assert len(rows(sa.select(payment_notices))) == 1
    assert rows(sa.select(refunds).where(refunds.c.order_id == placed.order_id)) == []
    done = rows(sa.select(audit.c.action).where(audit.c.order_id == placed.order_id))
    assert [row.action for row in done] == ["payment_paid"]
    assert await status_of(shop, placed) is OrderStatus.pending_shipment


async def test_a_second_charge_of_a_paid_order_goes_back(
    server: Server, shop: Shop, placed: PlacedOrder
) -> None:
    await send(server, notice(placed))
    second = await send(server, notice(placed, notice_id="msg_2", trade_number="KP2"))
    assert second.json() == {"settlement": "refunded"}
    back = await shop.refunds(OWNER, placed.order_id)
    assert [(one.cause, one.amount, one.method) for one in back] == [
        (RefundCause.overpayment, placed.due, PaymentMethod.wechat)
    ]
    assert await status_of(shop, placed) is OrderStatus.pending_shipment


async def test_another_sum_than_is_due_pays_nothing_and_goes_back(
    server: Server, shop: Shop, placed: PlacedOrder
) -> None:
    odd = placed.due - Decimal("0.01")
    answer = await send(server, notice(placed, amount=odd))
    assert answer.json() == {"settlement": "refunded"}
    assert await status_of(shop, placed) is OrderStatus.pending_payment
    back = await shop.refunds(OWNER, placed.order_id)
    assert [(one.cause, one.amount) for one in back] == [(RefundCause.overpayment, odd)]
    state = await shop.payment(OWNER, placed.order_id or "")
    assert state is not None
    assert (state.due, state.payment_id) == (placed.due, placed.payment_id), "the right sum can still be paid"


async def test_money_that_comes_after_the_cancellation_goes_back(
    server: Server, shop: Shop, placed: PlacedOrder, rows: Rows
) -> None:
    cancelled = await shop.cancel_order(OWNER, placed.order_id or "", "k1")
    assert (cancelled.outcome, cancelled.refund_amount) == (CancelOutcome.cancelled, Decimal("0.00"))
    for _ in range(2):
        answer = await send(server, notice(placed))
        assert answer.json() == {"settlement": "refunded"}
    back = await shop.refunds(OWNER, placed.order_id)
    assert [(one.cause, one.amount) for one in back] == [(RefundCause.cancellation, placed.due)]
    order = await shop.order(OWNER, placed.order_id or "")
    assert order is not None
    assert (order.status, order.refund_amount) == (OrderStatus.cancelled, placed.due)
    done = rows(sa.select(audit).where(audit.c.order_id == placed.order_id).order_by(audit.c.id))
    assert [row.action for row in done] == ["cancel_order", "payment_refunded"]
    assert done[-1].after["trade_number"] == "KP1"


async def test_an_older_attempt_may_pay_the_order_once(server: Server, shop: Shop, placed: PlacedOrder) -> None:
    """The customer paid by the first link while a second one was made: the sum is right, so it counts."""
    retry = await shop.retry_payment(OWNER, placed.order_id or "", "k1", PaymentMethod.alipay)
    assert retry.state is not None
    assert (await send(server, notice(placed))).json() == {"settlement": "paid"}
    state = await shop.payment(OWNER, placed.order_id or "")
    assert state is not None
    assert (state.due, state.payment_id) == (Decimal("0.00"), None), "the second link is closed"
    second = notice(placed, notice_id="msg_2", trade_number="KP2", payment_id=retry.state.payment_id)
    assert (await send(server, second)).json() == {"settlement": "refunded"}


async def test_what_a_change_costs_more_is_paid_as_well(server: Server, shop: Shop, placed: PlacedOrder) -> None:
    await send(server, notice(placed))
    changed = await shop.change_items(OWNER, ItemChange(placed.order_id or "", 1, quantity=3), "k1")
    state = await shop.payment(OWNER, placed.order_id or "")
    assert state is not None
    assert state.due == changed.to_pay > 0
    page = await server.press(server.link(state.payment_id, state.due), "pay")
    assert "支付成功" in page.text
    after = await shop.payment(OWNER, placed.order_id or "")
    assert after is not None
    assert after.due == 0
    assert await shop.refunds(OWNER, placed.order_id) == []


@pytest.mark.parametrize("first", ["cancel", "pay"])
async def test_of_a_cancellation_and_a_payment_at_once_no_money_is_lost(
    server: Server, shop: Shop, placed: PlacedOrder, rows: Rows, first: str
) -> None:
    cancel = shop.cancel_order(OWNER, placed.order_id or "", "k1")
    pay = send(server, notice(placed))
    wishes = (cancel, pay) if first == "cancel" else (pay, cancel)
    done = await asyncio.gather(*wishes)
    cancelled, answer = done if first == "cancel" else reversed(done)
    assert cancelled.outcome is CancelOutcome.cancelled, "an order that has not left can be cancelled, paid or not"
    assert answer.json()["settlement"] in ("paid", "refunded")
    back = await shop.refunds(OWNER, placed.order_id)
    assert [one.amount for one in back] == [placed.due], "whoever came first, the money goes back, once"
    state = rows(sa.select(payments).where(payments.c.id == placed.payment_id))[0].status
    told = PaymentStatus.paid if answer.json()["settlement"] == "paid" else PaymentStatus.closed
    assert state is told
    assert await status_of(shop, placed) is OrderStatus.cancelled


async def test_a_charge_is_told_when_the_shop_is_back(
    server: Server, shop: Shop, placed: PlacedOrder, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, link = server.desk.sender, server.link(placed.payment_id, placed.due)
    monkeypatch.setattr("shop.gateway.sending.PAUSES", (0.0,))
    monkeypatch.setattr(sender, "_url", "http://127.0.0.1:9/payments/notify")
    assert "付款已受理" in (await server.press(link, "pay")).text
    assert "付款已受理" in (await server.press(link, "pay")).text, "pressed again, charged once"
    assert len(server.desk.ledger.untold()) == 1
    assert await status_of(shop, placed) is OrderStatus.pending_payment
    monkeypatch.setattr(sender, "_url", server.url + NOTIFY_PATH)
    assert await sender.tell_rest() == 1
    assert await status_of(shop, placed) is OrderStatus.pending_shipment
    assert server.desk.ledger.untold() == []
