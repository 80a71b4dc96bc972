"""What the shop sells, by name."""

from __future__ import annotations

import pytest

from shop.database import Shop
from shop.demo.catalogue import load_catalogue
from shop.demo.reading import DATA
from shop.views import ProductName

pytestmark = pytest.mark.asyncio


async def test_all_products_and_categories_are_named(shop: Shop) -> None:
    names = await shop.catalogue_names()
    sold = load_catalogue(DATA)
    assert names.products == tuple(
        ProductName(*one.name, *one.brand) for one in sorted(sold.products, key=lambda one: one.id)
    )
    assert names.categories == tuple(pair for _, pair in sorted(sold.categories.items()))
