"""Which language a message is in."""
from __future__ import annotations

from typing import Optional

import pytest
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from components.language import LanguageIdentifier

IDENTIFIER = LanguageIdentifier({})


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我的订单到哪了", "zh"),
        ("where is my order", "en"),
        ("我的order到哪了", "zh"),
        ("ok", "en"),
        ("please check the order for 张伟", "en"),
        ("iPhone15 多少钱", "zh"),
        ("261105482913", None),
        ("SF1390284756120", None),
        ("😀👍", None),
        ("？？？", None),
        ("", None),
        ("訂單呢", "zh"),
    ],
)
def test_identify(text: str, language: Optional[str]) -> None:
    assert IDENTIFIER.identify(text) == language


def test_adds_an_entity_over_the_whole_message_and_none_when_undecided() -> None:
    message = IDENTIFIER.process([Message.build("hello there")])[0]
    (entity,) = message.get("entities")
    assert (entity["entity"], entity["value"], entity["start"], entity["end"]) == ("language", "en", 0, 11)
    assert IDENTIFIER.process([Message.build("8812")])[0].get("entities") is None
    assert IDENTIFIER.process([Message.build("/affirm")])[0].get("entities") is None


def test_a_misspelt_key_is_refused() -> None:
    with pytest.raises(InvalidConfigException, match=r"LanguageIdentifier: unknown key english_words in config\.yml"):
        LanguageIdentifier({"english_words": 2})
