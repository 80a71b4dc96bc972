"""One step of a case, whoever takes it; what follows from it for the order, the stock and the money."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shop.cases.lines import bought_lines
from shop.cases.machine import ENDS, may_follow
from shop.enums import CaseKind, CaseStatus, OrderStatus, RefundCause
from shop.refunds import start_refund
from shop.tables import case_events, case_lines, cases, orders, variants
from shop.work import Work, owned

Bilingual = tuple[str, str]
_MONEY_BACK = (CaseKind.return_goods, CaseKind.refund)


async def advance_case(work: Work, case_id: int, status: CaseStatus, note: Bilingual) -> bool:
    """Take a step on the shop's side: approve, reject, note the parcel, refund. False when it may not follow.

    For the shop's staff and the demo; customers file and withdraw.
    """
    order_id = await work.scalar(sa.select(cases.c.order_id).where(cases.c.id == case_id))
    order = await work.one(sa.select(orders).where(orders.c.id == order_id).with_for_update())
    case = await work.one(sa.select(cases).where(cases.c.id == case_id))
    if order is None or case is None or status is CaseStatus.withdrawn:
        return False
    return await move_case(work, order, case, status, note)


async def move_case(work: Work, order: Any, case: Any, status: CaseStatus, note: Bilingual) -> bool:
    """Move a *case* of an *order* that is held; False when *status* may not follow where it stands now."""
    if not may_follow(case.kind, case.status, status):
        return False
    closed_at = work.now if status in ENDS else None
    still = cases.c.status == case.status
    if await work.update(cases, cases.c.id == case.id, still, status=status, closed_at=closed_at) != 1:
        return False
    zh, en = note
    await work.insert(case_events, case_id=case.id, at=work.now, status=status, note_zh=zh, note_en=en)
    if status in (CaseStatus.withdrawn, CaseStatus.rejected):
        await _undo(work, order, case)
    elif status is CaseStatus.refunded and case.kind in _MONEY_BACK:
        await start_refund(work, order, RefundCause.after_sales, case.refund_amount, case.id)
        await _mark_returned(work, order)
    return True


async def _undo(work: Work, order: Any, case: Any) -> None:
    """Put the order and the stock back to where they were before the case."""
    if case.exchange_variant_id is not None:
        pieces = sa.select(sa.func.sum(case_lines.c.quantity)).where(case_lines.c.case_id == case.id)
        count = await work.scalar(pieces)
        wanted = variants.c.id == case.exchange_variant_id
        await work.update(variants, wanted, stock=variants.c.stock + count)
    if case.kind is CaseKind.return_goods and order.status is OrderStatus.returning:
        before = case.order_status_before or await _status_before(work, order)
        await work.update(orders, orders.c.id == order.id, status=before)


async def _status_before(work: Work, order: Any) -> OrderStatus:
    """Return what the order was before another of its cases made it go back."""
    query = (
        sa.select(cases.c.order_status_before)
        .where(cases.c.order_id == order.id, cases.c.order_status_before.is_not(None))
        .where(owned(cases.c.order_id, order.customer_id))
        .order_by(cases.c.id.desc())
    )
    return await work.scalar(query) or OrderStatus.received


async def _mark_returned(work: Work, order: Any) -> None:
    """Say on the order that it went back, once all of it has."""
    lines = await bought_lines(work, order.customer_id, order)
    if all(line.gone_back == line.quantity for line in lines):
        await work.update(orders, orders.c.id == order.id, status=OrderStatus.returned)
