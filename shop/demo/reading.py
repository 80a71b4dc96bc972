"""Reading the files of ``data/shop``; a mistake in one is named with its file and entry."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from shop.errors import SeedDataError

E = TypeVar("E", bound=Enum)
DATA = Path(__file__).resolve().parents[2] / "data" / "shop"


def read(folder: Path, name: str) -> Any:
    """Return what the YAML file *name* in *folder* holds; raises SeedDataError."""
    path = folder / name
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SeedDataError(f"{path} is missing: the demo shop cannot be made without it") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SeedDataError(f"{path} is not valid YAML in UTF-8: {error}") from error
    if not isinstance(content, (dict, list)) or not content:
        raise SeedDataError(f"{path} is empty, or neither a list nor a mapping")
    return content


@contextmanager
def entry(name: str, where: object) -> Iterator[None]:
    """Name the file and the entry in any error that reading the entry raises."""
    try:
        yield
    except SeedDataError as error:
        raise SeedDataError(f"{name}, {where}: {error}") from error
    except KeyError as error:
        raise SeedDataError(f"{name}, {where}: {error} is missing or not known") from error
    except (ValueError, TypeError, IndexError, AttributeError) as error:
        raise SeedDataError(f"{name}, {where}: {error}") from error


def yuan(value: object) -> Decimal:
    """Return CNY from whole yuan or a quoted decimal; raises SeedDataError, also for an inexact 19.9."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise SeedDataError(f'a price is whole yuan or quoted like "19.90", not {value!r}')
    try:
        amount = Decimal(value)
    except InvalidOperation as error:
        raise SeedDataError(f'a price is whole yuan or quoted like "19.90", not {value!r}') from error
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise SeedDataError(f"a price is not negative and has at most two decimals, not {value!r}")
    return amount.quantize(Decimal("0.01"))


def pair(value: Any) -> tuple[str, str]:
    """Return a Chinese and an English text from a list of the two."""
    if not isinstance(value, list) or len(value) != 2 or not all(isinstance(text, str) for text in value):
        raise SeedDataError(f"expected [Chinese, English], got {value!r}")
    return value[0], value[1]


def one_of(members: type[E], value: object) -> E:
    """Return the member of an enum with this value; raises SeedDataError with the allowed ones."""
    try:
        return members(value)
    except ValueError as error:
        allowed = ", ".join(str(member.value) for member in members)
        raise SeedDataError(f"{value!r} is not one of {allowed}") from error


def text(value: object) -> str:
    """Return a non-empty string; raises SeedDataError, for instance for a number that lacks its quotes."""
    if not isinstance(value, str) or not value.strip():
        raise SeedDataError(f"expected a text (in quotes when it looks like a number), got {value!r}")
    return value
