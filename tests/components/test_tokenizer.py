"""ChineseTokenizer: exact offsets on anything a customer can type."""
from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import List

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message

from components.tokenizer import ChineseTokenizer

TOKENIZERS = {segmenter: ChineseTokenizer({"segmenter": segmenter}) for segmenter in ("jieba", "char")}
TYPICAL = st.sampled_from(
    [
        *("订单", "到哪了", " ", "\u3000", "２６１１", "iPhone 15", "😀", "👨\u200d👩\u200d👧"),
        *("\n", "\t", "don't", "¥12.50", "ＡＢＣ", "。。", "訂單", "\u200b"),
    ]
)


def tokens(text: str, segmenter: str = "jieba") -> List[str]:
    return [token.text for token in TOKENIZERS[segmenter].tokenize(Message.build(text), "text")]


@pytest.mark.parametrize("segmenter", ["jieba", "char"])
@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=60), st.lists(TYPICAL, max_size=12).map("".join)))
def test_tokens_are_exact_slices_that_hold_all_but_white_space_and_control(segmenter: str, text: str) -> None:
    found = TOKENIZERS[segmenter].tokenize(Message.build(text), "text")
    end = 0
    for token in found:
        assert token.text
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        assert not any(character.isspace() for character in token.text)
        end = token.end
    held = "".join(token.text for token in found)
    assert held == "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cc")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我的订单到哪了", ["我", "的", "订单", "到", "哪", "了"]),
        ("查下 iPhone 15 的order", ["查下", "iPhone", "15", "的", "order"]),
        ("单号２６１１０５", ["单号", "２６１１０５"]),
        ("", []),
        ("  \n", []),
    ],
)
def test_words(text: str, expected: List[str]) -> None:
    assert tokens(text) == expected


def test_char_segmenter_cuts_every_character() -> None:
    assert tokens("查物流", "char") == ["查", "物", "流"]


def test_dictionary_adds_words(tmp_path: Path) -> None:
    dictionary = tmp_path / "words.txt"
    dictionary.write_text("云朵宝棉柔巾 1000\n", encoding="utf-8")
    tokenizer = ChineseTokenizer({"dictionary": str(dictionary)})
    message = Message.build("买云朵宝棉柔巾")
    assert "云朵宝棉柔巾" in [token.text for token in tokenizer.tokenize(message, "text")]
    before = ChineseTokenizer.fingerprint_addon({"dictionary": str(dictionary)})
    dictionary.write_text("别的词 1000\n", encoding="utf-8")
    assert ChineseTokenizer.fingerprint_addon({"dictionary": str(dictionary)}) != before


def test_config_mistakes_say_what_is_allowed() -> None:
    with pytest.raises(InvalidConfigException, match="jieba, char"):
        ChineseTokenizer({"segmenter": "jeiba"})
    with pytest.raises(InvalidConfigException, match="is no file"):
        ChineseTokenizer({"dictionary": "nowhere.txt"})
