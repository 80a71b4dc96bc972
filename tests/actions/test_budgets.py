"""Budgets in sentences, Chinese and English."""

from decimal import Decimal

import pytest

from actions.budgets import Budget, read_budget, without_budget


def bounds(least, most):
    return Budget(None if least is None else Decimal(least), None if most is None else Decimal(most))


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("500 以内的耳机", None, 500),
        ("一百以内", None, 100),
        ("两千五以内", None, 2500),
        ("一千二百以下", None, 1200),
        ("不超过1,500元", None, 1500),
        ("预算2000", None, 2000),
        ("2k以内", None, 2000),
        ("两三千的手机", 2000, 3999),
        ("一千多的手机", 1000, 1999),
        ("三千到四千", 3000, 4000),
        ("2-3千", 2000, 3000),
        ("价格300以上500以下", 300, 500),
        ("1000元左右的手表", 800, 1200),
        ("500块的吹风机", 400, 600),
        ("under 300", None, 300),
        ("no more than 99.90 yuan", None, "99.90"),
        ("between 600 and 800", 600, 800),
        ("at least 1000", 1000, None),
        ("around 200", 160, 240),
    ],
)
def test_amounts(text, least, most):
    assert read_budget(text) == bounds(least, most)


@pytest.mark.parametrize(
    "text",
    ["iPhone 15", "要256G的", "10公斤往上", "三款手机", "给我来两个", "第二个多少钱", "20000mAh 充电宝", "M码黑色卫衣",
     "headphones under 50 dollars", "laptops between 600 and 800 usd"],
)  # fmt: skip
def test_what_is_no_amount_of_ours(text):
    assert not read_budget(text)


def test_the_words_of_a_budget_are_cut_out():
    assert without_budget("两三千的手机").split() == ["的手机"]
    assert without_budget("headphones under 300").split() == ["headphones"]
