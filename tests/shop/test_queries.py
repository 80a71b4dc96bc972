from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from shop.database import Shop
from shop.engine import parse_url, run_blocking
from shop.enums import CaseStatus, EstimateReason, EventKind, OrderStatus, ShipmentStatus, SignedBy
from shop.tables import shipments
from shop.views import DemoAccount

pytestmark = pytest.mark.asyncio

OWNER, STRANGER = "C10001", "C10002"


async def account(shop: Shop, number: int = 1) -> DemoAccount:
    return (await shop.demo_accounts())[number - 1]


async def one_order(shop: Shop, status: OrderStatus, number: int = 1) -> str:
    return (await account(shop, number)).order_ids[status][0]


async def test_a_customer_is_shown_with_a_masked_phone(shop: Shop) -> None:
    profile = await shop.customer(OWNER)
    assert profile is not None
    assert (profile.name, profile.phone, profile.member_level.label_zh) == (
        "陈思远",
        "154****6721",
        "金卡会员",
    )
    assert await shop.customer("C99999") is None
    assert await shop.customer("' OR '1'='1") is None


async def test_orders_come_newest_first_and_are_the_customers_own(shop: Shop) -> None:
    mine = await shop.orders(OWNER, limit=50)
    everything = {number for ids in (await account(shop)).order_ids.values() for number in ids}
    assert {order.order_id for order in mine} == everything
    times = [order.ordered_at for order in mine]
    assert times == sorted(times, reverse=True)
    assert all(moment.utcoffset() == timedelta(0) for moment in times)
    theirs = await shop.orders(STRANGER, limit=50)
    assert not everything & {order.order_id for order in theirs}


async def test_orders_are_limited_and_filtered(shop: Shop) -> None:
    newest = await shop.orders(OWNER, limit=50)
    assert await shop.orders(OWNER) == newest[:5]
    assert await shop.orders(OWNER, limit=2) == newest[:2]
    assert await shop.orders(OWNER, limit=0) == newest[:1]
    assert await shop.orders(OWNER, limit=10**9) == newest
    for status in OrderStatus:
        expected = [order for order in newest if order.status is status]
        assert await shop.orders(OWNER, 50, status) == expected
        assert await shop.orders(OWNER, 50, status.value) == expected
        assert expected
    with pytest.raises(ValueError, match="on_fire"):
        await shop.orders(OWNER, status="on_fire")
    assert await shop.orders("C99999") == []


async def test_a_summary_agrees_with_its_order(shop: Shop) -> None:
    for summary in await shop.orders(OWNER, limit=50):
        order = await shop.order(OWNER, summary.order_id)
        assert order is not None
        assert summary.item_count == sum(item.quantity for item in order.items)
        assert (summary.title_zh, summary.title_en) == (order.items[0].name_zh, order.items[0].name_en)
        assert (summary.total, summary.status, summary.ordered_at) == (
            order.total,
            order.status,
            order.ordered_at,
        )
        assert order.items_total == sum(item.unit_price * item.quantity for item in order.items)


async def test_an_order_is_found_however_it_is_typed(shop: Shop) -> None:
    number = await one_order(shop, OrderStatus.shipped)
    plain = await shop.order(OWNER, number)
    assert plain is not None
    fullwidth = number.translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    for typed in (f" {number[:6]} {number[6:]} ", f"{number[:4]}-{number[4:8]}-{number[8:]}", fullwidth):
        assert await shop.order(OWNER, typed) == plain
        assert await shop.shipment(OWNER, typed) == list(plain.shipments)
        assert (await shop.delivery_estimate(OWNER, typed)).order_id == number


async def test_another_customers_order_is_not_found_by_any_question(shop: Shop) -> None:
    for status in OrderStatus:
        number = await one_order(shop, status)
        assert await shop.order(OWNER, number) is not None
        assert await shop.order(STRANGER, number) is None
        assert await shop.shipment(STRANGER, number) == []
        estimate = await shop.delivery_estimate(STRANGER, number)
        assert (estimate.reason, estimate.status, estimate.earliest) == (EstimateReason.not_found, None, None)
        for track in await shop.shipment(OWNER, number):
            assert await shop.shipment_by_tracking(OWNER, track.tracking_number) == track
            assert await shop.shipment_by_tracking(STRANGER, track.tracking_number) is None


