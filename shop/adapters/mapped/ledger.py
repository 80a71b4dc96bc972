"""The two small tables of our own: which requests were done, and who tried to verify.

`kefu_requests` must stand in the merchant's database, because only there can a request key be written in the
transaction of the write that it guards: a crash in between would otherwise do a thing twice or never. A mapping
without writes needs no such table, and is opened read-only. `kefu_attempts` guards no transaction of the
merchant's; it stands in a sidecar database, so that counting attempts needs no right to write there.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from shop.columns import UtcDateTime
from shop.engine import make_engine, parse_url, sqlite_path, transaction
from shop.errors import ShopError, ShopUnavailable

_beside, _sidecar = sa.MetaData(), sa.MetaData()
LONGEST_NUMBER = 64  # characters of an order number

requests = sa.Table(
    "kefu_requests",
    _beside,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),  # the customer
    sa.Column("action", sa.String(40), nullable=False),
    sa.Column("order_id", sa.String(LONGEST_NUMBER)),
    sa.Column("before", sa.JSON, nullable=False),
    sa.Column("after", sa.JSON, nullable=False),
    sa.Column("request_key", sa.String(128), nullable=False, unique=True),
    sa.Index("ix_kefu_requests_order_id_action", "order_id", "action"),
)

attempts = sa.Table(
    "kefu_attempts",
    _sidecar,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("session_hash", sa.String(64), nullable=False),  # SHA-256: a reader learns no session
    sa.Column("order_id", sa.String(LONGEST_NUMBER)),
    sa.Column("succeeded", sa.Boolean, nullable=False),
    sa.Column("attempted_at", UtcDateTime, nullable=False),
    sa.Index("ix_kefu_attempts_session_hash", "session_hash", "attempted_at"),
    sa.Index("ix_kefu_attempts_order_id", "order_id", "attempted_at"),
)


async def make_requests(engine: AsyncEngine, setting: str) -> None:
    """Make `kefu_requests` beside the merchant's tables unless it is there."""
    try:
        async with transaction(engine, write=True, setting=setting) as connection:
            await connection.run_sync(_beside.create_all)
    except ShopError as error:
        ddl = str(sa.schema.CreateTable(requests).compile(dialect=engine.dialect)).strip()
        raise ShopUnavailable(
            f"{error}\nThe mapping has writes, so the table kefu_requests must stand beside the merchant's. "
            f"If this user may not make it, have it made:\n{ddl}"
        ) from error


async def open_sidecar(url: str, setting: str) -> AsyncEngine:
    """Return the engine of the sidecar database, made with its table where it is missing."""
    parsed = parse_url(url)
    path = sqlite_path(parsed)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = make_engine(parsed, create=True)
    try:
        async with transaction(engine, write=True, setting=setting) as connection:
            await connection.run_sync(_sidecar.create_all)
    except BaseException:
        await engine.dispose()
        raise
    return engine
