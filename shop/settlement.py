"""Entering what the payment provider says: a charge pays once, and money that nothing is due for goes back.

The caller has checked the signature; it stands for the customer, whose id comes with the payment's order.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shop.enums import OrderStatus, PaymentPurpose, PaymentStatus, RefundCause, Settlement
from shop.refunds import start_refund
from shop.tables import orders, payment_notices, payments
from shop.views import LinkedPayment, PaymentNotice
from shop.work import Work, owned
from shop.writes import change_order

_ACTOR = "payment provider"
_PAYABLE = (OrderStatus.pending_payment,)


async def linked_payment(work: Work, payment_id: int) -> LinkedPayment | None:
    """Return what the holder of a signed link may know of the payment, or None."""
    row = await _payment(work, payment_id)
    if row is None:
        return None
    pending = row.status is PaymentStatus.pending and row.order_status is not OrderStatus.cancelled
    return LinkedPayment(row.id, row.order_id, row.amount, row.method, pending, row.status)


async def settle(work: Work, notice: PaymentNotice) -> Settlement:
    """Enter the *notice*; told again, or of the same charge, it changes nothing and gives the same answer."""
    found = await _payment(work, notice.payment_id)
    if found is None:
        return Settlement.unknown
    order = await work.lock_order(found.customer_id, found.order_id)
    assert order is not None, "a payment's order is never deleted"
    earlier = await _earlier(work, notice)
    if earlier is not None:
        return earlier
    payment = await _payment(work, notice.payment_id)  # as it is now that nobody else changes it
    if notice.failure is not None:
        settlement = await _fail(work, order, payment, notice)
    elif _is_due(order, payment, notice):
        settlement = await _take(work, order, notice)
    else:
        settlement = await _send_back(work, order, notice)
    await work.insert(
        payment_notices,
        id=notice.notice_id,
        payment_id=notice.payment_id,
        trade_number=notice.trade_number,
        amount=notice.amount,
        method=notice.method,
        settlement=settlement,
        received_at=work.now,
    )
    await _record(work, order, notice, settlement)
    return settlement


async def _payment(work: Work, payment_id: int) -> Any | None:
    query = (
        sa.select(payments, orders.c.customer_id, orders.c.status.label("order_status"))
        .select_from(payments.join(orders, payments.c.order_id == orders.c.id))
        .where(payments.c.id == payment_id)
    )
    return await work.one(query)


async def _earlier(work: Work, notice: PaymentNotice) -> Settlement | None:
    """Return what was made of this notice, or of another one that said the same of this charge."""
    same_charge = sa.and_(
        payment_notices.c.trade_number == notice.trade_number,
        (payment_notices.c.settlement.in_([Settlement.paid, Settlement.refunded]))
        if notice.failure is None
        else payment_notices.c.settlement.in_([Settlement.failed, Settlement.ignored]),
    )
    query = (
        sa.select(payment_notices.c.settlement)
        .where(payment_notices.c.payment_id == notice.payment_id)
        .where(sa.or_(payment_notices.c.id == notice.notice_id, same_charge))
        .order_by(payment_notices.c.received_at)
        .limit(1)
    )
    found = await work.scalar(query)
    return None if found is None else Settlement(found)


def _is_due(order: Any, payment: Any, notice: PaymentNotice) -> bool:
    """Return whether the sum is what the customer owes.

    An unpaid order may be paid by an older attempt as well: the money is there, and the sum is right.
    """
    if payment.purpose is PaymentPurpose.order:
        return order.status is OrderStatus.pending_payment and bool(notice.amount == order.total)
    still = payment.status is PaymentStatus.pending and order.status is not OrderStatus.cancelled
    return still and bool(notice.amount == payment.amount)


async def _take(work: Work, order: Any, notice: PaymentNotice) -> Settlement:
    mine = payments.c.order_id == order.id, owned(payments.c.order_id, order.customer_id)
    this = payments.c.id == notice.payment_id
    taken = {"status": PaymentStatus.paid, "method": notice.method, "failure": None, "ended_at": work.now}
    await work.update(payments, *mine, this, **taken)
    if order.status is OrderStatus.pending_payment:
        pending = payments.c.status == PaymentStatus.pending
        await work.update(payments, *mine, pending, status=PaymentStatus.closed, ended_at=work.now)
        paid = {"status": OrderStatus.pending_shipment, "paid_at": work.now}
        await change_order(work, order, _PAYABLE, paid)
    return Settlement.paid


async def _send_back(work: Work, order: Any, notice: PaymentNotice) -> Settlement:
    cancelled = order.status is OrderStatus.cancelled
    cause = RefundCause.cancellation if cancelled else RefundCause.overpayment
    await start_refund(work, order, cause, notice.amount, method=notice.method)
    if cancelled:
        back = min(order.total, order.refund_amount + notice.amount)
        await change_order(work, order, (OrderStatus.cancelled,), {"refund_amount": back})
    return Settlement.refunded


async def _fail(work: Work, order: Any, payment: Any, notice: PaymentNotice) -> Settlement:
    if payment.status is not PaymentStatus.pending:
        return Settlement.ignored
    mine = payments.c.id == notice.payment_id, owned(payments.c.order_id, order.customer_id)
    failed = {"status": PaymentStatus.failed, "method": notice.method, "failure": notice.failure}
    await work.update(payments, *mine, **failed, ended_at=work.now)
    return Settlement.failed


async def _record(work: Work, order: Any, notice: PaymentNotice, settlement: Settlement) -> None:
    await work.record(
        f"notice {notice.notice_id}",
        _ACTOR,
        f"payment_{settlement.value}",
        order.id,
        before={"status": order.status.value},
        after={
            "payment_id": notice.payment_id,
            "trade_number": notice.trade_number,
            "amount": str(notice.amount),
            "method": notice.method.value,
            "failure": notice.failure.value if notice.failure else None,
        },
    )
