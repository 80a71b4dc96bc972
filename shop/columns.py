"""Column types that keep money exact and times in UTC, on SQLite and PostgreSQL alike."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator


class Money(TypeDecorator):
    """Decimal CNY in Python, integer fen (1/100 yuan) in the database.

    Raises TypeError for anything but Decimal (a float is never exact), ValueError for fractions of a fen.
    """

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        """Turn yuan into fen."""
        return None if value is None else to_fen(value)

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        """Turn fen into yuan with two decimals."""
        return None if value is None else from_fen(value)


def to_fen(amount: Decimal) -> int:
    """Return *amount* in CNY as whole fen, exactly, or raise TypeError or ValueError."""
    if not isinstance(amount, Decimal):
        raise TypeError(f"money must be a Decimal, not {type(amount).__name__}: use Decimal('12.50')")
    if not amount.is_finite():
        raise ValueError(f"money must be finite, not {amount}")
    numerator, denominator = amount.as_integer_ratio()
    fen, rest = divmod(numerator * 100, denominator)
    if rest:
        raise ValueError(f"money must be whole fen (at most two decimals), not {amount}")
    return fen


def from_fen(fen: int) -> Decimal:
    """Return whole *fen* as CNY with two decimals."""
    sign, digits, _ = Decimal(fen).as_tuple()
    return Decimal((sign, digits, -2))


class UtcDateTime(TypeDecorator):
    """A point in time, aware in Python (always returned in UTC), UTC in the database.

    Raises ValueError for a datetime without a time zone.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Turn an aware time into UTC; SQLite stores it without its zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time needs its zone: use datetime.now(timezone.utc), not {value}")
        utc = value.astimezone(timezone.utc)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Give the stored time its UTC zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=timezone.utc) if value.tzinfo is None else value.astimezone(timezone.utc)


def enum_type(members: type[Enum], name: str) -> sa.Enum:
    """Return a text column type with a CHECK for the values of *members*; rows give the members back."""
    return sa.Enum(
        members,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=24,  # one length for all, so that a longer new value needs no new column
        values_callable=lambda enum: [member.value for member in enum],
    )
