"""Price protection, invoices, coupons, points, gift cards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from shop.database import Shop
from shop.enums import (
    CouponStatus,
    InvoiceKind,
    InvoiceStatus,
    OrderStatus,
    RefundCause,
    Verdict,
)
from shop.tables import invoices, price_claims, refunds
from shop.views import InvoiceWish

from .conftest import find_order

if TYPE_CHECKING:
    from ..conftest import Clock

pytestmark = pytest.mark.asyncio
OWNER, STRANGER = "C10001", "C10002"
Rows = Callable[..., list[Any]]


async def test_what_became_cheaper_comes_back_once(shop: Shop, rows: Rows) -> None:
    number = await find_order(shop, OWNER, OrderStatus.pending_shipment)
    quote = await shop.quote_price_protection(OWNER, number)
    order = await shop.order(OWNER, number)
    assert order is not None
    fallen = [line for line in quote.lines if line.decision.allowed]
    assert fallen
    assert quote.amount == sum((line.decision.amount for line in fallen), Decimal(0)) > 0
    claims = await asyncio.gather(*(shop.claim_price_protection(OWNER, number, f"k{i}") for i in range(4)))
    verdicts = sorted(claim.verdict.value for claim in claims)
    assert verdicts == ["allowed"] + ["already_claimed"] * 3
    first = next(i for i, claim in enumerate(claims) if claim.verdict is Verdict.allowed)
    again = await shop.claim_price_protection(OWNER, number, f"k{first}")
    assert (again.verdict, again.amount) == (Verdict.allowed, quote.amount)
    assert len(rows(sa.select(price_claims))) == len(fallen)
    back = await shop.refunds(OWNER, number)
    assert [(one.cause, one.amount) for one in back] == [(RefundCause.price_protection, quote.amount)]
    assert (await shop.quote_price_protection(OWNER, number)).claimed == quote.amount


async def test_after_the_days_are_over_nothing_comes_back(shop: Shop, clock: Clock) -> None:
    number = await find_order(shop, OWNER, OrderStatus.pending_shipment)
    clock.forward(days=9)
    claim = await shop.claim_price_protection(OWNER, number, "k1")
    assert (claim.verdict, claim.amount) == (Verdict.too_late, Decimal("0.00"))
    assert claim.lines[0].decision.days_over > 0
    assert (await shop.claim_price_protection(STRANGER, number, "k2")).verdict is Verdict.not_found


async def test_an_invoice_is_asked_for_corrected_and_only_one_counts(shop: Shop, rows: Rows) -> None:
    number = await find_order(shop, OWNER, OrderStatus.shipped)
    wish = InvoiceWish(InvoiceKind.personal, "陈思远", email="chen@example.com")
    asked = await asyncio.gather(*(shop.request_invoice(OWNER, number, wish, f"k{i}") for i in range(3)))
    assert sorted(one.verdict.value for one in asked) == ["allowed", "already_invoiced", "already_invoiced"]
    better = InvoiceWish(InvoiceKind.company, "远山科技", "9133 0106-MA2KEFU01M", "chen@example.com")
    fixed = await shop.request_invoice(OWNER, number, better, "kc")
    assert fixed.invoice is not None
    assert (fixed.invoice.tax_number, fixed.invoice.email) == ("91330106MA2KEFU01M", "c***@example.com")
    assert await shop.request_invoice(OWNER, number, better, "kc") == fixed
    stati = [one.status for one in await shop.invoices(OWNER, number)]
    assert stati == [InvoiceStatus.requested, InvoiceStatus.replaced]
    assert await shop.invoices(STRANGER, number) == []
    early = await shop.resend_invoice(OWNER, number, "kr")
    assert early.verdict is Verdict.no_invoice


@pytest.mark.parametrize(
    ("wish", "verdict"),
    [
        (InvoiceWish(InvoiceKind.company, "远山科技"), Verdict.tax_number_needed),
        (InvoiceWish(InvoiceKind.company, "远山科技", "123"), Verdict.bad_tax_number),
        (InvoiceWish(InvoiceKind.personal, " "), Verdict.bad_value),
        (InvoiceWish(InvoiceKind.personal, "陈", email="没有"), Verdict.bad_email),
    ],
)
async def test_an_invoice_needs_what_the_law_asks(shop: Shop, wish: InvoiceWish, verdict: Verdict) -> None:
    number = await find_order(shop, OWNER, OrderStatus.shipped)
    assert (await shop.request_invoice(OWNER, number, wish, "k1")).verdict is verdict


async def test_an_issued_invoice_is_sent_again(shop: Shop, rows: Rows, clock: Clock) -> None:
    number = await find_order(shop, OWNER, OrderStatus.received)
    done = await shop.resend_invoice(OWNER, number, "k1", "new@example.com")
    assert done.invoice is not None
    assert (done.verdict, done.invoice.email) == (Verdict.allowed, "n***@example.com")
    sent = sa.select(invoices.c.sent_at).where(invoices.c.order_id == number)
    assert rows(sent)[0].sent_at == clock.now
    assert (await shop.resend_invoice(STRANGER, number, "k2")).verdict is Verdict.not_found


async def test_nothing_paid_nothing_invoiced(shop: Shop) -> None:
    wish = InvoiceWish(InvoiceKind.personal, "陈思远")
    for status, verdict in (
        (OrderStatus.pending_payment, Verdict.not_paid),
        (OrderStatus.cancelled, Verdict.nothing_paid),
    ):
        number = await find_order(shop, OWNER, status)
        assert (await shop.request_invoice(OWNER, number, wish, "k1")).verdict is verdict


async def test_coupons_come_usable_first_and_are_the_customers_own(shop: Shop) -> None:
    mine = await shop.coupons(OWNER)
    assert [(coupon.code, coupon.status) for coupon in mine] == [
        ("GOLD50", CouponStatus.unused),
        ("NEW20", CouponStatus.unused),
        ("NEXTWEEK30", CouponStatus.upcoming),
        ("KITCHEN15", CouponStatus.used),
        ("NIGHT8", CouponStatus.expired),
    ]
    assert mine[3].order_id is not None
    assert await shop.coupons("C99999") == []


async def test_promotions_run_now(shop: Shop, clock: Clock) -> None:
    names = [promotion.name_zh for promotion in await shop.promotions()]
    assert names == ["数码夜市", "换季满减", "厨房焕新季", "读书有礼"]
    clock.forward(days=10)
    assert [promotion.name_zh for promotion in await shop.promotions()] == ["厨房焕新季", "读书有礼"]


async def test_points_and_gift_cards(shop: Shop) -> None:
    points = await shop.points(OWNER, limit=20)
    assert points.balance == sum(entry.points for entry in points.entries) > 0
    cards = await shop.gift_cards(OWNER)
    assert [(card.number, card.balance, card.expired) for card in cards] == [
        ("6001 **** 9935", Decimal("0.00"), False),
        ("6001 **** 8827", Decimal("186.50"), False),
    ]
    assert [card.expired for card in await shop.gift_cards("C10003")] == [True]
    assert await shop.gift_cards("C99999") == []


async def test_refunds_say_when_the_money_is_there(shop: Shop, rows: Rows) -> None:
    number = await find_order(shop, OWNER, OrderStatus.pending_shipment)
    await shop.cancel_order(OWNER, number, "k1")
    refund = (await shop.refunds(OWNER, number))[0]
    assert (refund.cause, refund.days_late) == (RefundCause.cancellation, 0)
    rows(sa.update(refunds).where(refunds.c.order_id == number).values(expected_on=sa.text("'2026-11-03'")))
    assert (await shop.refunds(OWNER, number))[0].days_late == 3
