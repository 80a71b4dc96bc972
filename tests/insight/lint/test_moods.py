"""Mood files."""

from __future__ import annotations

import pytest

from tests.insight.lint.small_project import SmallProject

FILE = "data/sentiment/zh.csv"
HEADER = "text,label,emotion\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("text;label;emotion\n", "mood-header", 1),
        ("", "mood-header", 1),
        (HEADER + "谢谢,positive,grateful\n好的,netural,calm\n", "mood-label", 3),
        (HEADER + "好的,positive,angry\n", "mood-pair", 2),
        (HEADER + " ,neutral,calm\n", "mood-empty", 2),
        (HEADER + "a,b,neutral,calm\n", "mood-columns", 2),
        (HEADER + "a\n", "mood-columns", 2),
        (HEADER + "好,neutral,calm\n好,positive,happy\n", "mood-conflict", 3),
        (HEADER + "好,neutral,calm\n好 ,neutral,calm\n", "mood-twice", 3),
        (HEADER + '"两\n行",neutral,calm\n坏,bad,calm\n', "mood-label", 4),
        (HEADER + '"不  好",negative,angry\n', "double-blank", 2),
        (HEADER + '好,neutral,calm\n"没\n关,neutral,calm\n', "mood-columns", 3),
    ],
)
def test_a_wrong_line_is_named(project: SmallProject, text: str, code: str, line: int) -> None:
    project.write(FILE, text)
    assert project.found() == [(code, FILE, line)]


def test_conflicts_between_files_name_both_places(project: SmallProject) -> None:
    project.write("data/sentiment/en.csv", HEADER + "谢谢,neutral,calm\n")
    (finding,) = project.lint()
    assert (finding.code, finding.file, finding.line) == ("mood-conflict", FILE, 2)
    assert "neutral/calm at data/sentiment/en.csv:2" in finding.message


def test_a_blank_line_and_a_byte_order_mark_pass(project: SmallProject) -> None:
    project.write(FILE, "\ufeff" + HEADER + "\n好,neutral,calm\n")
    assert project.found() == []


def test_the_folder_is_that_of_config(project: SmallProject) -> None:
    project.write("moods.csv", "wrong\n")
    assert project.found() == []
    setting = "pipeline:\n- name: x.BertSentimentAnalyzer\n  data: moods.csv\n"
    project.change("config.yml", "pipeline:\n", setting)
    assert ("mood-header", "moods.csv", 1) in project.found()
