"""Changing an order before it leaves, its delivery, and confirming receipt."""

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
from shop.policy import SHOP_TIME
from shop.tables import addresses, order_items, orders, payments, shipments, variants
from shop.views import AddressChange, BookingWish, ItemChange

from .conftest import find_order

if TYPE_CHECKING:
    from ..conftest import Clock

pytestmark = pytest.mark.asyncio
OWNER, STRANGER = "C10001", "C10002"
Rows = Callable[..., list[Any]]


async def waiting(shop: Shop) -> str:
    return await find_order(shop, OWNER, OrderStatus.pending_shipment)


async def test_another_street_is_a_new_row_and_the_old_one_stays(shop: Shop, rows: Rows) -> None:
    number = await waiting(shop)
    before = rows(sa.select(addresses).order_by(addresses.c.id))
    order = await shop.order(OWNER, number)
    assert order is not None
    change = AddressChange(street="文二路 1 号", phone="15400000001")
    done = await shop.change_address(OWNER, number, change, "k1")
    assert done.address is not None
    assert (done.verdict, done.address.street, done.address.city) == (
        Verdict.allowed,
        "文二路 1 号",
        order.city,
    )
    assert done.address.phone == "154****0001"
    after = rows(sa.select(addresses).order_by(addresses.c.id))
    assert after[:-1] == before
    assert await shop.change_address(OWNER, number, change, "k1") == done
    assert (await shop.change_address(OWNER, number, change, "k2")).verdict is Verdict.same_as_before
    assert len(rows(sa.select(addresses))) == len(after)


async def test_another_city_brings_its_province(shop: Shop) -> None:
    number = await waiting(shop)
    done = await shop.change_address(OWNER, number, AddressChange(city="拉萨市", street="北京路 1 号"), "k1")
    assert done.address is not None
    assert (done.address.province, done.address.city_en) == ("西藏自治区", "Lhasa")
    unknown = await shop.change_address(OWNER, number, AddressChange(city="亚特兰蒂斯"), "k2")
    assert unknown.verdict is Verdict.unknown_city


async def test_another_city_keeps_nothing_of_the_old_place(shop: Shop) -> None:
    number = await waiting(shop)
    bare = await shop.change_address(OWNER, number, AddressChange(city="拉萨"), "k1")
    assert bare.verdict is Verdict.bad_value, "the street of the old city"
    change = AddressChange(province="浙江省", city="绍兴市", street="解放路 1 号")
    done = await shop.change_address(OWNER, number, change, "k2")
    assert done.address is not None
    assert (done.verdict, done.address.city, done.address.district) == (Verdict.allowed, "绍兴", "")


async def test_an_address_is_shown_to_its_owner_only_and_masked(shop: Shop) -> None:
    number = await waiting(shop)
    shown = await shop.shipping_address(OWNER, number)
    assert shown is not None
    assert "****" in shown.phone
    assert await shop.shipping_address(STRANGER, number) is None
    assert await shop.shipping_address(OWNER, "12") is None


async def test_what_has_left_keeps_its_address(shop: Shop) -> None:
    number = await find_order(shop, OWNER, OrderStatus.shipped)
    done = await shop.change_address(OWNER, number, AddressChange(street="别处"), "k1")
    assert (done.verdict, done.status) == (Verdict.too_late, OrderStatus.shipped)
    assert (
        await shop.change_address(STRANGER, number, AddressChange(street="别处"), "k2")
    ).verdict is Verdict.not_found


async def another_variant(rows: Rows, number: str) -> tuple[Any, Any]:
    """Give the order's first line a variant to change to; return the line and that variant."""
    line = rows(sa.select(order_items).where(order_items.c.order_id == number, order_items.c.line == 1))[0]
    there = rows(sa.select(variants).where(variants.c.id == line.variant_id))[0]
    values = {
        **dict(there._mapping),
        "id": f"{line.product_id}-9",
        "price": line.unit_price + 100,
        "stock": 30,
    }
    rows(sa.insert(variants).values(**values))
    return line, rows(sa.select(variants).where(variants.c.id == values["id"]))[0]


