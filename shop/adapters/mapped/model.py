"""A mapping as its file gives it (`shop.adapters.mapped.reading`), before any database was looked at."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from shop.enums import ShopEnum
from shop.port import Capability


@dataclass(frozen=True)
class Column:
    """Where a field comes from: a column of the table or of a join, or a constant for all rows."""

    line: int
    column: str | None = None
    join: str | None = None
    constant: Any = None
    values: Dict[str, ShopEnum] = field(default_factory=dict)  # the merchant's code -> ours
    otherwise: ShopEnum | None = None  # for every code that `values` does not name
    yuan: bool = False  # money in yuan with decimals; else whole fen
    milliseconds: bool = False  # of times that are numbers; else seconds


@dataclass(frozen=True)
class Join:
    """Another table beside the main one, left-joined: its columns equal columns of what stands before it."""

    line: int
    table: str
    on: tuple[tuple[str, str], ...]  # (its column, the main table's column or `join.column`)


@dataclass(frozen=True)
class Thing:
    """One thing of the shop: its table, the joins in their order, and the columns of its fields."""

    name: str
    line: int
    table: str
    columns: Dict[str, Column]
    joins: Dict[str, Join] = field(default_factory=dict)
    where: Dict[str, tuple[Any, ...]] = field(default_factory=dict)  # the only values that count


@dataclass(frozen=True)
class Statement:
    """One statement of a write; *decides* when it is the first, whose row count says who won."""

    capability: Capability
    line: int
    sql: str
    decides: bool


@dataclass(frozen=True)
class Mapping:
    """The whole file."""

    file: str
    zone: ZoneInfo
    order_number: str  # a regular expression for the whole number, in capitals and without separators
    things: Dict[str, Thing]
    writes: Dict[Capability, tuple[Statement, ...]] = field(default_factory=dict)

    def where(self, line: int) -> str:
        """Return the file and a line of it, for messages."""
        return f"{self.file}, line {line}"
