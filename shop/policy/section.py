"""One mapping of the policy file; whatever is wrong in it is named by its full key."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any, NoReturn, TypeVar

from shop.errors import PolicyError

E = TypeVar("E", bound=Enum)


class Section:
    """Reads values by key; `done` refuses keys that nobody asked for. Everything raises PolicyError."""

    def __init__(self, content: Any, path: str) -> None:
        self._path = path
        if not isinstance(content, dict) or not content:
            self.refuse("", "expected keys with values", content)
        self._content: dict[Any, Any] = content
        self._asked: dict[Any, None] = {}  # a set that keeps its order

    def value(self, key: Any) -> Any:
        """Return what stands at *key*."""
        self._asked[key] = None
        if key not in self._content or self._content[key] is None:
            raise PolicyError(f"{self._name(key)}: is missing")
        return self._content[key]

    def __contains__(self, key: object) -> bool:
        return key in self._content

    @property
    def keys(self) -> list[Any]:
        """All keys, in the order of the file."""
        return list(self._content)

    def section(self, key: Any) -> Section:
        """Return the mapping at *key*."""
        return Section(self.value(key), self._name(key))

    def whole(self, key: Any, least: int = 0, most: int = 10_000) -> int:
        """Return a whole number from *least* to *most*."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.refuse(key, f"expected a whole number from {least} to {most}", value)
        return value

    def yes_no(self, key: Any) -> bool:
        """Return true or false."""
        value = self.value(key)
        if not isinstance(value, bool):
            self.refuse(key, "expected true or false", value)
        return value

    def decimal(self, key: Any) -> Decimal:
        """Return a number that is not negative, with at most two decimals, whole or quoted ("3.5")."""
        value = self.value(key)
        wanted = 'expected a whole number, or one in quotes like "3.50"'
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            self.refuse(key, wanted, value)
        try:
            number = Decimal(value)
        except InvalidOperation:
            self.refuse(key, wanted, value)
        if not number.is_finite() or number < 0 or number != round(number, 2):
            self.refuse(key, wanted, value)
        return number.quantize(Decimal("0.01"))

    def items(self, key: Any) -> list[Any]:
        """Return a list."""
        value = self.value(key)
        if not isinstance(value, list):
            self.refuse(key, "expected a list in [ ]", value)
        return value

    def texts(self, key: Any) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.items(key)
        if not all(isinstance(value, str) and value for value in values):
            self.refuse(key, "expected texts", values)
        return tuple(values)

    def bilingual(self, key: Any) -> tuple[str, str]:
        """Return a text in Chinese and English."""
        texts = self.texts(key)
        if len(texts) != 2:
            self.refuse(key, "expected [Chinese, English]", list(texts))
        return texts[0], texts[1]

    def members(self, key: Any, enum: type[E]) -> tuple[E, ...]:
        """Return a list of values of *enum*."""
        return tuple(self._member(key, value, enum) for value in self.items(key))

    def pair(self, key: Any, value: Any, least: int, most: int) -> tuple[int, int]:
        """Return two rising whole numbers from *value*, which stands at *key*."""
        if (
            not isinstance(value, list)
            or len(value) != 2
            or not all(isinstance(n, int) and least <= n <= most for n in value)
            or value[0] > value[1]
        ):
            self.refuse(key, f"expected [from, to], whole numbers from {least} to {most}", value)
        return value[0], value[1]

    def done(self) -> None:
        """Refuse keys that nobody asked for: a misspelt rule would silently not hold."""
        unknown = [key for key in self._content if key not in self._asked]
        if unknown:
            known = ", ".join(map(str, self._asked))
            raise PolicyError(f"{self._name(unknown[0])}: is not known here; known are {known}")

    def _member(self, key: Any, value: Any, enum: type[E]) -> E:
        try:
            return enum(value)
        except ValueError:
            self.refuse(key, f"expected one of {', '.join(str(m.value) for m in enum)}", value)

    def _name(self, key: Any) -> str:
        return f"{self._path}{key}" if self._path.endswith(": ") else f"{self._path}.{key}"

    def refuse(self, key: Any, wanted: str, value: Any) -> NoReturn:
        """Raise PolicyError for the *value* at *key*, saying what was *wanted*."""
        raise PolicyError(f"{self._name(key) if key != '' else self._path}: {wanted}, got {value!r}")
