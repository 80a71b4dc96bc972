"""Price protection: what goes back because prices fell after payment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop.cases.lines import BoughtLine, bought_lines
from shop.enums import ClaimStatus, OrderStatus, RefundCause, Verdict
from shop.offers import variant_states
from shop.policy import decide_price, refund_day
from shop.refunds import payment_method, start_refund
from shop.tables import order_items, orders, price_claims
from shop.views import PriceDecision, PriceLine, PriceQuote, VariantState
from shop.work import Work, owned

_NO_CLAIM = (OrderStatus.cancelled, OrderStatus.returned, OrderStatus.returning)
_ZERO = Decimal("0.00")


async def quote_price(work: Work, customer_id: str, order_id: str) -> PriceQuote:
    """Return what the order's lines would bring; ``not_found`` when it is not the customer's."""
    query = sa.select(orders).where(orders.c.id == order_id, orders.c.customer_id == customer_id)
    order = await work.one(query)
    if order is None:
        return PriceQuote(Verdict.not_found, order_id)
    return await _quote(work, customer_id, order)


async def claim_price(work: Work, customer_id: str, order_id: str, request_key: str) -> PriceQuote:
    """Claim every line whose price has fallen, once a line; the money goes back the way it was paid."""
    order = await work.lock_order(customer_id, order_id)
    if order is None:
        return PriceQuote(Verdict.not_found, order_id)
    quote = await _quote(work, customer_id, order)
    earlier = await work.earlier(request_key, customer_id, "claim_price", order_id)
    if earlier is not None:
        amount = Decimal(earlier["amount"])
        return PriceQuote(Verdict.allowed, order_id, quote.lines, amount, quote.claimed, quote.method)
    if quote.verdict is not Verdict.allowed:
        return quote
    for line in quote.lines:
        if line.decision.allowed:
            await work.insert(
                price_claims,
                order_id=order_id,
                line=line.line,
                paid_price=line.decision.paid_price,
                found_price=line.decision.found_price,
                quantity=line.quantity,
                amount=line.decision.amount,
                status=ClaimStatus.approved,
                requested_at=work.now,
            )
    await start_refund(work, order, RefundCause.price_protection, quote.amount)
    await work.record(request_key, customer_id, "claim_price", order_id, after={"amount": str(quote.amount)})
    return quote


async def _quote(work: Work, customer_id: str, order: Any) -> PriceQuote:
    claims = sa.select(price_claims).where(
        price_claims.c.order_id == order.id, owned(price_claims.c.order_id, customer_id)
    )
    claimed = {row.line: row.amount for row in await work.all(claims)}
    lines = []
    now = await _prices_now(work, order)
    for bought in await bought_lines(work, customer_id, order):
        decision = _decide(work, order, bought, now.get(bought.line), bought.line in claimed)
        lines.append(PriceLine(bought.line, bought.name_zh, bought.name_en, bought.left, decision))
    amount = sum((line.decision.amount for line in lines), _ZERO)
    verdicts = [line.decision.verdict for line in lines]
    method = await payment_method(work, order)
    return PriceQuote(
        verdict=Verdict.allowed if amount > 0 else _most_telling(verdicts),
        order_id=order.id,
        lines=tuple(lines),
        amount=amount,
        claimed=sum(claimed.values(), _ZERO),
        method=method,
        refund_by=refund_day(work.policy, method, work.now),
    )


def _decide(
    work: Work, order: Any, line: BoughtLine, state: VariantState | None, claimed: bool
) -> PriceDecision:
    if order.status in _NO_CLAIM or line.left == 0:
        cancelled = order.status is OrderStatus.cancelled
        verdict = Verdict.order_cancelled if cancelled else Verdict.already_returned
        return PriceDecision(False, verdict, line.unit_price, line.unit_price)
    if state is None:  # not sold any more: nothing to compare with
        return PriceDecision(False, Verdict.price_not_lower, line.unit_price, line.unit_price)
    if claimed:
        return PriceDecision(False, Verdict.already_claimed, line.unit_price, state.price)
    return decide_price(
        work.policy.prices,
        line.category_id,
        order.paid_at,
        line.unit_price,
        state.regular_price,
        state.offer_price,
        line.left,
        work.now,
    )


def _most_telling(verdicts: list[Verdict]) -> Verdict:
    """Return the refusal that a customer is told when no line brings anything."""
    for verdict in (Verdict.already_claimed, Verdict.only_an_offer, Verdict.too_late, Verdict.too_little):
        if verdict in verdicts:
            return verdict
    return verdicts[0] if verdicts else Verdict.not_found


async def _prices_now(work: Work, order: Any) -> dict[int, VariantState]:
    """Return by line what its variant costs now."""
    query = sa.select(order_items.c.line, order_items.c.variant_id).where(
        order_items.c.order_id == order.id,
        owned(order_items.c.order_id, order.customer_id),
        order_items.c.variant_id.is_not(None),
    )
    held = {row.line: row.variant_id for row in await work.all(query)}
    states = await variant_states(work, ids=set(held.values()))
    return {line: states[variant_id][1] for line, variant_id in held.items()}
