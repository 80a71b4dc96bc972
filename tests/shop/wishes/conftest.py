"""The seeded shop of the folder above, and ways to find and change rows of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from shop.database import Shop
from shop.enums import OrderStatus
from shop.tables import audit


@pytest.fixture
def audited(rows: Callable[..., list[Any]]) -> Callable[[], list[str]]:
    """Return the actions in the audit, in order."""
    return lambda: [
        row.action for row in rows(sa.select(audit).where(audit.c.action != "seed").order_by(audit.c.id))
    ]


async def find_order(shop: Shop, customer_id: str, status: OrderStatus, name: str = "") -> str:
    """Return the customer's newest order in *status* whose first product's name holds *name*."""
    found = await shop.orders(customer_id, limit=50, status=status)
    return next(order.order_id for order in found if name in order.title_zh)
