"""Finds the values of `components.pattern_table.TABLE` with spaCy's Matcher; knows nothing of Rasa."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Collection, Dict, List, Sequence, Tuple

from components.bert.units import Unit
from components.light_spacy import import_spacy
from components.pattern_table import TABLE, PatternRow


@dataclass(frozen=True)
class Match:
    """A value of the table: its row's place there, and its units, [start, end)."""

    row: int
    start: int
    end: int


class PatternMatcher:
    """The compiled table."""

    def __init__(self, ignore: Collection[str] = ()) -> None:
        """Compiles the rows of all entities but those to ignore."""
        import_spacy()
        from spacy.matcher import Matcher
        from spacy.vocab import Vocab

        self._vocab = Vocab()
        rows = [(number, row) for number, row in enumerate(TABLE) if row.entity not in ignore]
        # One pass for all values and one for all that must stand before a value.
        self._values, self._before = Matcher(self._vocab), Matcher(self._vocab)
        self._rows: Dict[int, Tuple[int, PatternRow]] = {}  # by spaCy's number of the name
        for number, row in rows:
            name = str(number)
            self._values.add(name, [list(pattern) for pattern in row.patterns])
            if row.before:
                self._before.add(name, [list(pattern) for pattern in row.before])
            self._rows[self._vocab.strings[name]] = (number, row)

    def find(self, parts: Sequence[Unit]) -> List[Match]:
        """All values in a text of these units, overlapping ones too."""
        from spacy.tokens import Doc

        if not parts or not self._rows:
            return []
        gaps = [left.end < right.start for left, right in zip(parts, [*parts[1:], parts[-1]])]
        doc = Doc(self._vocab, words=[part.text for part in parts], spaces=gaps)
        candidates = self._values(doc)
        if not candidates:
            return []
        words = [place for place, part in enumerate(parts) if any(map(str.isalnum, part.text))]
        # Where words before the value are asked for, they must end exactly where it begins.
        fits = {(name, end) for name, _, end in self._before(doc)} if self._has_before(candidates) else set()
        found = []
        for name, start, end in candidates:
            number, row = self._rows[name]
            if row.before and (name, start) not in fits:
                continue
            if row.alone and words != list(range(start, end)):
                continue
            found.append(Match(number, start, end))
        return found

    def _has_before(self, candidates: Sequence[Tuple[int, int, int]]) -> bool:
        return any(self._rows[name][1].before for name, _, _ in candidates)