async def test_a_dearer_variant_is_reserved_and_the_difference_is_to_be_paid(shop: Shop, rows: Rows) -> None:
    number = await waiting(shop)
    line, dearer = await another_variant(rows, number)
    before = await shop.order(OWNER, number)
    assert before is not None
    change = ItemChange(number, 1, dearer.id)
    quote = await shop.quote_items(OWNER, change)
    assert quote.difference == Decimal("100.00") * line.quantity
    stale = await shop.change_items(OWNER, change, "k0", agreed=Decimal("1.00"))
    assert stale.verdict is Verdict.price_changed
    done = await shop.change_items(OWNER, change, "k1", agreed=quote.difference)
    assert (done.verdict, done.to_pay) == (Verdict.allowed, quote.difference)
    assert (await shop.change_items(OWNER, change, "k1")).to_pay == quote.difference
    stock = {row.id: row.stock for row in rows(sa.select(variants))}
    assert stock[dearer.id] == 30 - line.quantity
    order = await shop.order(OWNER, number)
    assert order is not None
    assert order.total == before.total + quote.difference
    state = await shop.payment(OWNER, number)
    assert state is not None
    assert state.due == quote.difference
    cancelled = await shop.cancel_order(OWNER, number, "k2")
    assert (cancelled.outcome, cancelled.refund_amount) == (CancelOutcome.cancelled, before.total)
    assert {row.id: row.stock for row in rows(sa.select(variants))}[dearer.id] == 30
    assert (await shop.refunds(OWNER, number))[0].amount == before.total


async def test_going_back_to_the_cheaper_one_closes_what_was_open(shop: Shop, rows: Rows) -> None:
    number = await waiting(shop)
    line, dearer = await another_variant(rows, number)
    rows(sa.update(variants).where(variants.c.id == line.variant_id).values(price=line.unit_price))
    await shop.change_items(OWNER, ItemChange(number, 1, dearer.id), "k1")
    back = await shop.change_items(OWNER, ItemChange(number, 1, line.variant_id), "k2")
    assert (back.to_pay, back.refund) == (Decimal("0.00"), Decimal("0.00"))
    assert (await shop.payment(OWNER, number)).due == 0  # type: ignore[union-attr]


async def test_the_last_piece_goes_to_exactly_one_of_two_orders(shop: Shop, rows: Rows) -> None:
    mine = await waiting(shop)
    _, wanted = await another_variant(rows, mine)
    theirs = await find_order(shop, STRANGER, OrderStatus.pending_shipment)
    mine_line = order_items.c.order_id == mine, order_items.c.line == 1
    rows(sa.update(order_items).where(*mine_line).values(quantity=1))
    same = {"product_id": wanted.product_id, "variant_id": None, "quantity": 1}
    rows(
        sa.update(order_items).where(order_items.c.order_id == theirs, order_items.c.line == 1).values(**same)
    )
    rows(sa.update(variants).where(variants.c.id == wanted.id).values(stock=1))
    ends = await asyncio.gather(
        shop.change_items(OWNER, ItemChange(mine, 1, wanted.id), "k1"),
        shop.change_items(STRANGER, ItemChange(theirs, 1, wanted.id), "k2"),
    )
    assert sorted(end.verdict.value for end in ends) == ["allowed", "out_of_stock"]
    assert rows(sa.select(variants.c.stock).where(variants.c.id == wanted.id))[0].stock == 0


async def test_of_a_cancellation_and_a_shipment_at_once_exactly_one_wins(shop: Shop, rows: Rows) -> None:
    number = await waiting(shop)

    async def ship() -> bool:
        async with shop._writing() as work:
            order = await work.lock_order(OWNER, number)
            assert order is not None
            if order.status is not OrderStatus.pending_shipment:
                return False
            await work.update(orders, orders.c.id == number, status=OrderStatus.shipped)
            return True

    cancelled, shipped = await asyncio.gather(shop.cancel_order(OWNER, number, "k1"), ship())
    assert (cancelled.outcome is CancelOutcome.cancelled) is not shipped
    status = rows(sa.select(orders.c.status).where(orders.c.id == number))[0].status
    assert status is (OrderStatus.shipped if shipped else OrderStatus.cancelled)
    assert cancelled.status is status, "the customer is told the truth"


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"quantity": 0}, Verdict.too_many),
        ({"quantity": 21}, Verdict.too_many),
        ({"variant_id": "P99999-1"}, Verdict.not_found),
        ({}, Verdict.same_as_before),
    ],
)
async def test_changes_that_make_no_sense_are_refused(
    shop: Shop, change: dict[str, Any], verdict: Verdict
) -> None:
    number = await waiting(shop)
    assert (await shop.quote_items(OWNER, ItemChange(number, 1, **change))).verdict is verdict
    assert (await shop.quote_items(STRANGER, ItemChange(number, 1, **change))).verdict is Verdict.not_found


