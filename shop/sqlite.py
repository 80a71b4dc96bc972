"""SQLite's own side of the connections: settings, transactions, and threads that let the process end."""

from __future__ import annotations

import sqlite3
from typing import Any

import aiosqlite
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_dbapi
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

BUSY_TIMEOUT = 2.0  # seconds that SQLite waits for another writer before it gives up
WRITE = "shop_write"  # execution option: this transaction will write


class _Aiosqlite:
    """The aiosqlite module, except that a connection's thread does not keep the process alive.

    SQLAlchemy 1.4 means to do this itself, but since aiosqlite 0.22 the connection is no thread and has one.
    A connection that is left open, as by a task that is cancelled while its event loop ends, would then hang
    the interpreter at exit (https://github.com/sqlalchemy/sqlalchemy/issues/13039).
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(aiosqlite, name)

    @staticmethod
    def connect(*args: Any, **kwargs: Any) -> aiosqlite.Connection:
        connection = aiosqlite.connect(*args, **kwargs)
        worker: Any = getattr(connection, "_thread", connection)
        worker.daemon = True
        return connection


def make_sqlite_engine(url: sa.engine.URL, ours: bool = True) -> AsyncEngine:
    """Return an engine whose connections keep foreign keys, do not block readers, and wait ``BUSY_TIMEOUT``.

    A file that is not *ours* keeps the journal that its owner chose.

    Connections are not pooled: opening one takes about a millisecond, and a file that a new seed puts in
    place is seen at once.
    """
    engine = create_async_engine(
        url,
        module=AsyncAdapt_aiosqlite_dbapi(_Aiosqlite(), sqlite3),
        connect_args={"timeout": BUSY_TIMEOUT},
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _set_up if ours else _set_up_theirs)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _record: Any) -> None:
    _run(
        connection, "PRAGMA foreign_keys = ON", "PRAGMA journal_mode = WAL"
    )  # readers do not wait for a writer


def _set_up_theirs(connection: Any, _record: Any) -> None:
    _run(connection, "PRAGMA foreign_keys = ON")


def _run(connection: Any, *pragmas: str) -> None:
    connection.isolation_level = None  # sqlite3 shall not begin transactions: _begin does
    try:
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()
    except BaseException:
        connection.close()  # SQLAlchemy would forget it, with its thread
        raise


def _begin(connection: sa.engine.Connection) -> None:
    # A writer takes the lock at once, so that what it reads first still holds when it writes.
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
