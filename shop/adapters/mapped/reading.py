"""Reading a mapping: a mistake is named by file, line and key, and nothing is guessed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shop.adapters.mapped.fields import NEEDED, THINGS, Field, Kind
from shop.adapters.mapped.lines import Block, did_you_mean, read_block
from shop.adapters.mapped.model import Column, Join, Mapping, Statement, Thing
from shop.adapters.mapped.statements import WRITES, check_statement
from shop.adapters.mapped.values import code_text
from shop.enums import ShopEnum
from shop.port import Capability

_TOP = ("money", "time_zone", "unix_times", "order_number", "writes", *THINGS)
_COLUMN = ("column", "constant", "values", "otherwise", "money", "unix_time")
_UNITS, _TICKS = ("fen", "yuan"), ("seconds", "milliseconds")
_PLAIN = (str, int, bool)


def read_mapping(path: Path) -> Mapping:
    """Return the mapping in a file; raises MappingError, which names the line and what is allowed."""
    top = read_block(path)
    top.only(_TOP)
    for name in NEEDED:
        if name not in top:
            top.refuse(f"{name!r} is missing: a shop needs at least {', '.join(NEEDED)}")
    things = {name: _thing(top, name) for name in THINGS if name in top}
    return Mapping(
        file=path.name,
        zone=_zone(top),
        order_number=_pattern(top),
        things=things,
        writes=_writes(top, things) if "writes" in top else {},
    )


def _zone(top: Block) -> ZoneInfo:
    name = top.text("time_zone", "Asia/Shanghai")
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        top.refuse(f"time_zone: {name!r} is no time zone such as Asia/Shanghai", top.line_of("time_zone"))


def _pattern(top: Block) -> str:
    pattern = top.text("order_number", "[0-9]{12}")
    try:
        re.compile(pattern)
    except re.error as error:
        top.refuse(f"order_number: not a regular expression: {error}", top.line_of("order_number"))
    return pattern


def _thing(top: Block, name: str) -> Thing:
    block, fields = top.block(name), THINGS[name]
    block.only(("table", "joins", "where", "columns"))
    columns = block.block("columns")
    columns.only(fields)
    for field, what in fields.items():
        if what.required and field not in columns:
            columns.refuse(f"{field!r} is missing: every row of {name} needs one")
    joins = _joins(block) if "joins" in block else {}
    return Thing(
        name=name,
        line=block.line_of("table") if "table" in block else block.line,
        table=block.text("table"),
        columns={field: _column(top, columns, field, fields[field], joins) for field in columns},
        joins=joins,
        where=_where(block.block("where")) if "where" in block else {},
    )


def _joins(block: Block) -> dict[str, Join]:
    joins = {}
    for name in (every := block.block("joins")):
        one = every.block(name)
        one.only(("table", "on"))
        on = one.block("on")
        pairs = tuple((str(theirs), on.text(theirs)) for theirs in on)
        joins[str(name)] = Join(
            one.line_of("table") if "table" in one else one.line, one.text("table"), pairs
        )
    return joins


def _where(block: Block) -> dict[str, tuple[Any, ...]]:
    found = {}
    for column in block:
        value = block.value(column)
        values = value if isinstance(value, list) else [value]
        if not values or not all(isinstance(one, _PLAIN) for one in values):
            block.refuse(f"{column}: expected a value or a list of values", block.line_of(column))
        found[str(column)] = tuple(values)
    return found


def _column(top: Block, columns: Block, field: str, what: Field, joins: dict[str, Join]) -> Column:
    line = columns.line_of(field)
    common: dict[str, Any] = {
        "yuan": top.one_of("money", _UNITS, "fen") == "yuan",
        "milliseconds": top.one_of("unix_times", _TICKS, "seconds") == "milliseconds",
    }
    if not columns.is_block(field):
        if what.kind is Kind.choice:
            columns.refuse(f"{field}: needs `column` and `values`, which say what its codes mean", line)
        return _at(columns, line, columns.text(field), joins, common)
    block = columns.block(field)
    block.only(_COLUMN)
    if "money" in block:
        common["yuan"] = block.one_of("money", _UNITS, "fen") == "yuan"
    if "unix_time" in block:
        common["milliseconds"] = block.one_of("unix_time", _TICKS, "seconds") == "milliseconds"
    if what.choices is not None:
        common.update(_choices(block, what.choices))
    if "constant" in block:
        return Column(line, constant=_constant(block, what), **common)
    return _at(columns, line, block.text("column"), joins, common)


def _at(columns: Block, line: int, text: str, joins: dict[str, Join], common: dict[str, Any]) -> Column:
    join, dot, column = text.rpartition(".")
    if dot and join not in joins:
        columns.refuse(f"{text}: there is no join {join!r}{did_you_mean(join, joins)}", line)
    return Column(line, column=column, join=join or None, **common)


def _choices(block: Block, choices: type[ShopEnum]) -> dict[str, Any]:
    values = {}
    if "values" in block:
        mapped = block.block("values")
        values = {code_text(code): _member(mapped, code, choices) for code in mapped}
    elif "constant" not in block and "otherwise" not in block:
        block.refuse("'values' is missing: it says what the codes of the column mean")
    otherwise = _member(block, "otherwise", choices) if "otherwise" in block else None
    return {"values": values, "otherwise": otherwise}


def _member(block: Block, key: Any, choices: type[ShopEnum]) -> ShopEnum:
    value, names = block.value(key), [member.value for member in choices]
    if value not in names:
        block.refuse(f"{key}: {value!r} is not known{did_you_mean(str(value), names)}", block.line_of(key))
    return choices(value)


def _constant(block: Block, what: Field) -> Any:
    if what.choices is not None:
        return _member(block, "constant", what.choices)
    value = block.value("constant")
    if not isinstance(value, int if what.kind is Kind.whole else str) or isinstance(value, bool):
        block.refuse(
            f"constant: {value!r} does not fit, or cannot be the same for all", block.line_of("constant")
        )
    return value


def _writes(top: Block, things: dict[str, Thing]) -> dict[Capability, tuple[Statement, ...]]:
    block, found = top.block("writes"), {}
    block.only([capability.value for capability in WRITES])
    for name in block:
        capability = Capability(name)
        statements = []
        for place, (line, sql) in enumerate(block.blocks_or_texts(name)):
            statement = Statement(capability, line, sql.strip(), decides=place == 0)
            trouble = check_statement(statement, things)
            if trouble is not None:
                block.refuse(f"{name}: {trouble}", line)
            statements.append(statement)
        found[capability] = tuple(statements)
    return found
