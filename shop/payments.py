"""What is still to be paid, how paying was tried, and trying again. Every query carries the customer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop.enums import OrderStatus, PaymentMethod, PaymentPurpose, PaymentStatus, Verdict
from shop.policy import instalment_plans
from shop.tables import gift_cards, orders, payments
from shop.views import GiftCard, PaymentAttempt, PaymentRetry, PaymentState
from shop.work import Work, owned

_ZERO = Decimal("0.00")


async def payment_state(work: Work, customer_id: str, order_id: str) -> PaymentState | None:
    """Return what is due for the customer's order and the attempts, newest first; None when not theirs."""
    query = sa.select(orders).where(orders.c.id == order_id, orders.c.customer_id == customer_id)
    order = await work.one(query)
    return None if order is None else await _state(work, order)


async def retry_payment(
    work: Work,
    customer_id: str,
    order_id: str,
    request_key: str,
    method: PaymentMethod | None,
    instalments: int | None,
) -> PaymentRetry:
    """Open a new payment for a link; what was open before is closed, so that nobody pays twice."""
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return PaymentRetry(Verdict.not_found)
    state = await _state(work, order)
    if await work.earlier(request_key, customer_id, "retry_payment", order_id):
        return PaymentRetry(Verdict.allowed, state)
    if state.due <= 0:
        return PaymentRetry(Verdict.nothing_to_pay, state)
    if state.pay_until is not None and work.now > state.pay_until:
        return PaymentRetry(Verdict.too_late, state)
    if instalments is not None and instalments not in {plan.months for plan in state.plans}:
        return PaymentRetry(Verdict.kind_not_offered, state)
    pending = payments.c.status == PaymentStatus.pending
    mine = payments.c.order_id == order_id, owned(payments.c.order_id, customer_id)
    await work.update(payments, *mine, pending, status=PaymentStatus.closed, ended_at=work.now)
    unpaid = order.status is OrderStatus.pending_payment
    payment_id = await work.insert(
        payments,
        order_id=order_id,
        purpose=PaymentPurpose.order if unpaid else PaymentPurpose.supplement,
        method=method,
        instalments=instalments,
        amount=state.due,
        status=PaymentStatus.pending,
        started_at=work.now,
    )
    await work.record(request_key, customer_id, "retry_payment", order_id, after={"payment_id": payment_id})
    return PaymentRetry(Verdict.allowed, await _state(work, order))


async def _state(work: Work, order: Any) -> PaymentState:
    query = (
        sa.select(payments)
        .where(payments.c.order_id == order.id, owned(payments.c.order_id, order.customer_id))
        .order_by(payments.c.started_at.desc(), payments.c.id.desc())
    )
    rows = await work.all(query)
    pending = next((row for row in rows if row.status is PaymentStatus.pending), None)
    unpaid = order.status is OrderStatus.pending_payment
    due = order.total if unpaid else _ZERO
    if pending is not None and pending.purpose is PaymentPurpose.supplement:
        due = pending.amount
    return PaymentState(
        order_id=order.id,
        due=due,
        pay_until=order.ordered_at + work.policy.orders.pay_within if unpaid else None,
        payment_id=pending.id if pending is not None else None,
        attempts=tuple(
            PaymentAttempt(r.purpose, r.method, r.amount, r.instalments, r.status, r.failure, r.started_at)
            for r in rows
        ),
        plans=instalment_plans(work.policy.instalments, due),
    )


async def gift_cards_of(work: Work, customer_id: str) -> list[GiftCard]:
    """Return the customer's gift cards, those that expire first in front."""
    query = (
        sa.select(gift_cards)
        .where(gift_cards.c.customer_id == customer_id)
        .order_by(gift_cards.c.expires_at, gift_cards.c.id)
    )
    return [
        GiftCard(
            number=f"{row.number[:4]} **** {row.number[-4:]}",
            face_value=row.face_value,
            balance=row.balance,
            expires_at=row.expires_at,
            expired=row.expires_at <= work.now,
        )
        for row in await work.all(query)
    ]
