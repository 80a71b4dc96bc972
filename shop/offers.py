"""What a variant costs at a moment: its regular price, and the offer that holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from shop.enums import PriceKind
from shop.tables import price_periods, variants
from shop.views import VariantState
from shop.work import Work


def offers_at(moment: datetime) -> sa.sql.selectable.Subquery:
    """Return the cheapest offer of each variant that holds at *moment*: variant_id, price, ends_at."""
    holds = (
        price_periods.c.kind == PriceKind.offer,
        price_periods.c.ends_at > moment,
        price_periods.c.starts_at <= moment,
    )
    return (
        sa.select(
            price_periods.c.variant_id,
            sa.func.min(price_periods.c.price, type_=price_periods.c.price.type).label("price"),
            sa.func.max(price_periods.c.ends_at, type_=price_periods.c.ends_at.type).label("ends_at"),
        )
        .where(*holds)
        .group_by(price_periods.c.variant_id)
        .subquery("offers")
    )


async def variant_states(
    work: Work, *, products: Iterable[str] = (), ids: Iterable[str] = ()
) -> dict[str, tuple[str, VariantState]]:
    """Return by variant id the product and what holds now, for whole products or for single variants."""
    offers = offers_at(work.now)
    query = (
        sa.select(variants, offers.c.price.label("offer_price"), offers.c.ends_at.label("offer_ends_at"))
        .select_from(variants.outerjoin(offers, offers.c.variant_id == variants.c.id))
        .where(sa.or_(variants.c.product_id.in_(list(products)), variants.c.id.in_(list(ids))))
        .order_by(variants.c.product_id, variants.c.id)
    )
    return {row.id: (row.product_id, _state(row)) for row in await work.all(query)}


def _state(row: Any) -> VariantState:
    cheaper = row.offer_price is not None and row.offer_price < row.price
    return VariantState(
        variant_id=row.id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        regular_price=row.price,
        offer_price=row.offer_price if cheaper else None,
        offer_ends_at=row.offer_ends_at if cheaper else None,
        stock=row.stock,
        restock_on=row.restock_on,
    )
