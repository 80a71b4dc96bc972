"""Buying in the conversation: the sum told is the sum owed, pieces are sold once, and coupons count once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from shop.database import Shop
from shop.enums import CancelOutcome, OrderStatus, Verdict
from shop.errors import RequestKeyReused
from shop.tables import (
    addresses,
    coupons,
    customer_coupons,
    orders,
    payments,
    price_periods,
    products,
    promotions,
    variants,
)
from shop.views import AddressChange, ItemChange, Purchase

if TYPE_CHECKING:
    from ..conftest import Clock

pytestmark = pytest.mark.asyncio
OWNER, STRANGER = "C10001", "C10002"
Rows = Callable[..., list[Any]]


def goods(rows: Rows, price: str, stock: int = 10, category: str = "sports", place: int = 0) -> str:
    """Give a product of *category* this price and stock, without offers; return its variant."""
    query = (
        sa.select(variants.c.id)
        .select_from(variants.join(products, variants.c.product_id == products.c.id))
        .where(products.c.category_id == category)
        .order_by(variants.c.id)
    )
    variant_id = rows(query)[place].id
    rows(sa.delete(price_periods).where(price_periods.c.variant_id == variant_id))
    changed = {"price": Decimal(price), "stock": stock}
    rows(sa.update(variants).where(variants.c.id == variant_id).values(**changed))
    return str(variant_id)


def stock_of(rows: Rows, variant_id: str) -> int:
    return int(rows(sa.select(variants.c.stock).where(variants.c.id == variant_id))[0].stock)


async def test_what_is_told_is_ordered_reserved_and_due(
    shop: Shop, rows: Rows, audited: Callable[[], list[str]], clock: Clock
) -> None:
    wanted = goods(rows, "40.00")
    purchase = Purchase(((wanted, 2),))
    quote = await shop.quote_order(OWNER, purchase)
    assert (quote.verdict, quote.items_total, quote.shipping_fee) == (
        Verdict.allowed,
        Decimal(80),
        Decimal(8),
    )
    assert (quote.total, quote.free_shipping_from) == (Decimal("88.00"), Decimal(99))
    assert quote.address is not None
    assert quote.address.is_default
    placed = await shop.place_order(OWNER, purchase, "k1", agreed=quote.total)
    assert (placed.verdict, placed.status) == (Verdict.allowed, OrderStatus.pending_payment)
    assert (placed.due, placed.pay_until) == (quote.total, clock.now + timedelta(hours=48))
    assert placed.order_id is not None
    assert placed.order_id.startswith("261106")
    order = await shop.order(OWNER, placed.order_id)
    assert order is not None
    assert (order.total, order.items[0].quantity, order.city) == (
        quote.total,
        2,
        quote.address.address.city,
    )
    state = await shop.payment(OWNER, placed.order_id)
    assert state is not None
    assert (state.due, state.payment_id) == (placed.due, placed.payment_id)
    assert stock_of(rows, wanted) == 8
    assert audited() == ["place_order"]
    assert await shop.order(STRANGER, placed.order_id) is None


async def test_a_double_click_orders_once(shop: Shop, rows: Rows) -> None:
    wanted = goods(rows, "40.00")
    purchase = Purchase(((wanted, 1),))
    placed = await asyncio.gather(*(shop.place_order(OWNER, purchase, "k1") for _ in range(4)))
    assert len({(one.order_id, one.payment_id, one.due) for one in placed}) == 1
    assert stock_of(rows, wanted) == 9
    with pytest.raises(RequestKeyReused):
        await shop.place_order(STRANGER, purchase, "k1")
    assert stock_of(rows, wanted) == 9


async def test_the_last_piece_is_sold_once(shop: Shop, rows: Rows) -> None:
    plenty, last = goods(rows, "10.00"), goods(rows, "40.00", stock=1, place=1)
    purchase = Purchase(((plenty, 2), (last, 1)))
    buyers = [f"C1000{i}" for i in range(1, 7)]
    placed = await asyncio.gather(*(shop.place_order(who, purchase, f"k{who}") for who in buyers))
    assert sorted(one.verdict.value for one in placed) == ["allowed"] + ["out_of_stock"] * 5
    refused = next(one for one in placed if one.verdict is Verdict.out_of_stock)
    assert (refused.order_id, refused.quote.variant_id, refused.quote.lines[1].missing) == (None, last, 1)
    assert (stock_of(rows, last), stock_of(rows, plenty)) == (0, 8)
    new = rows(sa.select(orders.c.id).where(orders.c.ordered_at >= shop._clock()))
    assert len(new) == 1


async def test_a_price_that_changed_since_it_was_told_is_told_first(shop: Shop, rows: Rows) -> None:
    wanted = goods(rows, "40.00")
    purchase = Purchase(((wanted, 1),))
    quote = await shop.quote_order(OWNER, purchase)
    rows(sa.update(variants).where(variants.c.id == wanted).values(price=Decimal("45.00")))
    placed = await shop.place_order(OWNER, purchase, "k1", agreed=quote.total)
    assert (placed.verdict, placed.order_id) == (Verdict.price_changed, None)
    assert placed.quote.total == quote.total + 5
    assert stock_of(rows, wanted) == 10
    assert (await shop.place_order(OWNER, purchase, "k1", agreed=placed.quote.total)).order_id


async def test_offers_promotions_and_a_coupon_come_off_and_fees_fall_away(
    shop: Shop, rows: Rows, clock: Clock
) -> None:
    pan = goods(rows, "520.00", category="kitchen")
    offer = {
        "variant_id": pan,
        "kind": "offer",
        "price": Decimal("500.00"),
        "starts_at": clock.now - timedelta(days=1),
        "ends_at": clock.now + timedelta(days=1),
    }
    rows(sa.insert(price_periods).values(**offer))
    quote = await shop.quote_order(OWNER, Purchase(((pan, 1),), coupon=" gold50 "))
    assert (quote.verdict, quote.items_total, quote.shipping_fee) == (
        Verdict.allowed,
        Decimal(500),
        Decimal(0),
    )
    assert quote.lines[0].regular_price == Decimal("520.00")
    assert [(r.amount, r.code) for r in quote.reductions] == [(30, None), (60, None), (50, "GOLD50")]
    assert (quote.discount, quote.total) == (Decimal("140.00"), Decimal("360.00"))
    placed = await shop.place_order(OWNER, Purchase(((pan, 1),), coupon="GOLD50"), "k1", quote.total)
    assert placed.due == quote.total
    again = await shop.quote_order(OWNER, Purchase(((pan, 1),), coupon="GOLD50"))
    assert (again.verdict, again.total) == (Verdict.coupon_used, Decimal("410.00"))
    assert placed.order_id is not None
    cancelled = await shop.cancel_order(OWNER, placed.order_id, "k2")
    assert cancelled.outcome is CancelOutcome.cancelled
    assert (await shop.quote_order(OWNER, Purchase(((pan, 1),), coupon="GOLD50"))).total == quote.total
    assert stock_of(rows, pan) == 10


async def test_of_two_promotions_for_the_same_goods_the_better_one_counts(
    shop: Shop, rows: Rows, clock: Clock
) -> None:
    ball = goods(rows, "320.00")
    terms = {"kind": "reduction", "name_en": "", "rule_zh": "", "rule_en": "", "threshold": Decimal(310)}
    days = {"starts_at": clock.now - timedelta(days=1), "ends_at": clock.now + timedelta(days=1)}
    rows(sa.insert(promotions).values(id=901, name_zh="更好", reduction=Decimal(45), **terms, **days))
    over = {"starts_at": clock.now - timedelta(days=3), "ends_at": clock.now}
    rows(sa.insert(promotions).values(id=902, name_zh="已结束", reduction=Decimal(99), **terms, **over))
    quote = await shop.quote_order(OWNER, Purchase(((ball, 1),)))
    assert [(r.name_zh, r.amount) for r in quote.reductions] == [("更好", Decimal("45.00"))]


async def test_one_coupon_is_used_by_one_of_two_orders_at_once(shop: Shop, rows: Rows) -> None:
    wanted = goods(rows, "600.00")
    purchase = Purchase(((wanted, 1),), coupon="GOLD50")
    placed = await asyncio.gather(*(shop.place_order(OWNER, purchase, f"k{i}") for i in range(3)))
    assert sorted(one.verdict.value for one in placed) == ["allowed", "coupon_used", "coupon_used"]
    assert stock_of(rows, wanted) == 9
    used = rows(sa.select(customer_coupons).where(customer_coupons.c.order_id.is_not(None)))
    assert [one.order_id for one in placed if one.order_id] == [
        row.order_id for row in used if row.order_id in {one.order_id for one in placed}
    ]


@pytest.mark.parametrize(
    ("code", "price", "verdict"),
    [
        ("NIGHT8", "600.00", Verdict.coupon_expired),
        ("NEXTWEEK30", "600.00", Verdict.coupon_upcoming),
        ("GOLD50", "400.00", Verdict.too_little),
        ("KITCHEN15", "600.00", Verdict.category_excluded),
        ("NOSUCH1", "600.00", Verdict.no_coupon),
    ],
)
async def test_a_coupon_that_does_not_count_is_refused_with_the_sum_without_it(
    shop: Shop, rows: Rows, code: str, price: str, verdict: Verdict
) -> None:
    wanted = goods(rows, price)
    holder = "C10004" if code == "KITCHEN15" else OWNER
    plain = await shop.quote_order(holder, Purchase(((wanted, 1),)))
    purchase = Purchase(((wanted, 1),), coupon=code)
    quote = await shop.quote_order(holder, purchase)
    assert (quote.verdict, quote.total) == (verdict, plain.total)
    assert (quote.coupon_from is None) is (verdict is Verdict.no_coupon)
    assert (await shop.place_order(holder, purchase, "k1")).verdict is verdict
    assert stock_of(rows, wanted) == 10


async def test_anothers_coupon_is_not_told_from_one_that_is_not_there(shop: Shop, rows: Rows) -> None:
    wanted = goods(rows, "600.00")
    theirs = await shop.quote_order("C10003", Purchase(((wanted, 1),), coupon="GOLD50"))
    none = await shop.quote_order("C10003", Purchase(((wanted, 1),), coupon="NOSUCH1"))
    assert theirs == none


async def test_a_sum_of_nothing_is_paid_already(shop: Shop, rows: Rows, clock: Clock) -> None:
    book = goods(rows, "100.00")
    rows(
        sa.update(coupons)
        .where(coupons.c.code == "GOLD50")
        .values(threshold=Decimal(0), reduction=Decimal(500))
    )
    placed = await shop.place_order(OWNER, Purchase(((book, 1),), coupon="GOLD50"), "k1")
    assert (placed.verdict, placed.due, placed.payment_id) == (Verdict.allowed, Decimal("0.00"), None)
    assert placed.status is OrderStatus.pending_shipment
    assert placed.quote.discount == Decimal("100.00"), "nobody is paid for buying"


@pytest.mark.parametrize(
    ("lines", "verdict"),
    [
        ((), Verdict.bad_value),
        ((("GOODS", 0),), Verdict.bad_value),
        ((("GOODS", -3),), Verdict.bad_value),
        ((("GOODS", 11), ("GOODS", 10)), Verdict.too_many),
        ((("GOODS", 11),), Verdict.out_of_stock),
        ((("P99999-1", 1),), Verdict.not_found),
        (tuple((f"P{n}-1", 1) for n in range(10001, 10022)), Verdict.too_many),
    ],
)
async def test_purchases_that_make_no_sense_are_refused(
    shop: Shop, rows: Rows, lines: tuple[tuple[str, int], ...], verdict: Verdict
) -> None:
    wanted = goods(rows, "40.00")
    lines = tuple((wanted if name == "GOODS" else name, pieces) for name, pieces in lines)
    placed = await shop.place_order(OWNER, Purchase(lines), "k1")
    assert (placed.verdict, placed.order_id) == (verdict, None)
    assert stock_of(rows, wanted) == 10


async def test_only_an_own_address_can_be_chosen(shop: Shop, rows: Rows) -> None:
    wanted = goods(rows, "40.00")
    mine = await shop.addresses(OWNER)
    assert mine[0].is_default
    assert "****" in mine[0].address.phone
    foreign = (await shop.addresses(STRANGER))[0].address_id
    purchase = Purchase(((wanted, 1),), address_id=foreign)
    assert (await shop.place_order(OWNER, purchase, "k1")).verdict is Verdict.no_address
    assert (await shop.place_order(STRANGER, purchase, "k2")).verdict is Verdict.allowed
    assert (await shop.place_order("C99999", purchase, "k3")).verdict is Verdict.not_found
    assert await shop.addresses("C99999") == []


async def test_copies_of_an_address_are_shown_once(shop: Shop, rows: Rows) -> None:
    before = await shop.addresses(OWNER)
    copied = rows(sa.select(addresses).where(addresses.c.customer_id == OWNER))[0]._mapping
    rows(sa.insert(addresses).values(**{**copied, "id": 9001, "is_default": False}))
    assert await shop.addresses(OWNER) == before


async def test_a_new_order_can_be_changed_and_sent_elsewhere(shop: Shop, rows: Rows) -> None:
    wanted = goods(rows, "40.00")
    placed = await shop.place_order(OWNER, Purchase(((wanted, 1),)), "k1")
    assert placed.order_id is not None
    assert (await shop.change_items(OWNER, ItemChange(placed.order_id, 1, quantity=3), "k2")).verdict is (
        Verdict.allowed
    )
    moved = await shop.change_address(OWNER, placed.order_id, AddressChange(street="文二路 1 号"), "k3")
    assert moved.verdict is Verdict.allowed
    assert stock_of(rows, wanted) == 7
    amount = rows(sa.select(payments.c.amount).where(payments.c.id == placed.payment_id))[0].amount
    assert amount == placed.due + 80
