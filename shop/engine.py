"""Connections to the order database: URLs, transactions, and errors put into words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, unquote

import sqlalchemy as sa
from sqlalchemy import exc
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shop.errors import BadDatabaseUrl, ShopNotMigrated, ShopUnavailable
from shop.sqlite import BUSY_TIMEOUT, WRITE, make_sqlite_engine

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_NOT_OUR_TABLES = ("no such table", "no such column", "undefinedtable", "undefinedcolumn")

OUR_SETTING = "KEFU_DATABASE_URL"

T = TypeVar("T")


def parse_url(url: str) -> URL:
    """Return *url* with an asynchronous driver and, for SQLite, an absolute file; raises BadDatabaseUrl."""
    example = "write sqlite+aiosqlite:///path/to/shop.db or postgresql+asyncpg://user:password@host/name"
    try:
        parsed = make_url(url)
    except exc.ArgumentError as error:
        raise BadDatabaseUrl(f"the database URL cannot be read: {example}") from error
    driver = _DRIVERS.get(parsed.get_backend_name())
    if driver is None:
        raise BadDatabaseUrl(f"the database {parsed.get_backend_name()!r} is not supported: {example}")
    if driver != _DRIVERS["sqlite"]:
        return parsed.set(drivername=driver)
    if parsed.database in (None, "", ":memory:"):
        raise BadDatabaseUrl(f"an in-memory database is lost between two connections: {example}")
    return parsed.set(drivername=driver, database=str(Path(parsed.database).expanduser().absolute()))


def sqlite_path(url: URL) -> Path | None:
    """Return the file of an SQLite URL (parsed, or an engine's), None for other databases."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    return Path(unquote(url.database.removeprefix("file:")))


def describe(url: URL) -> str:
    """Name the database in a message: its file, or its URL without the password."""
    path = sqlite_path(url)
    return str(path) if path else url.render_as_string(hide_password=True)


def make_engine(url: URL, create: bool = False) -> AsyncEngine:
    """Return an engine for a parsed *url*; an SQLite file is made only when *create*."""
    path = sqlite_path(url)
    if path is None:
        return _postgresql_engine(url, {})
    return make_sqlite_engine(_file(url, path, "rwc" if create else "rw"))


def make_merchant_engine(url: URL, read_only: bool) -> AsyncEngine:
    """Return an engine for a database that somebody else owns; a *read_only* one refuses every write."""
    path = sqlite_path(url)
    if path is None:
        return _postgresql_engine(url, {"default_transaction_read_only": "on"} if read_only else {})
    return make_sqlite_engine(_file(url, path, "ro" if read_only else "rw"), ours=False)


def _postgresql_engine(url: URL, server_settings: dict[str, str]) -> AsyncEngine:
    return create_async_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_timeout=5,
        connect_args={"timeout": 5, "server_settings": server_settings},
    )


def _file(url: URL, path: Path, mode: str) -> URL:
    return url.set(database=f"file:{quote(str(path))}", query={"mode": mode, "uri": "true"})


@asynccontextmanager
async def transaction(
    engine: AsyncEngine, write: bool = False, setting: str = OUR_SETTING
) -> AsyncIterator[AsyncConnection]:
    """Open one transaction: committed at the end, rolled back on any error; raises as `translated` does."""
    with translated(engine.url, setting):
        async with engine.connect() as plain:
            connection = await plain.execution_options(**{WRITE: write})
            async with connection.begin():
                yield connection


async def serialise(connection: AsyncConnection, name: str) -> None:
    """Let no other transaction that asks for the same *name* run beside this writing one, until it ends."""
    if connection.dialect.name == "postgresql":  # on SQLite BEGIN IMMEDIATE has done it
        await connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


@contextmanager
def translated(url: URL, setting: str = OUR_SETTING) -> Iterator[None]:
    """Turn errors of the database and its driver into ShopUnavailable and ShopNotMigrated.

    *setting* is named where the URL, which stands in it, may be wrong.
    """
    try:
        yield
    except exc.IntegrityError:
        raise  # a rule of the tables was broken: that is our mistake, not the database's state
    except (exc.DBAPIError, exc.TimeoutError, OSError, asyncio.TimeoutError) as error:
        raise _translate(url, error, setting) from error
    except Exception as error:
        # A refused login or a missing database comes from asyncpg bare, before SQLAlchemy can wrap it.
        if type(error).__module__.startswith("asyncpg"):
            raise _translate(url, error, setting) from error
        raise


def _translate(url: URL, error: BaseException, setting: str) -> Exception:
    name, cause = describe(url), str(getattr(error, "orig", None) or error)
    text = cause.lower()
    if any(sign in text for sign in _NOT_OUR_TABLES):
        return not_migrated(name, "its tables are missing or old")
    if "locked" in text or "busy" in text:
        return ShopUnavailable(
            f"the order database {name} is locked: another process has held it for over {BUSY_TIMEOUT:g} s. "
            "Try again; if it stays locked, find and stop the process that holds it."
        )
    if "not a database" in text or "malformed" in text:
        return ShopUnavailable(
            f"{name} is not a readable SQLite database ({cause}). Restore it from a backup, "
            "or make a new demo shop with `kefu db reset`."
        )
    if "unable to open" in text:
        return ShopUnavailable(
            f"the order database {name} cannot be opened ({cause}). Check that the file exists and may be "
            "read and written; `make setup` makes it."
        )
    kind = type(getattr(error, "orig", None) or error).__name__
    return ShopUnavailable(
        f"the order database {name} cannot be used now ({cause or kind}). "
        f"Check that it runs and that {setting} is right, then try again."
    )


def not_migrated(name: str, what: str) -> ShopNotMigrated:
    """Return the error for a database without the right tables, with the commands that help."""
    return ShopNotMigrated(
        f"the order database {name} is not ready: {what}. "
        "Run `make setup` (makes and fills a demo shop) or `kefu db upgrade` (brings the tables up to date)."
    )


def run_blocking(url: URL, work: Callable[[sa.engine.Connection], T], create: bool = False) -> T:
    """Run *work* in one writing transaction and wait for it; also usable while an event loop runs."""

    async def in_transaction() -> T:
        engine = make_engine(url, create=create)
        try:
            async with transaction(engine, write=True) as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    with ThreadPoolExecutor(1) as thread:  # a thread of its own, because asyncio.run needs a loop of its own
        return thread.submit(lambda: asyncio.run(in_transaction())).result()
