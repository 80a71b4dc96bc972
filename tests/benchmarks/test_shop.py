"""The big shop is the same for the same seed, breaks no rule of the tables, and its plans are read rightly."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Dict

import pytest

from benchmarks import tables
from benchmarks.cells import SHOP, Cell
from benchmarks.shop import rows
from benchmarks.shop.load import NOW, fill, sample_of
from benchmarks.shop.plans import explain, indexes, scanned, watched
from shop.database import Shop
from shop.enums import OrderStatus
from shop.views import ProductQuery


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("big") / "shop.db"
    fill(f"sqlite:///{path}", orders=400, goods=300)
    return path


def contents(path: Path) -> Dict[str, Any]:
    with closing(sqlite3.connect(path)) as connection:
        found = {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in rows.COLUMNS}
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    return found


def test_the_same_seed_gives_the_same_rows_and_none_is_an_orphan(big: Path, tmp_path: Path) -> None:
    fill(f"sqlite:///{tmp_path / 'again.db'}", orders=400, goods=300)
    first = contents(big)
    assert first == contents(tmp_path / "again.db")
    fill(f"sqlite:///{tmp_path / 'other.db'}", orders=400, goods=300, seed=1)
    assert first != contents(tmp_path / "other.db")
    assert len([row for row in first["customers"] if len(row[0]) == len(rows.customer_id(0))]) == 40


def test_customers_and_products_are_found_by_the_shop_itself(big: Path) -> None:
    async def ask() -> None:
        async with await Shop.open(f"sqlite:///{big}", clock=lambda: NOW) as shop:
            statuses = set()
            for who in sample_of(40, 40, 1):
                for order in await shop.orders(who, limit=50):
                    detail = await shop.order(who, order.order_id)
                    assert detail is not None
                    assert detail.total == sum(item.unit_price * item.quantity for item in detail.items)
                    statuses.add(order.status)
            assert {OrderStatus.received, OrderStatus.shipped, OrderStatus.cancelled} <= statuses
            hits = await shop.search_products(ProductQuery("k7"))
            assert [hit.product_id for hit in hits] == [f"B{rows.FIRST_ID + 7}"]
            with watched(shop._engine) as asked:
                await shop.orders(rows.customer_id(0))
            plan = await explain(shop._engine, asked)
            assert "ix_orders_customer_id_ordered_at" in plan["indexes"]
            assert plan["scanned"] == []

    asyncio.run(ask())


def test_plans_of_both_databases_are_read() -> None:
    sqlite = [
        "SEARCH orders USING INDEX ix_orders_a (customer_id=?)",
        "SEARCH product_texts USING INTEGER PRIMARY KEY (rowid=?)",
        "SCAN product_words VIRTUAL TABLE INDEX 0:M2",
        "SCAN products",
        "SCAN matches",
    ]
    assert indexes(sqlite, sqlite=True) == ["full text", "ix_orders_a", "primary key"]
    assert scanned(sqlite, sqlite=True) == ["products"]
    postgres = [
        "->  Index Scan Backward using ix_orders_a on orders  (cost=0.42..1 rows=5 width=9)",
        "->  Bitmap Index Scan on ix_words  (cost=0.00..20 rows=9 width=0)",
        "->  Seq Scan on categories  (cost=0.00..1.12 rows=12 width=2)",
    ]
    assert indexes(postgres, sqlite=False) == ["ix_orders_a", "ix_words"]
    assert scanned(postgres, sqlite=False) == ["categories"]


def test_the_table_names_times_and_indexes() -> None:
    asked = {"times": 150, "p50_ms": 9.94, "p95_ms": 21.0, "indexes": ["ix_a", "ix_b"], "scanned": [], "plan": []}
    kept = [(Cell("orders", "sqlite-100k", SHOP, 2), {"asked": {"action: list orders": asked}})]
    row = tables.shop(kept).splitlines()[-1]
    assert row == "| orders, sqlite-100k | action: list orders | 150 | 9.9 | 21.0 | – | ix_a, ix_b | – |"
