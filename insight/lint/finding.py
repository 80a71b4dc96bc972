"""What a check found: where, how bad, what is wrong and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from typing import Iterable, NamedTuple, Tuple


class Severity(str, Enum):
    """An error makes the assistant worse or stops training; a warning may be meant so."""

    ERROR = "error"
    WARNING = "warning"


class Place(NamedTuple):
    """A file, as findings show it, and a line counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True)
class Finding:
    """One mistake.

    Attributes:
        severity: Whether it fails a build.
        code: Names the kind of mistake, such as ``sentence-in-two-intents``.
        file: The file, relative to the project.
        line: The line, counted from 1.
        message: What is wrong and what to do.
    """

    severity: Severity
    code: str
    file: str
    line: int
    message: str

    @property
    def order(self) -> Tuple[str, int, str, str]:
        """Findings are listed by this."""
        return self.file, self.line, self.code, self.message


def error(code: str, place: Place, message: str) -> Finding:
    """A mistake that has to be corrected."""
    return Finding(Severity.ERROR, code, place.file, place.line, message)


def warning(code: str, place: Place, message: str) -> Finding:
    """Something to look at."""
    return Finding(Severity.WARNING, code, place.file, place.line, message)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Ends a sentence: `. Did you mean ...?` where a known name is near, else `.`.

    >>> did_you_mean("return_good", ["greet", "return_goods"])
    '. Did you mean return_goods?'
    """
    return _nearest(name, tuple(sorted(known)))


@lru_cache(maxsize=1024)
def _nearest(name: str, known: Tuple[str, ...]) -> str:
    near = get_close_matches(name, known, n=1)
    return f". Did you mean {near[0]}?" if near else "."
