from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from shop.columns import Money, UtcDateTime, from_fen, to_fen

amounts = st.decimals(min_value=-(10**15), max_value=10**15, places=2, allow_nan=False)
moments = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.builds(lambda h: timezone(timedelta(hours=h)), st.integers(-12, 14)),
)
table = sa.Table(
    "t",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("m", Money),
    sa.Column("at", UtcDateTime),
)


def round_trip(column: str, value: object) -> object:
    engine = sa.create_engine("sqlite://", future=True)
    with engine.begin() as connection:
        table.create(connection)
        connection.execute(table.insert().values({column: value}))
        stored = connection.execute(sa.select(table.c[column])).scalar_one()
    engine.dispose()
    return stored


@given(amounts)
def test_money_is_exact_in_fen(amount: Decimal) -> None:
    assert from_fen(to_fen(amount)) == amount
    assert to_fen(amount) == int(amount.scaleb(2))


@given(amounts)
def test_money_comes_back_from_a_database_with_two_decimals(amount: Decimal) -> None:
    stored = round_trip("m", amount)
    assert stored == amount
    assert isinstance(stored, Decimal)
    assert stored.as_tuple().exponent == -2


@given(st.integers(-(2**62), 2**62))
def test_fen_survive_beyond_what_a_float_holds(fen: int) -> None:
    assert to_fen(from_fen(fen)) == fen


@pytest.mark.parametrize("wrong", [1.5, 3, "2.00", True])
def test_money_that_is_no_decimal_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="must be a Decimal"):
        to_fen(wrong)  # type: ignore[arg-type]
    with pytest.raises((StatementError, TypeError), match="must be a Decimal"):
        round_trip("m", wrong)


@pytest.mark.parametrize("wrong", ["0.001", "19.999", "NaN", "Infinity", "-1E-3"])
def test_parts_of_a_fen_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="money must be"):
        to_fen(Decimal(wrong))


@given(moments)
def test_a_time_comes_back_in_utc(moment: datetime) -> None:
    stored = round_trip("at", moment)
    assert stored == moment
    assert isinstance(stored, datetime)
    assert stored.utcoffset() == timedelta(0)


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises((StatementError, ValueError), match="needs its zone"):
        round_trip("at", datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point


def test_nothing_stays_nothing() -> None:
    assert round_trip("m", None) is None
    assert round_trip("at", None) is None
