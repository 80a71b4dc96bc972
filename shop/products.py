"""Reading what the shop sells."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.tables import categories, products
from shop.views import CatalogueNames, ProductName


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
