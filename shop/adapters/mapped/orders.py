"""Reading a customer's orders from a merchant's tables. Every query carries the customer."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from shop.adapters.mapped.parcels import parcels_for_estimate, tracks
from shop.adapters.mapped.visit import Visit
from shop.enums import CaseKind, CaseReason, CaseStatus, EstimateReason, MemberLevel, OrderStatus
from shop.numbers import mask_phone
from shop.policy import estimate_delivery, refund_on_cancel, refusal
from shop.port import MOST_LISTED
from shop.views import (
    CustomerProfile,
    DeliveryEstimate,
    OrderDetail,
    OrderItem,
    OrderOptions,
    OrderReturn,
    OrderSummary,
    ShipmentTrack,
)

_ZERO = Decimal("0.00")
_UNPAID = (OrderStatus.pending_payment, OrderStatus.cancelled)


async def profile(visit: Visit, customer_id: str) -> CustomerProfile | None:
    """Return the customer with a masked phone, or None."""
    customers = visit.tables["customers"]
    found = await visit.one("customers", customers.select(customers.equal("id", customer_id)))
    if found is None:
        return None
    return CustomerProfile(found.id, found.name, mask_phone(found.phone), found.level or MemberLevel.regular)


async def recent(
    visit: Visit, customer_id: str, limit: int, status: OrderStatus | None
) -> list[OrderSummary]:
    """Return the customer's newest orders, of one *status* if given."""
    orders = visit.tables["orders"]
    query = orders.select(orders.equal("customer", customer_id))
    if status is not None:
        query = query.where(orders.is_choice("status", status))
    newest = orders.columns["ordered_at"].desc(), orders.columns["id"].desc()
    found = await visit.read("orders", query.order_by(*newest).limit(max(1, min(limit, MOST_LISTED))))
    lines = await items(visit, customer_id, [order.id for order in found])
    return [_summary(order, lines[order.id]) for order in found]


async def items(
    visit: Visit, customer_id: str, order_ids: list[str]
) -> defaultdict[str, list[tuple[str | None, OrderItem]]]:
    """Return by order its lines with the number of the parcel that holds each, None where nobody knows."""
    table = visit.tables["items"]
    by_line = [table.columns["line"]] if "line" in table.columns else []
    found: defaultdict[str, list[tuple[str | None, OrderItem]]] = defaultdict(list)
    for row in await visit.of_orders("items", customer_id, order_ids, *by_line):
        item = OrderItem(
            line=row.line or len(found[row.order]) + 1,
            product_id=row.product or "",
            name_zh=row.name_zh,
            name_en=row.name_en or row.name_zh,
            variant_zh=row.variant_zh,
            variant_en=row.variant_en or row.variant_zh,
            unit_price=row.unit_price,
            quantity=row.quantity,
        )
        found[row.order].append((row.parcel, item))
    return found


async def detail(visit: Visit, customer_id: str, order_id: str) -> OrderDetail | None:
    """Return the customer's order whole, or None."""
    order = await visit.order(customer_id, order_id)
    if order is None:
        return None
    lines = (await items(visit, customer_id, [order_id]))[order_id]
    shipped = await tracks(visit, customer_id, order_id, lines)
    return _detail(
        visit, order, [item for _, item in lines], shipped, await _returns(visit, customer_id, order_id)
    )


async def estimate(visit: Visit, customer_id: str, order_id: str) -> DeliveryEstimate:
    """Return when the order arrives, by the shop's policy."""
    order = await visit.order(customer_id, order_id)
    if order is None:
        return DeliveryEstimate(order_id, EstimateReason.not_found, None)
    parcels = await parcels_for_estimate(visit, customer_id, order_id)
    facts = order.status, order.province or "", paid_at(order), order.received_at
    return estimate_delivery(visit.policy.delivery, order_id, *facts, parcels, visit.now)


def paid_at(order: Any) -> Any:
    """Return when the order was paid; where nobody recorded it, the order's time once it must have been."""
    if order.paid_at is None and order.status not in _UNPAID:
        return order.ordered_at
    return order.paid_at


def cancel_refund(order: Any) -> Decimal:
    """Return what a cancellation brings back."""
    return refund_on_cancel(order.total, paid_at(order) is not None)


def refunded(order: Any) -> Decimal | None:
    """Return what goes back for a cancelled order, None for another."""
    if order.status is not OrderStatus.cancelled:
        return None
    return cancel_refund(order) if order.refund_amount is None else order.refund_amount


async def _returns(visit: Visit, customer_id: str, order_id: str) -> tuple[OrderReturn, ...]:
    cases = await visit.of_orders("cases", customer_id, [order_id])
    gone = (CaseStatus.withdrawn, CaseStatus.rejected)
    return tuple(
        OrderReturn(
            status=case.status,
            reason_zh=(case.reason or CaseReason.other).label_zh,
            reason_en=(case.reason or CaseReason.other).label_en,
            refund_amount=case.refund_amount or _ZERO,
            tracking_number=case.tracking_number or None,
            requested_at=case.requested_at,
            refunded_at=case.closed_at if case.status is CaseStatus.refunded else None,
        )
        for case in sorted(cases, key=lambda case: case.requested_at)
        if case.kind is CaseKind.return_goods and case.status not in gone
    )


def _summary(order: Any, lines: list[tuple[str | None, OrderItem]]) -> OrderSummary:
    first = lines[0][1] if lines else None
    return OrderSummary(
        order_id=order.id,
        status=order.status,
        ordered_at=order.ordered_at,
        total=order.total,
        item_count=sum(item.quantity for _, item in lines),
        title_zh=first.name_zh if first else "",
        title_en=first.name_en if first else "",
    )


def _options(visit: Visit, order: Any) -> OrderOptions:
    rules = visit.policy.orders
    return OrderOptions(
        cancel=refusal(rules.cancellable, order.status),
        expedite=refusal(rules.expeditable, order.status),
        change_address=refusal(rules.address_changeable, order.status),
        change_items=refusal(rules.items_changeable, order.status),
        cancel_refund=cancel_refund(order),
    )


def _detail(
    visit: Visit,
    order: Any,
    lines: list[OrderItem],
    shipped: list[ShipmentTrack],
    returns: tuple[OrderReturn, ...],
) -> OrderDetail:
    fee = order.shipping_fee or _ZERO
    goods = order.items_total
    if goods is None:
        goods = sum((item.unit_price * item.quantity for item in lines), _ZERO)
    discount = order.discount
    if discount is None:
        discount = max(goods + fee - order.total, _ZERO)
    return OrderDetail(
        order_id=order.id,
        status=order.status,
        ordered_at=order.ordered_at,
        paid_at=paid_at(order),
        expedited_at=order.expedited_at,
        received_at=order.received_at,
        cancelled_at=order.cancelled_at,
        items_total=goods,
        shipping_fee=fee,
        discount=discount,
        total=order.total,
        refund_amount=refunded(order),
        province=order.province or "",
        city=order.city or "",
        city_en=order.city_en or order.city or "",
        items=tuple(lines),
        shipments=tuple(shipped),
        returns=returns,
        options=_options(visit, order),
    )
