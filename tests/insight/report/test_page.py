"""The page shows the report's numbers, escapes what comes from data, and reads well where parts are missing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import List

import pytest

from insight.report.charts import bars, matrix
from insight.report.markdown import markdown
from insight.report.page import page
from insight.report.result import Report, as_json
from insight.report.scores import Score, calibration
from insight.report.twins import Twin
from insight.report.words import percent
from tests.insight.report.examples import HOSTILE, report, task


class _Balanced(HTMLParser):
    """Notes tags that are closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: List[str] = []
        self.wrong: List[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        """What closes itself cannot be out of turn."""

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def shares(found: Report) -> List[float]:
    """The shares that the page should show."""
    held = found.held_out
    numbers: List[float] = []
    for one in (found.intents, found.moods, found.emotions):
        assert one is not None
        for row in one.labels:
            numbers += [row.score.precision, row.score.recall, row.score.f1]
    for one in (found.intents, found.moods, held.intents if held else found.intents):
        assert one is not None
        for stage in one.calibrations.values():
            numbers += [stage.error, stage.confidence, stage.accuracy]
    for doubted in (*found.suspects, *found.mood_suspects):
        numbers += [doubted.given, doubted.likely]
    numbers += [found.intents.accuracy, found.intents.macro_f1]
    if held and held.intents:
        numbers += [held.asked_back or 0.0, held.intents.accuracy, *(file.accuracy for file in held.files)]
        numbers += [n for t in held.intents.thresholds for n in (t.right, t.wrong, t.asked_needlessly, t.asked_rightly)]
    return numbers


def test_the_numbers_of_the_report_are_on_the_page() -> None:
    found = report()
    text = page(found)
    assert len(shares(found)) > 80
    assert [share for share in shares(found) if percent(share) not in text] == []
    for where in ("data/nlu/x.yml:1", "a.yml:3", "b.yml:14", "data/sentiment/zh.csv:9", "kefu-1.tar.gz"):
        assert where in text
    assert "It was not trained from the sources as they are now" in text
    assert re.search(r"city</th><td class=\"number\">31</td><td class=\"number\">17", text)


def test_texts_are_escaped_and_tags_are_balanced() -> None:
    text = page(report())
    assert HOSTILE not in text
    assert "&lt;script&gt;alert(&#39;退货&#39;)&lt;/script&gt;" in text
    assert "small &lt;shop&gt;" in text
    parser = _Balanced()
    parser.feed(text)
    assert (parser.wrong, parser.open) == ([], [])


def test_nothing_is_fetched() -> None:
    text = page(report())
    assert not re.search(r"(?:src|href)=\"(?!#)", text)
    assert not re.search(r"url\(|@import|https?://", text)


@pytest.mark.parametrize("mode", ["quick", "full"])
def test_of_what_is_held_out_only_totals_are_shown(mode: str) -> None:
    """Neither sentences nor scores of single labels, on the page and in both files."""
    known = report(entities=None, about=replace(report().about, mode=mode))
    assert known.held_out is not None
    without = replace(known, held_out=None)
    texts = [page(known), markdown(known), json.dumps(as_json(known), ensure_ascii=False)]
    bare = [page(without), markdown(without), json.dumps(as_json(without), ensure_ascii=False)]
    for name in ("退了吧", "money back", "x.yml:5", "refund", "return", "greet", "negative", ">city<", ">date<"):
        assert [text.count(name) for text in texts] == [text.count(name) for text in bare], name
    assert "2 entities, by the whole pipeline, patterns and all: F1 50.0 %" in texts[0]
    assert "Entities, held out: F1 50.0 %" in texts[1]


def test_commands_are_set_as_code_and_sentences_are_left_alone() -> None:
    twin = Twin(("`kefu` <b>", "`kefu` <b>!"), ("affirm", "greet"), ("a.yml:3", "b.yml:14"), 1.0, True)
    text = page(report(twins=(twin,), held_out=None, held_out_missing="`kefu train` makes one."))
    assert "<code>kefu report --full</code> judges by heads" in text
    assert text.count("<p><code>kefu train</code> makes one.</p>") == 1
    assert "as “`kefu` &lt;b&gt;” in affirm" in text
    assert not re.search(r"`kefu [^`]+`", text)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"held_out": None, "held_out_missing": "There is no model in models/."}, "There is no model in models/."),
        ({"moods": None, "emotions": None, "mood_suspects": ()}, "The pipeline reads no moods"),
        ({"entities": None}, "A full report (<code>kefu report --full</code>) judges them"),
        ({"entity_counts": (), "entities": None, "held_out": None}, "No training sentence has an entity."),
        ({"scope": None}, "No training sentence is labelled as out of scope"),
        ({"thin": ()}, "None: every intent has enough"),
    ],
)
def test_what_is_missing_is_said(changes: dict, says: str) -> None:  # type: ignore[type-arg]
    assert says in page(report(**changes))
    markdown(report(**changes))


def test_advice_leads_with_what_no_model_can_learn() -> None:
    first, second, *_ = report().advice
    assert first.what == "Keep 1 sentence in one intent only"
    assert second.what == "Read 1 sentence that looks mislabelled, from the top"


def test_json_has_fields_and_properties() -> None:
    found = json.loads(json.dumps(as_json(report())))
    assert found["format"] == 1
    assert found["about"]["folds"] == 4
    weakest = found["intents"]["labels"][0]["score"]
    score = Score("x", weakest["support"], weakest["guessed"], weakest["hits"])
    assert weakest["f1"] == pytest.approx(score.f1, abs=1e-6)
    assert found["suspects"][0]["doubt"] == pytest.approx(((0.9123 - 0.0312) + 5 / 8) / 2)
    assert found["intents"]["pairs"][0]["count"] == 3


def test_markdown_keeps_its_tables() -> None:
    text = markdown(report())
    assert "| return | 50.0 % | 33.3 % | 40.0 % | 3 |" in text
    assert "<script>" not in text


def test_only_what_occurs_is_marked_in_the_matrix() -> None:
    picture = matrix(task("intent"))
    marked = {(cell.title, cell.right) for cell in picture.cells}
    assert marked == {
        ("return: 1 of 3 right", True),
        ("return taken for refund: 2 of 3", False),
        ("refund: 1 of 2 right", True),
        ("refund taken for return: 1 of 2", False),
        ("greet: 1 of 1 right", True),
        ("out_of_scope: 1 of 1 right", True),
    }
    places = [picture.margin + picture.size * number for number in range(4)]
    assert {cell.x for cell in picture.cells} | {cell.y for cell in picture.cells} <= set(places)


def test_bars_stand_where_their_bins_are() -> None:
    (low, high) = bars(calibration([0.25, 0.95], [False, True]))
    assert (low.x, low.height) == (37.0, 0.0)
    assert (high.x, high.y, high.height) == (163.0, 0.0, 180.0)
    assert high.expected == pytest.approx(9.0)
