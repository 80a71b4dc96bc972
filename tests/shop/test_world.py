"""What the demo shop is made of: plausible, consistent, and the same every time."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from shop import tables
from shop.cases.machine import may_follow
from shop.demo.stories import RETURN_STEPS
from shop.demo.world import World, build_world
from shop.enums import Carrier, CaseKind, EventKind, OrderStatus, PaymentStatus, ShipmentStatus, SignedBy
from shop.policy import SHOP_TIME, Distance, distance, load_policy

Row = dict[str, Any]
RULES = load_policy().delivery


@pytest.fixture(scope="session")
def world(as_of: date) -> World:
    return build_world(as_of, 7)


@pytest.fixture(scope="session")
def midnight(as_of: date) -> datetime:
    return datetime.combine(as_of, time(), SHOP_TIME)


def by(rows: list[Row], column: str) -> dict[Any, list[Row]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return groups


def returns_of(world: World) -> list[Row]:
    return [row for row in world[tables.cases] if row["kind"] is CaseKind.return_goods]


def test_another_seed_gives_another_shop(world: World, as_of: date) -> None:
    other = build_world(as_of, 8)
    assert other[tables.orders] != world[tables.orders]
    assert other[tables.products] == world[tables.products]


def test_another_day_moves_all_times_and_changes_nothing_else(world: World, as_of: date) -> None:
    later = build_world(as_of + timedelta(days=100), 7)

    def moved(value: Any) -> Any:
        return value + timedelta(days=100) if isinstance(value, date) else value

    for table in (tables.orders, tables.shipments, tables.tracking_events, tables.cases):
        for ours, theirs in zip(world[table], later[table], strict=True):
            for column in set(ours) - {"id", "order_id"}:
                assert theirs[column] == moved(ours[column]), (table.name, column)
    assert [row["id"][6:] for row in later[tables.orders]] == [row["id"][6:] for row in world[tables.orders]]


def test_the_shop_is_of_a_plausible_size(world: World) -> None:
    assert len(world[tables.customers]) >= 36
    assert len(world[tables.products]) >= 130
    assert len(world[tables.categories]) >= 9
    assert len(world[tables.orders]) >= 330
    assert len({row["city"] for row in world[tables.addresses]}) >= 25
    statuses = Counter(row["status"] for row in world[tables.orders])
    assert set(statuses) == set(OrderStatus)
    assert min(statuses.values()) >= 15
    assert {distance(RULES, row["province"]) for row in world[tables.addresses]} == set(Distance)
    buyers = {row["customer_id"] for row in world[tables.orders]}
    assert buyers == {row["id"] for row in world[tables.customers]}
    assert {row["carrier"] for row in world[tables.shipments]} == set(Carrier)
    assert {row["kind"] for row in world[tables.tracking_events]} == set(EventKind)
    assert {row["status"] for row in returns_of(world)} == set(RETURN_STEPS)
    assert {row["kind"] for row in world[tables.cases]} == set(CaseKind)


def test_numbers_have_their_shapes(world: World) -> None:
    shapes = {
        Carrier.SF: r"SF\d{13}",
        Carrier.YT: r"YT\d{13}",
        Carrier.ZTO: r"ZTO\d{12}",
        Carrier.JD: r"JD\d{13}",
    }
    for row in world[tables.shipments]:
        assert re.fullmatch(shapes[row["carrier"]], row["tracking_number"])
    for row in world[tables.orders]:
        assert re.fullmatch(r"\d{12}", row["id"])
        assert row["id"][:6] == row["ordered_at"].astimezone(SHOP_TIME).strftime("%y%m%d")
    for row in world[tables.customers]:
        assert re.fullmatch(r"C\d{5}", row["id"])
        assert re.fullmatch(r"154\d{8}", row["phone"])
    tails = [row["phone"][-4:] for row in world[tables.customers]]
    assert len(set(tails)) == len(tails)


def test_totals_are_the_sum_of_their_items(world: World) -> None:
    lines = by(world[tables.order_items], "order_id")
    prices = {row["id"]: row["price"] for row in world[tables.products]}
    for order in world[tables.orders]:
        items = lines[order["id"]]
        assert [item["line"] for item in items] == list(range(1, len(items) + 1))
        assert all(item["unit_price"] == prices[item["product_id"]] for item in items)
        assert order["items_total"] == sum(item["unit_price"] * item["quantity"] for item in items)
        assert order["total"] == order["items_total"] + order["shipping_fee"] - order["discount"]
        assert order["total"] > 0
    assert any(order["discount"] > 0 for order in world[tables.orders])
    assert any(order["shipping_fee"] > 0 for order in world[tables.orders])


def test_a_status_agrees_with_parcels_payment_and_returns(world: World) -> None:
    parcels, returns = by(world[tables.shipments], "order_id"), by(returns_of(world), "order_id")
    for order in world[tables.orders]:
        status, mine = order["status"], parcels[order["id"]]
        delivered = [parcel["status"] is ShipmentStatus.delivered for parcel in mine]
        if status in (OrderStatus.pending_payment, OrderStatus.pending_shipment, OrderStatus.cancelled):
            assert not mine
        else:
            assert mine
        if status in (OrderStatus.received, OrderStatus.returning, OrderStatus.returned):
            assert all(delivered)
            assert order["received_at"] >= max(parcel["delivered_at"] for parcel in mine)
        else:
            assert order["received_at"] is None
        assert (order["paid_at"] is None) <= (status in (OrderStatus.pending_payment, OrderStatus.cancelled))
        assert (status is OrderStatus.cancelled) == (order["cancelled_at"] is not None)
        if status is OrderStatus.cancelled:
            assert order["refund_amount"] == (order["total"] if order["paid_at"] else Decimal("0.00"))
        expected = {
            OrderStatus.returning: {"requested", "approved", "in_transit"},
            OrderStatus.returned: {"refunded"},
        }
        found = {row["status"].value for row in returns[order["id"]]}
        assert found <= expected.get(status, set())
        assert bool(found) == (status in expected)


def test_every_line_of_a_shipped_order_is_in_one_of_its_parcels(world: World) -> None:
    parcels = by(world[tables.shipments], "order_id")
    used = set()
    for line in world[tables.order_items]:
        ids = {parcel["id"] for parcel in parcels[line["order_id"]]}
        assert line["shipment_id"] in (ids or {None})
        used.add(line["shipment_id"])
    assert used - {None} == {parcel["id"] for parcel in world[tables.shipments]}


def test_nothing_happens_before_its_cause_or_after_the_seeds_day(world: World, midnight: datetime) -> None:
    events = by(world[tables.tracking_events], "shipment_id")
    orders = {row["id"]: row for row in world[tables.orders]}
    for order in orders.values():
        assert order["ordered_at"] < midnight
        steps = [order[step] for step in ("ordered_at", "paid_at", "received_at") if order[step]]
        assert steps == sorted(steps)
        assert all(
            order[c] is None or order[c] < midnight for c in ("expedited_at", "received_at", "cancelled_at")
        )
    for parcel in world[tables.shipments]:
        track = events[parcel["id"]]
        times = [event["occurred_at"] for event in track]
        assert times == sorted(times)
        assert times[-1] < midnight
        assert times[0] == parcel["shipped_at"] > orders[parcel["order_id"]]["paid_at"]
        assert track[0]["kind"] is EventKind.picked_up
        assert (track[-1]["kind"] is EventKind.delivered) == (parcel["status"] is ShipmentStatus.delivered)
        if parcel["delivered_at"]:
            assert parcel["delivered_at"] == times[-1]
    for row in returns_of(world):
        assert orders[row["order_id"]]["received_at"] < row["requested_at"] < midnight
        assert row["closed_at"] is None or row["requested_at"] < row["closed_at"] < midnight


def test_scans_happen_where_the_parcel_goes_and_are_told_in_both_languages(world: World) -> None:
    addresses = {row["id"]: row for row in world[tables.addresses]}
    orders = {row["id"]: row for row in world[tables.orders]}
    parcels = {row["id"]: row for row in world[tables.shipments]}
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for event in world[tables.tracking_events]:
        assert event["text_zh"].startswith(f"【{event['city']}】")
        assert event["text_en"].startswith(f"[{event['city_en']}]")
        assert not chinese.search(event["text_en"])
        assert "{" not in event["text_zh"] + event["text_en"]
        assert event["text_zh"].count("：") == 0 or not re.search(r"：[，。]?$", event["text_zh"])
        if event["kind"] in (EventKind.delivered, EventKind.out_for_delivery):
            address = addresses[orders[parcels[event["shipment_id"]]["order_id"]]["address_id"]]
            assert event["city"] == address["city"]
        hour = event["occurred_at"].astimezone(SHOP_TIME).hour
        if event["kind"] is EventKind.delivered:
            assert 10 <= hour < 20


def test_the_troubles_are_there(world: World, as_of: date, midnight: datetime) -> None:
    events = by(world[tables.tracking_events], "shipment_id")
    open_parcels = [row for row in world[tables.shipments] if row["status"] is not ShipmentStatus.delivered]
    late = [row for row in open_parcels if row["estimated_delivery"] < as_of]
    assert len(late) >= 10
    stuck = [row for row in late if midnight - events[row["id"]][-1]["occurred_at"] > RULES.stalled_after]
    assert len(stuck) >= 4
    assert any(row["estimated_delivery"] == as_of for row in open_parcels)
    assert sum(row["signed_by"] is SignedBy.neighbour for row in world[tables.shipments]) >= 4
    parcels_of_order = Counter(row["order_id"] for row in world[tables.shipments])
    assert sum(count > 1 for count in parcels_of_order.values()) >= 8
    waiting = [row for row in world[tables.orders] if row["status"] is OrderStatus.pending_shipment]
    assert any(midnight - row["paid_at"] > timedelta(hours=48) for row in waiting)
    assert any(row["expedited_at"] for row in waiting)


def test_every_customer_to_try_finds_what_each_dialogue_needs(world: World, midnight: datetime) -> None:
    first = "C10001"
    orders = {row["id"]: row for row in world[tables.orders]}
    mine = {key for key, row in orders.items() if row["customer_id"] == first}
    assert {row["status"] for row in world[tables.payments] if row["order_id"] in mine} == set(
        PaymentStatus
    ) - {PaymentStatus.closed}
    owned = (tables.customer_coupons, tables.gift_cards, tables.points_entries, tables.subscriptions)
    for table in (*owned, tables.consents):
        assert any(row["customer_id"] == first for row in world[table]), table.name
    assert any(row["order_id"] in mine for row in world[tables.invoices])
    assert {row["variant_id"] for row in world[tables.order_items]} <= {
        r["id"] for r in world[tables.variants]
    }
    assert any(row["stock"] == 0 and row["restock_on"] for row in world[tables.variants])
    assert any(row["starts_at"] <= midnight < row["ends_at"] for row in world[tables.promotions])
    assert {row["product_id"] for row in world[tables.product_texts]} == {
        r["id"] for r in world[tables.products]
    }


def test_steps_of_a_case_follow_its_machine(world: World, midnight: datetime) -> None:
    events = by(world[tables.case_events], "case_id")
    for case in world[tables.cases]:
        steps = [event["status"] for event in events[case["id"]]]
        assert steps[-1] is case["status"]
        assert all(may_follow(case["kind"], old, new) for old, new in pairwise(steps))
        times = [event["at"] for event in events[case["id"]]]
        assert times == sorted(times)
        assert times[-1] < midnight
