"""Finds the names of lookup tables in a text."""
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Sequence, Tuple

from components.bert.errors import BrokenModel, TrainingDataError
from components.bert.units import Unit, units
from components.marks import MarkedText, Span, known_to_jieba

# A change here makes tables that were learnt before stale; it is part of the fingerprint.
LOOKUPS_VERSION = 1

_FILE = "lookups.json"
_CHINESE = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile(r"[0-9a-zà-ɏ]")
# A name of so few Chinese characters may be a part of a longer word: 光合 of 光合作用.
_SHORT = 2
# One unmarked place may be a slip; from two on a name is doubted.
_ENOUGH = 2

Name = Tuple[str, ...]  # its units


@dataclass(frozen=True)
class Found:
    """A name in a text, [start, end) in units."""

    entity: str
    name: Name
    start: int
    end: int


class Lookups:
    """The names of all tables, compared without regard to case, width, script and white space."""

    def __init__(
        self, tables: Mapping[str, Iterable[str]], is_word: Callable[[str], bool] = known_to_jieba
    ) -> None:
        """Takes the names of each entity; ``is_word`` tells which words of a tokenizer are to be trusted."""
        self.tables: Dict[str, List[str]] = {}
        self._is_word = is_word
        self._entities: Dict[Name, str] = {}
        for entity in sorted(tables):
            kept = {name: key for name in tables[entity] for key in [name_units(name)] if key}
            self.tables[entity] = sorted(kept)
            for key in kept.values():
                self._entities.setdefault(key, entity)  # a name in two tables is that of the first
        self._beginnings = {key[:length] for key in self._entities for length in range(1, len(key) + 1)}

    def find(self, text: str, parts: Sequence[Unit], words: Sequence[Span] = ()) -> Iterator[Found]:
        """All names in a text, overlapping ones too.

        Args:
            text: The text.
            parts: Its units.
            words: The [start, end) of the tokenizer's words, in characters; none: every place may end a word.
        """
        for start in range(len(parts)):
            key: Name = ()
            for end in range(start + 1, len(parts) + 1):
                key = (*key, parts[end - 1].text)
                if key not in self._beginnings:
                    break
                entity = self._entities.get(key)
                if entity and not _glued(parts, start, end) and not self._in_a_word(text, parts[start:end], words):
                    yield Found(entity, key, start, end)

    def _in_a_word(self, text: str, name: Sequence[Unit], words: Sequence[Span]) -> bool:
        """Whether a short Chinese name begins or ends inside a longer word."""
        if len(name) > _SHORT or not all(_CHINESE.match(unit.text) for unit in name):
            return False
        edges = (name[0].start, name[-1].end)
        cut = [(start, end) for start, end in words if any(start < edge < end for edge in edges)]
        return any(self._is_word(text[start:end]) for start, end in cut)

    def trusted(self, examples: Iterable[MarkedText], least: float) -> Lookups:
        """These tables without the names that training sentences leave unmarked too often.

        手机 is a category, but not in 手机尾号: such a name is left to those who read the whole sentence. A name
        of which less than the share ``least``, in [0, 1], is marked as its entity goes, if it stands unmarked
        at least twice.
        """
        right: Dict[Name, int] = {}
        wrong: Dict[Name, int] = {}
        for example in examples:
            parts = units(example.text)
            for found in self.find(example.text, parts, example.words):
                span = parts[found.start].start, parts[found.end - 1].end
                marks = [mark for mark in example.marks if mark[1] < span[1] and span[0] < mark[2]]
                if any(entity == found.entity for entity, _, _ in marks):
                    right[found.name] = right.get(found.name, 0) + 1
                elif not any(start <= span[0] and span[1] <= end for _, start, end in marks):
                    wrong[found.name] = wrong.get(found.name, 0) + 1
        doubted = {
            name
            for name, times in wrong.items()
            if times >= _ENOUGH and right.get(name, 0) < least * (times + right.get(name, 0))
        }
        kept = {
            entity: [name for name in names if name_units(name) not in doubted]
            for entity, names in self.tables.items()
        }
        return Lookups(kept, self._is_word)

    def save(self, folder: Path) -> None:
        """Writes the tables as JSON."""
        text = json.dumps({"tables": self.tables}, ensure_ascii=False, indent=0, sort_keys=True)
        (folder / _FILE).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Lookups:
        """Reads what `save` wrote.

        Raises:
            BrokenModel: if the file is absent or damaged.
        """
        try:
            tables = json.loads((folder / _FILE).read_text(encoding="utf-8"))["tables"]
            if not all(isinstance(name, str) for names in tables.values() for name in names):
                raise TypeError("a name is no text")
            return cls(tables)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise BrokenModel(
                f"The lookup tables in the trained model cannot be read ({error}). "
                "Train again with `rasa train --force`."
            ) from error


def name_units(name: str) -> Name:
    """The units of a name; none for what has no letter, digit or Chinese character.

    >>> name_units("ＳＴＡＲＬＡＮ X20")
    ('starlan', 'x', '20')
    """
    key = tuple(unit.text for unit in units(name))
    return key if any(map(str.isalnum, "".join(key))) else ()


def table_elements(table: Mapping[str, Any]) -> List[str]:
    """The names of a table of Rasa's training data: a list, or a file with one name a line.

    Raises:
        TrainingDataError: for a file that cannot be read.
    """
    elements = table["elements"]
    single = elements if isinstance(elements, str) else elements[0] if len(elements) == 1 else ""
    if not single:
        return [str(element) for element in elements]
    if "\n" in single:  # Rasa has read the file already (rasa/shared/nlu/training_data/training_data.py)
        return single.splitlines()
    path = Path(single)
    if path.is_file():
        try:
            return path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise TrainingDataError(f"the lookup table {table['name']} cannot be read from {path}: {error}") from error
    if path.suffix == ".txt":
        raise TrainingDataError(
            f"the lookup table {table['name']} names the file {path}, which is not there (looked in {Path.cwd()}). "
            "Give its path from the project's root."
        )
    return [single]


def _glued(parts: Sequence[Unit], start: int, end: int) -> bool:
    """Whether letters or digits go on directly before or after a run of units."""
    edges = [(start - 1, start), (end - 1, end)]
    return any(
        left >= 0
        and right < len(parts)
        and parts[left].end == parts[right].start
        and bool(_LATIN.match(parts[left].text[-1]) and _LATIN.match(parts[right].text[0]))
        for left, right in edges
    )