@pytest.mark.parametrize(
    "typed",
    ["", "999999999999", pytest.param("1" * 10_000, id="long"), "261105' OR 1=1 --", "\x00", "😀", "订单"],
)
async def test_what_does_not_exist_is_not_found(shop: Shop, typed: str) -> None:
    assert await shop.order(OWNER, typed) is None
    assert await shop.shipment(OWNER, typed) == []
    assert await shop.shipment_by_tracking(OWNER, typed) is None
    assert (await shop.delivery_estimate(OWNER, typed)).reason is EstimateReason.not_found


async def test_every_query_for_a_customer_names_the_customer(shop: Shop) -> None:
    """Read from the statements themselves, so that a query that is added later is caught as well."""
    number = await one_order(shop, OrderStatus.returning)
    track = (await shop.shipment(OWNER, number))[0].tracking_number
    seen: list[str] = []
    event.listen(
        shop._engine.sync_engine,
        "before_cursor_execute",
        lambda c, cursor, statement, *_: seen.append(statement),
    )
    await shop.orders(OWNER)
    await shop.order(OWNER, number)
    await shop.shipment(OWNER, number)
    await shop.shipment_by_tracking(OWNER, track)
    await shop.delivery_estimate(OWNER, number)
    await shop.cancel_order(OWNER, number, "key-1")
    await shop.expedite(OWNER, number, "key-2")
    asked = [s for s in seen if re.match(r"SELECT|UPDATE|DELETE", s) and "FROM audit" not in s]
    assert len(asked) >= 13
    for statement in asked:
        if not statement.startswith("UPDATE variants"):  # the shop's stock
            assert re.search(r"WHERE .*\.customer_id = ", statement, re.DOTALL), statement


async def test_a_track_lists_events_newest_first_with_the_lines_in_the_parcel(shop: Shop) -> None:
    numbers = (await account(shop)).order_ids[OrderStatus.shipped]
    found = [await shop.order(OWNER, number) for number in numbers]
    split = next(order for order in found if order and len(order.shipments) > 1)
    tracks = await shop.shipment(OWNER, split.order_id)
    assert {track.status for track in tracks} == {ShipmentStatus.delivered, ShipmentStatus.in_transit}
    lines = [item for track in tracks for item in track.items]
    assert sorted(lines, key=lambda item: item.line) == list(split.items)
    for track in tracks:
        times = [event.occurred_at for event in track.events]
        assert times == sorted(times, reverse=True)
        assert track.events[-1].kind is EventKind.picked_up
        assert track.carrier.value == re.match("[A-Z]+", track.tracking_number)[0]  # type: ignore[index]


async def test_a_parcel_that_the_neighbour_took(shop: Shop) -> None:
    tracks = [
        track
        for number in (await account(shop, 3)).order_ids[OrderStatus.shipped]
        for track in await shop.shipment("C10003", number)
    ]
    taken = next(track for track in tracks if track.signed_by is SignedBy.neighbour)
    assert taken.delivered_at == taken.events[0].occurred_at
    assert "邻居" in taken.events[0].text_zh
    assert "neighbour" in taken.events[0].text_en


async def test_returns_are_part_of_their_order(shop: Shop) -> None:
    going = await shop.order(OWNER, await one_order(shop, OrderStatus.returning))
    done = await shop.order(OWNER, await one_order(shop, OrderStatus.returned))
    assert going is not None
    assert done is not None
    assert [r.status for r in going.returns] == [CaseStatus.in_transit]
    assert going.returns[0].tracking_number
    assert [r.status for r in done.returns] == [CaseStatus.refunded]
    assert done.returns[0].refund_amount == done.total - done.shipping_fee
    assert done.returns[0].refunded_at is not None


