"""Promotions, coupons and points. What is a customer's carries the customer in its WHERE clause."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from shop.enums import CouponStatus
from shop.tables import categories, coupons, customer_coupons, points_entries, promotions
from shop.views import CustomerCoupon, Points, PointsEntry, Promotion
from shop.work import Work

MOST_LISTED = 20


async def promotions_now(work: Work) -> list[Promotion]:
    """Return the promotions that run now, those that end first in front."""
    query = (
        sa.select(promotions, categories.c.name_zh.label("kind_zh"), categories.c.name_en.label("kind_en"))
        .select_from(promotions.outerjoin(categories, promotions.c.category_id == categories.c.id))
        .where(promotions.c.starts_at <= work.now, promotions.c.ends_at > work.now)
        .order_by(promotions.c.ends_at, promotions.c.id)
    )
    return [
        Promotion(
            row.kind,
            row.name_zh,
            row.name_en,
            row.rule_zh,
            row.rule_en,
            row.kind_zh,
            row.kind_en,
            row.ends_at,
        )
        for row in await work.all(query)
    ]


async def coupons_of(work: Work, customer_id: str) -> list[CustomerCoupon]:
    """Return the customer's coupons: those that can be used first, the soonest to end in front."""
    query = (
        sa.select(
            coupons,
            customer_coupons.c.used_at,
            customer_coupons.c.order_id,
            categories.c.name_zh.label("kind_zh"),
            categories.c.name_en.label("kind_en"),
        )
        .select_from(
            customer_coupons.join(coupons, customer_coupons.c.coupon_id == coupons.c.id).outerjoin(
                categories, coupons.c.category_id == categories.c.id
            )
        )
        .where(customer_coupons.c.customer_id == customer_id)
        .order_by(coupons.c.ends_at, customer_coupons.c.id)
    )
    found = [_coupon(work, row) for row in await work.all(query)]
    places = (CouponStatus.unused, CouponStatus.upcoming, CouponStatus.used, CouponStatus.expired)
    return sorted(found, key=lambda coupon: places.index(coupon.status))[:MOST_LISTED]


def _coupon(work: Work, row: Any) -> CustomerCoupon:
    if row.used_at is not None:
        status = CouponStatus.used
    elif row.ends_at <= work.now:
        status = CouponStatus.expired
    else:
        status = CouponStatus.upcoming if row.starts_at > work.now else CouponStatus.unused
    return CustomerCoupon(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        category_zh=row.kind_zh,
        category_en=row.kind_en,
        threshold=row.threshold,
        reduction=row.reduction,
        status=status,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        order_id=row.order_id,
    )


async def points_of(work: Work, customer_id: str, limit: int) -> Points:
    """Return the customer's balance and the newest *limit* entries."""
    mine = points_entries.c.customer_id == customer_id
    balance = await work.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(points_entries.c.points), 0)).where(mine)
    )
    query = (
        sa.select(points_entries)
        .where(mine)
        .order_by(points_entries.c.at.desc(), points_entries.c.id.desc())
        .limit(max(1, min(limit, MOST_LISTED)))
    )
    entries = tuple(PointsEntry(r.kind, r.points, r.order_id, r.at) for r in await work.all(query))
    return Points(int(balance), entries)
