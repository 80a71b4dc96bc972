"""A mapping held against the real tables: what is not there is named with the closest name that is."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from typing import Any

import sqlalchemy as sa

from shop.adapters.mapped.lines import did_you_mean
from shop.adapters.mapped.model import Mapping, Thing
from shop.adapters.mapped.table import MappedTable
from shop.adapters.mapped.values import fitting
from shop.errors import MappingError


def bind(mapping: Mapping, connection: sa.engine.Connection) -> dict[str, MappedTable]:
    """Return every thing of the *mapping* over its tables; raises MappingError with all that does not fit."""
    tables = _Tables(mapping, connection)
    found = {}
    for name, thing in mapping.things.items():
        table = _bind(mapping, thing, tables)
        if table is not None:
            found[name] = table
    if tables.troubles:
        raise MappingError("\n".join(dict.fromkeys(tables.troubles)))
    return found


class _Tables:
    """The tables of the database, reflected once each, and the list of what was not found."""

    def __init__(self, mapping: Mapping, connection: sa.engine.Connection) -> None:
        self._mapping, self._connection = mapping, connection
        self._inspector = sa.inspect(connection)
        self._metadata = sa.MetaData()
        self._found: dict[str, sa.Table | None] = {}
        self.troubles: list[str] = []

    def table(self, name: str, line: int) -> sa.Table | None:
        """Return a table or view, ``schema.name`` where it is not in the default schema."""
        if name not in self._found:
            self._found[name] = self._reflect(name)
        if self._found[name] is None:
            self.trouble(line, f"there is no table {name!r}{did_you_mean(name, self._names(name))}")
        return self._found[name]

    def column(self, source: Any, table: str, name: str, line: int) -> Any:
        """Return a column of a table or alias."""
        if name in source.c:
            return source.c[name]
        self.trouble(line, f"table {table!r} has no column {name!r}{did_you_mean(name, source.c.keys())}")
        return None

    def trouble(self, line: int, what: str) -> None:
        """Note what does not fit."""
        self.troubles.append(f"{self._mapping.where(line)}: {what}")

    def _reflect(self, name: str) -> sa.Table | None:
        schema, _, bare = name.rpartition(".")
        try:
            return sa.Table(
                bare, self._metadata, schema=schema or None, autoload_with=self._connection, resolve_fks=False
            )
        except sa.exc.NoSuchTableError:
            return None

    def _names(self, name: str) -> list[str]:
        schema = name.rpartition(".")[0] or None
        try:
            names = [*self._inspector.get_table_names(schema), *self._inspector.get_view_names(schema)]
        except sa.exc.DBAPIError:
            return []
        return [f"{schema}.{one}" if schema else one for one in names]


def _bind(mapping: Mapping, thing: Thing, tables: _Tables) -> MappedTable | None:
    main = tables.table(thing.table, thing.line)
    if main is None:
        return None
    alias = main.alias(thing.name)
    sources: dict[str | None, Any] = {None: alias}
    names: dict[str | None, str] = {None: thing.table}
    whole: Any = alias
    for name, join in thing.joins.items():
        joined = tables.table(join.table, join.line)
        if joined is None:
            continue
        sources[name], names[name] = joined.alias(f"{thing.name}_{name}"), join.table
        on = [_condition(tables, sources, names, name, pair, join.line) for pair in join.on]
        whole = whole.outerjoin(sources[name], sa.and_(*(one for one in on if one is not None)))
    columns = {}
    for field, column in thing.columns.items():
        source = sources.get(column.join)
        if column.column is not None and source is not None:
            columns[field] = tables.column(source, names[column.join], column.column, column.line)
    where = [_where(tables, thing, alias, column, values) for column, values in thing.where.items()]
    if any(column is None for column in columns.values()) or any(one is None for one in where):
        return None
    return MappedTable(thing, whole, columns, alias.primary_key, where, mapping.zone)


def _condition(
    tables: _Tables,
    sources: Dict[str | None, Any],
    names: Dict[str | None, str],
    name: str,
    pair: tuple[str, str],
    line: int,
) -> Any:
    theirs = tables.column(sources[name], names[name], pair[0], line)
    before, dot, column = pair[1].rpartition(".")
    key = before if dot else None
    if key not in sources:
        tables.trouble(line, f"there is no join {before!r} before this one")
        return None
    ours = tables.column(sources[key], names[key], column, line)
    return None if theirs is None or ours is None else theirs == ours


def _where(tables: _Tables, thing: Thing, alias: Any, column: str, values: tuple[Any, ...]) -> Any:
    found = tables.column(alias, thing.table, column, thing.line)
    if found is None:
        return None
    return found.in_([fitting(int(value) if isinstance(value, bool) else value, found) for value in values])
