"""Entity marks in a training sentence: `[words](entity)` and `[words]{"entity": "...", "value": "..."}`."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, List, Optional, Tuple

# What Rasa takes for a mark (rasa/shared/nlu/training_data/entities_parser.py, ENTITY_REGEX); copied, since
# importing it takes seconds.
_MARK = re.compile(
    r"\[(?P<words>[^\]]+?)\]"
    r"(?:\((?P<entity>[^:)]+?)(?:\:(?P<value>[^)]+))?\)|\{(?P<one>[^}]+?)\}|\[(?P<many>.*?)\])"
)
_ONE_OF_MANY = re.compile(r"{(?P<one>[^}]+?)\}")
_KEYS = {"entity", "role", "group", "value"}
_BRACKETS = re.compile(r"[\[\]]")
# A mark that is begun and not closed: [x](y, [x]{"entity": "y"
_UNFINISHED = re.compile(r"\[([^\]\[]+)\](?:\((?!\s*\w+\s*[)）])|\{)")
# Blanks or full-width signs where Rasa wants none: [x] (y), ［x］（y）, [x]（y）
_NEARLY = re.compile(r"[\[［]([^\]］\[［]+)[\]］]\s*[(（]\s*(\w+)\s*[)）]")


@dataclass(frozen=True)
class Mark:
    """The entity on a slice of the plain sentence, [start, end)."""

    words: str
    start: int
    end: int
    entity: str
    value: Optional[str] = None
    role: Optional[str] = None
    group: Optional[str] = None


@dataclass(frozen=True)
class Marked:
    """A sentence without its marks, the marks, and (code, message) of each mistake in their form."""

    text: str
    marks: Tuple[Mark, ...]
    mistakes: Tuple[Tuple[str, str], ...]


def parse(raw: str) -> Marked:
    """Reads a sentence as Rasa does, and says where Rasa would misread it.

    >>> parse("取消[耳机](category)").marks[0]
    Mark(words='耳机', start=2, end=4, entity='category', value=None, role=None, group=None)
    >>> parse("取消[耳机(category)").mistakes[0][0]
    'bracket-unbalanced'
    """
    if "[" not in raw and "]" not in raw and "［" not in raw:
        return Marked(raw, (), ())
    marks: List[Mark] = []
    mistakes: List[Tuple[str, str]] = []
    plain, outside, at = "", "", 0
    for match in _MARK.finditer(raw):
        between = raw[at : match.start()]
        plain, outside = plain + between, f"{outside}{between}\0"
        words = match["words"]
        found, wrong = _read(match, len(plain))
        marks += found
        mistakes += wrong
        if "[" in words:
            message = f"'[' opens a second time in '[{words}]' before the first is closed. Close it, or take it out."
            mistakes.append(("bracket-unbalanced", message))
        plain += words
        at = match.end()
    plain, outside = plain + raw[at:], outside + raw[at:]
    return Marked(plain, tuple(marks), (*mistakes, *_left_over(outside)))


def _read(match: re.Match[str], start: int) -> Tuple[List[Mark], List[Tuple[str, str]]]:
    words = match["words"]
    end = start + len(words)
    if match["entity"]:
        return [Mark(words, start, end, match["entity"], match["value"])], []
    inner = [match["one"]] if match["one"] else [one["one"] for one in _ONE_OF_MANY.finditer(match["many"])]
    if not inner:
        return [], [("mark-malformed", f"'{match.group()}' names no entity. Write [{words}](entity).")]
    marks, mistakes = [], []
    for text in inner:
        fields, wrong = _fields(text)
        if wrong:
            mistakes.append(("mark-malformed", f"the mark of '{words}' {wrong}"))
        else:
            marks.append(Mark(words, start, end, **fields))
    return marks, mistakes


def _fields(text: str) -> Tuple[dict[str, Any], str]:
    """The keys of one `{...}`, and what is wrong with it."""
    example = '{"entity": "city", "value": "上海"}'
    try:
        fields = json.loads(f"{{{text}}}")
    except json.JSONDecodeError as broken:
        return {}, f"cannot be read ({broken.msg}). Write it as {example}, with straight quotes."
    unknown = sorted(set(fields) - _KEYS)
    if unknown:
        return {}, f"has the unknown key {', '.join(unknown)}; known are {', '.join(sorted(_KEYS))}."
    if not fields.get("entity"):
        return {}, f"names no entity. Write it as {example}."
    strange = sorted(name for name, value in fields.items() if not isinstance(value, str))
    if strange:
        return {}, f"has no text under {', '.join(strange)}. Put it in quotes, as in {example}."
    return fields, ""


def _left_over(outside: str) -> List[Tuple[str, str]]:
    """Mistakes in what is no mark; ``outside`` has a NUL in place of each mark."""
    mistakes: List[Tuple[str, str]] = []
    for match in _UNFINISHED.finditer(outside):
        message = f"the mark that begins '{match.group()}' is not complete, so it is read as the customer's words."
        mistakes.append(("mark-malformed", f'{message} Write [{match[1]}](entity) or [{match[1]}]{{"entity": "..."}}.'))
    outside = _UNFINISHED.sub("", outside)
    for match in _NEARLY.finditer(outside):
        message = f"'{match.group()}' is read as plain words. Write [{match[1]}]({match[2]}), without blanks, in ASCII."
        mistakes.append(("mark-malformed", message))
    rest = _NEARLY.sub("", outside)
    depth = 0
    for match in _BRACKETS.finditer(rest):
        depth += 1 if match.group() == "[" else -1
        if depth not in (0, 1):
            break
    if depth:
        side = "']' is not opened" if depth < 0 else "'[' is not closed"
        mistakes.append(("bracket-unbalanced", f"{side}, so it is read as the customer's words. Complete the mark."))
    elif _BRACKETS.search(rest):
        message = "square brackets without an entity are read as the customer's words. Add (entity), or take them out."
        mistakes.append(("bracket-without-entity", message))
    return mistakes
