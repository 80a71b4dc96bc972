"""A product named in a message points to the order that holds it."""

import pytest

from actions.products_named import match_titles

TITLES = {
    "1": ("华为 FreeBuds 5 无线耳机", "Huawei FreeBuds 5 earbuds with case (black)"),
    "2": ("美的电饭煲 4L", "Midea rice cooker 4L"),
    "3": ("小米无线鼠标", "Xiaomi wireless mouse, long-lasting"),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("那个耳机", ["1"]),
        ("电饭煲那单", ["2"]),
        ("the rice cooker", ["2"]),
        ("FREEBUDS please", ["1"]),
        ("无线的那个", ["1", "3"]),
        ("洗衣机", []),
        ("mou", []),
        ("in case it is late", []),
        ("how long till it gets here", []),
        ("the black one", []),
        ("", []),
    ],
)
def test_a_product_name_points_to_its_order(text: str, expected: list) -> None:
    assert match_titles(text, TITLES) == expected


def test_short_words_count_where_a_product_was_recognised() -> None:
    titles = {"1": ("台灯", "Desk lamp"), "2": ("T恤", "Cotton tee")}
    assert match_titles("lamp", titles) == []
    assert match_titles("lamp", titles, shortest=3) == ["1"]
    assert match_titles("tee", titles, shortest=3) == ["2"]
