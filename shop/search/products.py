"""Finding products by what a customer says: free words, category, brand, attributes, budget."""

from __future__ import annotations

import asyncio
from typing import Any

import sqlalchemy as sa

from shop.offers import offers_at
from shop.search.fulltext import matches
from shop.search.words import query_words
from shop.tables import categories, product_texts, products, variants
from shop.views import ProductHit, ProductQuery
from shop.work import Work

MOST_FOUND = 20
# Candidates that the index gives, of which the best are chosen here; more where most of them fall away.
_POOL, _POOL_TO_FILTER = 200, 1000
_NAME_WEIGHT = 2  # a word in the name counts more than one in the description
_CLOSE = 0.5  # what reaches less than this share of the best one's score is not what was meant


async def search_products(work: Work, query: ProductQuery) -> list[ProductHit]:
    """Return what fits, the best first; without words the cheapest first."""
    limit = max(1, min(query.limit, MOST_FOUND))
    # Cutting loads a dictionary the first time: not in the event loop.
    words = await asyncio.to_thread(query_words, query.text) if query.text else []
    needed = await asyncio.to_thread(query_words, " ".join(query.attributes)) if query.attributes else []
    if (query.text or query.attributes) and not words and not needed and not _filtered(query):
        return []
    rows = await work.all(_statement(work, query, [*words, *needed]))
    if words or needed:
        rows = _best(rows, words, needed)
    return [_hit(row) for row in rows[:limit]]


def _filtered(query: ProductQuery) -> bool:
    bounds = (query.category, query.brand, query.least_price, query.most_price)
    return query.in_stock or any(value is not None for value in bounds)


def _statement(work: Work, query: ProductQuery, words: list[str]) -> sa.sql.Select:
    offers = offers_at(work.now)
    cheapest = sa.func.min(
        sa.case((offers.c.price < variants.c.price, offers.c.price), else_=variants.c.price),
        type_=variants.c.price.type,
    )
    kept = products.join(categories, products.c.category_id == categories.c.id)
    kept = kept.join(product_texts, product_texts.c.product_id == products.c.id)
    found = None
    if words:
        found = matches(work.connection.dialect.name, words, _POOL_TO_FILTER if _filtered(query) else _POOL)
        kept = kept.join(found, found.c.id == product_texts.c.id)
    kept = kept.join(variants, variants.c.product_id == products.c.id)
    kept = kept.outerjoin(offers, offers.c.variant_id == variants.c.id)
    names = categories.c.name_zh.label("category_zh"), categories.c.name_en.label("category_en")
    statement = (
        sa.select(
            products,
            *names,
            product_texts.c.name_words,
            product_texts.c.words,
            cheapest.label("lowest"),
            sa.func.sum(variants.c.stock).label("stock"),
        )
        .select_from(kept)
        .group_by(products.c.id, categories.c.id, product_texts.c.id)
        .order_by("lowest", products.c.id)
    )
    statement = _bounds(statement, query, cheapest)
    return statement if found is not None else statement.limit(MOST_FOUND)


def _bounds(statement: sa.sql.Select, query: ProductQuery, cheapest: Any) -> sa.sql.Select:
    if query.category is not None:
        named = query.category.casefold()
        same = sa.func.lower(categories.c.name_en) == named
        statement = statement.where(
            sa.or_(categories.c.id == query.category, categories.c.name_zh == query.category, same)
        )
    if query.brand is not None:
        same = sa.func.lower(products.c.brand_en) == query.brand.casefold()
        statement = statement.where(sa.or_(products.c.brand_zh == query.brand, same))
    if query.in_stock:
        statement = statement.having(sa.func.sum(variants.c.stock) > 0)
    if query.least_price is not None:
        statement = statement.having(cheapest >= sa.literal(query.least_price, variants.c.price.type))
    if query.most_price is not None:
        statement = statement.having(cheapest <= sa.literal(query.most_price, variants.c.price.type))
    return statement


def _best(rows: list[Any], words: list[str], needed: list[str]) -> list[Any]:
    """Return the rows that hold all *needed* words and most of the others, the best first; cheaper when equal.

    Scored here and not by the databases, whose ranks differ: the same question gets the same answer.
    """
    scored = []
    for row in rows:
        name, rest = set(row.name_words.split()), set(row.words.split())
        if not rest.issuperset(needed):
            continue
        score = sum(len(word) * (_NAME_WEIGHT if word in name else 1) for word in words if word in rest)
        scored.append((score, row))
    best = max((score for score, _ in scored), default=0)
    scored.sort(key=lambda pair: (-pair[0], pair[1].lowest, pair[1].id))
    return [row for score, row in scored if score >= best * _CLOSE and (score or not words)]


def _hit(row: Any) -> ProductHit:
    return ProductHit(
        product_id=row.id,
        name_zh=row.name_zh,
        name_en=row.name_en,
        brand_zh=row.brand_zh,
        brand_en=row.brand_en,
        category_zh=row.category_zh,
        category_en=row.category_en,
        price=row.lowest,
        stock=int(row.stock),
    )
