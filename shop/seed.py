"""Filling a database with the demo shop: all of it or nothing, and never over customers by accident."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection

from shop.demo.reading import DATA
from shop.demo.world import World, build_world
from shop.engine import describe, parse_url, run_blocking, sqlite_path
from shop.errors import ShopAlreadySeeded, ShopUnavailable
from shop.migrate import upgrade_connection
from shop.sqlite import BUSY_TIMEOUT
from shop.tables import customers, metadata


def seed(url: str, as_of: date, seed: int = 7, *, reset: bool = False, folder: Path = DATA) -> dict[str, int]:
    """Make the tables at *url* and fill them with the demo shop as of *as_of*; return rows by table.

    The same *as_of* and *seed* give the same rows. With *reset* everything that was there is dropped;
    without it a database that has customers is refused (ShopAlreadySeeded). An SQLite file is written beside
    its place and moved there when it is whole. Raises also BadDatabaseUrl, SeedDataError, ShopUnavailable.
    """
    parsed = parse_url(url)
    if not reset and _has_customers(parsed):
        raise ShopAlreadySeeded(
            f"the order database {describe(parsed)} already has customers, and a seed would replace "
            "everything. To drop it all and start anew, use `kefu db reset`."
        )
    world = build_world(as_of, seed, folder)
    path = sqlite_path(parsed)
    if path is None:
        run_blocking(parsed, lambda connection: _refill(connection, world))
    else:
        _replace_file(parsed, path, world)
    return {table.name: len(rows) for table, rows in world.items()}


def _has_customers(parsed: URL) -> bool:
    path = sqlite_path(parsed)
    if path is not None and not path.exists():
        return False

    def look(connection: Connection) -> bool:
        if not sa.inspect(connection).has_table(customers.name):
            return False
        return connection.execute(sa.select(customers.c.id).limit(1)).first() is not None

    return run_blocking(parsed, look)


def _refill(connection: Connection, world: World) -> None:
    """Bring the tables up to date, empty them and insert *world*, in the transaction of *connection*."""
    upgrade_connection(connection)
    for table in reversed(metadata.sorted_tables):
        connection.execute(table.delete())
    for table in metadata.sorted_tables:
        if world[table]:
            connection.execute(table.insert(), world[table])
    if connection.dialect.name == "postgresql":
        _continue_sequences(connection)


def _continue_sequences(connection: Connection) -> None:
    """Let PostgreSQL count on after the ids that were inserted by hand (SQLite does so by itself)."""
    for table in metadata.sorted_tables:
        column = table.columns.get("id")
        if column is not None and isinstance(column.type, sa.Integer):
            last = sa.select(sa.func.coalesce(sa.func.max(column), 0) + 1).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(sa.select(sa.func.setval(sequence, last, False)))


def _replace_file(parsed: URL, path: Path, world: World) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.seeding-{os.getpid()}")
    try:
        _remove(fresh)  # left by a process of the same number that was killed
        run_blocking(
            parsed.set(database=str(fresh)), lambda connection: _refill(connection, world), create=True
        )
        _retire(path)
        os.replace(fresh, path)
    finally:
        _remove(fresh)


def _retire(path: Path) -> None:
    """Fold the old file's write-ahead log into it, so that no log of the old is read into the new.

    Raises ShopUnavailable while another process uses the file.
    """
    if path.exists():
        try:
            with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT)) as connection:
                connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.OperationalError as error:
            raise ShopUnavailable(
                f"{path} is in use ({error}): stop the servers and shells that use it, then try again"
            ) from error
        except sqlite3.DatabaseError:
            pass  # not a database: there is nothing to fold
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
