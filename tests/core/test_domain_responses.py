"""Every response says one thing in two languages and every mood, and soothes who is upset."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
import yaml
from rasa.core.nlg.generator import ResponseVariationFilter

from kefu.names import UTTER_SERVICE_UNAVAILABLE, Say

from .texts import all_responses

PROJECT = Path(__file__).resolve().parents[2]
DOMAIN = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
RESPONSES = all_responses()
MOODS = ("positive", "neutral", "negative")
LANGUAGES = ("zh", "en")
CHANNEL = "rest"

PLACEHOLDER = re.compile(r"{([a-z_]+)}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
FULL_WIDTH = re.compile(r"[，。！？；：（）“”]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")

# What a customer who is let down hears.
NEVER_SELL = (
    "say_complaint_heard",
    "say_complaint_unshipped",
    "say_complaint_delayed",
    "say_complaint_recorded",
    "say_complaint_added",
    "say_authenticity",
    "say_authenticity_of",
    "say_recommend_later",
    "say_login_steps",
    "say_login_no_code",
    "say_login_locked",
    "say_login_stolen",
    "say_deletion_confirm",
    "say_deletion_requested",
    "say_payment_money_taken",
    "say_not_done_here",
)

NEVER_SELL += tuple(
    name
    for name in RESPONSES
    if re.match("say_(?:case|return|exchange|repair|refund|missing|quality|pickup|warranty|undo)_", name)
)

each_response = pytest.mark.parametrize("name", sorted(RESPONSES))


def variations(name: str, mood: str, language: str) -> list[dict]:
    """What Rasa itself chooses from."""
    chooser = ResponseVariationFilter(RESPONSES)
    return chooser.responses_for_utter_action(name, CHANNEL, {"mood": mood, "language": language})


def texts(name: str) -> dict[tuple[str, str], str]:
    return {
        (mood, language): variations(name, mood, language)[0]["text"]
        for mood, language in itertools.product(MOODS, LANGUAGES)
    }


@each_response
def test_each_mood_and_language_has_exactly_one_variation(name):
    for mood, language in itertools.product(MOODS, LANGUAGES):
        assert len(variations(name, mood, language)) == 1, f"{name}: {mood}, {language}"


@each_response
def test_each_variation_is_in_its_language(name):
    for (mood, language), text in texts(name).items():
        bare = PLACEHOLDER.sub("", text)
        if language == "zh":
            assert CHINESE.search(bare), f"{name} ({mood}) should be Chinese: {text}"
            assert not LATIN_WORD.search(bare), f"{name} ({mood}) holds English: {text}"
        else:
            assert LATIN_WORD.search(bare), f"{name} ({mood}) should be English: {text}"
            assert not CHINESE.search(bare), f"{name} ({mood}) holds Chinese: {text}"
            assert not FULL_WIDTH.search(bare), f"{name} ({mood}) holds Chinese punctuation: {text}"


@each_response
def test_an_upset_customer_hears_other_words(name):
    said = texts(name)
    for language in LANGUAGES:
        soothing = said["negative", language]
        assert soothing != said["neutral", language]
        assert soothing != said["positive", language]


@each_response
def test_all_variations_have_the_same_placeholders(name):
    found = {key: sorted(set(PLACEHOLDER.findall(text))) for key, text in texts(name).items()}
    assert len({tuple(names) for names in found.values()}) == 1, f"{name}: {found}"


@each_response
def test_all_variations_have_the_same_buttons_in_their_language(name):
    payloads, titles = set(), {}
    for mood, language in itertools.product(MOODS, LANGUAGES):
        buttons = variations(name, mood, language)[0].get("buttons", [])
        payloads.add(tuple(button["payload"] for button in buttons))
        for button in buttons:
            assert bool(CHINESE.search(button["title"])) is (language == "zh"), f"{name}: {button['title']}"
            titles.setdefault(button["payload"], set()).add((language, button["title"]))
    assert len(payloads) == 1, f"{name}: {payloads}"


@each_response
def test_buttons_name_intents_that_exist(name):
    for variation in RESPONSES[name]:
        for button in variation.get("buttons", []):
            intent = re.match(r"/([a-z_]+)(?:{{.*}})?$", button["payload"])
            assert intent, f"{name}: {button['payload']} is not /intent or /intent{{{{...}}}}"
            assert intent.group(1) in DOMAIN["intents"]


@each_response
def test_conditions_name_values_that_a_slot_can_have(name):
    for variation in RESPONSES[name]:
        for condition in variation.get("condition", []):
            slot = DOMAIN["slots"][condition["name"]]
            assert condition["value"] in slot["values"]


def test_what_actions_say_and_what_the_domain_has_is_the_same():
    said_by_actions = {value for key, value in vars(Say).items() if not key.startswith("_")}
    assert said_by_actions == {name for name in RESPONSES if name.startswith("say_")}


def test_what_rules_utter_and_what_the_domain_has_is_the_same():
    rules = "\n".join(path.read_text(encoding="utf-8") for path in (PROJECT / "data/rules").glob("*.yml"))
    uttered = set(re.findall(r"action: (utter_\w+)", rules))
    assert uttered == {name for name in RESPONSES if name.startswith("utter_")}
    assert UTTER_SERVICE_UNAVAILABLE in uttered


def test_a_complaint_is_never_answered_with_an_offer_to_buy():
    for text in itertools.chain.from_iterable(texts(name).values() for name in NEVER_SELL):
        assert not re.search(r"优惠|促销|活动|推荐|购买|discount|offer you|buy|recommend", text)
