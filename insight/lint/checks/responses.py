"""Responses: said somewhere, in every language and mood, with the same facts in each."""

from __future__ import annotations

import re
from itertools import product
from typing import Dict, Iterator, List, Set

import yaml

from insight.lint.checks.intents import DEFAULT_INTENTS
from insight.lint.documents import items
from insight.lint.domain import Variation, is_value
from insight.lint.finding import Finding, did_you_mean, error, warning
from insight.lint.project import Project

# The slots that the variations of a response depend on; a domain without them has no such variations.
LANGUAGE, MOOD = "language", "mood"
UPSET = "negative"
_PLACEHOLDER = re.compile(r"{(\w+)}")
_PAYLOAD = re.compile(r"/([\w/]+)\s*(?:\{.*\})?", re.DOTALL)
# What Rasa's own actions utter (rasa/core/actions/action.py).
_DEFAULT_RESPONSES = frozenset({"utter_back", "utter_restart", "utter_default", "utter_ask_rephrase"})


def variations(project: Project) -> Iterator[Finding]:
    """Every mood and language needs exactly one variation of each response."""
    domain = project.domain
    languages, moods = domain.values.get(LANGUAGE, []), domain.values.get(MOOD, [])
    if not languages or not moods:
        return
    for name, said in domain.responses.items():
        plain = [one for one in said if not one.channel]
        for language, mood in product(languages, moods):
            fitting = [one for one in plain if one.conditions and _fits(one, language, mood)]
            if not fitting and not _default_will_do(project, language, mood):
                message = f"{name} has no variation for {_customer(language, mood)}. Add one with this condition."
                yield error("variation-missing", domain.spoken[name], message)
            for double in fitting[1:]:
                message = f"{name} has two variations for {_customer(language, mood)}: Rasa says one at random."
                yield warning("variation-twice", double.place, f"{message} Keep one.")
        yield from _defaults(name, plain)


def _default_will_do(project: Project, language: str, mood: str) -> bool:
    """The variation without a condition speaks the first language, to whoever is not upset."""
    first = project.domain.initial.get(LANGUAGE, project.domain.values[LANGUAGE][0])
    return language == first and mood != UPSET


def _defaults(name: str, plain: List[Variation]) -> Iterator[Finding]:
    defaults = [one for one in plain if not one.conditions]
    if not defaults:
        where = plain[0].place if plain else None
        if where:
            message = f"{name} has no variation without a condition, which is said when nothing else fits. Add one."
            yield error("variation-missing", where, message)
    for double in defaults[1:]:
        message = f"{name} has two variations without a condition: Rasa says one at random. Keep one."
        yield warning("variation-twice", double.place, message)


def _fits(variation: Variation, language: str, mood: str) -> bool:
    asked = variation.conditions
    return asked.get(LANGUAGE, language) == language and asked.get(MOOD, mood) == mood


def _customer(language: str, mood: str) -> str:
    return f"language {language}, mood {mood}"


def conditions(project: Project) -> Iterator[Finding]:
    """Conditions on slots that are not there, or on values that they never have: such a variation is never said."""
    domain = project.domain
    for name, value, place in [asked for said in domain.responses.values() for one in said for asked in one.asked]:
        if name not in domain.slots:
            message = f"a condition names the slot {name}, which the domain does not have"
            yield error("slot-unknown", place, f"{message}{did_you_mean(name, domain.slots)}")
        elif value and not is_value(domain, name, value):
            message = f"a condition waits for the slot {name} to be {value}, which it never is"
            yield error("slot-value-unknown", place, f"{message}{did_you_mean(value, domain.values[name])}")


def placeholders(project: Project) -> Iterator[Finding]:
    """The facts in braces must be the same in all variations."""
    for name, said in project.domain.responses.items():
        texts = [one for one in said if one.text]
        wanted = set(_PLACEHOLDER.findall(texts[0].text)) if texts else set()
        for one in texts[1:]:
            found = set(_PLACEHOLDER.findall(one.text))
            if found != wanted:
                message = f"this variation of {name} {_difference(wanted, found)} the first. Use the same in all."
                yield error("placeholders-differ", one.place, message)


def facts(project: Project) -> Iterator[Finding]:
    """Facts in braces that neither a slot nor an action has: customers would read the braces."""
    known = {*project.domain.slots, *project.python.facts}
    if not project.python.facts:
        return  # the actions live in another project
    for name, said in project.domain.responses.items():
        for one in said:
            for fact in sorted(set(_PLACEHOLDER.findall(one.text)) - known):
                message = f"{name} says {{{fact}}}, which is no slot and which no action fills in"
                yield error("placeholder-unknown", one.place, f"{message}{did_you_mean(fact, known)}")


def _difference(wanted: Set[str], found: Set[str]) -> str:
    lacks = ", ".join(f"{{{name}}}" for name in sorted(wanted - found))
    more = ", ".join(f"{{{name}}}" for name in sorted(found - wanted))
    return " and ".join([f"lacks {lacks} of"] * bool(lacks) + [f"has {more} that is not in"] * bool(more))


def buttons(project: Project) -> Iterator[Finding]:
    """Buttons that press an intent which is not there."""
    known = {*project.domain.intents, *DEFAULT_INTENTS}
    for name, said in project.domain.responses.items():
        for one in said:
            for payload in filter(None, one.payloads):
                match = _PAYLOAD.fullmatch(payload.strip())
                if payload.startswith("/") and (not match or match[1].split("/")[0] not in known):
                    pressed = match[1] if match else payload[1:]
                    message = f"a button of {name} presses {payload}, which is no intent of the domain"
                    yield error("intent-unknown", one.place, f"{message}{did_you_mean(pressed, known)}")


def said_somewhere(project: Project) -> Iterator[Finding]:
    """Responses that nothing utters, and responses that Python utters but the domain lacks."""
    domain, python = project.domain, project.python
    uttered = {use.name for flow in project.flows for use in flow.uses if use.kind == "action"}
    uttered |= {*python.responses, *_DEFAULT_RESPONSES, *_asked_by_forms(project), *_configured(project)}
    for name, place in domain.spoken.items():
        if name not in uttered and name.split("/")[0] not in uttered:
            message = f"no rule, no story and no action utters {name}{did_you_mean(name, uttered - {name})}"
            yield warning("response-never-uttered", place, f"{message} Use it, or delete it.")
    for name, place in python.spoken.items():
        if name not in domain.responses:
            message = f"actions utter {name}, which is not in the domain{did_you_mean(name, domain.responses)}"
            yield error("response-unknown", place, f"{message} Write it under `responses:`.")


def _asked_by_forms(project: Project) -> Set[str]:
    """Forms ask for their slots by responses of these names (rasa/core/actions/forms.py)."""
    return {
        name
        for form, asked in project.domain.asked.items()
        for slot in asked
        for name in (f"utter_ask_{slot.name}", f"utter_ask_{form}_{slot.name}")
    }


def _configured(project: Project) -> Set[str]:
    """Responses that a policy in config.yml names."""
    config = project.config
    policies: List[yaml.Node] = items(config.get(config.root, "policies"))
    settings: List[Dict[str, str]] = [
        {entry.name: str(entry.value.value) for entry in config.entries(policy)} for policy in policies
    ]
    return {value for setting in settings for value in setting.values() if value.startswith("utter_")}


CHECKS = (variations, conditions, placeholders, facts, buttons, said_somewhere)
