"""What every query and write needs: the transaction, the moment, and the shop's rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.audit import check_request_key, earlier_change, record
from shop.engine import serialise
from shop.policy import Policy, shop_day
from shop.tables import orders

LONGEST_WORDS = 200  # characters of what a customer says that are kept


@dataclass(frozen=True)
class Work:
    """One transaction of the shop at one moment."""

    connection: AsyncConnection
    now: datetime
    policy: Policy

    @property
    def today(self) -> date:
        """The day in the shop's time zone."""
        return shop_day(self.now)

    async def all(self, query: sa.sql.Executable) -> list[Any]:
        """Return all rows."""
        return list((await self.connection.execute(query)).all())

    async def one(self, query: sa.sql.Executable) -> Any | None:
        """Return the only row, or None."""
        return (await self.connection.execute(query)).one_or_none()

    async def scalar(self, query: sa.sql.Executable) -> Any:
        """Return the first column of the first row, or None."""
        return (await self.connection.execute(query)).scalar()

    async def insert(self, table: sa.Table, **values: Any) -> Any:
        """Insert one row; return its primary key (the first column of it)."""
        done = await self.connection.execute(table.insert().values(**values))
        return done.inserted_primary_key[0]

    async def update(self, table: sa.Table, *where: sa.sql.ColumnElement, **values: Any) -> int:
        """Update rows; return how many."""
        done = await self.connection.execute(table.update().where(*where).values(**values))
        return int(done.rowcount)

    async def lock_order(self, customer_id: str, order_id: str) -> Any | None:
        """Read the customer's order and hold it until the end (SQLite holds the whole database); else None."""
        query = sa.select(orders).where(orders.c.id == order_id, orders.c.customer_id == customer_id)
        return await self.one(query.with_for_update())

    async def lock_customer(self, customer_id: str) -> None:
        """Let no other write about this customer, outside orders, run beside this one."""
        await serialise(self.connection, f"customer {customer_id}")

    async def earlier(
        self, request_key: str, actor: str, action: str, order_id: str | None
    ) -> dict[str, Any] | None:
        """Return what an earlier request with this key left behind, or None; checks the key."""
        check_request_key(request_key)
        return await earlier_change(self.connection, request_key, actor, action, order_id)

    async def record(
        self,
        request_key: str,
        actor: str,
        action: str,
        order_id: str | None,
        *,
        before: dict[str, Any] | None = None,
        after: dict[str, Any],
    ) -> None:
        """Write the audit row that also remembers the request key; values as JSON holds them."""
        await record(
            self.connection,
            at=self.now,
            actor=actor,
            action=action,
            order_id=order_id,
            before=before or {},
            after=after,
            request_key=request_key,
        )


def owned(order_id: sa.sql.ColumnElement, customer_id: str) -> sa.sql.ColumnElement:
    """Return the condition that the order in a column is the customer's; every query about an order carries it."""
    return sa.exists().where(orders.c.id == order_id, orders.c.customer_id == customer_id)


def one_line(words: str, longest: int = LONGEST_WORDS) -> str:
    """Return a customer's words without control characters and line ends, cut to what the column holds."""
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:longest]
