from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.numbers import mask_phone, normalise_order_id, normalise_phone_tail, normalise_tracking_number


@pytest.mark.parametrize(
    "typed",
    [
        "261105482913",
        " 261105 482913\n",
        "2611-0548-2913",
        "２６１１０５４８２９１３",
        "2611 0548 2913",
        "261105\u3000482913",
        "261105—482913",
        "261105\u200b482913\ufeff",
        "261105.482913",
    ],
)
def test_order_numbers_as_customers_type_them(typed: str) -> None:
    assert normalise_order_id(typed) == "261105482913"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "26110548291",
        "2611054829133",
        "26110548291a",
        "订单261105482913",
        "261105'482913",
        "261105\x00482913",
        "٢٦١١٠٥٤٨٢٩١٣",
        pytest.param("1" * 10_000, id="long"),
        "😀",
    ],
)
def test_what_cannot_be_an_order_number(typed: str) -> None:
    assert normalise_order_id(typed) is None


@pytest.mark.parametrize(("typed", "tail"), [("６７２１", "6721"), (" 67 21 ", "6721"), ("67-21", "6721")])
def test_phone_tails_as_customers_type_them(typed: str, tail: str) -> None:
    assert normalise_phone_tail(typed) == tail


@pytest.mark.parametrize("typed", ["", "672", "67210", "abcd", "15400106721", "----"])
def test_what_cannot_be_a_phone_tail(typed: str) -> None:
    assert normalise_phone_tail(typed) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("sf1234567890123", "SF1234567890123"),
        ("ＳＦ１２３４５６７８９０１２３", "SF1234567890123"),
        ("YT 1234 5678 9012 3", "YT1234567890123"),
        ("ZTO-123456789012", "ZTO123456789012"),
        ("JDVA1234567890123", "JDVA1234567890123"),
    ],
)
def test_tracking_numbers_as_customers_type_them(typed: str, number: str) -> None:
    assert normalise_tracking_number(typed) == number


@pytest.mark.parametrize("typed", ["", "1234567890123", "SF12", "S1234567890123", "顺丰1234567890123"])
def test_what_cannot_be_a_tracking_number(typed: str) -> None:
    assert normalise_tracking_number(typed) is None


@given(st.text())
def test_any_text_gives_a_number_or_none(typed: str) -> None:
    number = normalise_order_id(typed)
    assert number is None or (len(number) == 12 and number.isascii() and number.isdigit())


def test_a_masked_phone_shows_three_and_four_digits() -> None:
    assert mask_phone("15400106721") == "154****6721"
