"""Another variant or number of pieces on an order that has not left: stock reserved, the difference settled."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop.enums import PaymentPurpose, PaymentStatus, RefundCause, Verdict
from shop.offers import variant_states
from shop.policy import refusal
from shop.refunds import start_refund, unpaid_supplements
from shop.stock import move_stock
from shop.tables import coupons, customer_coupons, order_items, orders, payments, variants
from shop.views import ItemChange, ItemChangeQuote, ItemChangeResult, VariantState
from shop.work import Work, owned
from shop.writes import change_order

_ZERO = Decimal("0.00")


async def quote_items(work: Work, customer_id: str, change: ItemChange) -> ItemChangeQuote:
    """Return what the *change* would bring; ``not_found`` when the order is not the customer's."""
    query = sa.select(orders).where(orders.c.id == change.order_id, orders.c.customer_id == customer_id)
    return await _quote(work, await work.one(query), change)


async def change_items(
    work: Work, customer_id: str, change: ItemChange, request_key: str, agreed: Decimal | None
) -> ItemChangeResult:
    """Change one line; *agreed* is the difference that the customer was told, None to take what comes.

    More to pay becomes an open payment, less goes back. The same *request_key* changes once.
    """
    order = await work.lock_order(customer_id, change.order_id)
    quote = await _quote(work, order, change)
    if order is None:
        return ItemChangeResult(Verdict.not_found, quote)
    earlier = await work.earlier(request_key, customer_id, "change_items", order.id)
    if earlier is not None:
        settled = Decimal(earlier["to_pay"]), Decimal(earlier["refund"])
        return ItemChangeResult(Verdict.allowed, quote, *settled)
    if quote.verdict is not Verdict.allowed:
        return ItemChangeResult(quote.verdict, quote)
    if agreed is not None and agreed != quote.difference:
        return ItemChangeResult(Verdict.price_changed, quote)
    line = await _line(work, order, change)
    assert line is not None, "the quote has read it"
    if await move_stock(work, _moves(line, quote)) is not None:
        return ItemChangeResult(Verdict.out_of_stock, quote)
    to_pay, refund = await _write(work, order, line, quote)
    await work.record(
        request_key,
        customer_id,
        "change_items",
        order.id,
        before={"line": line.line, "variant_id": line.variant_id, "quantity": line.quantity},
        after={
            "variant_id": quote.variant_id,
            "quantity": quote.quantity,
            "to_pay": str(to_pay),
            "refund": str(refund),
        },
    )
    return ItemChangeResult(Verdict.allowed, quote, to_pay, refund)


async def _line(work: Work, order: Any, change: ItemChange) -> Any | None:
    query = sa.select(order_items).where(
        order_items.c.order_id == order.id,
        owned(order_items.c.order_id, order.customer_id),
        order_items.c.line == change.line,
    )
    return await work.one(query)


async def _quote(work: Work, order: Any | None, change: ItemChange) -> ItemChangeQuote:
    def refused(verdict: Verdict, **facts: Any) -> ItemChangeQuote:
        return ItemChangeQuote(verdict, change.order_id, change.line, **facts)

    line = None if order is None else await _line(work, order, change)
    if order is None or line is None:
        return refused(Verdict.not_found)
    advice = refusal(work.policy.orders.items_changeable, order.status)
    if advice is not None:
        return refused(Verdict.too_late, advice=advice)
    variant_id = change.variant_id or line.variant_id
    quantity = line.quantity if change.quantity is None else change.quantity
    if not 1 <= quantity <= work.policy.orders.most_pieces:
        return refused(Verdict.too_many)
    if (variant_id, quantity) == (line.variant_id, line.quantity):
        return refused(Verdict.same_as_before)
    states = await variant_states(work, ids=[variant_id] if variant_id else [])
    product_id, state = states.get(variant_id or "", (None, None))
    if state is None or product_id != line.product_id:
        return refused(Verdict.not_found)
    more = quantity - line.quantity if variant_id == line.variant_id else quantity
    if more > state.stock:
        return refused(Verdict.out_of_stock, variant_id=variant_id, stock=state.stock)
    return await _priced(work, order, line, state, quantity)


