"""Reading a customer's orders. Every query carries the customer."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.enums import CaseKind, CaseStatus, EstimateReason, OrderStatus
from shop.items import Line, order_lines
from shop.policy import estimate_delivery, refund_on_cancel, refusal
from shop.port import MOST_LISTED
from shop.refunds import unpaid_supplements
from shop.shipments import order_tracks, parcels_for_estimate
from shop.tables import addresses, cases, order_items, orders, products
from shop.views import (
    DeliveryEstimate,
    OrderDetail,
    OrderOptions,
    OrderReturn,
    OrderSummary,
    ShipmentTrack,
)
from shop.work import Work

_with_address = orders.join(addresses, orders.c.address_id == addresses.c.id)


async def recent_orders(
    connection: AsyncConnection, customer_id: str, limit: int, status: OrderStatus | None
) -> list[OrderSummary]:
    """Return the customer's newest orders, at most *limit* (1 to ``MOST_LISTED``), of one *status* if any."""
    pieces = (
        sa.select(sa.func.sum(order_items.c.quantity))
        .where(order_items.c.order_id == orders.c.id)
        .correlate(orders)
        .scalar_subquery()
        .label("item_count")
    )
    first_line = sa.and_(order_items.c.order_id == orders.c.id, order_items.c.line == 1)
    query = (
        sa.select(orders, pieces, products.c.name_zh, products.c.name_en)
        .select_from(orders.join(order_items, first_line).join(products))
        .where(orders.c.customer_id == customer_id)
        .order_by(orders.c.ordered_at.desc(), orders.c.id.desc())
        .limit(max(1, min(limit, MOST_LISTED)))
    )
    if status is not None:
        query = query.where(orders.c.status == status)
    return [_summary(row) for row in await connection.execute(query)]


async def order_detail(work: Work, customer_id: str, order_id: str) -> OrderDetail | None:
    """Return the customer's order with items, parcels and returns, or None when there is none."""
    query = (
        sa.select(orders, addresses.c.province, addresses.c.city, addresses.c.city_en)
        .select_from(_with_address)
        .where(orders.c.id == order_id, orders.c.customer_id == customer_id)
    )
    row = await work.one(query)
    if row is None:
        return None
    connection = work.connection
    lines = await order_lines(connection, customer_id, order_id)
    tracks = await order_tracks(connection, customer_id, order_id, lines)
    returns = await _returns(connection, customer_id, order_id)
    return _detail(row, lines, tracks, returns, await _options(work, row))


async def delivery_estimate(work: Work, customer_id: str, order_id: str) -> DeliveryEstimate:
    """Return when the order arrives by the policy; ``not_found`` when it is not the customer's."""
    query = (
        sa.select(orders.c.status, orders.c.paid_at, orders.c.received_at, addresses.c.province)
        .select_from(_with_address)
        .where(orders.c.id == order_id, orders.c.customer_id == customer_id)
    )
    row = await work.one(query)
    if row is None:
        return DeliveryEstimate(order_id, EstimateReason.not_found, None)
    parcels = await parcels_for_estimate(work.connection, customer_id, order_id)
    facts = row.status, row.province, row.paid_at, row.received_at
    return estimate_delivery(work.policy.delivery, order_id, *facts, parcels, work.now)


async def _options(work: Work, row: Any) -> OrderOptions:
    rules = work.policy.orders
    paid = row.total - await unpaid_supplements(work, row)
    return OrderOptions(
        cancel=refusal(rules.cancellable, row.status),
        expedite=refusal(rules.expeditable, row.status),
        change_address=refusal(rules.address_changeable, row.status),
        change_items=refusal(rules.items_changeable, row.status),
        cancel_refund=refund_on_cancel(paid, row.paid_at is not None),
    )


async def _returns(connection: AsyncConnection, customer_id: str, order_id: str) -> tuple[OrderReturn, ...]:
    query = (
        sa.select(cases)
        .select_from(cases.join(orders, cases.c.order_id == orders.c.id))
        .where(cases.c.order_id == order_id, orders.c.customer_id == customer_id)
        .where(cases.c.kind == CaseKind.return_goods)
        .where(cases.c.status.not_in([CaseStatus.withdrawn, CaseStatus.rejected]))
        .order_by(cases.c.requested_at, cases.c.id)
    )
    return tuple(
        OrderReturn(
            status=row.status,
            reason_zh=row.reason_zh,
            reason_en=row.reason_en,
            refund_amount=row.refund_amount,
            tracking_number=row.tracking_number,
            requested_at=row.requested_at,
            refunded_at=row.closed_at if row.status is CaseStatus.refunded else None,
        )
        for row in await connection.execute(query)
    )


def _summary(row: Any) -> OrderSummary:
    return OrderSummary(
        order_id=row.id,
        status=row.status,
        ordered_at=row.ordered_at,
        total=row.total,
        item_count=int(row.item_count),
        title_zh=row.name_zh,
        title_en=row.name_en,
    )


def _detail(
    row: Any,
    lines: list[Line],
    tracks: list[ShipmentTrack],
    order_returns: tuple[OrderReturn, ...],
    options: OrderOptions,
) -> OrderDetail:
    return OrderDetail(
        order_id=row.id,
        status=row.status,
        ordered_at=row.ordered_at,
        paid_at=row.paid_at,
        expedited_at=row.expedited_at,
        received_at=row.received_at,
        cancelled_at=row.cancelled_at,
        items_total=row.items_total,
        shipping_fee=row.shipping_fee,
        discount=row.discount,
        total=row.total,
        refund_amount=row.refund_amount,
        province=row.province,
        city=row.city,
        city_en=row.city_en,
        items=tuple(line.item for line in lines),
        shipments=tuple(tracks),
        returns=order_returns,
        options=options,
    )
