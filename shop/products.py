"""Reading what the shop sells: names, a product's page, products side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.enums import ReviewStatus
from shop.offers import variant_states
from shop.tables import categories, order_items, product_specs, product_texts, products, reviews
from shop.views import (
    CatalogueNames,
    ComparedSpec,
    Comparison,
    ProductDetail,
    ProductName,
    Spec,
    VariantState,
)
from shop.work import Work

MOST_COMPARED = 4


async def catalogue_names(connection: AsyncConnection) -> CatalogueNames:
    """Return the names of all products by id, and of the categories by id."""
    columns = products.c.name_zh, products.c.name_en, products.c.brand_zh, products.c.brand_en
    sold = await connection.execute(sa.select(*columns).order_by(products.c.id))
    kinds = await connection.execute(
        sa.select(categories.c.name_zh, categories.c.name_en).order_by(categories.c.id)
    )
    return CatalogueNames(
        products=tuple(ProductName(*row) for row in sold),
        categories=tuple((row.name_zh, row.name_en) for row in kinds),
    )


async def product_details(work: Work, ids: Sequence[str]) -> list[ProductDetail]:
    """Return the pages of some products, in the order of *ids*; unknown ones are left out."""
    query = (
        sa.select(
            products,
            categories.c.name_zh.label("category_zh"),
            categories.c.name_en.label("category_en"),
            product_texts.c.description_zh,
            product_texts.c.description_en,
            product_texts.c.usage_zh,
            product_texts.c.usage_en,
            product_texts.c.warranty_months,
        )
        .select_from(
            products.join(categories, products.c.category_id == categories.c.id).outerjoin(
                product_texts, product_texts.c.product_id == products.c.id
            )
        )
        .where(products.c.id.in_(list(ids)))
    )
    rows = {row.id: row for row in await work.all(query)}
    known = [product_id for product_id in dict.fromkeys(ids) if product_id in rows]
    specs, variants, stars = (
        await _specs(work, known),
        await _variants(work, known),
        await _stars(work, known),
    )
    return [_detail(work, rows[one], specs[one], variants[one], *stars.get(one, (None, 0))) for one in known]


async def compare(work: Work, ids: Sequence[str]) -> Comparison:
    """Return up to ``MOST_COMPARED`` products side by side."""
    return side_by_side(tuple(await product_details(work, ids[:MOST_COMPARED])))


def side_by_side(found: tuple[ProductDetail, ...]) -> Comparison:
    """Return pages of products with a row for each spec that any of them states."""
    names = {spec.key: (spec.name_zh, spec.name_en) for product in found for spec in product.specs}
    rows = []
    for key, (zh, en) in names.items():
        mine = [next((spec for spec in product.specs if spec.key == key), None) for product in found]
        rows.append(
            ComparedSpec(
                zh,
                en,
                tuple(spec.value_zh if spec else None for spec in mine),
                tuple(spec.value_en if spec else None for spec in mine),
            )
        )
    return Comparison(found, tuple(rows))


async def _specs(work: Work, ids: list[str]) -> defaultdict[str, list[Spec]]:
    query = (
        sa.select(product_specs)
        .where(product_specs.c.product_id.in_(ids))
        .order_by(product_specs.c.place, product_specs.c.key)
    )
    found: defaultdict[str, list[Spec]] = defaultdict(list)
    for row in await work.all(query):
        found[row.product_id].append(Spec(row.key, row.name_zh, row.name_en, row.value_zh, row.value_en))
    return found


async def _variants(work: Work, ids: list[str]) -> defaultdict[str, list[VariantState]]:
    found: defaultdict[str, list[VariantState]] = defaultdict(list)
    for product_id, state in (await variant_states(work, products=ids)).values():
        found[product_id].append(state)
    return found


async def _stars(work: Work, ids: list[str]) -> dict[str, tuple[float, int]]:
    same_line = sa.and_(reviews.c.order_id == order_items.c.order_id, reviews.c.line == order_items.c.line)
    query = (
        sa.select(order_items.c.product_id, sa.func.avg(reviews.c.stars), sa.func.count())
        .select_from(reviews.join(order_items, same_line))
        .where(order_items.c.product_id.in_(ids), reviews.c.status == ReviewStatus.published)
        .group_by(order_items.c.product_id)
    )
    return {product_id: (round(float(mean), 1), count) for product_id, mean, count in await work.all(query)}


def _detail(
    work: Work,
    row: Any,
    specs: list[Spec],
    variants: list[VariantState],
    stars: float | None,
    count: int,
) -> ProductDetail:
    months = row.warranty_months
    if months is None:
        months = work.policy.after_sales.of(row.category_id).warranty_months
    return ProductDetail(
        product_id=row.id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        brand_zh=row.brand_zh,
        brand_en=row.brand_en,
        category_id=row.category_id,
        category_zh=row.category_zh,
        category_en=row.category_en,
        description_zh=row.description_zh or "",
        description_en=row.description_en or "",
        usage_zh=row.usage_zh,
        usage_en=row.usage_en,
        warranty_months=months,
        specs=tuple(specs),
        variants=tuple(variants),
        stars=stars,
        reviews=count,
    )
