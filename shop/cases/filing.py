"""Filing a case and taking it back: by the rules, with the order held, once per request key, and audited."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shop.appointments import offered
from shop.cases.lines import bought_lines
from shop.cases.quoting import quote_for
from shop.cases.reading import case_number, cases_of
from shop.cases.steps import move_case
from shop.enums import CaseKind, CaseStatus, OrderStatus, Verdict
from shop.tables import case_events, case_lines, cases, orders, variants
from shop.views import Case, CaseQuote, CaseRequest, CaseResult
from shop.work import Work, one_line, owned

_FILED = ("申请已提交，等待审核", "The request was received and will be reviewed")
_WITHDRAWN = ("买家撤销了申请", "Withdrawn by the customer")


async def file_case(work: Work, customer_id: str, request: CaseRequest, request_key: str) -> CaseResult:
    """File a case unless the rules forbid it; the same *request_key* gives the same case again."""
    order = await work.lock_order(customer_id, request.order_id)
    if order is None:
        return CaseResult(Verdict.not_found)
    earlier = await work.earlier(request_key, customer_id, "file_case", order.id)
    if earlier is not None:
        return CaseResult(Verdict.allowed, await _case(work, customer_id, earlier["case_id"]))
    quote = await quote_for(work, customer_id, order, request)
    if not quote.allowed:
        return CaseResult(quote.verdict, quote=quote)
    if request.pickup is not None:
        wish = request.pickup
        trouble = offered(work, wish.day, wish.from_hour, wish.to_hour)
        if trouble is not None:
            return CaseResult(trouble, quote=quote)
    if not await _reserve(work, request, quote):
        return CaseResult(Verdict.out_of_stock, quote=quote)
    case_id = await _insert(work, order, request, quote)
    if request.kind is CaseKind.return_goods:
        await _mark_returning(work, customer_id, order, case_id)
    await work.record(
        request_key,
        customer_id,
        "file_case",
        order.id,
        before={"status": order.status.value},
        after={"case_id": case_id, "kind": request.kind.value, "lines": [list(x) for x in request.lines]},
    )
    return CaseResult(Verdict.allowed, await _case(work, customer_id, case_id), quote)


async def withdraw_case(work: Work, customer_id: str, case_id: int, request_key: str) -> CaseResult:
    """Take a case back while the goods are still with the customer."""
    order_id = await work.scalar(
        sa.select(cases.c.order_id)
        .select_from(cases.join(orders, cases.c.order_id == orders.c.id))
        .where(cases.c.id == case_id, orders.c.customer_id == customer_id)
    )
    order = await work.lock_order(customer_id, order_id) if order_id else None
    if order is None:
        return CaseResult(Verdict.not_found)
    number = case_number(case_id)
    earlier = await work.earlier(request_key, customer_id, "withdraw_case", order.id)
    if earlier is not None and earlier["case_id"] == case_id:
        return CaseResult(Verdict.allowed, await _case(work, customer_id, case_id))
    row = await work.one(sa.select(cases).where(cases.c.id == case_id, owned(cases.c.order_id, customer_id)))
    assert row is not None, f"case {number} was found a moment ago"
    if row.status is CaseStatus.withdrawn:
        return CaseResult(Verdict.already_done, await _case(work, customer_id, case_id))
    if not await move_case(work, order, row, CaseStatus.withdrawn, _WITHDRAWN):
        return CaseResult(Verdict.too_far, await _case(work, customer_id, case_id))
    await work.record(
        request_key,
        customer_id,
        "withdraw_case",
        order.id,
        before={"status": row.status.value},
        after={"case_id": case_id, "status": "withdrawn"},
    )
    return CaseResult(Verdict.allowed, await _case(work, customer_id, case_id))


async def _case(work: Work, customer_id: str, case_id: int) -> Case:
    return (await cases_of(work, customer_id, case_id=case_id))[0]


async def _reserve(work: Work, request: CaseRequest, quote: CaseQuote) -> bool:
    """Take the pieces of the wanted variant out of stock; False when somebody else was faster."""
    if request.exchange_variant_id is None or request.kind is not CaseKind.exchange:
        return True
    pieces = sum(line.quantity for line in quote.lines)
    enough = variants.c.stock >= pieces
    wanted = variants.c.id == request.exchange_variant_id
    return await work.update(variants, wanted, enough, stock=variants.c.stock - pieces) == 1


async def _insert(work: Work, order: Any, request: CaseRequest, quote: CaseQuote) -> int:
    words = one_line(request.words)
    pickup, decision = request.pickup, quote.decision
    assert decision is not None, "an allowed quote has a decision for each line"
    exchange = request.exchange_variant_id if request.kind is CaseKind.exchange else None
    case_id = await work.insert(
        cases,
        order_id=order.id,
        kind=request.kind,
        status=CaseStatus.requested,
        reason=request.reason,
        reason_zh=words or request.reason.label_zh,
        reason_en=words or request.reason.label_en,
        refund_amount=quote.refund,
        freight_payer=decision.freight_payer,
        exchange_variant_id=exchange,
        pickup_day=pickup.day if pickup else None,
        pickup_from_hour=pickup.from_hour if pickup else None,
        pickup_to_hour=pickup.to_hour if pickup else None,
        requested_at=work.now,
    )
    for line in quote.lines:
        held = {"line": line.line, "order_id": order.id, "quantity": line.quantity}
        await work.insert(case_lines, case_id=case_id, **held)
    zh, en = _FILED
    status = CaseStatus.requested
    await work.insert(case_events, case_id=case_id, at=work.now, status=status, note_zh=zh, note_en=en)
    return int(case_id)


async def _mark_returning(work: Work, customer_id: str, order: Any, case_id: int) -> None:
    """Say on the order that it goes back, once nothing of it stays with the customer."""
    if order.status is OrderStatus.returning:
        return
    if any(
        line.in_returns + line.gone_back < line.quantity
        for line in await bought_lines(work, customer_id, order)
    ):
        return
    await work.update(orders, orders.c.id == order.id, status=OrderStatus.returning)
    await work.update(cases, cases.c.id == case_id, order_status_before=order.status)
