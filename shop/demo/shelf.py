"""The demo shop's shelf: variants with stock and prices over time, product pages, words for the search."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa

from shop import tables
from shop.demo.catalogue import Bilingual, Catalogue, Product, variant_id
from shop.demo.reading import entry, pair, read, yuan
from shop.enums import PriceKind
from shop.errors import SeedDataError
from shop.policy import SHOP_TIME
from shop.search.words import index_words

Row = dict[str, Any]
World = Mapping[sa.Table, list[Row]]
_STORAGE = re.compile(r"[0-9]+(?:GB|TB)")
_SIZE = re.compile(r"(?:S|M|L|XL|[0-9]{2})|[0-9]+ ?cm|.*(?:米床|件装|m bed|pack)")


def day_start(as_of: date, days: int) -> datetime:
    """Return the first moment of the day that lies *days* after *as_of*."""
    return datetime.combine(as_of + timedelta(days=days), time(), SHOP_TIME)


def write_shelf(
    world: World, catalogue: Catalogue, marketing: Mapping[str, Any], folder: Path, as_of: date, seed: int
) -> None:
    """Add the rows of every product's variants, prices, page and specs."""
    rng = Random(f"kefu demo shelf {seed}")
    for product in catalogue.products:
        for place, name in enumerate(product.variants or (None,)):
            _variant(world, product, place, name, marketing, rng, as_of)
    for offer in marketing["offers"]:
        with entry("marketing.yml", f"offers, {offer['product']}"):
            _offer(world, offer, as_of)
    _pages(world, catalogue, folder)


def _variant(
    world: World,
    product: Product,
    place: int,
    name: Bilingual | None,
    marketing: Mapping[str, Any],
    rng: Random,
    as_of: date,
) -> None:
    key = variant_id(product, place)
    zh, en = name or (None, None)
    price = product.price
    for mark, factor in marketing["factors"].items():
        if zh is not None and mark in zh:
            price = (price * Decimal(factor)).quantize(Decimal(1)).quantize(Decimal("0.01"))
    stock = rng.choice((3, 8, 20, 45, 80, 150))
    days = marketing["sold_out"].get(key)
    sold_out = key in marketing["sold_out"]
    world[tables.variants].append(
        {
            "id": key,
            "product_id": product.id,
            "name_zh": zh,
            "name_en": en,
            **_options(zh, en),
            "price": price,
            "stock": 0 if sold_out else stock,
            "restock_on": as_of + timedelta(days=days) if days else None,
        }
    )
    add_price(world, key, PriceKind.regular, price, day_start(as_of, -200), None)


def _options(zh: str | None, en: str | None) -> Row:
    """Take a variant's name apart: 曜石黑 256GB, 黑色 M, 1.8 米床."""
    if zh is None or en is None:
        return {"colour_zh": None, "colour_en": None, "size": None, "storage": None}
    storage = _STORAGE.search(zh)
    last = zh.split()[-1]
    size = zh if _SIZE.fullmatch(zh) else last if _SIZE.fullmatch(last) else None
    named = storage.group() if storage else size
    colour_zh = zh.removesuffix(named or "").strip()
    colour_en = re.sub(r" ?(?:[0-9]+ GB|S|M|L|XL|[0-9]{2})$", "", en) if colour_zh else None
    return {
        "colour_zh": colour_zh or None,
        "colour_en": colour_en,
        "size": size,
        "storage": storage.group() if storage else None,
    }


def add_price(
    world: World, key: str, kind: PriceKind, price: Decimal, start: datetime, end: datetime | None
) -> None:
    """Add one period of a variant's price."""
    rows = world[tables.price_periods]
    row = {"variant_id": key, "kind": kind, "price": price, "starts_at": start, "ends_at": end}
    rows.append({"id": len(rows) + 1, **row})


def _offer(world: World, offer: Mapping[str, Any], as_of: date) -> None:
    first, last = offer["days"]
    for variant in world[tables.variants]:
        if variant["product_id"] == offer["product"]:
            starts, ends = day_start(as_of, first), day_start(as_of, last)
            add_price(world, variant["id"], PriceKind.offer, yuan(offer["price"]), starts, ends)


def _pages(world: World, catalogue: Catalogue, folder: Path) -> None:
    content = read(folder, "details.yml")
    with entry("details.yml", "specs"):
        names = {key: pair(value) for key, value in content["specs"].items()}
    unknown = set(content["products"]) - {product.id for product in catalogue.products}
    if unknown:
        raise SeedDataError(f"details.yml: {', '.join(sorted(unknown))} is not in products.yml")
    for product in catalogue.products:
        with entry("details.yml", product.id):
            _page(world, catalogue, product, content["products"][product.id], names)


def _page(
    world: World,
    catalogue: Catalogue,
    product: Product,
    row: Mapping[str, Any],
    names: Mapping[str, Bilingual],
) -> None:
    zh, en = pair(row["text"])
    specs = {key: pair(value) for key, value in (row.get("specs") or {}).items()}
    usage = pair(row["usage"]) if "usage" in row else (None, None)
    for place, (key, value) in enumerate(specs.items(), start=1):
        world[tables.product_specs].append(
            {
                "product_id": product.id,
                "key": key,
                "place": place,
                "name_zh": names[key][0],
                "name_en": names[key][1],
                "value_zh": value[0],
                "value_en": value[1],
            }
        )
    name = index_words(" ".join((*product.name, *product.brand, *catalogue.categories[product.category])))
    options = [word for option in product.variants for word in option]
    rest = index_words(" ".join((zh, en, *options, *(word for value in specs.values() for word in value))))
    texts = world[tables.product_texts]
    texts.append(
        {
            "id": len(texts) + 1,
            "product_id": product.id,
            "description_zh": zh,
            "description_en": en,
            "usage_zh": usage[0],
            "usage_en": usage[1],
            "warranty_months": row.get("warranty_months"),
            "name_words": name,
            "words": f"{name} {rest}",
        }
    )
