"""Finds the values of `components.pattern_table.TABLE` with spaCy's Matcher; knows nothing of Rasa."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Collection, List, Sequence, Tuple

from components.bert.units import Unit
from components.light_spacy import import_spacy
from components.pattern_table import TABLE, PatternRow, TokenPattern


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
        self._matchers: List[Tuple[int, Matcher, PatternRow]] = []
        for number, row in enumerate(TABLE):
            if row.entity not in ignore:
                self._matchers.append((number, self._matcher(row.patterns), row))
        self._before = {number: self._matcher(row.before) for number, _, row in self._matchers if row.before}

    def find(self, parts: Sequence[Unit]) -> List[Match]:
        """All values in a text of these units, overlapping ones too."""
        from spacy.tokens import Doc

        if not parts:
            return []
        gaps = [left.end < right.start for left, right in zip(parts, [*parts[1:], parts[-1]])]
        doc = Doc(self._vocab, words=[part.text for part in parts], spaces=gaps)
        words = [place for place, part in enumerate(parts) if any(map(str.isalnum, part.text))]
        found = []
        for number, matcher, row in self._matchers:
            # Where words before the value are asked for, they must end exactly where it begins.
            fits = {end for _, _, end in self._before[number](doc)} if row.before else None
            for _, start, end in matcher(doc):
                if fits is not None and start not in fits:
                    continue
                if row.alone and words != list(range(start, end)):
                    continue
                found.append(Match(number, start, end))
        return found

    def _matcher(self, patterns: Sequence[List[TokenPattern]]) -> Any:
        from spacy.matcher import Matcher

        matcher = Matcher(self._vocab)
        matcher.add("value", [list(pattern) for pattern in patterns])
        return matcher
