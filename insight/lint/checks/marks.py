"""Entity marks one by one: their form, their names, and where they begin and end."""

from __future__ import annotations

import re
import unicodedata
from typing import Iterator, List, Tuple

from components.bert.units import fold
from insight.lint.finding import Finding, did_you_mean, error, warning
from insight.lint.marks import Mark
from insight.lint.nlu import Sentence
from insight.lint.project import Project

# Half a number or word is never an entity. The last are Chinese numerals; 's may stay outside.
_WHOLE = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)*|[a-zà-ɏ]+(?:['’](?!s\b)[a-z]+)?|[零〇一二三四五六七八九十百千万]+"
)
# Signs that may end or begin a value: 20%, "C#", a person's "(备用)" once its partner is inside too.
_PART_OF_VALUE = set("%‰#@&*/")
_PARTNERS = {")": "(", "）": "（", "]": "[", "】": "【", "》": "《", "」": "「", "”": "“", '"': '"', "'": "'"}


def form(project: Project) -> Iterator[Finding]:
    """Marks that Rasa misreads or takes for the customer's words."""
    for sentence in project.sentences:
        for code, message in sentence.marked.mistakes:
            find = warning if code == "bracket-without-entity" else error
            yield find(code, sentence.place, message)
        name = _name_in_brackets(sentence.marked.text, project)
        if name and not sentence.marked.mistakes:
            message = f"'({name})' is read as the customer's words. Write [words]({name})."
            yield error("mark-malformed", sentence.place, message)


def _name_in_brackets(text: str, project: Project) -> str:
    found = re.search(r"[(（](\w+)[)）]", text) if "(" in text or "（" in text else None
    return found[1] if found and found[1] in project.domain.entities else ""


def names(project: Project) -> Iterator[Finding]:
    """Entities, roles and groups that the domain does not have."""
    domain = project.domain
    for sentence in project.sentences:
        for mark in sentence.marked.marks:
            if mark.entity not in domain.entities:
                message = f"'{mark.words}' is marked as {mark.entity!r}, which is no entity of the domain"
                yield error("entity-unknown", sentence.place, f"{message}{did_you_mean(mark.entity, domain.entities)}")
                continue
            for what, name in (("role", mark.role), ("group", mark.group)):
                known = domain.roles.get(mark.entity, set())
                if name is not None and name not in known:
                    message = f"{mark.entity} has no {what} '{name}' in the domain{did_you_mean(name, known)}"
                    yield error(f"{what}-unknown", sentence.place, f"{message} Add it there, or take it out.")


def lookups(project: Project) -> Iterator[Finding]:
    """Lookup tables that are named like no entity, so that nothing they find can be one."""
    known = project.domain.entities
    for block in project.blocks:
        if block.kind == "lookup" and block.name not in known:
            message = f"the lookup table {block.name} has the name of no entity{did_you_mean(block.name, known)}"
            yield warning("lookup-unknown", block.place, f"{message} Name it like the entity that it lists.")


def ends(project: Project) -> Iterator[Finding]:
    """Marks that cut a word or a number, or begin or end with a blank or a sign."""
    for sentence in project.sentences:
        if sentence.marked.mistakes:
            continue  # what is misread begins and ends anywhere
        wholes = _wholes(sentence.marked.text) if sentence.marked.marks else []
        for mark in sentence.marked.marks:
            cut = _cut(sentence, mark, wholes)
            if cut:
                message = f"the mark of '{mark.words}' cuts '{cut}'. Put all of it into the brackets, or none."
                yield error("mark-cuts-word", sentence.place, message)
            yield from _untidy(sentence, mark)


def _wholes(text: str) -> List[Tuple[int, int]]:
    """The [start, end) of each word and number."""
    # A full-width comma parts numbers; folded it would look like that of 1,299.
    plain = fold(text.replace("，", "、"))
    return [match.span() for match in _WHOLE.finditer(plain.lower() if len(plain.lower()) == len(plain) else plain)]


def _cut(sentence: Sentence, mark: Mark, wholes: List[Tuple[int, int]]) -> str:
    """The word or number that a mark begins or ends inside of."""
    edges = (mark.start, mark.end)
    cut = next(((start, end) for start, end in wholes if any(start < edge < end for edge in edges)), (0, 0))
    return sentence.marked.text[slice(*cut)]


def _untidy(sentence: Sentence, mark: Mark) -> Iterator[Finding]:
    if mark.words != mark.words.strip():
        message = f"the mark of '{mark.words}' has a blank inside its brackets. Move it out."
        yield error("mark-with-blank", sentence.place, message)
        return
    for edge in (mark.words[0], mark.words[-1]):
        if _is_sign(edge, mark.words):
            message = f"the mark of '{mark.words}' has the sign '{edge}' at its edge. Move it out of the brackets."
            yield warning("mark-with-sign", sentence.place, message)
            break


def _is_sign(edge: str, words: str) -> bool:
    if not unicodedata.category(edge).startswith("P") or edge in _PART_OF_VALUE:
        return False
    opening = {value: key for key, value in _PARTNERS.items()}
    partner = _PARTNERS.get(edge) or opening.get(edge)
    return partner is None or words.count(edge) != words.count(partner) or words == edge


CHECKS = (form, names, lookups, ends)
