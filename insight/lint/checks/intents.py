"""Intents of the data and of the domain: named alike, with enough examples, and with an answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Dict, Iterator, List

from insight.lint.finding import Finding, Place, did_you_mean, error, warning
from insight.lint.nlu import Sentence
from insight.lint.project import Project

# Rasa's own: they come from no training data (rasa/shared/core/constants.py, DEFAULT_INTENTS).
DEFAULT_INTENTS = frozenset({"restart", "back", "session_start", "nlu_fallback"})


def known(project: Project) -> Iterator[Finding]:
    """Intents of the data that the domain lacks, and the reverse."""
    first = _first_places(project)
    bare = {name.split("/")[0] for name in first}  # faq/ask_name is an example of the retrieval intent faq
    for name, place in first.items():
        if name.split("/")[0] not in project.domain.intents:
            message = f"the intent {name} is not in the domain{did_you_mean(name, project.domain.intents)}"
            yield error("intent-not-in-domain", place, f"{message} Add it under `intents:`, or correct the name.")
    for name, place in project.domain.intents.items():
        if name not in bare and name not in DEFAULT_INTENTS:
            message = f"the intent {name} has no examples in the data{did_you_mean(name, bare - {name})}"
            yield error("intent-without-examples", place, f"{message} Write some, or take it out of the domain.")


def enough(project: Project) -> Iterator[Finding]:
    """Intents with few examples."""
    options = project.options
    sentences: Dict[str, List[Sentence]] = defaultdict(list)
    for sentence in project.sentences:
        sentences[sentence.intent.split("/")[0]].append(sentence)
    for name, place in _first_places(project).items():
        examples = sentences[name.split("/")[0]]
        chinese = sum(sentence.chinese for sentence in examples)
        english = len(examples) - chinese
        counts = f"{name} has {chinese} Chinese and {english} English examples"
        if len(examples) < options.fewest:
            message = f"{counts}; nothing is learnt from fewer than {options.fewest}. Write more."
            yield error("intent-too-small", place, message)
        elif chinese < options.chinese or english < options.english:
            message = f"{counts}; {options.chinese} and {options.english} make it reliable. Write more."
            yield warning("intent-small", place, message)


def answered(project: Project) -> Iterator[Finding]:
    """Intents that no rule and no story reacts to."""
    used = {use.name.split("/")[0] for flow in project.flows for use in flow.uses if use.kind == "intent"}
    for name, place in project.domain.intents.items():
        if name not in used and name not in DEFAULT_INTENTS:
            message = f"no rule and no story answers the intent {name}. Write one in data/rules."
            yield warning("intent-without-rule", place, message)


def _first_places(project: Project) -> Dict[str, Place]:
    """Where each intent of the data begins first."""
    first: Dict[str, Place] = {}
    for block in project.blocks:
        if block.kind == "intent":
            first.setdefault(block.name, block.place)
    return first


CHECKS = (known, enough, answered)
