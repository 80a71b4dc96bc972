"""Context files: messages whose meaning depends on what was said before."""

from __future__ import annotations

from typing import Dict, Iterator, Tuple

import yaml

from insight.lint.checks.intents import DEFAULT_INTENTS
from insight.lint.checks.sentences import bare
from insight.lint.checks.texts import signs
from insight.lint.documents import Document, items, read_document
from insight.lint.finding import Finding, Place, did_you_mean, error, warning
from insight.lint.nlu import Sentence
from insight.lint.project import Project

_DEFAULT_FOLDER = "data/context"
_COMPONENT = "BertIntentClassifier"
_KEYS = ("bot", "previous", "text", "intent")

Seen = Dict[Tuple[str, ...], Tuple[str, Place]]


def dialogues(project: Project) -> Iterator[Finding]:
    """All context files that the intent classifier of config.yml reads."""
    folder = project.setting(_COMPONENT, "context", _DEFAULT_FOLDER)
    seen: Seen = {}
    for path in project.files(project.root / folder, (".yml",)) if folder else ():
        document = project.documents.get(project.name(path))
        if document is None:  # outside data/: not read yet
            document, findings = read_document(path, project.name(path))
            yield from findings
        yield from _file(project, document, seen)


def _file(project: Project, document: Document, seen: Seen) -> Iterator[Finding]:
    listed = document.get(document.root, "dialogues")
    if document.root is not None and not isinstance(listed, yaml.SequenceNode):
        message = "expected a list under the key `dialogues:`, each item with text, intent, and bot or previous."
        yield error("context-unreadable", document.place(document.root), message)
    for item in items(listed):
        values = {entry.name: entry for entry in document.entries(item)}
        place = document.place(item)
        for name in values:
            if name not in _KEYS:
                message = f"'{name}' is no key of a dialogue; known are {', '.join(_KEYS)}{did_you_mean(name, _KEYS)}"
                yield error("context-key", values[name].place, message)
        texts = {name: document.string(item, name).strip() for name in _KEYS}
        yield from _item(project, texts, place, seen)


def _item(project: Project, texts: Dict[str, str], place: Place, seen: Seen) -> Iterator[Finding]:
    missing = [name for name in ("text", "intent") if not texts[name]]
    if missing:
        yield error("context-incomplete", place, f"the dialogue has no {' and no '.join(missing)}. Add it.")
        return
    if not texts["bot"] and not texts["previous"]:
        message = "the dialogue has neither bot nor previous. Add one, or move the sentence to data/nlu."
        yield error("context-incomplete", place, message)
    for name in ("bot", "previous", "text"):
        yield from signs(texts[name], place)
    intent = texts["intent"]
    if intent not in project.domain.intents and intent not in DEFAULT_INTENTS:
        message = f"the intent {intent} is not in the domain{did_you_mean(intent, project.domain.intents)}"
        yield error("intent-not-in-domain", place, message)
    key = tuple(bare(Sentence(intent, texts[name], place).folded) for name in ("bot", "previous", "text"))
    before, where = seen.setdefault(key, (intent, place))
    if before != intent:
        message = f"the same dialogue is {before} at {where} and {intent} here. Keep one."
        yield error("context-conflict", place, message)
    elif where != place:
        yield warning("context-twice", place, f"the same dialogue stands at {where} already. Delete one.")


CHECKS = (dialogues,)
