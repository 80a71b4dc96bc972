"""Days and hours that can be booked: for delivery, pick-up points, pick-up of returns, installation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from shop.enums import AppointmentStatus, OrderStatus, Verdict
from shop.policy import SHOP_TIME
from shop.tables import (
    addresses,
    delivery_appointments,
    installation_appointments,
    order_items,
    orders,
    pickup_points,
    products,
    shipments,
)
from shop.views import Booking, BookingWish, PickupPoint
from shop.work import Work, owned

_DELIVERABLE = (OrderStatus.pending_shipment, OrderStatus.shipped)
_INSTALLABLE = (OrderStatus.pending_shipment, OrderStatus.shipped, OrderStatus.received)


def offered(work: Work, day: date, from_hour: int, to_hour: int) -> Verdict | None:
    """Return None when the day and hours can be booked, else what is wrong with them."""
    rules = work.policy.delivery
    if not work.today <= day <= work.today + timedelta(days=rules.furthest_day):
        return Verdict.day_not_offered
    if (from_hour, to_hour) not in rules.slots:
        return Verdict.hours_not_offered
    if day == work.today and work.now.astimezone(SHOP_TIME).hour >= from_hour:
        return Verdict.hours_not_offered
    return None


async def pickup_points_near(work: Work, customer_id: str, order_id: str) -> list[PickupPoint]:
    """Return the pick-up points in the city to which the customer's order goes, its district's first."""
    place = await work.one(
        sa.select(addresses.c.city, addresses.c.district)
        .select_from(orders.join(addresses, orders.c.address_id == addresses.c.id))
        .where(orders.c.id == order_id, orders.c.customer_id == customer_id)
    )
    if place is None:
        return []
    query = sa.select(pickup_points).where(pickup_points.c.city == place.city).order_by(pickup_points.c.id)
    rows = await work.all(query)
    near = sorted(rows, key=lambda row: row.district != place.district)
    return [
        PickupPoint(r.id, r.name_zh, r.name_en, r.city, r.district, r.street, r.opens, r.closes) for r in near
    ]


async def book_delivery(
    work: Work, customer_id: str, order_id: str, wish: BookingWish, request_key: str
) -> Booking:
    """Book another time or a pick-up point for an order on its way; a later booking replaces an earlier one."""
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return Booking(Verdict.not_found, order_id)
    points = {point.point_id: point for point in await pickup_points_near(work, customer_id, order_id)}
    point = points.get(wish.pickup_point_id) if wish.pickup_point_id is not None else None
    if await work.earlier(request_key, customer_id, "book_delivery", order_id):
        return Booking(Verdict.allowed, order_id, wish, point=point)
    trouble = await _not_deliverable(work, order)
    if trouble is None and wish.pickup_point_id is not None and point is None:
        trouble = Verdict.not_found
    if trouble is None:
        trouble = offered(work, wish.day, wish.from_hour, wish.to_hour)
    if trouble is not None:
        return _refused(work, trouble, order_id)
    booked = delivery_appointments.c.status == AppointmentStatus.booked
    mine = delivery_appointments.c.order_id == order_id
    await work.update(delivery_appointments, mine, booked, status=AppointmentStatus.cancelled)
    await work.insert(
        delivery_appointments,
        order_id=order_id,
        day=wish.day,
        from_hour=wish.from_hour,
        to_hour=wish.to_hour,
        pickup_point_id=wish.pickup_point_id,
        status=AppointmentStatus.booked,
        requested_at=work.now,
    )
    after = {"day": wish.day.isoformat(), "hours": [wish.from_hour, wish.to_hour]}
    await work.record(
        request_key, customer_id, "book_delivery", order_id, after={**after, "point": wish.pickup_point_id}
    )
    return Booking(Verdict.allowed, order_id, wish, point=point)


async def book_installation(
    work: Work, customer_id: str, order_id: str, wish: BookingWish, request_key: str
) -> Booking:
    """Book the installation of the appliance in an order; a later booking replaces an earlier one."""
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return Booking(Verdict.not_found, order_id)
    if await work.earlier(request_key, customer_id, "book_installation", order_id):
        return Booking(Verdict.allowed, order_id, wish)
    query = (
        sa.select(order_items.c.line)
        .select_from(order_items.join(products, order_items.c.product_id == products.c.id))
        .where(order_items.c.order_id == order_id, owned(order_items.c.order_id, customer_id))
        .where(products.c.category_id.in_(work.policy.delivery.installed_categories))
        .order_by(order_items.c.line)
    )
    line = await work.scalar(query)
    trouble = Verdict.not_installed if line is None else None
    if trouble is None and order.status not in _INSTALLABLE:
        trouble = Verdict.order_cancelled if order.status is OrderStatus.cancelled else Verdict.not_paid
    trouble = trouble or offered(work, wish.day, wish.from_hour, wish.to_hour)
    if trouble is not None:
        return _refused(work, trouble, order_id)
    table = installation_appointments
    mine = (table.c.order_id == order_id, table.c.line == line, table.c.status == AppointmentStatus.booked)
    await work.update(table, *mine, status=AppointmentStatus.cancelled)
    await work.insert(
        table,
        order_id=order_id,
        line=line,
        day=wish.day,
        from_hour=wish.from_hour,
        to_hour=wish.to_hour,
        status=AppointmentStatus.booked,
        requested_at=work.now,
    )
    after = {"day": wish.day.isoformat(), "hours": [wish.from_hour, wish.to_hour], "line": line}
    await work.record(request_key, customer_id, "book_installation", order_id, after=after)
    return Booking(Verdict.allowed, order_id, wish)


async def _not_deliverable(work: Work, order: Any) -> Verdict | None:
    status = order.status
    if status is OrderStatus.pending_payment:
        return Verdict.not_paid
    if status is OrderStatus.cancelled:
        return Verdict.order_cancelled
    if status not in _DELIVERABLE:
        return Verdict.already_delivered
    parcels = await work.all(
        sa.select(shipments.c.delivered_at).where(
            shipments.c.order_id == order.id, owned(shipments.c.order_id, order.customer_id)
        )
    )
    if parcels and all(parcel.delivered_at for parcel in parcels):
        return Verdict.already_delivered
    return None


def _refused(work: Work, verdict: Verdict, order_id: str) -> Booking:
    rules = work.policy.delivery
    days = work.today, work.today + timedelta(days=rules.furthest_day)
    return Booking(verdict, order_id, days=days, slots=rules.slots)
