"""One transaction in a merchant's database at one moment, as the queries of the mapped shop see it."""

from __future__ import annotations

import re
from collections.abc import Mapping as Dict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from shop.adapters.mapped.model import Mapping
from shop.adapters.mapped.table import MappedTable
from shop.errors import ShopUnavailable
from shop.numbers import squeeze
from shop.policy import Policy, shop_day


@dataclass(frozen=True)
class Visit:
    """The connection, the moment, the shop's rules, and the mapped tables by name.

    Every query about an order goes through `of_customer` or `of_orders`, which carry the customer.
    """

    connection: AsyncConnection
    now: datetime
    policy: Policy
    mapping: Mapping
    tables: Dict[str, MappedTable]

    @property
    def today(self) -> date:
        """The day in the shop's time zone."""
        return shop_day(self.now)

    def order_number(self, text: str) -> str | None:
        """Return an order number as it is stored, or None when *text* cannot be one."""
        return order_number(self.mapping, text)

    async def read(self, name: str, query: sa.sql.Select) -> list[Any]:
        """Return the readable rows of a select of the table *name*."""
        table = self.tables[name]
        read = [table.read(row) for row in await self.connection.execute(query)]
        return [record for record in read if record is not None]

    async def one(self, name: str, query: sa.sql.Select) -> Any | None:
        """Return the only row, or None; raises ShopUnavailable for one that cannot be read.

        Saying "there is none" of an order whose status nobody can read would be untrue.
        """
        row = (await self.connection.execute(query.limit(2))).first()
        if row is None:
            return None
        record = self.tables[name].read(row)
        if record is None:
            raise ShopUnavailable(
                f"a row of {name} cannot be read with {self.mapping.file}: "
                "`kefu shop check` lists the values that it does not name"
            )
        return record

    async def order(self, customer_id: str, order_id: str) -> Any | None:
        """Return the customer's order, or None."""
        orders = self.tables["orders"]
        mine = orders.equal("customer", customer_id), orders.equal("id", order_id)
        return await self.one("orders", orders.select(*mine))

    async def of_orders(
        self, name: str, customer_id: str, order_ids: list[str], *order_by: Any, limit: int | None = None
    ) -> list[Any]:
        """Return rows of a table that belong to some orders of the customer; none when it is not mapped."""
        table = self.tables.get(name)
        if table is None or not order_ids:
            return []
        query = table.select(table.any_of("order", order_ids), self.owned(table, customer_id))
        return await self.read(name, query.order_by(*order_by, *table.order_by).limit(limit))

    async def of_customer(self, name: str, customer_id: str, newest_by: str, limit: int) -> list[Any]:
        """Return the newest rows of a table that belong to any order of the customer."""
        table = self.tables.get(name)
        if table is None:
            return []
        query = table.select(self.owned(table, customer_id))
        newest = table.columns[newest_by].desc(), *(column.desc() for column in table.order_by)
        return await self.read(name, query.order_by(*newest).limit(limit))

    def owned(self, table: MappedTable, customer_id: str) -> sa.sql.ColumnElement:
        """Return the condition that the order in a row of *table* is the customer's."""
        orders = self.tables["orders"]
        return (
            sa.select(sa.literal(1))
            .select_from(orders.source)
            .where(
                orders.columns["id"] == table.columns["order"],
                orders.equal("customer", customer_id),
                *orders.where,
            )
            .exists()
        )


def order_number(mapping: Mapping, text: str) -> str | None:
    """Return an order number in capitals without separators, or None when *text* cannot be one."""
    squeezed = squeeze(text)
    return squeezed if re.fullmatch(mapping.order_number, squeezed) else None
