"""What promotions and a coupon take off a sum, by category. Every query for a coupon carries the customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop.enums import PromotionKind, Verdict
from shop.tables import coupons, customer_coupons, promotions
from shop.views import Reduction
from shop.work import Work

_ZERO = Decimal("0.00")
Sums = Mapping[str, Decimal]  # what the goods of each category cost


@dataclass(frozen=True)
class Coupon:
    """A coupon looked up for a purchase: what it takes off, or why it does not count."""

    verdict: Verdict
    row_id: int | None = None  # in customer_coupons
    reduction: Reduction | None = None
    counts_from: Decimal | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


async def promotions_for(work: Work, sums: Sums) -> list[Reduction]:
    """Return what the promotions that run now take off.

    Of those for the same goods only the best counts; the whole shop's and a category's add up.
    """
    query = (
        sa.select(promotions)
        .where(promotions.c.starts_at <= work.now, promotions.c.ends_at > work.now)
        .where(promotions.c.kind == PromotionKind.reduction, promotions.c.reduction > _ZERO)
        .order_by(promotions.c.id)
    )
    best: dict[str | None, Any] = {}
    for row in await work.all(query):
        reached = _sum_of(sums, row.category_id)
        if reached < row.threshold or reached <= 0:
            continue
        other = best.get(row.category_id)
        if other is None or row.reduction > other.reduction:
            best[row.category_id] = row
    return [Reduction(row.name_zh, row.name_en, row.reduction) for row in best.values()]


async def coupon_for(work: Work, customer_id: str, code: str, sums: Sums) -> Coupon:
    """Return what the customer's coupon with this *code* takes off; ``no_coupon`` when they have none."""
    query = (
        sa.select(coupons, customer_coupons.c.id.label("row_id"), customer_coupons.c.used_at)
        .select_from(customer_coupons.join(coupons, customer_coupons.c.coupon_id == coupons.c.id))
        .where(customer_coupons.c.customer_id == customer_id)
        .where(sa.func.upper(coupons.c.code) == code.strip().upper())
        .order_by(customer_coupons.c.used_at.is_not(None), customer_coupons.c.id)
        .limit(1)
    )
    row = await work.one(query)
    if row is None:
        return Coupon(Verdict.no_coupon)
    terms = {"counts_from": row.threshold, "starts_at": row.starts_at, "ends_at": row.ends_at}
    verdict = _usable(work.now, row, _sum_of(sums, row.category_id))
    if verdict is not Verdict.allowed:
        return Coupon(verdict, **terms)
    taken_off = Reduction(row.name_zh, row.name_en, row.reduction, row.code)
    return Coupon(Verdict.allowed, row.row_id, taken_off, **terms)


def _usable(now: datetime, row: Any, reached: Decimal) -> Verdict:
    if row.used_at is not None:
        return Verdict.coupon_used
    if row.ends_at <= now:
        return Verdict.coupon_expired
    if row.starts_at > now:
        return Verdict.coupon_upcoming
    if reached <= 0:
        return Verdict.category_excluded
    return Verdict.too_little if reached < row.threshold else Verdict.allowed


def capped(reductions: list[Reduction], most: Decimal) -> tuple[Reduction, ...]:
    """Return the reductions in order, cut so that they take off no more than *most* together."""
    kept: list[Reduction] = []
    for reduction in reductions:
        amount = min(reduction.amount, most)
        most -= amount
        if amount > 0:
            kept.append(Reduction(reduction.name_zh, reduction.name_en, amount, reduction.code))
    return tuple(kept)


def _sum_of(sums: Sums, category_id: str | None) -> Decimal:
    return sum(sums.values(), _ZERO) if category_id is None else sums.get(category_id, _ZERO)
