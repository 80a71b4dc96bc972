"""Names that data, rules, domain and Python have to share."""

from __future__ import annotations

import pytest

from tests.insight.lint.small_project import SmallProject

NLU, RULES, DOMAIN = "data/nlu/all.yml", "data/rules/all.yml", "domain.yml"


def test_an_intent_of_the_data_that_the_domain_lacks(project: SmallProject) -> None:
    project.change(NLU, "intent: return_goods", "intent: return_good")
    assert ("intent-not-in-domain", NLU, 7) in project.found()
    assert ("intent-without-examples", DOMAIN, 4) in project.found()
    assert "Did you mean return_goods?" in project.lint()[0].message


def test_an_intent_without_a_rule(project: SmallProject) -> None:
    project.change(RULES, "- intent: greet", "- intent: return_goods")
    assert project.found() == [("intent-without-rule", DOMAIN, 3)]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("- intent: greet", "- intent: greets", "intent-unknown", 5),
        ("- action: utter_greet", "- action: utter_greets", "response-unknown", 6),
        ("- action: action_order", "- action: action_oder", "action-unknown", 13),
        ("- mood: neutral", "- moood: neutral", "slot-unknown", 10),
        ("- active_loop: order_form", "- active_loop: odrer_form", "form-unknown", 14),
        ("- action: action_order", "- actoin: action_order", "step-unreadable", 13),
        ("- rule: returns", "- name: returns", "flow-without-name", 7),
    ],
)
def test_rules_that_name_what_is_not_there(
    project: SmallProject, old: str, new: str, code: str, line: int
) -> None:
    project.change(RULES, old, new)
    assert (code, RULES, line) in project.found()


@pytest.mark.parametrize(
    ("step", "line"),
    [
        ("  - intent: greet\n    entities:\n    - citty\n", 7),
        ("  - intent: greet\n    entities:\n    - citty: 北京\n      role: from\n", 7),
        ("  - intent: greet\n    entities: [category, citty]\n", 6),
        ("  - user: |\n      去[北京](citty)\n    intent: greet\n", 5),
        ('  - user: |\n      去[北京]{"entity": "citty", "role": "to"}\n    intent: greet\n', 5),
    ],
)
def test_entities_of_steps(project: SmallProject, step: str, line: int) -> None:
    project.change(RULES, "  - intent: greet\n", step.replace("citty", "city"))
    assert project.found() == []
    project.change(RULES, "city", "citty")
    (finding,) = project.lint()
    assert (finding.code, finding.file, finding.line) == ("entity-unknown", RULES, line)
    assert "names the entity citty" in finding.message
    assert "Did you mean city? Correct the name, or add it under `entities:`." in finding.message


def test_a_value_that_a_slot_never_has(project: SmallProject) -> None:
    project.change(RULES, "- mood: neutral", "- mood: neutrall")
    (finding,) = project.lint()
    assert (finding.code, finding.file, finding.line) == ("slot-value-unknown", RULES, 10)
    assert "waits for the slot mood to be neutrall, which it never is. Did you mean neutral?" in finding.message


@pytest.mark.parametrize("value", ["NEUTRAL", "null", "positive"])
def test_values_that_a_slot_may_have(project: SmallProject, value: str) -> None:
    project.change(RULES, "- mood: neutral", f"- mood: {value}")
    assert project.found() == []


def test_what_rules_may_name(project: SmallProject) -> None:
    text = """\
stories:
- story: all of Rasa's own
  steps:
  - or:
    - intent: greet
    - intent: nlu_fallback
  - action: action_default_fallback
  - action: order_form
  - active_loop: null
  - slot_was_set:
    - requested_slot: null
    - mood
  - checkpoint: later
  - user: 你好
  - bot: 您好
"""
    project.write("data/stories/all.yml", text)
    assert project.found() == []


def test_alternatives_are_looked_into(project: SmallProject) -> None:
    project.change(RULES, "  - intent: greet\n", "  - or:\n    - intent: greet\n    - intent: grete\n")
    assert ("intent-unknown", RULES, 7) in project.found()


def test_two_rules_of_one_name(project: SmallProject) -> None:
    project.change(RULES, "- rule: returns", "- rule: greets")
    assert project.found() == [("flow-name-twice", RULES, 7)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("entity: category}", "entity: kategory}", "entity-unknown"),
        ("required_slots: [mood]", "required_slots: [moood]", "slot-unknown"),
        ("- action_order", "- action_older", "action-without-code"),
        ("- greet\n", "- greet: {use_entities: [city, kategory]}\n", "entity-unknown"),
        ("- greet\n", "- greet: {ignore_entities: [kategory]}\n", "entity-unknown"),
        ("required_slots: [mood]", "{required_slots: [mood], ignored_intents: greeet}", "intent-unknown"),
        ("required_slots: [mood]", "{required_slots: [mood], ignored_intents: [greet, greeet]}", "intent-unknown"),
        ("{type: from_text}", "{type: from_intent, intent: greeet, value: zh}", "intent-unknown"),
        ("{type: from_text}", "{type: from_intent, intent: [greet, greeet], value: zh}", "intent-unknown"),
        ("{type: from_text}", "{type: from_text, not_intent: greeet}", "intent-unknown"),
        ("{type: from_text}", "{type: from_text, conditions: [{active_loop: odrer_form}]}", "form-unknown"),
        ("name: mood, value: negative", "name: moood, value: negative", "slot-unknown"),
        ("name: mood, value: negative", "name: mood, value: negativ", "slot-value-unknown"),
    ],
)
def test_a_domain_that_names_what_is_not_there(project: SmallProject, old: str, new: str, code: str) -> None:
    project.change(DOMAIN, old, new)
    assert code in [found[0] for found in project.found()]


def test_an_action_whose_name_is_put_together(project: SmallProject) -> None:
    made = 'CITY = "city"\n\n\ndef asking(slot: str) -> str:\n    return f"action_ask_{slot}"\n'
    project.write("actions/asking.py", made)
    project.change(DOMAIN, "- action_order", "- action_order\n- action_ask_city\n- action_ask_citty")
    found = [one for one in project.lint() if one.code == "action-without-code"]
    assert ["action_ask_citty" in one.message for one in found] == [True]


def test_what_a_domain_may_name(project: SmallProject) -> None:
    project.change(DOMAIN, "- greet\n", "- greet: {use_entities: true}\n")
    project.change(DOMAIN, "required_slots: [mood]", "{required_slots: [mood], ignored_intents: [greet, nlu_fallback]}")
    mapping = "{type: from_text, not_intent: [greet], conditions: [{active_loop: order_form}, {active_loop: null}]}"
    project.change(DOMAIN, "{type: from_text}", mapping)
    assert project.found() == []


def test_a_domain_in_several_files(project: SmallProject) -> None:
    project.change(DOMAIN, "- return_goods\n", "")
    project.write("domain/more.yml", "intents:\n- return_goods\n")
    assert project.found() == []
