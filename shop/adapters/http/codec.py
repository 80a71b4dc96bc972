"""The port's types as JSON and back; what does not fit is named by its path, what was expected, and what came.

Money and rates are strings (``"12.50"``), times ISO 8601 with their zone, days ``2026-11-06``, closed sets their
values. Keys that are not known are ignored, so that a service may say more; a missing key that may be null is null.
"""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Sequence
from datetime import date, datetime, timezone
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

_SHOWN = 60  # characters of what came


class WrongAnswer(ValueError):
    """Something in JSON is not what its type says; the message names the place."""

    def __init__(self, path: str, expected: str, got: Any) -> None:
        kind = "null" if got is None else type(got).__name__
        shown = "" if got is None or isinstance(got, (dict, list)) else f" {str(got)[:_SHOWN]!r}"
        super().__init__(f"{path}: expected {expected}, got {kind}{shown}")


def encode(value: Any) -> Any:
    """Return a value of the port's types as JSON holds it. Raises TypeError for another."""
    if dataclasses.is_dataclass(value):
        return {field.name: encode(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"a time needs its zone: {value}")
        return value.astimezone(timezone.utc).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [encode(one) for one in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    raise TypeError(f"{type(value).__name__} has no form in JSON here")


def decode(kind: Any, value: Any, path: str = "$") -> Any:
    """Return JSON as a value of a type of the port. Raises WrongAnswer."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _union(kind, value, path)
    if origin in (list, Sequence):
        return [decode(get_args(kind)[0], one, f"{path}[{i}]") for i, one in enumerate(_list(value, path))]
    if origin is tuple:
        return _tuple(get_args(kind), value, path)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _dataclass(kind, value, path)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, value, path)
    return _plain(kind, value, path)


@cache
def field_types(kind: type) -> dict[str, Any]:
    """Return the types of a dataclass's fields by name."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _union(kind: Any, value: Any, path: str) -> Any:
    options = get_args(kind)
    if value is None and type(None) in options:
        return None
    real = [option for option in options if option is not type(None)]
    if str in real:
        return decode(str, value, path)
    return decode(real[0], value, path)


def _list(value: Any, path: str) -> list[Any]:
    if not isinstance(value, list):
        raise WrongAnswer(path, "a list", value)
    return value


def _tuple(args: tuple[Any, ...], value: Any, path: str) -> tuple[Any, ...]:
    values = _list(value, path)
    if len(args) == 2 and args[1] is Ellipsis:
        return tuple(decode(args[0], one, f"{path}[{i}]") for i, one in enumerate(values))
    if len(values) != len(args):
        raise WrongAnswer(path, f"a list of {len(args)}", value)
    return tuple(decode(kind, one, f"{path}[{i}]") for i, (kind, one) in enumerate(zip(args, values)))


def _dataclass(kind: type, value: Any, path: str) -> Any:
    if not isinstance(value, dict):
        raise WrongAnswer(path, f"a {kind.__name__}", value)
    made = {}
    for field in dataclasses.fields(kind):
        place, wanted = f"{path}.{field.name}", field_types(kind)[field.name]
        if field.name in value:
            made[field.name] = decode(wanted, value[field.name], place)
        elif type(None) in get_args(wanted):
            made[field.name] = None
        elif field.default is dataclasses.MISSING:
            raise WrongAnswer(place, "a value", None)
    return kind(**made)


def _member(kind: type[Enum], value: Any, path: str) -> Enum:
    try:
        return kind(value)
    except ValueError:
        names = ", ".join(str(member.value) for member in kind)
        raise WrongAnswer(path, f"one of {names}", value) from None


def _plain(kind: Any, value: Any, path: str) -> Any:
    if kind is Decimal:
        return _decimal(value, path)
    if kind is datetime:
        return _moment(value, path)
    if kind is date:
        return _day(value, path)
    if kind is float and isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    if kind is type(None):
        if value is not None:
            raise WrongAnswer(path, "null", value)
        return None
    names = {str: "a text", int: "a whole number", bool: "true or false", float: "a number"}
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise WrongAnswer(path, names[kind], value)
    return value


def _decimal(value: Any, path: str) -> Decimal:
    wanted = 'a decimal in quotes such as "12.50"'
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        raise WrongAnswer(path, wanted, value)
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise WrongAnswer(path, wanted, value) from None
    if not number.is_finite():
        raise WrongAnswer(path, wanted, value)
    return number


def _moment(value: Any, path: str) -> datetime:
    wanted = "a time with its zone such as 2026-11-06T10:00:00+08:00"
    try:
        text = str(value)
        moment = datetime.fromisoformat(f"{text[:-1]}+00:00" if text.endswith("Z") else text)
    except ValueError:
        raise WrongAnswer(path, wanted, value) from None
    if moment.tzinfo is None or not isinstance(value, str):
        raise WrongAnswer(path, wanted, value)
    return moment.astimezone(timezone.utc)


def _day(value: Any, path: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise WrongAnswer(path, "a day such as 2026-11-06", value) from None
