"""Words that are marked in one way here and in another there."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Dict, Iterator, List, Set, Tuple

from components.bert.units import Unit, units
from insight.lint.finding import Finding, Place, warning
from insight.lint.nlu import Sentence, has_chinese
from insight.lint.project import Project

Words = Tuple[str, ...]  # the units of an entity's text

# Words that stay unmarked at least this often, and so many times as often as they are marked, may be no entity.
_OFTEN_UNMARKED = 5
_MOSTLY = 2
# An entity with at least so many marks, whose words are unmarked in at least this share of all places, goes by what
# is meant and not by the words: a reason is one only beside a request.
_ENOUGH_MARKS = 50
_BY_MEANING = 0.25
_NUMBER_WORDS = frozenset(
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
)
# Words that are marked at least this often, and nearly always, were probably forgotten where they are not.
_OFTEN_MARKED = 10
_NEARLY_ALWAYS = 0.9


@dataclass
class _Uses:
    """Where the same words are marked, by entity, and where they are not."""

    text: str
    marked: Dict[str, List[Place]] = field(default_factory=lambda: defaultdict(list))
    bare: List[Place] = field(default_factory=list)

    @property
    def times(self) -> int:
        return sum(map(len, self.marked.values()))

    @property
    def usual(self) -> str:
        return max(self.marked, key=lambda entity: len(self.marked[entity]))


def alike(project: Project) -> Iterator[Finding]:
    """Words that are marked as several entities, mostly unmarked, or forgotten."""
    found = _collect(project.sentences)
    by_meaning = _by_meaning(found)
    for uses in found:
        yield from _several(uses)
        if uses.usual not in by_meaning:
            yield from _hardly_ever(uses)
            yield from _forgotten(uses)


def _by_meaning(found: List[_Uses]) -> Set[str]:
    """The entities that cannot be told by their words."""
    marked: Counter[str] = Counter()
    bare: Counter[str] = Counter()
    for uses in found:
        marked[uses.usual] += uses.times
        bare[uses.usual] += len(uses.bare)
    return {
        entity
        for entity, times in marked.items()
        if times >= _ENOUGH_MARKS and bare[entity] >= _BY_MEANING * (times + bare[entity])
    }


def _several(uses: _Uses) -> Iterator[Finding]:
    counts = Counter({entity: len(places) for entity, places in uses.marked.items()})
    (usual, times), *others = counts.most_common()
    for entity, count in others:
        message = (
            f"'{uses.text}' is marked as {entity} ({_times(count)}), but as {usual} at {uses.marked[usual][0]} "
            f"({_times(times)}). Mark it alike, unless it means something else here."
        )
        yield warning("entity-marked-in-two-ways", uses.marked[entity][0], message)


def _hardly_ever(uses: _Uses) -> Iterator[Finding]:
    if len(uses.bare) < _OFTEN_UNMARKED or len(uses.bare) < _MOSTLY * uses.times:
        return
    message = (
        f"'{uses.text}' is marked as {uses.usual} ({_times(uses.times)}), but not at {uses.bare[0]} and elsewhere "
        f"({_times(len(uses.bare))}). Mark it everywhere, or nowhere."
    )
    yield warning("entity-mostly-unmarked", uses.marked[uses.usual][0], message)


def _forgotten(uses: _Uses) -> Iterator[Finding]:
    if uses.times < _OFTEN_MARKED or uses.times < _NEARLY_ALWAYS * (uses.times + len(uses.bare)):
        return
    for place in uses.bare:
        message = f"'{uses.text}' is not marked here, but elsewhere it is, as {uses.usual} ({_times(uses.times)})."
        yield warning("entity-unmarked", place, f"{message} Mark it, unless it means something else here.")


def _collect(sentences: List[Sentence]) -> List[_Uses]:
    cut = [(sentence, units(sentence.marked.text)) for sentence in sentences]
    found: Dict[Words, _Uses] = {}
    for sentence, parts in cut:
        for start, end, entity in _marked(sentence, parts):
            words = tuple(part.text for part in parts[start:end])
            if _telling(words):
                mark = sentence.marked.text[parts[start].start : parts[end - 1].end]
                found.setdefault(words, _Uses(mark)).marked[entity].append(sentence.place)
    beginnings = {words[:length] for words in found for length in range(1, len(words) + 1)}
    for sentence, parts in cut:
        for words in _unmarked(sentence, parts, beginnings):
            if words in found:
                found[words].bare.append(sentence.place)
    return list(found.values())


def _telling(words: Words) -> bool:
    """Whether the words say something by themselves: a number does not, nor does one character of a word."""
    if len(words) == 1 and has_chinese(words[0]):
        return False
    return any(word.isalnum() and not word.isdigit() and word not in _NUMBER_WORDS for word in words)


def _marked(sentence: Sentence, parts: List[Unit]) -> Iterator[Tuple[int, int, str]]:
    """The marks as [start, end) of units."""
    starts = {part.start: place for place, part in enumerate(parts)}
    ends = {part.end: place + 1 for place, part in enumerate(parts)}
    for mark in sentence.marked.marks:
        if mark.start in starts and mark.end in ends:
            yield starts[mark.start], ends[mark.end], mark.entity


def _unmarked(sentence: Sentence, parts: List[Unit], beginnings: Set[Words]) -> Iterator[Words]:
    """All runs of units that touch no mark and begin like a marked entity."""
    taken = {place for start, end, _ in _marked(sentence, parts) for place in range(start, end)}
    for start in range(len(parts)):
        run: Words = ()
        for place in range(start, len(parts)):
            run = (*run, parts[place].text)
            if place in taken or run not in beginnings:
                break
            yield run


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


CHECKS = (alike,)
