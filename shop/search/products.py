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
    # First few narrow columns of many products, then the wide ones of those that are left: the words that are
    # scored are long, and reading a thousand of them took most of a search.
    found = {row.product_id: row for row in await work.all(_candidates(work, query, [*words, *needed]))}
    pages = {row.id: row for row in await work.all(_pages(list(found)))} if found else {}
    chosen = _best(found, pages, words, needed) if words or needed else list(found)
    return [_hit(pages[product_id], found[product_id]) for product_id in chosen[:limit]]


def _filtered(query: ProductQuery) -> bool:
    bounds = (query.category, query.brand, query.least_price, query.most_price)
    return query.in_stock or any(value is not None for value in bounds)


def _candidates(work: Work, query: ProductQuery, words: list[str]) -> sa.sql.Select:
    """Return products with what their cheapest variant costs and their stock, those that fit best first."""
    offers = offers_at(work.now)
    cheapest = sa.func.min(
        sa.case((offers.c.price < variants.c.price, offers.c.price), else_=variants.c.price),
        type_=variants.c.price.type,
    ).label("lowest")
    pieces = sa.func.sum(variants.c.stock).label("stock")
    kept: sa.sql.FromClause = variants
    statement = sa.select(variants.c.product_id, cheapest, pieces).group_by(variants.c.product_id)
    if words:
        found = matches(work.connection.dialect.name, words, _POOL_TO_FILTER if _filtered(query) else _POOL)
        named = found.join(product_texts, product_texts.c.id == found.c.id)
        kept = named.join(kept, variants.c.product_id == product_texts.c.product_id)
        statement = statement.group_by(found.c.score).order_by(found.c.score.desc(), variants.c.product_id)
    else:
        statement = statement.order_by("lowest", variants.c.product_id)
    kept = kept.outerjoin(offers, offers.c.variant_id == variants.c.id)
    return _bounds(statement.select_from(kept), query, cheapest, pieces).limit(_POOL if words else MOST_FOUND)


def _bounds(statement: sa.sql.Select, query: ProductQuery, cheapest: Any, pieces: Any) -> sa.sql.Select:
    if query.category is not None or query.brand is not None:
        # As a list of ids: the products are found by the index of their category, the variants by theirs.
        statement = statement.where(variants.c.product_id.in_(_of_kind(query)))
    if query.in_stock:
        statement = statement.having(pieces > 0)
    if query.least_price is not None:
        statement = statement.having(cheapest >= sa.literal(query.least_price, variants.c.price.type))
    if query.most_price is not None:
        statement = statement.having(cheapest <= sa.literal(query.most_price, variants.c.price.type))
    return statement


def _of_kind(query: ProductQuery) -> sa.sql.Select:
    """Return the ids of the products of the category and the brand that are asked for."""
    statement = sa.select(products.c.id)
    if query.category is not None:
        named = sa.func.lower(categories.c.name_en) == query.category.casefold()
        ids = sa.select(categories.c.id).where(
            sa.or_(categories.c.id == query.category, categories.c.name_zh == query.category, named)
        )
        statement = statement.where(products.c.category_id.in_(ids))
    if query.brand is not None:
        same = sa.func.lower(products.c.brand_en) == query.brand.casefold()
        statement = statement.where(sa.or_(products.c.brand_zh == query.brand, same))
    return statement


def _pages(ids: list[str]) -> sa.sql.Select:
    return (
        sa.select(
            products,
            categories.c.name_zh.label("category_zh"),
            categories.c.name_en.label("category_en"),
            product_texts.c.name_words,
            product_texts.c.words,
        )
        .select_from(
            products.join(categories, products.c.category_id == categories.c.id).join(
                product_texts, product_texts.c.product_id == products.c.id
            )
        )
        .where(products.c.id.in_(ids))
    )


def _best(
    found: dict[str, Any], pages: dict[str, Any], words: list[str], needed: list[str]
) -> list[str]:
    """Return the products that hold all *needed* words and most of the others, the best first; cheaper when equal.

    Scored here and not by the databases, whose ranks differ: the same question gets the same answer.
    """
    scored = []
    for product_id, page in pages.items():
        name, rest = set(page.name_words.split()), set(page.words.split())
        if not rest.issuperset(needed):
            continue
        score = sum(len(word) * (_NAME_WEIGHT if word in name else 1) for word in words if word in rest)
        scored.append((-score, found[product_id].lowest, product_id))
    scored.sort()
    best = -scored[0][0] if scored else 0
    return [product_id for score, _, product_id in scored if -score >= best * _CLOSE and (score or not words)]


def _hit(page: Any, found: Any) -> ProductHit:
    return ProductHit(
        product_id=page.id,
        name_zh=page.name_zh,
        name_en=page.name_en,
        brand_zh=page.brand_zh,
        brand_en=page.brand_en,
        category_zh=page.category_zh,
        category_en=page.category_en,
        price=found.lowest,
        stock=int(found.stock),
    )
