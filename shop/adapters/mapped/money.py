"""Reading payments, refunds, invoices, cases and tickets from a merchant's tables. Every query carries the customer."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from shop.adapters.mapped.visit import Visit
from shop.enums import (
    CaseReason,
    InvoiceKind,
    OrderStatus,
    Payer,
    PaymentMethod,
    PaymentPurpose,
    PaymentStatus,
    RefundCause,
    RefundStatus,
    TicketKind,
)
from shop.policy import instalment_plans, refund_day
from shop.views import Case, Invoice, PaymentAttempt, PaymentState, RefundState, Ticket

MOST_LISTED = 20
# Where the way of payment is not recorded: the slowest promise holds.
_UNKNOWN = PaymentMethod.credit_card


async def payment_state(visit: Visit, customer_id: str, order_id: str) -> PaymentState | None:
    """Return what is due for the customer's order and the attempts, newest first; None when not theirs."""
    order = await visit.order(customer_id, order_id)
    if order is None:
        return None
    rows = await visit.of_orders("payments", customer_id, [order_id])
    rows.sort(key=lambda row: (row.started_at, row.id), reverse=True)
    unpaid = order.status is OrderStatus.pending_payment
    due = order.total if unpaid else Decimal("0.00")
    pending = (row.id for row in rows if row.status is PaymentStatus.pending)
    return PaymentState(
        order_id=order_id,
        due=due,
        pay_until=order.ordered_at + visit.policy.orders.pay_within if unpaid else None,
        payment_id=next(pending, None) if unpaid else None,
        attempts=tuple(_attempt(row) for row in rows),
        plans=instalment_plans(visit.policy.instalments, due),
    )


def _attempt(row: Any) -> PaymentAttempt:
    purpose, failure = PaymentPurpose.order, row.failure
    if row.status is not PaymentStatus.failed:
        failure = None
    return PaymentAttempt(purpose, row.method, row.amount, None, row.status, failure, row.started_at)


async def paid_by(visit: Visit, customer_id: str, order_id: str) -> PaymentMethod:
    """Return how the customer's order was paid."""
    order = await visit.order(customer_id, order_id)
    if order is not None and order.payment_method is not None:
        return PaymentMethod(order.payment_method)
    rows = await visit.of_orders("payments", customer_id, [order_id])
    paid = (row.method for row in rows if row.status is PaymentStatus.paid and row.method)
    return next(paid, _UNKNOWN)


async def refunds_of(visit: Visit, customer_id: str, order_id: str | None) -> list[RefundState]:
    """Return the customer's refunds, newest first."""
    rows = await _newest(visit, "refunds", customer_id, order_id, "started_at")
    orders = {}
    for number in {row.order for row in rows}:
        orders[number] = await visit.order(customer_id, number)
    return [_refund(visit, row, orders[row.order]) for row in rows]


def _refund(visit: Visit, row: Any, order: Any) -> RefundState:
    method = row.method or getattr(order, "payment_method", None) or _UNKNOWN
    status = row.status or (RefundStatus.arrived if row.ended_at else RefundStatus.processing)
    cancelled = getattr(order, "status", None) is OrderStatus.cancelled
    expected = row.expected_on or refund_day(visit.policy, method, row.started_at)
    open_ = status is RefundStatus.processing
    return RefundState(
        order_id=row.order,
        cause=row.cause or (RefundCause.cancellation if cancelled else RefundCause.after_sales),
        amount=row.amount,
        method=method,
        status=status,
        started_at=row.started_at,
        expected_on=expected,
        ended_at=row.ended_at,
        days_late=max(0, (visit.today - expected).days) if open_ else 0,
    )


async def invoices_of(visit: Visit, customer_id: str, order_id: str) -> list[Invoice]:
    """Return the invoices of the customer's order, newest first; e-mail addresses are masked."""
    rows = await visit.of_orders("invoices", customer_id, [order_id])
    return [
        Invoice(
            invoice_id=row.id,
            order_id=row.order,
            kind=row.kind or (InvoiceKind.company if row.tax_number else InvoiceKind.personal),
            title=row.title,
            tax_number=row.tax_number or None,
            email=re.sub(r"^(.)[^@]*", r"\1***", row.email) if row.email else None,
            amount=row.amount,
            status=row.status,
            number=row.number or None,
            requested_at=row.requested_at,
            issued_at=row.issued_at,
        )
        for row in sorted(rows, key=lambda row: row.id, reverse=True)
    ]


async def cases_of(visit: Visit, customer_id: str, order_id: str | None) -> list[Case]:
    """Return the customer's cases, newest first; what lines they are about, no mapping says."""
    return [_case(visit, row) for row in await _newest(visit, "cases", customer_id, order_id, "requested_at")]


def _case(visit: Visit, row: Any) -> Case:
    reason = row.reason or CaseReason.other
    shop_pays = reason in visit.policy.after_sales.shop_pays
    return Case(
        case_id=row.id,
        order_id=row.order,
        kind=row.kind,
        status=row.status,
        reason=reason,
        refund_amount=row.refund_amount,
        freight_payer=Payer.shop if shop_pays else Payer.customer,
        tracking_number=row.tracking_number or None,
        pickup=None,
        requested_at=row.requested_at,
        closed_at=row.closed_at,
        lines=(),
        events=(),
        can_withdraw=False,  # that would be a write, and no mapping has it
    )


async def _newest(
    visit: Visit, name: str, customer_id: str, order_id: str | None, newest_by: str
) -> list[Any]:
    if order_id is None:
        return await visit.of_customer(name, customer_id, newest_by, MOST_LISTED)
    rows = await visit.of_orders(name, customer_id, [order_id])
    return sorted(rows, key=lambda row: getattr(row, newest_by), reverse=True)[:MOST_LISTED]


async def tickets_of(visit: Visit, customer_id: str, *conditions: Any) -> list[Ticket]:
    """Return the customer's tickets, newest first."""
    table = visit.tables.get("tickets")
    if table is None:
        return []
    query = table.select(table.equal("customer", customer_id), *conditions)
    newest = table.columns["opened_at"].desc(), *(column.desc() for column in table.order_by)
    rows = await visit.read("tickets", query.order_by(*newest).limit(MOST_LISTED))
    return [_ticket(visit, row) for row in rows]


def _ticket(visit: Visit, row: Any) -> Ticket:
    return Ticket(
        ticket_id=row.id,
        kind=row.kind,
        order_id=row.order or None,
        text=row.text,
        status=row.status,
        answer=row.answer or None,
        opened_at=row.opened_at,
        due_at=row.due_at or row.opened_at + promise(visit, row.kind),
    )


def promise(visit: Visit, kind: TicketKind) -> timedelta:
    """Return in what time a ticket is answered, by the shop's policy."""
    rules = visit.policy.service
    return timedelta(hours=rules.complaint_hours if kind is TicketKind.complaint else rules.ticket_hours)
