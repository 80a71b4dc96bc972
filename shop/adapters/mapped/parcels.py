"""Reading a customer's parcels from a merchant's tables. Every query carries the customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from shop.adapters.mapped.visit import Visit
from shop.enums import EventKind, ShipmentStatus
from shop.numbers import squeeze
from shop.policy import Parcel
from shop.views import CourierContact, OrderItem, ShipmentTrack, TrackingEvent

Lines = Sequence[tuple["str | None", OrderItem]]


async def parcels(visit: Visit, customer_id: str, order_id: str) -> list[Any]:
    """Return the parcels of the customer's order, first shipped first."""
    found = await visit.of_orders("parcels", customer_id, [order_id])
    return sorted(found, key=lambda parcel: parcel.shipped_at)


async def tracks(visit: Visit, customer_id: str, order_id: str, lines: Lines) -> list[ShipmentTrack]:
    """Return the parcels with their events; a lone parcel holds every line where nobody says which."""
    found = await parcels(visit, customer_id, order_id)
    events = await _events(visit, customer_id, [parcel.number for parcel in found])
    known = any(number is not None for number, _ in lines)
    return [
        _track(
            parcel,
            events[parcel.number],
            [i for n, i in lines if n == parcel.number or not (known or found[1:])],
        )
        for parcel in found
    ]


async def order_of_parcel(visit: Visit, customer_id: str, number: str) -> str | None:
    """Return the customer's order that a tracking number belongs to, or None."""
    table = visit.tables.get("parcels")
    if table is None or not squeeze(number):
        return None
    query = table.select(table.equal("number", squeeze(number)), visit.owned(table, customer_id))
    found = await visit.one("parcels", query)
    return None if found is None else found.order


async def parcels_for_estimate(visit: Visit, customer_id: str, order_id: str) -> tuple[Parcel, ...]:
    """Return what the delivery policy needs to know."""
    found = await parcels(visit, customer_id, order_id)
    events = await _events(visit, customer_id, [parcel.number for parcel in found])
    return tuple(
        Parcel(
            parcel.shipped_at,
            parcel.estimated_delivery,
            parcel.delivered_at,
            next((event.occurred_at for event in events[parcel.number]), None),
        )
        for parcel in found
    )


async def contacts(visit: Visit, customer_id: str, order_id: str) -> list[CourierContact]:
    """Return which carriers bring the order's parcels; who their couriers are, no mapping says."""
    found = [
        CourierContact(order_id, p.number, p.carrier, p.delivered_at is not None, None, None, None)
        for p in await parcels(visit, customer_id, order_id)
    ]
    return sorted(found, key=lambda contact: contact.delivered)


async def _events(
    visit: Visit, customer_id: str, numbers: list[str]
) -> defaultdict[str, list[TrackingEvent]]:
    """Return the events of parcels that were found for the customer, newest first."""
    found: defaultdict[str, list[TrackingEvent]] = defaultdict(list)
    table, parcel_table = visit.tables.get("events"), visit.tables.get("parcels")
    if table is None or parcel_table is None or not numbers:
        return found
    theirs = (
        sa.select(sa.literal(1))
        .select_from(parcel_table.source)
        .where(
            parcel_table.columns["number"] == table.columns["parcel"],
            visit.owned(parcel_table, customer_id),
            *parcel_table.where,
        )
        .exists()
    )
    query = table.select(table.any_of("parcel", numbers), theirs)
    newest = table.columns["at"].desc(), *(column.desc() for column in table.order_by)
    for row in await visit.read("events", query.order_by(*newest)):
        city = row.city or ""
        event = TrackingEvent(
            row.at,
            row.kind or EventKind.arrived,
            city,
            row.city_en or city,
            row.text_zh,
            row.text_en or row.text_zh,
        )
        found[row.parcel].append(event)
    return found


def _track(parcel: Any, events: list[TrackingEvent], lines: list[OrderItem]) -> ShipmentTrack:
    status = parcel.status
    if status is None:
        status = ShipmentStatus.delivered if parcel.delivered_at else ShipmentStatus.in_transit
        if status is ShipmentStatus.in_transit and events and events[0].kind is EventKind.out_for_delivery:
            status = ShipmentStatus.out_for_delivery
    return ShipmentTrack(
        order_id=parcel.order,
        carrier=parcel.carrier,
        tracking_number=parcel.number,
        status=status,
        shipped_at=parcel.shipped_at,
        estimated_delivery=parcel.estimated_delivery,
        delivered_at=parcel.delivered_at,
        signed_by=parcel.signed_by,
        events=tuple(events),
        items=tuple(lines),
    )
