"""One thing of a mapping over its real tables: selects by our names, and rows made ours."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.types import NullType

from shop.adapters.mapped.fields import THINGS, Kind
from shop.adapters.mapped.model import Column, Thing
from shop.adapters.mapped.values import Reader, code_text, fitting, reader, write_money
from shop.enums import ShopEnum

logger = logging.getLogger(__name__)

_SHOWN = (Kind.choice, Kind.time, Kind.day)  # other values may be personal and are never logged


class MappedTable:
    """The rows of one thing. *columns* are those of its table and joins, by field; constants have none."""

    def __init__(
        self,
        thing: Thing,
        source: sa.sql.FromClause,
        columns: Mapping[str, sa.sql.ColumnElement],
        order_by: Iterable[sa.sql.ColumnElement],
        where: Iterable[sa.sql.ColumnElement],
        zone: ZoneInfo,
    ) -> None:
        self.thing, self.source, self.columns = thing, source, dict(columns)
        self.order_by, self.where = tuple(order_by), tuple(where)
        fields = THINGS[thing.name]
        self._readers: dict[str, Reader] = {
            name: reader(fields[name], thing.columns[name], zone) for name in self.columns
        }
        self._required = {name for name in thing.columns if fields[name].required}
        self._empty = {
            name: thing.columns[name].constant if name in thing.columns else None for name in fields
        }
        self._told: set[tuple[str, str]] = set()

    def __contains__(self, field: object) -> bool:
        return field in self.thing.columns

    def select(self, *where: sa.sql.ColumnElement) -> sa.sql.Select:
        """Return a select of every mapped field under its own name, with the values as the driver gives them."""
        raw = [sa.type_coerce(column, NullType()).label(name) for name, column in self.columns.items()]
        return sa.select(*raw).select_from(self.source).where(*self.where, *where)

    def equal(self, field: str, text: str) -> sa.sql.ColumnElement:
        """Return the condition that a key field is *text*; false where no row can hold it."""
        return self.any_of(field, [text])

    def any_of(self, field: str, texts: Iterable[str]) -> sa.sql.ColumnElement:
        """Return the condition that a key field is one of some texts."""
        column = self.columns[field]
        values = [value for text in texts if (value := fitting(text, column)) is not None]
        return column.in_(values) if values else sa.false()

    def is_choice(self, field: str, member: ShopEnum) -> sa.sql.ColumnElement:
        """Return the condition that a column holds a code that means *member*."""
        if field not in self.columns:
            return sa.true() if self._empty[field] is member else sa.false()
        mapped, column = self.thing.columns[field], self.columns[field]
        if mapped.otherwise is member:
            others = [fitting(code, column) for code, means in mapped.values.items() if means is not member]
            return sa.or_(column.not_in(others), column.is_(None))
        return column.in_(self.codes(field, member))

    def codes(self, field: str, *members: ShopEnum) -> list[Any]:
        """Return the codes that mean one of some members, as the column wants them."""
        mapped, column = self.thing.columns[field], self.columns[field]
        return [fitting(code, column) for code, means in mapped.values.items() if means in members]

    def write_key(self, field: str, text: str) -> Any:
        """Return a key as the column wants it, for a statement of the merchant."""
        column = self.columns.get(field)
        return text if column is None else fitting(text, column)

    def write_money(self, field: str, amount: Any) -> Any:
        """Return CNY as the column wants them."""
        mapped: Column | None = self.thing.columns.get(field)
        return write_money(amount, mapped.yuan if mapped else self.thing.columns["total"].yuan)

    def read(self, row: Any) -> SimpleNamespace | None:
        """Return a row with our names and types, None for fields not mapped; None for a row nobody can read."""
        record, whole = dict(self._empty), True
        for name, read in self._readers.items():
            raw = row._mapping[name]
            try:
                record[name] = None if raw is None else read(raw)
            except (ValueError, TypeError, ArithmeticError, OSError):
                self._tell(name, raw)
            whole = whole and (record[name] is not None or name not in self._required)
        return SimpleNamespace(**record) if whole else None

    def _tell(self, field: str, raw: Any) -> None:
        """Log a value that cannot be read, once."""
        shown = code_text(raw)[:40] if THINGS[self.thing.name][field].kind in _SHOWN else "a value"
        if (field, shown) not in self._told and len(self._told) < 1000:
            self._told.add((field, shown))
            column = self.thing.columns[field].column
            logger.warning(
                "%s.%s: %s in %s.%s cannot be read", self.thing.name, field, shown, self.thing.table, column
            )
