"""What stands in a merchant's columns, made ours and back: money, times, codes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from shop.adapters.mapped.fields import Field, Kind
from shop.adapters.mapped.model import Column
from shop.columns import from_fen, to_fen
from shop.enums import ShopEnum

_CENT = Decimal("0.01")

Reader = Callable[[Any], Any]


def reader(field: Field, column: Column, zone: ZoneInfo) -> Reader:
    """Return what makes a raw value of the *column* ours; it raises ValueError for what cannot be read."""
    readers: dict[Kind, Reader] = {
        Kind.key: read_text,
        Kind.text: read_text,
        Kind.whole: int,
        Kind.money: read_yuan if column.yuan else read_fen,
        Kind.time: lambda raw: read_time(raw, zone, column.milliseconds),
        Kind.day: lambda raw: read_day(raw, zone, column.milliseconds),
        Kind.choice: lambda raw: read_choice(raw, column),
    }
    return readers[field.kind]


def read_text(raw: Any) -> str:
    """Return a text, or a number as one."""
    return str(raw).strip()


def read_fen(raw: Any) -> Decimal:
    """Return whole fen as CNY."""
    number = _number(raw)
    if number != number.to_integral_value():
        raise ValueError(f"expected whole fen, got {raw!r}: is the column in yuan?")
    return from_fen(int(number))


def read_yuan(raw: Any) -> Decimal:
    """Return yuan with two decimals; a float is taken as it is written."""
    return _number(raw).quantize(_CENT)


def write_money(amount: Decimal, yuan: bool) -> Any:
    """Return CNY as the column wants it."""
    return amount if yuan else to_fen(amount)


def _number(raw: Any) -> Decimal:
    try:
        number = Decimal(str(raw))
    except InvalidOperation:
        raise ValueError(f"expected a number, got {raw!r}") from None
    if not number.is_finite():
        raise ValueError(f"expected a number, got {raw!r}")
    return number


def read_time(raw: Any, zone: ZoneInfo, milliseconds: bool) -> datetime | None:
    """Return a moment in UTC; times without a zone are in *zone*, and 0 or an empty text is none."""
    if isinstance(raw, bool):
        raise ValueError(f"expected a time, got {raw!r}")
    if isinstance(raw, (int, float, Decimal)):
        seconds = float(raw) / (1000 if milliseconds else 1)
        return datetime.fromtimestamp(seconds, timezone.utc) if seconds else None
    if isinstance(raw, str):
        text = raw.strip()
        if not text or text.startswith("0000"):
            return None
        raw = datetime.fromisoformat(f"{text[:-1]}+00:00" if text.endswith(("Z", "z")) else text)
    if not isinstance(raw, datetime):
        if not isinstance(raw, date):
            raise ValueError(f"expected a time, got {raw!r}")
        raw = datetime(raw.year, raw.month, raw.day, tzinfo=zone)
    return (raw if raw.tzinfo else raw.replace(tzinfo=zone)).astimezone(timezone.utc)


def read_day(raw: Any, zone: ZoneInfo, milliseconds: bool) -> date | None:
    """Return a day; of a moment, the day in *zone*."""
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    moment = read_time(raw, zone, milliseconds)
    return None if moment is None else moment.astimezone(zone).date()


def read_choice(raw: Any, column: Column) -> ShopEnum:
    """Return what a code means; raises ValueError for one that the mapping does not name."""
    found = column.values.get(code_text(raw), column.otherwise)
    if found is None:
        raise ValueError(f"unknown value {raw!r}")
    return found


def code_text(raw: Any) -> str:
    """Return a code as text, so that 10, ``10`` and a padded ``10  `` are one."""
    if isinstance(raw, bool):
        return str(int(raw))
    if isinstance(raw, (float, Decimal)) and raw == int(raw):
        return str(int(raw))
    return str(raw).strip()


def fitting(text: Any, column: sa.sql.ColumnElement) -> Any:
    """Return a key or a code as the column's type wants it; None when no row can hold it."""
    if isinstance(column.type, (sa.Integer, sa.Boolean)):
        try:
            number = int(text)
        except (ValueError, OverflowError):
            return None
        if isinstance(column.type, sa.Boolean):
            return bool(number)
        return number if abs(number) < 2**63 else None
    if isinstance(column.type, sa.Numeric) and str(text).isdecimal():
        return int(text)
    return None if "\x00" in str(text) else str(text)  # PostgreSQL refuses it in a text