@pytest.mark.parametrize(
    ("number", "status", "reasons"),
    [
        (1, OrderStatus.pending_payment, {EstimateReason.awaiting_payment}),
        (1, OrderStatus.pending_shipment, {EstimateReason.dispatch_policy}),
        (3, OrderStatus.pending_shipment, {EstimateReason.dispatch_overdue}),
        (1, OrderStatus.shipped, {EstimateReason.carrier_estimate}),
        (2, OrderStatus.shipped, {EstimateReason.carrier_estimate, EstimateReason.carrier_overdue}),
        (3, OrderStatus.shipped, {EstimateReason.carrier_overdue, EstimateReason.delivered}),
        (1, OrderStatus.received, {EstimateReason.delivered}),
        (1, OrderStatus.returning, {EstimateReason.in_return}),
        (1, OrderStatus.cancelled, {EstimateReason.order_cancelled}),
    ],
)
async def test_delivery_estimates_of_the_demo_accounts(
    shop: Shop, number: int, status: OrderStatus, reasons: set[EstimateReason], as_of: date
) -> None:
    who = await account(shop, number)
    found = [await shop.delivery_estimate(who.customer_id, order) for order in who.order_ids[status]]
    assert {estimate.reason for estimate in found} == reasons
    for estimate in found:
        assert estimate.status is status
        if estimate.reason in (EstimateReason.carrier_estimate, EstimateReason.dispatch_policy):
            assert estimate.earliest is not None
            assert estimate.latest is not None
            assert as_of <= estimate.earliest <= estimate.latest
        if estimate.reason is EstimateReason.carrier_overdue:
            assert estimate.days_late >= 1


async def test_the_stuck_parcel_is_known_to_be_stalled(shop: Shop) -> None:
    who = await account(shop, 2)
    stalled = [
        (await shop.delivery_estimate(who.customer_id, n)).stalled for n in who.order_ids[OrderStatus.shipped]
    ]
    assert sorted(stalled) == [False, True]


async def test_a_row_changed_in_the_database_changes_the_answer(shop: Shop, url: str) -> None:
    number = await one_order(shop, OrderStatus.shipped)
    before = await shop.delivery_estimate(OWNER, number)
    change = (
        shipments.update().where(shipments.c.order_id == number).values(estimated_delivery=date(2026, 12, 24))
    )
    run_blocking(parse_url(url), lambda connection: connection.execute(change))
    after = await shop.delivery_estimate(OWNER, number)
    assert after.latest == date(2026, 12, 24) != before.latest
    rename = sa.text("UPDATE orders SET status = 'received', received_at = ordered_at WHERE id = :id")
    run_blocking(parse_url(url), lambda connection: connection.execute(rename, {"id": number}))
    order = await shop.order(OWNER, number)
    assert order is not None
    assert order.status is OrderStatus.received


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE orders SET status = 'lost' WHERE id = :id",
        "UPDATE orders SET total = total + 1 WHERE id = :id",
        "UPDATE orders SET discount = -1, total = total + 1 + discount WHERE id = :id",
        "UPDATE orders SET status = 'cancelled' WHERE id = :id",
        "UPDATE orders SET paid_at = NULL WHERE id = :id",
        "UPDATE orders SET customer_id = 'C10002' WHERE id = :id",
        "UPDATE order_items SET quantity = 0 WHERE order_id = :id",
        "UPDATE shipments SET signed_by = NULL, status = 'delivered' WHERE order_id = :id",
        "UPDATE order_items SET shipment_id = (SELECT max(id) FROM shipments) WHERE order_id = :id",
        "DELETE FROM orders WHERE id = :id",
    ],
)
async def test_the_tables_refuse_what_must_not_be(shop: Shop, url: str, statement: str) -> None:
    number = await one_order(shop, OrderStatus.shipped)
    with pytest.raises(sa.exc.IntegrityError):
        run_blocking(parse_url(url), lambda c: c.execute(sa.text(statement), {"id": number}))


async def test_queries_use_indexes(shop_file: Path) -> None:
    """Read from SQLite's own plan, which says SCAN where it reads a whole table."""
    async with await Shop.open(f"sqlite:///{shop_file}") as shop:
        number = await one_order(shop, OrderStatus.returning)
        seen: list[tuple[str, object]] = []
        event.listen(
            shop._engine.sync_engine,
            "before_cursor_execute",
            lambda c, cursor, statement, parameters, *_: seen.append((statement, parameters)),
        )
        await shop.orders(OWNER)
        await shop.orders(OWNER, status=OrderStatus.shipped)
        tracks = await shop.shipment(OWNER, number)
        await shop.order(OWNER, number)
        await shop.shipment_by_tracking(OWNER, tracks[0].tracking_number)
        await shop.delivery_estimate(OWNER, number)
        await shop.verify(number, "0000", "session")
        await shop.expedite(OWNER, number, "key")
        await shop.customer(OWNER)
    with closing(sqlite3.connect(shop_file)) as connection:
        plans = [
            (statement, [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)])
            for statement, parameters in seen
            if statement.startswith("SELECT")
        ]
    assert len(plans) >= 15
    for statement, plan in plans:
        assert not [step for step in plan if step.startswith("SCAN")], (statement, plan)
