"""Money on its way back: starting a refund, and where a customer's refunds stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop.enums import PaymentMethod, PaymentPurpose, PaymentStatus, RefundCause, RefundStatus
from shop.policy import refund_day
from shop.tables import orders, payments, refunds
from shop.views import RefundState
from shop.work import Work, owned

# Where the way of payment is not recorded, as for orders from before payments were: the slowest promise holds.
_UNKNOWN = PaymentMethod.credit_card


async def payment_method(work: Work, order: Any) -> PaymentMethod:
    """Return how the order was paid."""
    query = (
        sa.select(payments.c.method)
        .where(payments.c.order_id == order.id, payments.c.purpose == PaymentPurpose.order)
        .where(owned(payments.c.order_id, order.customer_id))
        .where(payments.c.status == PaymentStatus.paid)
        .order_by(payments.c.id)
    )
    return await work.scalar(query) or _UNKNOWN


async def start_refund(
    work: Work,
    order: Any,
    cause: RefundCause,
    amount: Decimal,
    case_id: int | None = None,
    method: PaymentMethod | None = None,
) -> None:
    """Send *amount* CNY back by *method*, or the way the order was paid; nothing for 0.00.

    The caller holds the order.
    """
    if amount <= 0:
        return
    method = method or await payment_method(work, order)
    await work.insert(
        refunds,
        order_id=order.id,
        case_id=case_id,
        cause=cause,
        amount=amount,
        method=method,
        status=RefundStatus.processing,
        started_at=work.now,
        expected_on=refund_day(work.policy, method, work.now),
    )


async def unpaid_supplements(work: Work, order: Any) -> Decimal:
    """Return what earlier changes made the order dearer by and nobody has paid yet."""
    query = sa.select(payments.c.amount).where(
        payments.c.order_id == order.id,
        owned(payments.c.order_id, order.customer_id),
        payments.c.purpose == PaymentPurpose.supplement,
        payments.c.status == PaymentStatus.pending,
    )
    return sum((row.amount for row in await work.all(query)), Decimal("0.00"))


async def refunds_of(work: Work, customer_id: str, order_id: str | None) -> list[RefundState]:
    """Return the customer's refunds, newest first, of one order if given."""
    query = (
        sa.select(refunds)
        .select_from(refunds.join(orders, refunds.c.order_id == orders.c.id))
        .where(orders.c.customer_id == customer_id)
        .order_by(refunds.c.started_at.desc(), refunds.c.id.desc())
        .limit(20)
    )
    if order_id is not None:
        query = query.where(refunds.c.order_id == order_id)
    return [
        RefundState(
            order_id=row.order_id,
            cause=row.cause,
            amount=row.amount,
            method=row.method,
            status=row.status,
            started_at=row.started_at,
            expected_on=row.expected_on,
            ended_at=row.ended_at,
            days_late=max(0, (work.today - row.expected_on).days) if row.ended_at is None else 0,
        )
        for row in await work.all(query)
    ]
