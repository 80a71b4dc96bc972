"""Reading what a merchant sells, and finding it with LIKE."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from shop.adapters.mapped.visit import Visit
from shop.search.words import query_words
from shop.views import (
    CatalogueNames,
    ProductDetail,
    ProductHit,
    ProductName,
    ProductQuery,
    Spec,
    VariantState,
)

MOST_FOUND = 20
_POOL = 200  # candidates that the database gives, of which the best are chosen here
_NAME_WEIGHT = 2  # a word in the name counts more than one in the description
_CLOSE = 0.5  # what reaches less than this share of the best one's score is not what was meant
_NAMES = ("name_zh", "name_en", "brand_zh", "brand_en", "category_zh", "category_en")
_WORDS = (*_NAMES, "description_zh", "description_en")


async def names(visit: Visit) -> CatalogueNames:
    """Return the names of all products and categories."""
    table = visit.tables.get("products")
    if table is None:
        return CatalogueNames((), ())
    rows = await visit.read("products", table.select().order_by(table.columns["id"]))
    categories = {_category(row): None for row in rows if row.category_zh}
    return CatalogueNames(
        tuple(ProductName(row.name_zh, row.name_en or row.name_zh, *_brand(row)) for row in rows),
        tuple(categories),
    )


async def search(visit: Visit, query: ProductQuery) -> list[ProductHit]:
    """Return what fits, the best first; without words the cheapest first."""
    table = visit.tables.get("products")
    if table is None:
        return []
    # Cutting loads a dictionary the first time: not in the event loop.
    words = await asyncio.to_thread(query_words, query.text) if query.text else []
    needed = await asyncio.to_thread(query_words, " ".join(query.attributes)) if query.attributes else []
    if (query.text or query.attributes) and not words and not needed and not _filtered(query):
        return []
    statement = table.select(*_conditions(visit, query, words, needed))
    rows = await visit.read("products", statement.order_by(table.columns["id"]).limit(_POOL))
    states = await _variants(visit, rows)
    fitting = [row for row in rows if states[row.id] and _affordable(query, states[row.id])]
    chosen = _best(fitting, states, words, needed)
    return [_hit(row, states[row.id]) for row in chosen[: max(1, min(query.limit, MOST_FOUND))]]


async def details(visit: Visit, ids: list[str]) -> list[ProductDetail]:
    """Return the pages of some products, in the order of *ids*; unknown ones are left out."""
    table = visit.tables.get("products")
    if table is None or not ids:
        return []
    rows = {row.id: row for row in await visit.read("products", table.select(table.any_of("id", ids)))}
    states, specs = await _variants(visit, list(rows.values())), await _specs(visit, list(rows))
    return [_detail(visit, rows[one], states[one], specs[one]) for one in dict.fromkeys(ids) if one in rows]


def _filtered(query: ProductQuery) -> bool:
    bounds = (query.category, query.brand, query.least_price, query.most_price)
    return query.in_stock or any(value is not None for value in bounds)


def _conditions(
    visit: Visit, query: ProductQuery, words: list[str], needed: list[str]
) -> list[sa.sql.ColumnElement]:
    table = visit.tables["products"]
    found = [_holds(visit, word) for word in needed]
    if words:
        found.append(sa.or_(*(_holds(visit, word) for word in words)))
    if query.category is not None:
        fields = ("category_id", "category_zh", "category_en")
        found.append(_named(table, fields, query.category))
    if query.brand is not None:
        found.append(_named(table, ("brand_zh", "brand_en"), query.brand))
    return found


def _holds(visit: Visit, word: str) -> sa.sql.ColumnElement:
    """Return the condition that a product, or the name of a variant of it, holds a word."""
    table, variants = visit.tables["products"], visit.tables.get("variants")
    columns = [table.columns[name] for name in _WORDS if name in table.columns]
    like = [sa.func.lower(column).contains(word, autoescape=True) for column in columns]
    if variants is not None and "name_zh" in variants.columns:
        named = sa.func.lower(variants.columns["name_zh"]).contains(word, autoescape=True)
        of_variants = sa.select(variants.columns["product"]).select_from(variants.source)
        like.append(table.columns["id"].in_(of_variants.where(named, *variants.where)))
    return sa.or_(*like)


def _named(table: Any, fields: tuple[str, ...], name: str) -> sa.sql.ColumnElement:
    columns = [sa.cast(table.columns[field], sa.Text) for field in fields if field in table.columns]
    return sa.or_(sa.false(), *(sa.func.lower(column) == name.casefold() for column in columns))


async def _variants(visit: Visit, rows: list[Any]) -> defaultdict[str, list[VariantState]]:
    found: defaultdict[str, list[VariantState]] = defaultdict(list)
    table = visit.tables.get("variants")
    if table is None:
        for row in rows:
            if row.price is not None and row.stock is not None:
                found[row.id].append(VariantState(row.id, None, None, row.price, None, None, row.stock, None))
        return found
    if rows:
        query = table.select(table.any_of("product", [row.id for row in rows]))
        for row in await visit.read("variants", query.order_by(table.columns["id"])):
            found[row.product].append(_state(visit, row))
    return found


def _state(visit: Visit, row: Any) -> VariantState:
    over = row.offer_ends_at is not None and row.offer_ends_at <= visit.now
    cheaper = row.offer_price is not None and row.offer_price < row.price and not over
    return VariantState(
        variant_id=row.id,
        name_zh=row.name_zh,
        name_en=row.name_en or row.name_zh,
        regular_price=row.price,
        offer_price=row.offer_price if cheaper else None,
        offer_ends_at=row.offer_ends_at if cheaper else None,
        stock=max(0, row.stock),
        restock_on=row.restock_on,
    )


async def _specs(visit: Visit, ids: list[str]) -> defaultdict[str, list[Spec]]:
    found: defaultdict[str, list[Spec]] = defaultdict(list)
    table = visit.tables.get("specs")
    if table is None or not ids:
        return found
    query = table.select(table.any_of("product", ids)).order_by(*table.order_by)
    for row in await visit.read("specs", query):
        values = row.name_zh, row.name_en or row.name_zh, row.value_zh, row.value_en or row.value_zh
        found[row.product].append(Spec(row.key or row.name_zh, *values))
    return found


def _affordable(query: ProductQuery, states: list[VariantState]) -> bool:
    price = _lowest(states)
    return (
        (query.least_price is None or price >= query.least_price)
        and (query.most_price is None or price <= query.most_price)
        and (not query.in_stock or any(state.stock for state in states))
    )


def _best(
    rows: list[Any], states: dict[str, list[VariantState]], words: list[str], needed: list[str]
) -> list[Any]:
    scored = []
    for row in rows:
        name, rest = _text(row, _NAMES), _text(row, _WORDS)
        variants = " ".join(state.name_zh or "" for state in states[row.id]).casefold()
        if not all(word in rest or word in variants for word in needed):
            continue
        hits = [word for word in words if word in rest or word in variants]
        scored.append((sum(len(word) * (_NAME_WEIGHT if word in name else 1) for word in hits), row))
    best = max((score for score, _ in scored), default=0)
    scored.sort(key=lambda pair: (-pair[0], _lowest(states[pair[1].id]), pair[1].id))
    return [row for score, row in scored if score >= best * _CLOSE and (score or not words)]


def _text(row: Any, fields: tuple[str, ...]) -> str:
    return " ".join(getattr(row, field) or "" for field in fields).casefold()


def _lowest(states: list[VariantState]) -> Decimal:
    return min(state.price for state in states)


def _brand(row: Any) -> tuple[str, str]:
    brand = row.brand_zh or row.brand_en or ""
    return brand, row.brand_en or brand


def _category(row: Any) -> tuple[str, str]:
    return row.category_zh or "", row.category_en or row.category_zh or ""


def _hit(row: Any, states: list[VariantState]) -> ProductHit:
    words = row.name_zh, row.name_en or row.name_zh, *_brand(row), *_category(row)
    return ProductHit(row.id, *words, price=_lowest(states), stock=sum(state.stock for state in states))


def _detail(visit: Visit, row: Any, states: list[VariantState], specs: list[Spec]) -> ProductDetail:
    months, category = row.warranty_months, row.category_id or ""
    if months is None:
        months = visit.policy.after_sales.of(category).warranty_months
    words = row.name_zh, row.name_en or row.name_zh, *_brand(row), category, *_category(row)
    return ProductDetail(
        row.id,
        *words,
        description_zh=row.description_zh or "",
        description_en=row.description_en or row.description_zh or "",
        usage_zh=row.usage_zh,
        usage_en=row.usage_en or row.usage_zh,
        warranty_months=months,
        specs=tuple(specs),
        variants=tuple(states),
        stars=None,
        reviews=0,
    )
