"""The last steps of a parcel: who brings it, and confirming that it came. Every query carries the customer."""

from __future__ import annotations

import sqlalchemy as sa

from shop.enums import OrderStatus, Verdict
from shop.tables import courier_runs, couriers, orders, shipments
from shop.views import CourierContact, ReceiptResult
from shop.work import Work, owned
from shop.writes import change_order


async def couriers_of(work: Work, customer_id: str, order_id: str) -> list[CourierContact]:
    """Return who brings the parcels of the customer's order, those still on their way first."""
    query = (
        sa.select(
            shipments,
            couriers.c.name_zh,
            couriers.c.name_en,
            couriers.c.phone,
        )
        .select_from(
            shipments.join(orders, shipments.c.order_id == orders.c.id)
            .outerjoin(courier_runs, courier_runs.c.shipment_id == shipments.c.id)
            .outerjoin(couriers, courier_runs.c.courier_id == couriers.c.id)
        )
        .where(shipments.c.order_id == order_id, orders.c.customer_id == customer_id)
        .order_by(shipments.c.id)
    )
    found = [
        CourierContact(
            order_id=row.order_id,
            tracking_number=row.tracking_number,
            carrier=row.carrier,
            delivered=row.delivered_at is not None,
            name_zh=row.name_zh,
            name_en=row.name_en,
            phone=row.phone,
        )
        for row in await work.all(query)
    ]
    return sorted(found, key=lambda contact: contact.delivered)


async def confirm_receipt(work: Work, customer_id: str, order_id: str, request_key: str) -> ReceiptResult:
    """Note that the customer has everything; only when the carriers say so as well."""
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return ReceiptResult(Verdict.not_found, order_id)
    status, received_at = order.status, order.received_at
    if await work.earlier(request_key, customer_id, "confirm_receipt", order_id):
        return ReceiptResult(Verdict.allowed, order_id, status, received_at)
    if status in (OrderStatus.received, OrderStatus.returning, OrderStatus.returned):
        return ReceiptResult(Verdict.already_done, order_id, status, received_at)
    if status is not OrderStatus.shipped:
        cancelled = status is OrderStatus.cancelled
        return ReceiptResult(Verdict.order_cancelled if cancelled else Verdict.not_arrived, order_id, status)
    parcels = await work.all(
        sa.select(shipments.c.delivered_at).where(
            shipments.c.order_id == order_id, owned(shipments.c.order_id, customer_id)
        )
    )
    waiting = sum(parcel.delivered_at is None for parcel in parcels)
    if waiting or not parcels:
        return ReceiptResult(Verdict.not_arrived, order_id, status, waiting=waiting)
    received = {"status": OrderStatus.received, "received_at": work.now}
    await change_order(work, order, (OrderStatus.shipped,), received)
    await work.record(
        request_key,
        customer_id,
        "confirm_receipt",
        order_id,
        before={"status": status.value},
        after={"status": "received"},
    )
    return ReceiptResult(Verdict.allowed, order_id, OrderStatus.received, work.now)
