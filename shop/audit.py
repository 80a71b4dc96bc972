"""The record of who changed what, in the change's own transaction; also the memory of request keys."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.errors import RequestKeyReused
from shop.tables import audit

_LONGEST_KEY = 128  # characters


def check_request_key(request_key: str) -> str:
    """Return *request_key*, or raise ValueError when it is empty or too long to be stored."""
    if not 1 <= len(request_key) <= _LONGEST_KEY:
        raise ValueError(f"a request key has 1 to {_LONGEST_KEY} characters, got {len(request_key)}")
    return request_key


async def earlier_change(
    connection: AsyncConnection,
    request_key: str,
    actor: str,
    action: str,
    order_id: str | None,
    table: sa.Table = audit,
) -> dict[str, Any] | None:
    """Return what an earlier request with this key left behind (``after``), or None when there was none.

    *table* has the columns of ``audit``. Raises RequestKeyReused when the key belongs to another write.
    """
    query = sa.select(table).where(table.c.request_key == request_key)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    if (row.actor, row.action, row.order_id) != (actor, action, order_id):
        raise _reused(request_key, f"{row.action} of order {row.order_id}" if row.order_id else row.action)
    return dict(row.after)


async def record(
    connection: AsyncConnection,
    *,
    at: datetime,
    actor: str,
    action: str,
    order_id: str | None,
    before: dict[str, Any],
    after: dict[str, Any],
    request_key: str,
    table: sa.Table = audit,
) -> None:
    """Write one row: who did what when, with the changed fields before and after (JSON values).

    Raises RequestKeyReused when the key belongs to another write.
    """
    row = {"at": at, "actor": actor, "action": action, "order_id": order_id, "before": before, "after": after}
    try:
        await connection.execute(table.insert().values(**row, request_key=request_key))
    except IntegrityError as error:
        raise _reused(request_key, "another write") from error


def _reused(request_key: str, write: str) -> RequestKeyReused:
    return RequestKeyReused(
        f"request key {request_key!r} was used before, for {write}; "
        "make a new key for each thing a customer asks for"
    )
