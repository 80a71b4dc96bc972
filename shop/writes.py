"""Changing a customer's orders: by the rules, in one transaction, once per request key, and audited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from shop.enums import (
    CancelOutcome,
    ExpediteOutcome,
    OrderStatus,
    PaymentStatus,
    RefundCause,
)
from shop.errors import ShopUnavailable
from shop.policy import refund_on_cancel, refusal
from shop.refunds import start_refund, unpaid_supplements
from shop.stock import move_stock
from shop.tables import customer_coupons, order_items, orders, payments
from shop.views import CancelResult, ExpediteResult
from shop.work import Work, one_line, owned


async def cancel_order(
    work: Work, customer_id: str, order_id: str, request_key: str, reason: str
) -> CancelResult:
    """Cancel the order unless the rules forbid it; pieces, coupon and money go back where they came from.

    The same *request_key* gives the same result again. Of two requests at once exactly one cancels.
    """
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return CancelResult(CancelOutcome.not_found, order_id)
    repeated = await work.earlier(request_key, customer_id, "cancel_order", order_id)
    if order.status is OrderStatus.cancelled:
        outcome = CancelOutcome.cancelled if repeated else CancelOutcome.already_cancelled
        return CancelResult(outcome, order_id, order.status, order.refund_amount, order.cancelled_at)
    allowed = work.policy.orders.cancellable
    advice = refusal(allowed, order.status)
    if advice is not None:
        return CancelResult(CancelOutcome.too_late, order_id, order.status, advice=advice)
    paid = order.total - await unpaid_supplements(work, order)
    refund = refund_on_cancel(paid, order.paid_at is not None)
    words = one_line(reason)
    cancelled = {"status": OrderStatus.cancelled, "cancelled_at": work.now, "cancel_reason": words}
    await change_order(work, order, allowed, {**cancelled, "refund_amount": refund})
    await _give_back(work, order)
    await start_refund(work, order, RefundCause.cancellation, refund)
    await work.record(
        request_key,
        customer_id,
        "cancel_order",
        order_id,
        before={"status": order.status.value},
        after={"status": "cancelled", "refund_amount": str(refund), "cancel_reason": words},
    )
    return CancelResult(CancelOutcome.cancelled, order_id, OrderStatus.cancelled, refund, work.now)


async def _give_back(work: Work, order: Any) -> None:
    """Put the pieces back into stock, free the coupon, and close what was about to be paid."""
    held = sa.select(order_items.c.variant_id, order_items.c.quantity).where(
        order_items.c.order_id == order.id,
        owned(order_items.c.order_id, order.customer_id),
        order_items.c.variant_id.is_not(None),
    )
    pieces: Counter[str] = Counter()
    for row in await work.all(held):
        pieces[row.variant_id] += row.quantity
    await move_stock(work, pieces)
    mine = customer_coupons.c.customer_id == order.customer_id
    used = customer_coupons.c.order_id == order.id
    await work.update(customer_coupons, mine, used, used_at=None, order_id=None)
    await work.update(
        payments,
        payments.c.order_id == order.id,
        owned(payments.c.order_id, order.customer_id),
        payments.c.status == PaymentStatus.pending,
        status=PaymentStatus.closed,
        ended_at=work.now,
    )


async def expedite(work: Work, customer_id: str, order_id: str, request_key: str) -> ExpediteResult:
    """Note that the customer wants faster shipping, once per order.

    The same *request_key* gives the same result again.
    """
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return ExpediteResult(ExpediteOutcome.not_found, order_id)
    if await work.earlier(request_key, customer_id, "expedite", order_id):
        return ExpediteResult(ExpediteOutcome.recorded, order_id, order.status, order.expedited_at)
    allowed = work.policy.orders.expeditable
    advice = refusal(allowed, order.status)
    if advice is not None:
        return ExpediteResult(ExpediteOutcome.not_needed, order_id, order.status, order.expedited_at, advice)
    if order.expedited_at is not None:
        return ExpediteResult(ExpediteOutcome.already_recorded, order_id, order.status, order.expedited_at)
    await change_order(work, order, allowed, {"expedited_at": work.now})
    await work.record(
        request_key,
        customer_id,
        "expedite",
        order_id,
        before={"expedited_at": None},
        after={"expedited_at": work.now.isoformat()},
    )
    return ExpediteResult(ExpediteOutcome.recorded, order_id, order.status, work.now)


async def change_order(
    work: Work, order: Any, allowed: Iterable[OrderStatus], values: dict[str, Any]
) -> None:
    """Update *order* on condition that its status is still an *allowed* one, or raise ShopUnavailable."""
    mine = (orders.c.id == order.id, orders.c.customer_id == order.customer_id)
    if await work.update(orders, *mine, orders.c.status.in_(list(allowed)), **values) != 1:
        raise ShopUnavailable(f"order {order.id} was changed by someone else at this moment: try again")
