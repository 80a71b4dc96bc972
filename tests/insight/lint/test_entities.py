"""Words marked here and not there."""

from __future__ import annotations

from tests.insight.lint.small_project import SmallProject

FILE = "data/nlu/all.yml"


def test_marked_as_two_entities(project: SmallProject) -> None:
    project.add("退两个[耳机](category)")
    line = project.add("退一副[耳机](city)")
    (finding,) = project.lint()
    assert (finding.code, finding.line) == ("entity-marked-in-two-ways", line)
    assert "as category at data/nlu/all.yml:10 (2 times)" in finding.message


def test_mostly_unmarked(project: SmallProject) -> None:
    for number in range(5):
        project.add(f"耳机{'很' * number}好")
    assert project.found() == [("entity-mostly-unmarked", FILE, 10)]


def test_four_times_is_no_pattern(project: SmallProject) -> None:
    for number in range(4):
        project.add(f"耳机{'很' * number}好")
    assert project.found() == []


def test_forgotten_once(project: SmallProject) -> None:
    for number in range(10):
        project.add(f"[耳机](category){'很' * number}好")
    line = project.add("把耳機退了")
    assert project.found() == [("entity-unmarked", FILE, line)]


def test_inside_another_mark_is_not_unmarked(project: SmallProject) -> None:
    for number in range(6):
        project.add(f"[蓝牙耳机](category){'很' * number}好")
    assert project.found() == []


def test_numbers_and_single_characters_say_nothing(project: SmallProject) -> None:
    project.add("[8812](category)那个")
    project.add("[书](category)那个")
    for number in range(6):
        project.add(f"{'很' * number}8812书")
    assert project.found() == []


def test_entities_that_go_by_meaning_are_left_alone(project: SmallProject) -> None:
    """Half of fifty words are unmarked somewhere: whether one is an entity is not for its letters to say."""
    words = [f"{first}{second}" for first in "甲乙丙丁戊己庚" for second in "子丑寅卯辰巳午未"]
    for word in words:
        project.add(f"因为[{word}](city)要退")
    for word in words:
        project.add(f"它{word}了")
    for number in range(6):
        project.add(f"{'很' * number}甲子")
    assert project.found() == []
