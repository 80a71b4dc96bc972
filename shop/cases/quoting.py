"""What filing a case would bring, by the rules, before anything is done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop.cases.lines import BoughtLine, bought_lines, refund_for
from shop.enums import CaseKind, OrderStatus, Payer, PaymentMethod, Verdict
from shop.policy import Policy, decide_case
from shop.refunds import payment_method
from shop.tables import orders, variants
from shop.views import CaseDecision, CaseLine, CaseQuote, CaseRequest
from shop.work import Work

Chosen = list[tuple[BoughtLine, int]]  # lines with the pieces that are meant

_MONEY_BACK = (CaseKind.return_goods, CaseKind.refund)
_NOTHING_SENT = (CaseKind.refund, CaseKind.missing_parts, CaseKind.quality)


async def quote_case(work: Work, customer_id: str, request: CaseRequest) -> CaseQuote:
    """Return what the *request* would bring; ``not_found`` when the order is not the customer's."""
    query = sa.select(orders).where(orders.c.id == request.order_id, orders.c.customer_id == customer_id)
    order = await work.one(query)
    if order is None:
        return CaseQuote(Verdict.not_found, request.order_id, request.kind)
    return await quote_for(work, customer_id, order, request)


async def quote_for(work: Work, customer_id: str, order: Any, request: CaseRequest) -> CaseQuote:
    """Return what the *request* would bring for an *order* that was read, and locked where it matters."""
    lines = await bought_lines(work, customer_id, order)
    chosen, trouble = choose(lines, request)
    trouble = trouble or await _exchange_trouble(work, request, chosen)
    method = await payment_method(work, order)
    return quote_lines(work.policy, work.today, order, lines, request, chosen, trouble, method)


def quote_lines(
    policy: Policy,
    today: date,
    order: Any,
    lines: list[BoughtLine],
    request: CaseRequest,
    chosen: Chosen,
    trouble: Verdict | None,
    paid_by: PaymentMethod,
) -> CaseQuote:
    """Return what the *request* would bring for the *chosen* of an order's *lines*, by the rules alone.

    *trouble* is what is wrong with them besides; *order* has a number as ``id``, a status, and its sums.
    """
    decisions = tuple(_decide(policy, today, order, request, line) for line, _ in chosen)
    refused = next((decision.verdict for decision in decisions if not decision.allowed), None)
    # Goods that are in a case or gone back are told so, whatever the rules would say to them today.
    verdict = trouble or refused or Verdict.allowed
    payer = Payer.customer if any(d.freight_payer is Payer.customer for d in decisions) else Payer.shop
    refund, method = None, None
    if request.kind in _MONEY_BACK and chosen:
        everything = sum(pieces for _, pieces in chosen) == sum(line.quantity for line in lines)
        refund = refund_for(order, chosen, everything, with_fee=payer is Payer.shop)
        method = paid_by
    sent_back = request.kind not in _NOTHING_SENT and payer is Payer.customer
    return CaseQuote(
        verdict=verdict,
        order_id=order.id,
        kind=request.kind,
        lines=tuple(case_line(line, pieces) for line, pieces in chosen),
        decisions=decisions,
        refund=refund,
        method=method,
        refund_days=policy.refund_days[method] if method else 0,
        freight=policy.after_sales.freight if sent_back else Decimal("0.00"),
    )


def choose(lines: list[BoughtLine], request: CaseRequest) -> tuple[Chosen, Verdict | None]:
    """Return the lines and pieces that are meant, and what is wrong with them."""
    by_number = {line.line: line for line in lines}
    wanted = request.lines or tuple((line.line, line.left) for line in lines if line.left > 0)
    if not wanted:
        trouble = Verdict.in_a_case if any(line.in_cases for line in lines) else Verdict.already_returned
        return [(line, line.quantity) for line in lines], trouble
    if any(number not in by_number for number, _ in wanted) or len({n for n, _ in wanted}) < len(wanted):
        return [], Verdict.not_found
    chosen = [(by_number[number], pieces) for number, pieces in wanted]
    if any(not 1 <= pieces <= line.quantity for line, pieces in chosen):
        return [], Verdict.too_many
    short = next((line for line, pieces in chosen if pieces > line.left), None)
    if short is None:
        return chosen, None
    return chosen, Verdict.in_a_case if short.in_cases else Verdict.already_returned


def _decide(policy: Policy, today: date, order: Any, request: CaseRequest, line: BoughtLine) -> CaseDecision:
    # An order that is "returned" or "returning" by other pieces does not bind those that stayed.
    status = order.status
    if status in (OrderStatus.returned, OrderStatus.returning) and line.left > 0:
        status = OrderStatus.received
    return decide_case(
        policy.after_sales,
        request.kind,
        request.reason,
        line.category_id,
        status,
        line.arrived_on,
        today,
        line.warranty_months,
    )


async def _exchange_trouble(work: Work, request: CaseRequest, chosen: Chosen) -> Verdict | None:
    """Return why the wanted variant cannot be had instead, None when it can or none was named."""
    if request.kind is not CaseKind.exchange or request.exchange_variant_id is None:
        return None
    query = sa.select(variants).where(variants.c.id == request.exchange_variant_id)
    variant = await work.one(query)
    if variant is None or any(variant.product_id != line.product_id for line, _ in chosen):
        return Verdict.not_found
    return Verdict.out_of_stock if variant.stock < sum(pieces for _, pieces in chosen) else None


def case_line(line: BoughtLine, pieces: int) -> CaseLine:
    """Return some pieces of a line as customers see them."""
    names = line.name_zh, line.name_en, line.variant_zh, line.variant_en
    return CaseLine(line.line, *names, quantity=pieces)
