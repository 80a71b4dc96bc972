"""The seeded shop of the folder above, and ways to find and change rows of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from shop.database import Shop
from shop.engine import parse_url, run_blocking
from shop.enums import OrderStatus
from shop.tables import audit


@pytest.fixture
def rows(url: str) -> Callable[..., list[Any]]:
    """Run a statement of SQLAlchemy and return its rows."""

    def run(statement: Any) -> list[Any]:
        def work(connection: Any) -> list[Any]:
            done = connection.execute(statement)
            return list(done.all()) if done.returns_rows else []

        return run_blocking(parse_url(url), work)

    return run


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