async def test_a_later_booking_replaces_an_earlier_one(shop: Shop, clock: Clock) -> None:
    number = await find_order(shop, "C10006", OrderStatus.shipped, "变频空调")
    day = clock.now.astimezone(SHOP_TIME).date() + timedelta(days=2)
    first = await shop.book_delivery("C10006", number, BookingWish(day, 9, 12), "k1")
    point = (await shop.pickup_points("C10006", number))[0]
    second = await shop.book_delivery("C10006", number, BookingWish(day, 18, 21, point.point_id), "k2")
    assert (first.verdict, second.verdict, second.point) == (Verdict.allowed, Verdict.allowed, point)
    late = await shop.book_delivery("C10006", number, BookingWish(day + timedelta(days=30), 9, 12), "k3")
    assert (late.verdict, late.slots[0]) == (Verdict.day_not_offered, (9, 12))
    odd = await shop.book_delivery("C10006", number, BookingWish(day, 10, 11), "k4")
    assert odd.verdict is Verdict.hours_not_offered
    built_in = await shop.book_installation("C10006", number, BookingWish(day, 9, 12), "k5")
    assert built_in.verdict is Verdict.allowed


async def test_only_appliances_are_installed(shop: Shop, clock: Clock) -> None:
    number = await find_order(shop, "C10004", OrderStatus.received, "纯棉圆领")
    day = clock.now.astimezone(SHOP_TIME).date() + timedelta(days=2)
    done = await shop.book_installation("C10004", number, BookingWish(day, 9, 12), "k1")
    assert done.verdict is Verdict.not_installed


async def test_receipt_is_confirmed_once_everything_has_come(shop: Shop, rows: Rows) -> None:
    number = await find_order(shop, OWNER, OrderStatus.shipped)
    assert (await shop.confirm_receipt(OWNER, number, "k1")).verdict is Verdict.not_arrived
    delivered = {"status": "delivered", "delivered_at": sa.func.current_timestamp(), "signed_by": "receiver"}
    rows(sa.update(shipments).where(shipments.c.order_id == number).values(**delivered))
    done = await shop.confirm_receipt(OWNER, number, "k2")
    assert (done.verdict, done.status) == (Verdict.allowed, OrderStatus.received)
    assert await shop.confirm_receipt(OWNER, number, "k2") == done
    assert (await shop.confirm_receipt(OWNER, number, "k3")).verdict is Verdict.already_done
    assert (await shop.confirm_receipt(STRANGER, number, "k4")).verdict is Verdict.not_found


async def test_couriers_are_named_to_the_owner_only(shop: Shop) -> None:
    number = await find_order(shop, OWNER, OrderStatus.shipped)
    contacts = await shop.couriers(OWNER, number)
    assert contacts
    assert all(contact.phone for contact in contacts)
    assert await shop.couriers(STRANGER, number) == []


async def test_a_failed_payment_is_tried_again_with_one_open_link(shop: Shop, rows: Rows) -> None:
    number = await find_order(shop, OWNER, OrderStatus.pending_payment)
    before = await shop.payment(OWNER, number)
    assert before is not None
    assert any(attempt.failure for attempt in before.attempts)
    again = await asyncio.gather(*(shop.retry_payment(OWNER, number, f"k{i}") for i in range(3)))
    assert {retry.verdict for retry in again} == {Verdict.allowed}
    pending = sa.select(payments).where(payments.c.order_id == number, payments.c.status == "pending")
    assert len(rows(pending)) == 1
    assert (await shop.retry_payment(OWNER, number, "k9", instalments=5)).verdict is Verdict.kind_not_offered
    assert (await shop.retry_payment(STRANGER, number, "kx")).verdict is Verdict.not_found
