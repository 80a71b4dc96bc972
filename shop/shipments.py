"""Reading a customer's parcels and their tracks. Every query carries the customer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.items import Line, order_lines
from shop.policy import Parcel
from shop.tables import orders, shipments, tracking_events
from shop.views import ShipmentTrack, TrackingEvent

_of_orders = shipments.join(orders, shipments.c.order_id == orders.c.id)


async def order_tracks(
    connection: AsyncConnection, customer_id: str, order_id: str, lines: Sequence[Line] | None = None
) -> list[ShipmentTrack]:
    """Return the order's parcels, first shipped first; none when unshipped or not the customer's.

    *lines* are the order's lines where the caller has read them already.
    """
    query = (
        sa.select(shipments)
        .select_from(_of_orders)
        .where(shipments.c.order_id == order_id, orders.c.customer_id == customer_id)
        .order_by(shipments.c.shipped_at, shipments.c.id)
    )
    parcels = (await connection.execute(query)).all()
    if not parcels:
        return []
    events = await _events(connection, customer_id, order_id)
    if lines is None:
        lines = await order_lines(connection, customer_id, order_id)
    return [_track(parcel, events[parcel.id], lines) for parcel in parcels]


async def track_by_number(
    connection: AsyncConnection, customer_id: str, tracking_number: str
) -> ShipmentTrack | None:
    """Return the customer's parcel with this normalised number, or None when there is none."""
    query = (
        sa.select(shipments.c.order_id)
        .select_from(_of_orders)
        .where(shipments.c.tracking_number == tracking_number, orders.c.customer_id == customer_id)
    )
    order_id = (await connection.execute(query)).scalar_one_or_none()
    if order_id is None:
        return None
    tracks = await order_tracks(connection, customer_id, order_id)
    return next(track for track in tracks if track.tracking_number == tracking_number)


async def parcels_for_estimate(
    connection: AsyncConnection, customer_id: str, order_id: str
) -> tuple[Parcel, ...]:
    """Return what the delivery policy needs to know of the order's parcels."""
    last_event = (
        sa.select(sa.func.max(tracking_events.c.occurred_at))
        .where(tracking_events.c.shipment_id == shipments.c.id)
        .scalar_subquery()
        .label("last_event_at")
    )
    query = (
        sa.select(shipments, last_event)
        .select_from(_of_orders)
        .where(shipments.c.order_id == order_id, orders.c.customer_id == customer_id)
    )
    return tuple(
        Parcel(row.shipped_at, row.estimated_delivery, row.delivered_at, row.last_event_at)
        for row in await connection.execute(query)
    )


async def _events(
    connection: AsyncConnection, customer_id: str, order_id: str
) -> defaultdict[int, list[TrackingEvent]]:
    """Return the events of the order's parcels by shipment id, newest first."""
    query = (
        sa.select(tracking_events)
        .select_from(_of_orders.join(tracking_events, tracking_events.c.shipment_id == shipments.c.id))
        .where(shipments.c.order_id == order_id, orders.c.customer_id == customer_id)
        .order_by(tracking_events.c.occurred_at.desc(), tracking_events.c.id.desc())
    )
    events: defaultdict[int, list[TrackingEvent]] = defaultdict(list)
    for row in await connection.execute(query):
        event = TrackingEvent(row.occurred_at, row.kind, row.city, row.city_en, row.text_zh, row.text_en)
        events[row.shipment_id].append(event)
    return events


def _track(parcel: Any, events: list[TrackingEvent], lines: Sequence[Line]) -> ShipmentTrack:
    return ShipmentTrack(
        order_id=parcel.order_id,
        carrier=parcel.carrier,
        tracking_number=parcel.tracking_number,
        status=parcel.status,
        shipped_at=parcel.shipped_at,
        estimated_delivery=parcel.estimated_delivery,
        delivered_at=parcel.delivered_at,
        signed_by=parcel.signed_by,
        events=tuple(events),
        items=tuple(line.item for line in lines if line.shipment_id == parcel.id),
    )
