"""The names of `kefu.names`, the domain, the rules and the training data are the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from rasa.shared.core.domain import Domain

from actions.intent_labels import LABELS
from actions.matters.registry import ASKED, MATTERS
from kefu import names

from .texts import all_responses

PROJECT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
RESPONSES = all_responses()
RULES = [
    rule
    for path in sorted((PROJECT / "data/rules").glob("*.yml"))
    for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
]
RASAS_OWN_SLOTS = {names.Slot.REQUESTED_SLOT, names.Slot.SESSION_METADATA}
RASAS_OWN_INTENTS = {names.Intent.NLU_FALLBACK}


def values(cls: type) -> set[str]:
    return {value for key, value in vars(cls).items() if not key.startswith("_")}


def domain_entities() -> set[str]:
    return {name if isinstance(name, str) else next(iter(name)) for name in DOMAIN["entities"]}


def intents_in_rules() -> set[str]:
    steps = [step for rule in RULES for step in rule["steps"]]
    alternatives = [choice for step in steps for choice in step.get("or", [step])]
    return {step["intent"] for step in alternatives if "intent" in step}


def test_slots():
    assert values(names.Slot) - RASAS_OWN_SLOTS == set(DOMAIN["slots"])


def test_actions():
    answering = {names.answering(request) for request in names.REQUESTS}
    asked = {names.asking(slot) for slot in ASKED | {names.Slot.ORDER_ID, names.Slot.PHONE_TAIL}}
    assert values(names.Action) - {names.Action.LISTEN} | answering | asked == set(DOMAIN["actions"])


def test_the_form_lists_what_it_may_ask_for():
    asked = ASKED | {names.Slot.ORDER_ID, names.Slot.PHONE_TAIL}
    assert set(DOMAIN["forms"][names.Form.REQUEST]["required_slots"]) == asked


def test_every_request_has_a_matter():
    assert set(MATTERS) == names.REQUESTS


def test_forms():
    assert values(names.Form) == set(DOMAIN["forms"])


def test_entities_are_in_the_domain():
    assert values(names.Entity) <= domain_entities()


def test_intents_are_in_the_domain():
    assert (values(names.Intent) | names.SMALL_TALK) - RASAS_OWN_INTENTS <= set(DOMAIN["intents"])


def test_requests_are_the_values_of_last_request():
    assert set(DOMAIN["slots"][names.Slot.LAST_REQUEST]["values"]) == names.REQUESTS


def test_every_intent_has_a_rule():
    assert intents_in_rules() == set(DOMAIN["intents"]) | RASAS_OWN_INTENTS


def test_every_label_is_an_intent_with_an_answer():
    answered = names.REQUESTS | {names.Intent.REQUEST_HUMAN, names.Intent.RATE_SERVICE}
    for intent in LABELS:
        assert intent in DOMAIN["intents"]
        assert intent in answered or f"utter_{intent}" in RESPONSES


@pytest.mark.parametrize(("intent", "words"), sorted(LABELS.items()))
def test_labels_are_short_and_in_their_language(intent, words):
    chinese, english = words
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert len(chinese) <= 12
    assert not re.search(r"[\u4e00-\u9fff]", english)
    assert len(english) <= 28


def test_the_training_data_has_the_domains_intents_and_entities():
    text = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "data/nlu").rglob("*.yml"))
    trained = set(re.findall(r"^- intent: (\w+)", text, flags=re.MULTILINE))
    assert trained == set(DOMAIN["intents"])
    annotated = set(re.findall(r"\]\((\w+)\)", text)) | set(re.findall(r'"entity": ?"(\w+)"', text))
    assert annotated <= domain_entities()


def test_the_training_data_and_the_domain_have_the_same_groups():
    text = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "data/nlu").rglob("*.yml"))
    marked = [json.loads(mark) for mark in re.findall(r'\]({"entity".*?})', text)]
    grouped = {(mark["entity"], mark["group"]) for mark in marked if "group" in mark}
    declared = Domain.collect_entity_properties(DOMAIN["entities"]).groups
    assert grouped == {(entity, group) for entity, groups in declared.items() for group in groups}


def test_no_entity_fills_a_slot_that_says_who_is_speaking():
    from_entities = {
        name
        for name, slot in DOMAIN["slots"].items()
        for mapping in slot["mappings"]
        if mapping["type"] != "custom"
    }
    assert from_entities == {names.Slot.MOOD, names.Slot.LANGUAGE}
