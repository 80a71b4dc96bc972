"""Days, hours and numbers of pieces in customers' words."""

from datetime import date

import pytest

from actions.moments import read_day, read_hours
from actions.pieces import mentions_quantity, read_quantity

TODAY = date(2026, 11, 5)  # a Thursday
SLOTS = [(9, 12), (12, 15), (15, 18), (18, 21)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天", 5),
        ("明天下午", 6),
        ("后天", 7),
        ("大后天", 8),
        ("周六", 7),
        ("星期天", 8),
        ("周四", 5),
        ("下周一", 9),
        ("周末", 7),
        ("11月8日", 8),
        ("8号", 8),
        ("11/9", 9),
        ("tomorrow", 6),
        ("Saturday morning", 7),
        ("8 Nov", 8),
        ("November 9th", 9),
        ("the day after tomorrow", 7),
        ("换个时间", None),
        ("3号楼", None),
        ("下午三点", None),
    ],
)
def test_days(text, day):
    assert read_day(text, TODAY) == (day and date(2026, 11, day))


def test_a_day_that_is_over_is_next_years():
    assert read_day("11月4日", TODAY) == date(2027, 11, 4)
    assert read_day("4号", TODAY) == date(2026, 12, 4)
    assert read_day("2月30日", TODAY) is None


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("上午", (9, 12)),
        ("中午", (12, 15)),
        ("下午三点", (15, 18)),
        ("晚上", (18, 21)),
        ("晚上7点以后", (18, 21)),
        ("18:30", (18, 21)),
        ("9-12", (9, 12)),
        ("下午3点到6点", (15, 18)),
        ("3pm", (15, 18)),
        ("in the evening", (18, 21)),
        ("10 am", (9, 12)),
        ("凌晨", None),
        ("早上6点", None),
        ("周六", None),
    ],
)
def test_hours(text, slot):
    assert read_hours(text, SLOTS) == slot


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("改成两件", 2),
        ("要3个", 3),
        ("再加一件", 2),
        ("多买两件", 3),
        ("数量改成 5", 5),
        ("make it two", 2),
        ("quantity 4", 4),
        ("3 pieces please", 3),
        ("改成十二件", 12),
        ("少要一件", 0),
        ("换成 256GB", None),
        ("改成 XL", None),
        ("要蓝色的", None),
        ("换成 1.8 米床", None),
        ("one more", 2),
    ],
)
def test_pieces(text, pieces):
    assert read_quantity(text, 1) == pieces


@pytest.mark.parametrize(
    ("text", "pieces"), [("2", 2), ("两件", 2), ("三", 3), ("就2件吧", 2), ("two", 2), ("不知道", None)]
)
def test_an_answer_to_how_many(text, pieces):
    assert read_quantity(text, 1, asked=True) == pieces


def test_speaking_of_the_number_without_one():
    assert mentions_quantity("想改下数量")
    assert not mentions_quantity("换个颜色")
