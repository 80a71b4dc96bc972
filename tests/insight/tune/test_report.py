"""The report: what it counts, and that terminal, Markdown and page show the same numbers, escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Dict, Optional

import pytest
from rich.console import Console

from components.bert.tuning import Tuning
from insight.tune.comparison import Comparison
from insight.tune.markdown import markdown
from insight.tune.page import dots, page
from insight.tune.report import Report, TrialRow, changes
from insight.tune.space import Choices, Range, Space
from insight.tune.terminal import show
from insight.tune.words import (
    differences,
    found,
    importance_note,
    number,
    percent,
    points,
    snippet_note,
    verdict,
)
from tests.insight.tune.conftest import told

LUCKY = Comparison((0.80, 0.82), (0.83, 0.85), -0.004, 0.061, 0.08, 120, (43, 44))
SURE = replace(LUCKY, low=0.012)
SNIPPET = "  - name: x.BertIntentClassifier\n    context: <b>&</b>\n"


def row(at: int, what: str, score: Optional[float], **settings: Any) -> TrialRow:
    given: Dict[str, Any] = {"dropout": 0.1, "augmentation": "none", "augmented_share": 0.5, **settings}
    return TrialRow(at, what, score, (score or 0.0,), (0.4, 0.437), 12.4, 42, given)


PRESENT = row(0, "present", 0.8125)
BEST = row(2, "complete", 0.8542, dropout=0.25)
TRIALS = (
    PRESENT,
    row(1, "cut short", None, augmentation="noise", augmented_share=0.3),
    BEST,
    row(3, "failed: RuntimeError: <script>|\n", None),
)


def report(comparison: Optional[Comparison] = LUCKY, **more: Any) -> Report:
    given: Dict[str, Any] = {
        "study": "mine", "task": "intent", "component": "BertIntentClassifier", "measure": "accuracy",
        "sentences": (204, 51, 45), "folds": 1, "trials": TRIALS, "present": PRESENT, "best": BEST,
        "changes": {"dropout": 0.25}, "importances": {"dropout": 0.713, "augmentation": 0.287},
    }  # fmt: skip
    return Report(comparison=comparison, **{**given, **more})


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_all_three_show_the_numbers_of_the_report(quiet: Console) -> None:
    given = report()
    show(quiet, given, SNIPPET)
    for text in (told(quiet), markdown(given, SNIPPET), plain(page(given, SNIPPET))):
        joined = re.sub(r"\s+", " ", text)
        for shown in ("81.2%", "85.4%", "71.3%", "28.7%", "204 sentences", "51 to choose by", "45 held out", "12"):
            assert shown in joined
        assert "+4.2 points" in joined
        assert "best settings 84.0%, present ones 81.0%, +3.0 points, 95 % interval −0.4 to +6.1" in joined
        assert "That may be luck" in joined
    for text in (markdown(given, SNIPPET), plain(page(given, SNIPPET))):
        assert "40.0% 43.7%" in text  # after each epoch


def test_the_page_is_escaped_and_needs_no_network() -> None:
    html = page(report(), SNIPPET)
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "context: &lt;b&gt;&amp;&lt;/b&gt;" in html
    assert not re.search(r"(src|href)=|https?://", html)


def test_a_table_in_markdown_keeps_its_columns() -> None:
    lines = [line for line in markdown(report(), "").splitlines() if line.startswith("|")]
    trials = lines[4:]
    assert len(trials) == 2 + len(TRIALS)
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in trials} == {10}
    assert "failed: RuntimeError: <script>\\|" in trials[-1]


def test_trials_are_ranked_and_those_without_a_score_come_last() -> None:
    assert [trial.number for trial in report().ranked] == [2, 0, 1, 3]
    assert report().complete == 2


def test_the_picture_has_a_dot_for_each_score() -> None:
    low, high = dots(report())
    assert (low.number, low.present, high.number, high.present) == (0, True, 2, False)
    assert high.y < low.y
    assert low.x < high.x
    assert page(report(), "").count("<circle") == 2
    assert dots(report(trials=())) == []
    (one,) = dots(report(trials=(PRESENT,)))
    assert one.y == 100.0


@pytest.mark.parametrize(
    ("comparison", "says"),
    [
        (SURE, "That is more than luck."),
        (LUCKY, "That may be luck: keep the present settings"),
        (replace(LUCKY, best=(0.7, 0.7), low=-0.2), "The gain did not last: keep the present settings."),
        (replace(SURE, present=(0.8,), best=(0.83,), seeds=(43,)), "one training of each that may be the luck of the"),
        (None, "They were not compared on the test part."),
    ],
)
def test_the_verdict(comparison: Optional[Comparison], says: str) -> None:
    assert says in verdict(report(comparison))
    sure = comparison is SURE
    assert ("--apply writes them" in snippet_note(report(comparison))) == sure


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"present": None, "best": None, "trials": ()}, "have not been measured yet"),
        ({"best": PRESENT, "trials": (PRESENT,)}, "So far only the present settings were measured: 81.2%"),
        ({"best": PRESENT}, "No trial is better than the present settings (81.2% on the validation part)"),
        ({}, "trial 2 reaches 85.4%, the present settings 81.2% (+4.2 points)"),
    ],
)
def test_what_was_found(given: Dict[str, Any], says: str, quiet: Console) -> None:
    some = report(None, **given)
    assert says in found(some)
    show(quiet, some, "")
    assert says in re.sub(r"\s+", " ", told(quiet))
    assert says in plain(page(some, ""))
    assert says in markdown(some, "")


def test_how_much_importances_are_worth() -> None:
    assert importance_note(report()).endswith("So few trials only hint at it.")
    assert "Too few complete trials" in importance_note(report(importances={}))
    many = tuple(row(at, "complete", 0.5) for at in range(30))
    assert importance_note(report(trials=many)).endswith("(fANOVA, 30 trials).")


def test_what_sets_a_trial_apart() -> None:
    assert differences(BEST, PRESENT) == "dropout 0.25"
    assert differences(PRESENT, PRESENT) == "the present settings"
    assert differences(row(4, "complete", 0.5, augmented_share=0.9), PRESENT) == "as at present"
    assert differences(TRIALS[1], PRESENT) == "augmentation noise, augmented_share 0.3"


def test_numbers_as_a_person_writes_them() -> None:
    assert [number(value) for value in (0.00002, 0.0, 1.0, 3, "top")] == ["0.00002", "0", "1", "3", "top"]
    assert [percent(None), percent(0.12345), points(-0.031), points(0.2)] == ["–", "12.3%", "−3.1", "+20.0"]


METHODS = Choices(("top", "lora"))
SPACE = Space({"tuned_layers": Range(1, 4), "method": METHODS, "epochs": Range(2, 8)}, {"dropout": 0.2})


@pytest.mark.parametrize(
    ("present", "best", "expected"),
    [
        (Tuning(), Tuning(tuned_layers=4, epochs=5), {"epochs": 5}),  # 0 layers are all four
        (Tuning(), Tuning(tuned_layers=2, dropout=0.2), {"tuned_layers": 2, "dropout": 0.2}),
        (Tuning(method="lora", tuned_layers=3), Tuning(tuned_layers=3), {"method": "top"}),
        (Tuning(), Tuning(tuned_layers=4, seed=7, r_drop=1.0), {}),  # neither was searched
    ],
)
def test_only_what_was_searched_and_differs_goes_into_config_yml(
    present: Tuning, best: Tuning, expected: Dict[str, Any]
) -> None:
    assert changes(present, best, SPACE, 4) == expected


def test_a_share_of_copies_without_copies_is_no_change() -> None:
    space = Space({"augmentation": Choices(("none", "noise")), "augmented_share": Range(0.1, 1.0)}, {})
    assert changes(Tuning(), Tuning(augmented_share=0.3), space, 4) == {}
    with_copies = Tuning(augmentation=("noise",), augmented_share=0.3)
    assert changes(Tuning(), with_copies, space, 4) == {"augmentation": ["noise"], "augmented_share": 0.3}
