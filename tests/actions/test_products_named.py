"""A product named in a message points to the order that holds it."""

import pytest

from actions.products_named import match_titles

TITLES = {
    "1": ("华为 FreeBuds 5 无线耳机", "Huawei FreeBuds 5 earbuds with case (black)"),
    "2": ("美的电饭煲 4L", "Midea rice cooker 4L"),
    "3": ("小米无线鼠标", "Xiaomi wireless mouse"),
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
        ("the black one", []),
        ("", []),
    ],
)
def test_a_product_name_points_to_its_order(text: str, expected: list) -> None:
    assert match_titles(text, TITLES) == expected
