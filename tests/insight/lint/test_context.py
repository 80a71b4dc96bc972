"""Context files."""

from __future__ import annotations

import pytest

from tests.insight.lint.small_project import CONTEXT, SmallProject

FILE = "data/context/zh.yml"


@pytest.mark.parametrize(
    ("item", "code", "line"),
    [
        ("- {bot: 好吗, text: 好, intent: return_good}\n", "intent-not-in-domain", 5),
        ("- {bot: 好吗, text: 好}\n", "context-incomplete", 5),
        ("- {bot: 好吗, intent: greet}\n", "context-incomplete", 5),
        ("- {text: 好, intent: greet}\n", "context-incomplete", 5),
        ("- {bot: 好吗, text: 好, intent: greet,\n   bott: x}\n", "context-key", 6),
        ("- {bot: 要退货吗？, text: 要, intent: greet}\n", "context-conflict", 5),
        ("- {bot: 要退货吗, text: 要！, intent: return_goods}\n", "context-twice", 5),
        ("- {bot: 好  吗, text: 好, intent: greet}\n", "double-blank", 5),
    ],
)
def test_a_wrong_dialogue_is_named(project: SmallProject, item: str, code: str, line: int) -> None:
    project.write(FILE, CONTEXT + item)
    assert project.found() == [(code, FILE, line)]


def test_the_same_words_after_something_else_are_another_dialogue(project: SmallProject) -> None:
    project.write(FILE, CONTEXT + "- {previous: 在吗, text: 要, intent: greet}\n")
    assert project.found() == []


def test_a_file_without_dialogues(project: SmallProject) -> None:
    project.write(FILE, "dialogs:\n- text: 好\n")
    assert project.found() == [("context-unreadable", FILE, 1)]


def test_an_intent_of_the_context_that_is_rasas_own(project: SmallProject) -> None:
    project.write(FILE, CONTEXT + "- {bot: 好吗, text: 呃呃, intent: nlu_fallback}\n")
    assert project.found() == []
