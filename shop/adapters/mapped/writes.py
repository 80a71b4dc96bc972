"""Cancelling, hurrying and confirming receipt in a merchant's tables."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from shop.adapters.mapped.changes import TRIES, change, earlier, hold, lost, note, untrue
from shop.adapters.mapped.ledger import requests
from shop.adapters.mapped.orders import cancel_refund, refunded
from shop.adapters.mapped.parcels import parcels
from shop.adapters.mapped.visit import Visit
from shop.enums import CancelOutcome, ExpediteOutcome, OrderStatus, Verdict
from shop.policy import refusal
from shop.port import Capability
from shop.views import CancelResult, ExpediteResult, ReceiptResult
from shop.work import one_line

_ARRIVED = (OrderStatus.received, OrderStatus.returning, OrderStatus.returned)


async def cancel_order(
    visit: Visit, customer_id: str, order_id: str, request_key: str, reason: str
) -> CancelResult:
    """Cancel the order unless the policy forbids it. Of two requests at once exactly one cancels."""
    this, allowed = Capability.cancel_order, visit.policy.orders.cancellable
    await hold(visit, f"order {order_id}")
    for _ in range(TRIES):
        order = await visit.order(customer_id, order_id)
        if order is None:
            return CancelResult(CancelOutcome.not_found, order_id)
        repeated = await earlier(visit, request_key, customer_id, this, order_id)
        if order.status is OrderStatus.cancelled:
            outcome = CancelOutcome.cancelled if repeated else CancelOutcome.already_cancelled
            at = order.cancelled_at or (await _noted(visit, customer_id, this, order_id))
            return CancelResult(outcome, order_id, order.status, refunded(order), at)
        advice = refusal(allowed, order.status)
        if advice is not None:
            return CancelResult(CancelOutcome.too_late, order_id, order.status, advice=advice)
        refund = cancel_refund(order)
        values = {
            "reason": one_line(reason),
            "refund": visit.tables["orders"].write_money("refund_amount", refund),
        }
        if not await change(visit, this, customer_id, order_id, request_key, allowed, **values):
            continue
        now = await visit.order(customer_id, order_id)
        if now is None or now.status is not OrderStatus.cancelled:
            raise untrue(visit, this, "the order is not cancelled")
        before, after = {"status": order.status.value}, {"status": "cancelled", "refund_amount": str(refund)}
        await note(visit, request_key, customer_id, this, order_id, before, after)
        return CancelResult(CancelOutcome.cancelled, order_id, OrderStatus.cancelled, refund, visit.now)
    raise lost(visit, this)


async def expedite(visit: Visit, customer_id: str, order_id: str, request_key: str) -> ExpediteResult:
    """Note that the customer presses for shipping, once for each order."""
    this, allowed = Capability.expedite, visit.policy.orders.expeditable
    await hold(visit, f"order {order_id}")
    for _ in range(TRIES):
        order = await visit.order(customer_id, order_id)
        if order is None:
            return ExpediteResult(ExpediteOutcome.not_found, order_id)
        pressed = order.expedited_at or await _noted(visit, customer_id, this, order_id)
        if await earlier(visit, request_key, customer_id, this, order_id):
            return ExpediteResult(ExpediteOutcome.recorded, order_id, order.status, pressed)
        advice = refusal(allowed, order.status)
        if advice is not None:
            return ExpediteResult(ExpediteOutcome.not_needed, order_id, order.status, pressed, advice)
        if pressed is not None:
            return ExpediteResult(ExpediteOutcome.already_recorded, order_id, order.status, pressed)
        if await change(visit, this, customer_id, order_id, request_key, allowed):
            after = {"expedited_at": visit.now.isoformat()}
            await note(visit, request_key, customer_id, this, order_id, {"expedited_at": None}, after)
            return ExpediteResult(ExpediteOutcome.recorded, order_id, order.status, visit.now)
    raise lost(visit, this)


async def confirm_receipt(visit: Visit, customer_id: str, order_id: str, request_key: str) -> ReceiptResult:
    """Note that the customer has everything; only when the carriers say so as well."""
    this, allowed = Capability.confirm_receipt, (OrderStatus.shipped,)
    await hold(visit, f"order {order_id}")
    for _ in range(TRIES):
        order = await visit.order(customer_id, order_id)
        if order is None:
            return ReceiptResult(Verdict.not_found, order_id)
        status, received_at = order.status, order.received_at
        if await earlier(visit, request_key, customer_id, this, order_id):
            return ReceiptResult(Verdict.allowed, order_id, status, received_at)
        if status in _ARRIVED:
            return ReceiptResult(Verdict.already_done, order_id, status, received_at)
        if status is not OrderStatus.shipped:
            cancelled = status is OrderStatus.cancelled
            return ReceiptResult(
                Verdict.order_cancelled if cancelled else Verdict.not_arrived, order_id, status
            )
        shipped = await parcels(visit, customer_id, order_id)
        waiting = sum(parcel.delivered_at is None for parcel in shipped)
        if waiting or not shipped:
            return ReceiptResult(Verdict.not_arrived, order_id, status, waiting=waiting)
        if not await change(visit, this, customer_id, order_id, request_key, allowed):
            continue
        now = await visit.order(customer_id, order_id)
        if now is None or now.status is not OrderStatus.received:
            raise untrue(visit, this, "the order is not received")
        before, after = {"status": status.value}, {"status": "received"}
        await note(visit, request_key, customer_id, this, order_id, before, after)
        return ReceiptResult(Verdict.allowed, order_id, OrderStatus.received, visit.now)
    raise lost(visit, this)


async def _noted(visit: Visit, customer_id: str, capability: Capability, order_id: str) -> datetime | None:
    """Return when we last did this for the order, where the merchant's tables do not say."""
    query = (
        sa.select(requests.c.at)
        .where(requests.c.order_id == order_id, requests.c.actor == customer_id)
        .where(requests.c.action == capability.value)
        .order_by(requests.c.id.desc())
    )
    return (await visit.connection.execute(query)).scalar()
