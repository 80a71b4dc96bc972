"""Responses: all variations, the same facts, the right language, tact."""

from __future__ import annotations

import pytest

from tests.insight.lint.small_project import DOMAIN as DOMAIN_TEXT
from tests.insight.lint.small_project import SmallProject

DOMAIN = "domain.yml"
LINE = DOMAIN_TEXT.split("\n").index("  utter_greet:") + 1


def test_a_variation_is_missing(project: SmallProject) -> None:
    project.change(DOMAIN, "  - condition: *en_happy\n    text: Order {order_id}\n", "")
    (finding,) = project.lint()
    assert finding.code == "variation-missing"
    assert "say_order has no variation for language en, mood positive" in finding.message


def test_the_default_is_missing(project: SmallProject) -> None:
    project.change(DOMAIN, "  - text: 您好\n", "")
    assert [found[0] for found in project.found()] == ["variation-missing"]


def test_two_variations_for_the_same_customer(project: SmallProject) -> None:
    twice = "  - condition: *en_happy\n    text: Order {order_id}\n"
    project.change(DOMAIN, twice, twice * 2)
    assert [found[0] for found in project.found()] == ["variation-twice"]


def test_variations_of_one_channel_are_extra(project: SmallProject) -> None:
    project.change(DOMAIN, "  - text: 您好\n", "  - text: 您好\n  - text: 您好！\n    channel: slack\n")
    assert project.found() == []


def test_a_domain_without_moods_needs_one_text(project: SmallProject) -> None:
    text = "intents: [greet, return_goods]\nentities: [category]\nresponses:\n  utter_greet:\n  - text: hi\n"
    project.write(DOMAIN, text + "actions: [action_order]\nslots: {mood: {}}\nforms: {order_form: {}}\n")
    project.write("kefu/names.py", 'ORDER = "action_order"\n')
    assert project.found() == []


@pytest.mark.parametrize(
    ("new", "said"),
    [("Sorry, order", "lacks {order_id} of"), ("Sorry, {order_id} {oder}", "has {oder} that is not in")],
)
def test_placeholders_differ(project: SmallProject, new: str, said: str) -> None:
    project.change(DOMAIN, "Sorry, order {order_id}", new)
    (finding,) = project.lint()
    assert finding.code == "placeholders-differ"
    assert f"this variation of say_order {said} the first" in finding.message


def test_a_response_that_nobody_says(project: SmallProject) -> None:
    project.change("data/rules/all.yml", "- action: utter_greet", "- action: action_order")
    assert project.found() == [("response-never-uttered", DOMAIN, LINE)]


def test_a_response_is_said_by_python_a_form_or_a_policy(project: SmallProject) -> None:
    project.change("data/rules/all.yml", "- action: utter_greet", "- action: action_order")
    project.change("kefu/names.py", "class Action", 'GREET = "utter_greet"\nclass Action')
    assert project.found() == []
    project.change("kefu/names.py", 'GREET = "utter_greet"\n', "")
    project.change("config.yml", "- name: RulePolicy", "- name: RulePolicy\n  response: utter_greet")
    assert project.found() == []
    project.change("config.yml", "utter_greet", "utter_other")
    project.change(DOMAIN, "  utter_greet:", "  utter_ask_mood:")
    assert project.found() == []


def test_a_name_in_python_that_the_domain_lacks(project: SmallProject) -> None:
    project.change("kefu/names.py", '"say_order"', '"say_oder"')
    assert ("response-unknown", "kefu/names.py", 4) in project.found()


def test_a_button_for_an_unknown_intent(project: SmallProject) -> None:
    project.change(DOMAIN, "  - text: 您好\n", "  - text: 您好\n    buttons: [{title: 退, payload: /return_good}]\n")
    assert project.found() == [("intent-unknown", DOMAIN, LINE + 1)]
    project.change(DOMAIN, "/return_good}", '\'/return_goods{"category": "耳机"}\'}')
    assert project.found() == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("text: 您好，别着急", "text: 您好 please wait for me", "wrong-language"),
        ("text: 您好，别着急", "text: Sorry", "wrong-language"),
        ("text: Hello, let me help", "text: Hello 您好", "wrong-language"),
        ("text: 您好，别着急", "text: 您好，现在下单更划算", "selling-to-the-upset"),
        ("text: Hello, let me help", "text: Have a look at our special offers", "selling-to-the-upset"),
        ("text: 您好，别着急", "text: 您好，  别着急", "double-blank"),
    ],
)
def test_what_is_said(project: SmallProject, old: str, new: str, code: str) -> None:
    project.change(DOMAIN, old, new)
    assert [found[0] for found in project.found()] == [code]


def test_names_and_facts_may_be_latin(project: SmallProject) -> None:
    project.change(DOMAIN, "text: 您好，别着急", "text: 您好，点 After-sales 里的 My orders")
    assert project.found() == []


def test_the_topic_of_the_question_is_no_advertisement(project: SmallProject) -> None:
    project.change(DOMAIN, "text: 您好，别着急", "text: 抱歉，特价的事我查不到")
    assert [found[0] for found in project.found()] == ["selling-to-the-upset"]
    project.change("data/nlu/all.yml", "    - 你好\n", "    - 有特价吗\n    - 特价什么时候\n    - 特价没了？\n")
    assert project.found() == []


def test_a_fact_that_nobody_fills_in(project: SmallProject) -> None:
    project.write("actions/orders.py", 'say(dispatcher, Say.ORDER, order_id="261105482913")\n')
    assert project.found() == []
    text = (project.root / "domain.yml").read_text(encoding="utf-8")
    project.write("domain.yml", text.replace("{order_id}", "{order_idd}"))
    found = [finding for finding in project.lint() if finding.code == "placeholder-unknown"]
    assert [finding.line for finding in found] == [45]
    assert "Also on line 46, 48, 50, 52." in found[0].message
    assert "say_order says {order_idd}, which is no slot and which no action fills in. Did you mean order_id?" in (
        found[0].message
    )


def test_slots_and_facts_in_dictionaries_are_known(project: SmallProject) -> None:
    project.write("actions/orders.py", 'say(dispatcher, **{"order_id": 1})\n')
    text = (project.root / "domain.yml").read_text(encoding="utf-8")
    project.write("domain.yml", text.replace("{order_id}", "{order_id} ({mood})"))
    assert project.found() == []
