"""Trying a mapping on the real database before the first customer comes: every query, every statement, every code."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NullType

from shop.adapters.mapped.fields import THINGS, Kind
from shop.adapters.mapped.model import Mapping
from shop.adapters.mapped.statements import LISTS, parameters, prepared
from shop.adapters.mapped.table import MappedTable
from shop.adapters.mapped.values import code_text
from shop.adapters.mapped.visit import Visit
from shop.errors import MappingError

_NOBODY = "0"


@dataclass(frozen=True)
class UnknownValue:
    """A code in the data that the mapping does not name, and how many rows hold it."""

    field: str  # orders.status
    column: str  # t_trade.state
    value: str
    rows: int

    def __str__(self) -> str:
        return f"{self.field}: {self.rows} rows of {self.column} hold {self.value!r}, which the mapping does not name"


def check_products(mapping: Mapping) -> None:
    """Refuse products without a price: those need `variants`, or `price` and `stock` of their own."""
    thing = mapping.things.get("products")
    if (
        thing is not None
        and "variants" not in mapping.things
        and not {"price", "stock"} <= set(thing.columns)
    ):
        raise MappingError(
            f"{mapping.where(thing.line)}: products need the table `variants`, or `price` and `stock` of their own"
        )


async def try_queries(visit: Visit) -> None:
    """Run a query of each table for nobody; raises MappingError with what the database says."""
    for name, table in visit.tables.items():
        conditions = [visit.owned(table, _NOBODY)] if "order" in table and name != "tickets" else []
        try:
            await visit.connection.execute(table.select(*conditions).limit(1))
        except sa.exc.DBAPIError as error:
            where = visit.mapping.where(table.thing.line)
            raise MappingError(f"{where}: {name} cannot be read: {_cause(error)}") from error


async def try_statement(visit: Visit, sql: str, line: int) -> None:
    """Have the database plan a write without running it; raises MappingError with what the database says."""
    nothing: dict[str, Any] = {name: [None] if name in LISTS else None for name in parameters(sql)}
    try:
        await visit.connection.execute(prepared(f"EXPLAIN {sql}"), nothing)
    except sa.exc.DBAPIError as error:
        raise MappingError(
            f"{visit.mapping.where(line)}: the database does not accept the statement: {_cause(error)}"
        ) from error


async def unknown_values(connection: AsyncConnection, tables: Dict[str, MappedTable]) -> list[UnknownValue]:
    """Return every code in the data that the mapping does not name; reads all rows once for each such column."""
    found = []
    for name, table in tables.items():
        for field, column in table.columns.items():
            mapped = table.thing.columns[field]
            if THINGS[name][field].kind is not Kind.choice or mapped.otherwise is not None:
                continue
            raw = sa.type_coerce(column, NullType())
            query = sa.select(raw.label("code"), sa.func.count().label("rows")).select_from(table.source)
            query = query.where(*table.where, column.is_not(None)).group_by(column)
            for code, rows in await connection.execute(query):
                if code_text(code) not in mapped.values:
                    where = f"{table.thing.table if mapped.join is None else mapped.join}.{mapped.column}"
                    found.append(UnknownValue(f"{name}.{field}", where, code_text(code)[:40], rows))
    return sorted(found, key=lambda one: (one.field, -one.rows))


def _cause(error: sa.exc.DBAPIError) -> str:
    return str(error.orig).split("\n")[0].removeprefix("<class 'asyncpg.exceptions.").strip()
