"""Reading the lines of a customer's order."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.tables import order_items, orders, products
from shop.views import OrderItem


class Line(NamedTuple):
    """One line of an order and the id of the shipment that holds it, None while it is not packed."""

    shipment_id: int | None
    item: OrderItem


async def order_lines(connection: AsyncConnection, customer_id: str, order_id: str) -> list[Line]:
    """Return the order's lines in order; none when the customer has no such order."""
    query = (
        sa.select(order_items, products.c.name_zh, products.c.name_en)
        .select_from(order_items.join(orders, order_items.c.order_id == orders.c.id).join(products))
        .where(order_items.c.order_id == order_id, orders.c.customer_id == customer_id)
        .order_by(order_items.c.line)
    )
    return [
        Line(
            row.shipment_id,
            OrderItem(
                line=row.line,
                product_id=row.product_id,
                name_zh=row.name_zh,
                name_en=row.name_en,
                variant_zh=row.variant_zh,
                variant_en=row.variant_en,
                unit_price=row.unit_price,
                quantity=row.quantity,
            ),
        )
        for row in await connection.execute(query)
    ]
