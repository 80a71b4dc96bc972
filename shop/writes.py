"""Changing a customer's orders: by the policy, in one transaction, once per request key, and audited."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.audit import check_request_key, earlier_change, record
from shop.enums import CancelOutcome, ExpediteOutcome, OrderStatus
from shop.errors import ShopUnavailable
from shop.policy import CANCELLABLE, EXPEDITABLE, cancel_refusal, expedite_refusal, refund_on_cancel
from shop.tables import orders
from shop.views import CancelResult, ExpediteResult

_LONGEST_REASON = 200  # characters


async def cancel_order(
    connection: AsyncConnection, customer_id: str, order_id: str, request_key: str, reason: str, now: datetime
) -> CancelResult:
    """Cancel the order unless the policy forbids it; needs a writing transaction.

    The same *request_key* gives the same result again. Of two requests at once exactly one cancels.
    """
    check_request_key(request_key)
    order = await _lock_order(connection, customer_id, order_id)
    if order is None:
        return CancelResult(CancelOutcome.not_found, order_id)
    repeated = await earlier_change(connection, request_key, customer_id, "cancel_order", order_id)
    if order.status is OrderStatus.cancelled:
        outcome = CancelOutcome.cancelled if repeated else CancelOutcome.already_cancelled
        return CancelResult(outcome, order_id, order.status, order.refund_amount, order.cancelled_at)
    advice = cancel_refusal(order.status)
    if advice is not None:
        return CancelResult(CancelOutcome.too_late, order_id, order.status, advice=advice)
    refund = refund_on_cancel(order.total, order.paid_at)
    words = _one_line(reason)
    cancelled = {"status": OrderStatus.cancelled, "cancelled_at": now, "cancel_reason": words}
    await _change(connection, order, CANCELLABLE, {**cancelled, "refund_amount": refund})
    await record(
        connection,
        at=now,
        actor=customer_id,
        action="cancel_order",
        order_id=order_id,
        before={"status": order.status.value},
        after={"status": "cancelled", "refund_amount": str(refund), "cancel_reason": words},
        request_key=request_key,
    )
    return CancelResult(CancelOutcome.cancelled, order_id, OrderStatus.cancelled, refund, now)


async def expedite(
    connection: AsyncConnection, customer_id: str, order_id: str, request_key: str, now: datetime
) -> ExpediteResult:
    """Note that the customer wants faster shipping, once per order; needs a writing transaction.

    The same *request_key* gives the same result again.
    """
    check_request_key(request_key)
    order = await _lock_order(connection, customer_id, order_id)
    if order is None:
        return ExpediteResult(ExpediteOutcome.not_found, order_id)
    if await earlier_change(connection, request_key, customer_id, "expedite", order_id):
        return ExpediteResult(ExpediteOutcome.recorded, order_id, order.status, order.expedited_at)
    advice = expedite_refusal(order.status)
    if advice is not None:
        return ExpediteResult(ExpediteOutcome.not_needed, order_id, order.status, order.expedited_at, advice)
    if order.expedited_at is not None:
        return ExpediteResult(ExpediteOutcome.already_recorded, order_id, order.status, order.expedited_at)
    await _change(connection, order, EXPEDITABLE, {"expedited_at": now})
    await record(
        connection,
        at=now,
        actor=customer_id,
        action="expedite",
        order_id=order_id,
        before={"expedited_at": None},
        after={"expedited_at": now.isoformat()},
        request_key=request_key,
    )
    return ExpediteResult(ExpediteOutcome.recorded, order_id, order.status, now)


async def _lock_order(connection: AsyncConnection, customer_id: str, order_id: str) -> Any | None:
    """Read the customer's order and hold it until the transaction ends (SQLite holds the whole database)."""
    query = sa.select(orders).where(orders.c.id == order_id, orders.c.customer_id == customer_id)
    return (await connection.execute(query.with_for_update())).one_or_none()


async def _change(
    connection: AsyncConnection, order: Any, allowed: Iterable[OrderStatus], values: dict[str, Any]
) -> None:
    """Update *order* on condition that its status is still an *allowed* one, or raise ShopUnavailable."""
    change = (
        orders.update()
        .where(orders.c.id == order.id, orders.c.customer_id == order.customer_id)
        .where(orders.c.status.in_(list(allowed)))
        .values(**values)
    )
    if (await connection.execute(change)).rowcount != 1:
        raise ShopUnavailable(f"order {order.id} was changed by someone else at this moment: try again")


def _one_line(reason: str) -> str:
    """Return a customer's words without control characters and line ends, cut to what the column holds."""
    return " ".join("".join(c if c.isprintable() else " " for c in reason).split())[:_LONGEST_REASON]
