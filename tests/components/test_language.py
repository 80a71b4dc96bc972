"""Which language a message is in."""
from __future__ import annotations

from typing import Optional

import pytest
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from components.language import LanguageIdentifier

IDENTIFIER = LanguageIdentifier({})


@pytest.mark.parametrize(
    ("text", "name", "answer"),
    [
        ("我的订单到哪了", "zh", "zh"),
        ("where is my order", "en", "en"),
        ("我的order到哪了", "mixed", "zh"),
        ("ok 那就这样", "zh", "zh"),
        ("OK", None, None),  # said in both languages: the conversation keeps its own
        ("okay thanks", "en", "en"),
        ("please check the order for 张伟", "mixed", "en"),
        ("可以return吗，太big了", "mixed", "zh"),
        ("iPhone15 多少钱", "zh", "zh"),
        ("换成M码", "zh", "zh"),
        ("XL码 165 cm 穿得下吗", "zh", "zh"),
        ("XL", None, None),
        ("app上怎么开vip", "zh", "zh"),
        ("i don’t like it", "en", "en"),
        ("261105482913", None, None),
        ("SF1390284756120", None, None),
        ("😀👍", None, None),
        ("？？？", None, None),
        ("", None, None),
        ("/affirm", None, None),
        ("訂單呢", "zh", "zh"),
        ("我個ｏｒｄｅｒ去咗邊", "mixed", "zh"),
        ("ｗｈｅｒｅ　ｉｓ　ｉｔ", "en", "en"),
    ],
)
def test_the_language_of_a_message_and_of_the_answer(text: str, name: Optional[str], answer: Optional[str]) -> None:
    (message,) = IDENTIFIER.process([Message.build(text)])
    assert (message.get("language") or {}).get("name") == name
    assert [e["value"] for e in message.get("entities", [])] == ([answer] if answer else [])
    if not text.startswith("/"):
        assert IDENTIFIER.identify(text) == answer


def test_shares_are_of_characters_and_words() -> None:
    (message,) = IDENTIFIER.process([Message.build("我的order到了ok")])
    assert message.get("language") == {"name": "mixed", "zh": 4 / 5, "en": 1 / 5}
    assert "language" in message.as_dict(only_output_properties=True)


@pytest.mark.parametrize(("entity", "name"), [("brand", "zh"), ("product", "zh"), ("category", "mixed")])
def test_names_of_products_and_brands_are_no_english(entity: str, name: str) -> None:
    message = Message.build("New Balance 的鞋有吗")
    message.set("entities", [{"entity": entity, "start": 0, "end": 11, "value": "New Balance"}])
    assert IDENTIFIER.process([message])[0].get("language")["name"] == name


def test_words_and_names_can_be_set() -> None:
    shop = LanguageIdentifier({"borrowed_words": ["Order"], "names": ["category"]})
    assert shop.identify("order") is None
    assert shop.identify("shoes", [{"entity": "category", "start": 0, "end": 5}]) is None
    assert shop.identify("shoes", [{"entity": "brand", "start": 0, "end": 5}]) == "en"


def test_adds_an_entity_over_the_whole_message_and_none_when_undecided() -> None:
    message = IDENTIFIER.process([Message.build("hello there")])[0]
    (entity,) = message.get("entities")
    assert (entity["entity"], entity["value"], entity["start"], entity["end"]) == ("language", "en", 0, 11)
    assert IDENTIFIER.process([Message.build("8812")])[0].get("entities") is None
    assert IDENTIFIER.process([Message.build("/affirm")])[0].get("entities") is None


def test_a_misspelt_key_is_refused() -> None:
    with pytest.raises(InvalidConfigException, match=r"LanguageIdentifier: unknown key english_words in config\.yml"):
        LanguageIdentifier({"english_words": 2})
