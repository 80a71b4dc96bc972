"""What a purchase costs now, and whether it can be had. Pure reading; the customer is in every query."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop.addresses import address_of
from shop.checkout.reductions import Coupon, capped, coupon_for, promotions_for
from shop.enums import Verdict
from shop.offers import variant_states
from shop.policy import shipping_fee
from shop.tables import customers, products, variants
from shop.views import OrderQuote, Purchase, PurchaseLine
from shop.work import Work

MOST_LINES = 20  # different goods in one order
_ZERO = Decimal("0.00")


async def quote_order(work: Work, customer_id: str, purchase: Purchase) -> OrderQuote:
    """Return what the *purchase* would cost, or the first thing that stands against it."""
    quote, _ = await quote_with_coupon(work, customer_id, purchase)
    return quote


async def quote_with_coupon(
    work: Work, customer_id: str, purchase: Purchase
) -> tuple[OrderQuote, Coupon | None]:
    """Return the quote, and the coupon that was looked up for it."""
    known = await work.scalar(sa.select(customers.c.id).where(customers.c.id == customer_id))
    if known is None:
        return OrderQuote(Verdict.not_found), None
    most = work.policy.orders.most_pieces
    wanted = _merged(purchase)
    if not 1 <= len(wanted) <= MOST_LINES:
        verdict = Verdict.too_many if wanted else Verdict.bad_value
        return OrderQuote(verdict, most_pieces=most), None
    for variant_id, quantity in wanted.items():
        if not 1 <= quantity <= most:
            verdict = Verdict.too_many if quantity > most else Verdict.bad_value
            return OrderQuote(verdict, variant_id=variant_id, most_pieces=most), None
    lines, categories = await _lines(work, wanted)
    unknown = next((variant_id for variant_id in wanted if variant_id not in categories), None)
    if unknown is not None:
        return OrderQuote(Verdict.not_found, tuple(lines), variant_id=unknown, most_pieces=most), None
    return await _priced(work, customer_id, purchase, lines, categories)


def _merged(purchase: Purchase) -> dict[str, int]:
    pieces: dict[str, int] = defaultdict(int)
    for variant_id, quantity in purchase.lines:
        pieces[variant_id] += quantity
    return pieces


async def _lines(work: Work, wanted: dict[str, int]) -> tuple[list[PurchaseLine], dict[str, str]]:
    """Return the lines in the customer's order, and the category of each variant that there is."""
    states = await variant_states(work, ids=wanted)
    query = (
        sa.select(variants.c.id, products.c.name_zh, products.c.name_en, products.c.category_id)
        .select_from(variants.join(products, variants.c.product_id == products.c.id))
        .where(variants.c.id.in_(list(wanted)))
    )
    names: dict[str, Any] = {row.id: row for row in await work.all(query)}
    lines = []
    for variant_id, quantity in wanted.items():
        if variant_id not in names or variant_id not in states:
            continue
        product_id, state = states[variant_id]
        lines.append(
            PurchaseLine(
                variant_id=variant_id,
                product_id=product_id,
                name_zh=names[variant_id].name_zh,
                name_en=names[variant_id].name_en,
                variant_zh=state.name_zh,
                variant_en=state.name_en,
                quantity=quantity,
                regular_price=state.regular_price,
                unit_price=state.price,
                stock=state.stock,
            )
        )
    return lines, {variant_id: row.category_id for variant_id, row in names.items()}


async def _priced(
    work: Work,
    customer_id: str,
    purchase: Purchase,
    lines: list[PurchaseLine],
    categories: dict[str, str],
) -> tuple[OrderQuote, Coupon | None]:
    sums: dict[str, Decimal] = defaultdict(lambda: _ZERO)
    for line in lines:
        sums[categories[line.variant_id]] += line.amount
    items_total = sum(sums.values(), _ZERO)
    reductions = await promotions_for(work, sums)
    coupon = await coupon_for(work, customer_id, purchase.coupon, sums) if purchase.coupon else None
    if coupon is not None and coupon.reduction is not None:
        reductions.append(coupon.reduction)
    kept = capped(reductions, items_total)
    fee = shipping_fee(work.policy.delivery, items_total)
    address = await address_of(work, customer_id, purchase.address_id)
    short = next((line.variant_id for line in lines if line.missing), None)
    quote = OrderQuote(
        verdict=_verdict(short, address is not None, coupon),
        lines=tuple(lines),
        items_total=items_total,
        shipping_fee=fee,
        free_shipping_from=work.policy.delivery.free_shipping_from,
        reductions=kept,
        total=items_total + fee - sum((reduction.amount for reduction in kept), _ZERO),
        address=address,
        variant_id=short,
        most_pieces=work.policy.orders.most_pieces,
        coupon_from=coupon.counts_from if coupon else None,
        coupon_starts=coupon.starts_at if coupon else None,
        coupon_ends=coupon.ends_at if coupon else None,
    )
    return quote, coupon


def _verdict(short: str | None, addressed: bool, coupon: Coupon | None) -> Verdict:
    if short is not None:
        return Verdict.out_of_stock
    if not addressed:
        return Verdict.no_address
    return Verdict.allowed if coupon is None else coupon.verdict