async def _priced(work: Work, order: Any, line: Any, state: VariantState, quantity: int) -> ItemChangeQuote:
    """Add up the order as it would be; a coupon whose least sum is not reached any more is lost."""
    same = state.variant_id == line.variant_id
    unit_price = line.unit_price if same else state.price
    items_total = order.items_total - line.unit_price * line.quantity + unit_price * quantity
    used = await work.one(
        sa.select(coupons.c.threshold, coupons.c.reduction)
        .select_from(customer_coupons.join(coupons, customer_coupons.c.coupon_id == coupons.c.id))
        .where(customer_coupons.c.order_id == order.id)
        .where(customer_coupons.c.customer_id == order.customer_id)
    )
    lost, kept = False, order.discount
    if used is not None and items_total < used.threshold:
        lost, kept = True, max(_ZERO, order.discount - used.reduction)
    discount = min(kept, items_total)
    new_total = items_total + order.shipping_fee - discount
    return ItemChangeQuote(
        verdict=Verdict.allowed,
        order_id=order.id,
        line=line.line,
        variant_id=state.variant_id,
        quantity=quantity,
        unit_price=unit_price,
        new_total=new_total,
        difference=new_total - order.total,
        stock=state.stock,
        coupon_lost=lost,
    )


def _moves(line: Any, quote: ItemChangeQuote) -> dict[str, int]:
    """Return the old pieces to put back and the new ones to take, by variant."""
    moves = {line.variant_id: line.quantity} if line.variant_id else {}
    assert quote.variant_id is not None
    moves[quote.variant_id] = moves.get(quote.variant_id, 0) - quote.quantity
    return moves


async def _write(work: Work, order: Any, line: Any, quote: ItemChangeQuote) -> tuple[Decimal, Decimal]:
    """Write the line and the order's sums, and settle the difference; return what is to pay and to refund."""
    assert quote.difference is not None
    assert quote.unit_price is not None
    names = await work.one(sa.select(variants).where(variants.c.id == quote.variant_id))
    assert names is not None, "its stock was changed a moment ago"
    await work.update(
        order_items,
        order_items.c.order_id == order.id,
        owned(order_items.c.order_id, order.customer_id),
        order_items.c.line == line.line,
        variant_id=quote.variant_id,
        variant_zh=names.name_zh,
        variant_en=names.name_en,
        quantity=quote.quantity,
        unit_price=quote.unit_price,
    )
    items_total = order.items_total - line.unit_price * line.quantity + quote.unit_price * quote.quantity
    discount = items_total + order.shipping_fee - quote.new_total
    sums = {"items_total": items_total, "discount": discount, "total": quote.new_total}
    await change_order(work, order, work.policy.orders.items_changeable, sums)
    if quote.coupon_lost:
        used = customer_coupons.c.order_id == order.id
        mine = customer_coupons.c.customer_id == order.customer_id
        await work.update(customer_coupons, used, mine, used_at=None, order_id=None)
    if order.paid_at is None:
        pending = payments.c.status == PaymentStatus.pending
        mine = payments.c.order_id == order.id, owned(payments.c.order_id, order.customer_id)
        await work.update(payments, *mine, pending, amount=quote.new_total)
        return (max(quote.difference, _ZERO), _ZERO)
    return await _settle(work, order, quote.difference)


async def _settle(work: Work, order: Any, difference: Decimal) -> tuple[Decimal, Decimal]:
    """Settle a *difference* on a paid order against what is still open; return what is to pay, to refund."""
    owed = await unpaid_supplements(work, order) + difference
    pending = (
        payments.c.order_id == order.id,
        owned(payments.c.order_id, order.customer_id),
        payments.c.purpose == PaymentPurpose.supplement,
        payments.c.status == PaymentStatus.pending,
    )
    await work.update(payments, *pending, status=PaymentStatus.closed, ended_at=work.now)
    if owed > 0:
        await work.insert(
            payments,
            order_id=order.id,
            purpose=PaymentPurpose.supplement,
            amount=owed,
            status=PaymentStatus.pending,
            started_at=work.now,
        )
        return owed, _ZERO
    await start_refund(work, order, RefundCause.item_change, -owed)
    return _ZERO, -owed
