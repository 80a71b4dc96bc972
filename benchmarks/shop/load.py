"""Fills a database with a big shop: executemany on SQLite, COPY on PostgreSQL."""
from __future__ import annotations

import asyncio
import sqlite3
from datetime import date, datetime, timezone
from itertools import chain
from typing import Any, Iterator, List

import asyncpg
from sqlalchemy.engine import URL

from benchmarks.shop import rows
from shop.demo.world import build_world
from shop.engine import parse_url, sqlite_path
from shop.seed import seed as seed_demo
from shop.tables import product_texts, products, variants

AS_OF = date(2026, 11, 6)
NOW = datetime(2026, 11, 6, 2, 0, tzinfo=timezone.utc)
_SEED = 7  # of the demo shop


def fill(url: str, *, orders: int = 0, goods: int = 0, seed: int = 42) -> None:
    """Makes the demo shop at a database's URL and adds so many orders and products to it.

    Args:
        url: An SQLite file, or a PostgreSQL database that may be wiped.
        orders: How many orders, of a tenth as many customers.
        goods: How many products.
        seed: Of all random draws: the same numbers and seed give the same rows.
    """
    seed_demo(url, AS_OF, reset=True)
    batches = _batches(orders, goods, seed)
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is None:
        asyncio.run(_copy(parsed, batches))
    else:
        _insert(str(path), batches)


def _batches(orders: int, goods: int, seed: int) -> Iterator[rows.Batch]:
    world = build_world(AS_OF, _SEED)
    sold = [(row["product_id"], row["id"], int(row["price"] * 100)) for row in world[variants]]
    texts = {row["product_id"]: row for row in world[product_texts]}
    return chain(
        rows.products(goods, world[products], texts, seed),
        rows.people(orders, NOW) if orders else (),
        rows.orders(orders, sold, NOW, seed),
    )


def _insert(path: str, batches: Iterator[rows.Batch]) -> None:
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        for batch in batches:
            for table, values in batch.items():
                columns = rows.COLUMNS[table]
                places = ", ".join("?" * len(columns))
                statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"
                connection.executemany(statement, [[_stored(value) for value in row] for row in values])
        connection.execute("ANALYZE")
        connection.commit()
    finally:
        connection.close()


def _stored(value: Any) -> Any:
    """A value as SQLAlchemy stores it on SQLite."""
    return value.strftime("%Y-%m-%d %H:%M:%S.%f") if isinstance(value, datetime) else value


async def _copy(url: URL, batches: Iterator[rows.Batch]) -> None:
    connection = await asyncpg.connect(
        host=url.host, port=url.port, user=url.username, password=url.password, database=url.database
    )
    try:
        for batch in batches:
            for table, values in batch.items():
                await connection.copy_records_to_table(table, records=values, columns=rows.COLUMNS[table])
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


def sample_of(customers: int, count: int, seed: int) -> List[str]:
    """The customers that are asked about, spread over all."""
    step: int = max(1, customers // count)
    return [rows.customer_id((number * step + seed) % customers) for number in range(count)]

