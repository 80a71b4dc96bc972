"""Sentences of the training data: doubles, form, length."""

from __future__ import annotations

import pytest

from insight.lint.options import Options
from tests.insight.lint.small_project import FEW, SmallProject

FILE = "data/nlu/all.yml"


@pytest.mark.parametrize("text", ["你好", "你好！", "  你 好  ", "HELLO", "Hello?!", "ｈｅｌｌｏ"])
def test_the_same_words_in_two_intents(project: SmallProject, text: str) -> None:
    line = project.add(text)
    (finding,) = project.lint()
    assert (finding.code, finding.line) == ("sentence-in-two-intents", line)
    first = 5 if "你" in text else 6
    assert f"in greet at {FILE}:{first}" in finding.message


def test_both_places_are_named_across_files(project: SmallProject) -> None:
    project.write("data/nlu/more.yml", "nlu:\n- intent: greet\n  examples: |\n    - 我要退貨\n")
    (finding,) = project.lint()
    assert (finding.file, finding.line) == ("data/nlu/more.yml", 4)
    assert finding.message == (
        "'我要退貨' stands in greet here and in return_goods at data/nlu/all.yml:9 as '我要退货'. Keep it in one."
    )


@pytest.mark.parametrize("text", ["我要退货", "我要退貨。", "我要，退货"])
def test_twice_in_one_intent(project: SmallProject, text: str) -> None:
    line = project.add(text)
    assert project.found() == [("sentence-twice", FILE, line)]


def test_marked_in_two_ways(project: SmallProject) -> None:
    line = project.add("不要这耳机了")
    assert project.found() == [("sentence-marked-twice", FILE, line)]


def test_signs_alone_are_told_apart(project: SmallProject) -> None:
    project.change(FILE, "- hello\n", "- hello\n    - ？？\n    - 。。。\n    - 👍\n")
    assert project.found() == []


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("      - 退了吧", "line-without-hyphen"),
        ("    退了吧", "line-without-hyphen"),
        ("    # 退了吧", "line-without-hyphen"),
        ("    -", "empty-example"),
        ("    - 退  了吧", "double-blank"),
        ("    - 退\u200b了吧", "invisible-character"),
        ("    - 退\ufeff了吧", "invisible-character"),
        ("    - " + "退" * 201, "sentence-too-long"),
        ("    - 退\x08了吧", "control-character"),
    ],
)
def test_a_line_that_is_no_good_sentence(project: SmallProject, line: str, code: str) -> None:
    text = (project.root / FILE).read_text(encoding="utf-8") + line + "\n"
    project.write(FILE, text)
    assert (code, FILE, text.count("\n")) in project.found()


def test_half_a_surrogate_pair_in_quotes(project: SmallProject) -> None:
    project.write("data/nlu/more.yml", 'nlu:\n- intent: greet\n  examples:\n  - text: "在 \\u0007"\n')
    assert project.found() == [("control-character", "data/nlu/more.yml", 4)]


def test_family_emoji_are_one_sign(project: SmallProject) -> None:
    project.add("给一家人👨‍👩‍👧退")
    assert project.found() == []


def test_examples_with_metadata_are_read(project: SmallProject) -> None:
    text = "nlu:\n- intent: return_goods\n  examples:\n  - text: |\n      你好\n  - metadata: {a: b}\n"
    project.write("data/nlu/more.yml", text)
    assert project.found() == [
        ("sentence-in-two-intents", "data/nlu/more.yml", 5),
        ("example-without-text", "data/nlu/more.yml", 6),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("nlu:\n- intent: greet\n  examples:\n    - 在吗\n", "example-without-text"),
        ("nlu:\n- intent: greet\n  examples: >\n    - 在吗\n", "no-examples"),
        ("nlu:\n- intent: greet\n", "no-examples"),
        ("nlu:\n- intnet: greet\n", "item-without-name"),
    ],
)
def test_examples_that_rasa_passes_over(project: SmallProject, text: str, code: str) -> None:
    project.write("data/nlu/more.yml", text)
    assert [found[0] for found in project.found()] == [code]


def test_the_same_mistake_is_told_once_a_file(project: SmallProject) -> None:
    lines = [project.add(f"退  {number}号") for number in range(3)]
    (finding,) = project.lint()
    assert finding.line == lines[0]
    assert finding.message.endswith(f"Also on line {lines[1]}, {lines[2]}.")


def test_how_many_examples(project: SmallProject) -> None:
    assert project.found(Options(chinese=2, english=1, fewest=1)) == [("intent-small", FILE, 3)]
    assert project.found(Options(chinese=1, english=2, fewest=3)) == [
        ("intent-too-small", FILE, 3),
        ("intent-small", FILE, 7),
    ]
    finding = project.lint(Options(chinese=40, english=15, fewest=3))[1]
    assert finding.message.startswith("return_goods has 2 Chinese and 1 English examples; 40 and 15")
    assert project.found(FEW) == []
