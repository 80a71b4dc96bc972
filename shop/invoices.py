"""Invoices: asking for one, correcting it, having it sent again. Every query carries the customer."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop.enums import InvoiceKind, InvoiceStatus, OrderStatus, Verdict
from shop.policy import decide_invoice
from shop.tables import invoices, orders, refunds
from shop.tax_numbers import is_tax_number, squeeze_tax_number
from shop.views import Invoice, InvoiceResult, InvoiceWish
from shop.work import Work, one_line, owned

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_VALID = (InvoiceStatus.requested, InvoiceStatus.issued)


async def invoices_of(work: Work, customer_id: str, order_id: str) -> list[Invoice]:
    """Return the invoices of the customer's order, newest first."""
    query = (
        sa.select(invoices)
        .select_from(invoices.join(orders, invoices.c.order_id == orders.c.id))
        .where(invoices.c.order_id == order_id, orders.c.customer_id == customer_id)
        .order_by(invoices.c.id.desc())
    )
    return [_invoice(row) for row in await work.all(query)]


async def request_invoice(
    work: Work, customer_id: str, order_id: str, wish: InvoiceWish, request_key: str
) -> InvoiceResult:
    """Ask for an invoice, or correct the one there is: the wrong one is replaced. Once a *request_key*."""
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return InvoiceResult(Verdict.not_found, order_id)
    ready = work.now + timedelta(hours=work.policy.invoices.issue_hours)
    old = await _valid(work, order)
    if await work.earlier(request_key, customer_id, "request_invoice", order_id):
        return InvoiceResult(Verdict.allowed, order_id, None if old is None else _invoice(old), ready)
    clean = _clean(wish)
    amount = await _paid(work, order)
    verdict = _trouble(clean) or decide_invoice(
        work.policy.invoices, clean.kind, order.paid_at, amount, work.now
    )
    if verdict is Verdict.allowed and old is not None:
        verdict = _correctable(work, old, clean)
    if verdict is not Verdict.allowed:
        return InvoiceResult(verdict, order_id, None if old is None else _invoice(old))
    if old is not None:
        await work.update(invoices, invoices.c.id == old.id, status=InvoiceStatus.replaced)
    invoice_id = await work.insert(
        invoices,
        order_id=order_id,
        kind=clean.kind,
        title=clean.title,
        tax_number=clean.tax_number,
        email=clean.email,
        amount=amount,
        status=InvoiceStatus.requested,
        requested_at=work.now,
        replaces_id=None if old is None else old.id,
    )
    after = {"invoice_id": invoice_id, "replaces": None if old is None else old.id}
    await work.record(request_key, customer_id, "request_invoice", order_id, after=after)
    new = await _valid(work, order)
    return InvoiceResult(Verdict.allowed, order_id, _invoice(new), ready)


async def resend_invoice(
    work: Work, customer_id: str, order_id: str, request_key: str, email: str | None
) -> InvoiceResult:
    """Send the issued invoice once more, to another address if one is given."""
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return InvoiceResult(Verdict.not_found, order_id)
    old = await _valid(work, order)
    if old is None or old.status is not InvoiceStatus.issued:
        return InvoiceResult(Verdict.no_invoice, order_id, None if old is None else _invoice(old))
    if await work.earlier(request_key, customer_id, "resend_invoice", order_id):
        return InvoiceResult(Verdict.allowed, order_id, _invoice(old))
    target = email or old.email
    if target is None or not _EMAIL.fullmatch(target):
        return InvoiceResult(Verdict.bad_email, order_id, _invoice(old))
    await work.update(invoices, invoices.c.id == old.id, sent_at=work.now, email=target)
    after = {"invoice_id": old.id}
    await work.record(request_key, customer_id, "resend_invoice", order_id, after=after)
    return InvoiceResult(Verdict.allowed, order_id, _invoice(await _valid(work, order)))


async def _valid(work: Work, order: Any) -> Any | None:
    query = sa.select(invoices).where(
        invoices.c.order_id == order.id,
        owned(invoices.c.order_id, order.customer_id),
        invoices.c.status.in_(_VALID),
    )
    return await work.one(query)


async def _paid(work: Work, order: Any) -> Decimal:
    """Return what the customer has really paid: an invoice is never for money that went back."""
    if order.status is OrderStatus.cancelled:
        return Decimal("0.00")
    back = await work.all(
        sa.select(refunds.c.amount).where(
            refunds.c.order_id == order.id, owned(refunds.c.order_id, order.customer_id)
        )
    )
    return max(order.total - sum((row.amount for row in back), Decimal(0)), Decimal("0.00"))


def _clean(wish: InvoiceWish) -> InvoiceWish:
    personal = wish.kind is InvoiceKind.personal
    number = None if personal or not wish.tax_number else squeeze_tax_number(wish.tax_number)
    return InvoiceWish(wish.kind, one_line(wish.title, 100), number, (wish.email or "").strip() or None)


def _trouble(wish: InvoiceWish) -> Verdict | None:
    if not wish.title:
        return Verdict.bad_value
    if wish.kind is not InvoiceKind.personal:
        if not wish.tax_number:
            return Verdict.tax_number_needed
        if not is_tax_number(wish.tax_number):
            return Verdict.bad_tax_number
    return Verdict.bad_email if wish.email and not _EMAIL.fullmatch(wish.email) else None


def _correctable(work: Work, old: Any, wish: InvoiceWish) -> Verdict:
    same = (old.kind, old.title, old.tax_number) == (wish.kind, wish.title, wish.tax_number)
    if same:
        return Verdict.already_invoiced
    issued = old.issued_at or work.now
    late = work.now - issued > timedelta(days=work.policy.invoices.correct_within_days)
    return Verdict.too_late if late else Verdict.allowed


def _invoice(row: Any) -> Invoice:
    return Invoice(
        invoice_id=row.id,
        order_id=row.order_id,
        kind=row.kind,
        title=row.title,
        tax_number=row.tax_number,
        email=None if row.email is None else re.sub(r"^(.)[^@]*", r"\1***", row.email),
        amount=row.amount,
        status=row.status,
        number=row.number,
        requested_at=row.requested_at,
        issued_at=row.issued_at,
    )
