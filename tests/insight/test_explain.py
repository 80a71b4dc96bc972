"""What is gathered about a text, and how the terminal and the page show it."""

from __future__ import annotations

import doctest
import io
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, List, Tuple

import numpy as np
import pytest
from rich.console import Console

from insight import explain_rows
from insight.attribution import INTENT, Attribution, Target
from insight.checked import check_intent, check_text
from insight.errors import NothingToExplain
from insight.explain import Explanation, explain, values_found
from insight.explain_page import page, write_page
from insight.explain_rows import balance, rows, strongest
from insight.explain_terminal import coloured, show
from insight.neighbours import Neighbourhood
from insight.pieces import cut
from insight.sources import read_examples
from insight.understanding import Understanding

TEXT = "取消订单261105482913，寄到北京花了99元"


def made(text: str, contributions: List[float], errors: float = 0.0, permutations: int = 0) -> Attribution:
    """An attribution with given numbers."""
    values = np.array(contributions)
    return Attribution(
        Target(INTENT, "x"), text, tuple(cut(text)), values, np.full(len(values), errors),
        1.0 + values.sum(), 1.0, permutations, 9,
    )  # fmt: skip


@pytest.fixture(scope="module")
def around(understanding: Understanding, project: Path) -> Neighbourhood:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEFU_CACHE_DIR", str(project / "cache"))
        return Neighbourhood(understanding, read_examples(project / "nlu.yml"))


@pytest.fixture(scope="module")
def explanation(understanding: Understanding, around: Neighbourhood) -> Explanation:
    return explain(understanding, TEXT, around, samples=60)


def printed(explanation: Explanation, **more: Any) -> str:
    console = Console(file=io.StringIO(), width=80, **more)
    show(console, explanation)
    return console.file.getvalue()  # type: ignore[attr-defined]


def test_an_explanation_agrees_with_the_parse(explanation: Explanation, understanding: Understanding) -> None:
    parse = understanding.parse([TEXT])[0]
    assert explanation.parse == parse
    assert explanation.ranking[0][1] == pytest.approx(explanation.intent.probability, abs=1e-5) or explanation.novel
    assert explanation.mood is not None
    assert explanation.mood.target.label == parse["sentiment"]["label"] == explanation.moods[0][0]
    assert explanation.mood.probability == pytest.approx(parse["sentiment"]["confidence"], abs=1e-5)
    assert explanation.emotion is not None
    assert explanation.emotion.target.label == parse["sentiment"]["emotion"]
    assert explanation.language == "zh"
    assert sum(probability for _, probability in explanation.moods) == pytest.approx(1, abs=1e-5)
    assert not explanation.unread


def test_patterns_are_named_with_their_fate(explanation: Explanation) -> None:
    number, price = explanation.patterns
    assert (number.entity, number.value, number.sure, number.kept) == ("order_id", "261105482913", True, True)
    assert (price.entity, price.value, price.sure) == ("price", "99元", False)
    kept = {(e["entity"], e["start"]) for e in values_found(explanation) if e["extractor"] == "PatternEntityExtractor"}
    assert price.kept == (("price", price.start) in kept)
    assert {e["entity"] for e in values_found(explanation)}.isdisjoint({"mood", "language"})


def test_another_intent_can_be_explained(understanding: Understanding) -> None:
    found = explain(understanding, "你好", intent="track_logistics")
    assert found.intent.target.label == "track_logistics"
    assert found.parse["intent"]["name"] == "greet"
    assert "track_logistics" in dict(found.shown_intents)
    assert found.neighbours == ()


def test_asking_back_is_explained(understanding: Understanding, monkeypatch: pytest.MonkeyPatch) -> None:
    fallback = understanding.parts.fallback
    assert fallback is not None
    assert explain(understanding, "你好").asked_back is None
    monkeypatch.setitem(fallback.component_config, "threshold", 0.9999)
    assert "fewer than the threshold of 100.0%" in str(explain(understanding, "你好").asked_back)
    monkeypatch.setitem(fallback.component_config, "threshold", 0.0)
    monkeypatch.setitem(fallback.component_config, "ambiguity_threshold", 0.9999)
    found = explain(understanding, "你好")
    assert "points apart, fewer than the 100.0 of ambiguity_threshold" in str(found.asked_back)
    assert found.intent.target.label == "greet"
    assert "The assistant asks back: the two likeliest" in printed(found)


def test_what_is_cut_off_is_named(understanding: Understanding) -> None:
    found = explain(understanding, "取消订单，" * 30, samples=20)
    assert found.unread.endswith("取消订单，")
    assert len(found.intent.text) + len(found.unread) == len(found.text)
    assert "not read: " in printed(found)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The text is empty"),
        (" \n\t", "The text is empty"),
        ("/affirm", "'/affirm' is a button's payload"),
        ("  /x", "'/x' is a button's payload"),
        ("\x00\x07", "has no character that can be read"),
        ("\u200b", "has no character that can be read"),
        ("\u200e \ufe0f", "has no character that can be read"),
        ("\udce4\udcbd", "is not UTF-8"),
    ],
)
def test_what_cannot_be_explained_says_why(understanding: Understanding, text: str, says: str) -> None:
    for refused in (check_text, lambda text: explain(understanding, text)):
        with pytest.raises(NothingToExplain, match=says):
            refused(text)
    assert check_text("  退货 ") == "退货"


def test_an_unknown_intent_gets_a_hint(understanding: Understanding) -> None:
    with pytest.raises(NothingToExplain, match=r"no intent 'cancel_orders'. Did you mean cancel_order\? It knows: can"):
        check_intent(understanding, "cancel_orders")
    with pytest.raises(NothingToExplain, match=r"no intent '退货'. It knows: cancel_order, greet, track_logistics"):
        explain(understanding, "你好", intent="退货")
    with pytest.raises(NothingToExplain, match="FallbackClassifier"):
        check_intent(understanding, "nlu_fallback")


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(explain_rows).failed == 0 < doctest.testmod(explain_rows).attempted


def test_rows_stand_in_the_order_of_the_text() -> None:
    found = rows(made("我要退货，要快", [0.1, 1.0, 4.0, -2.0, 0.0, 0.3, -0.2], errors=0.2, permutations=4))
    assert [row.text for row in found] == list("我要退货，要快")
    assert [row.strength for row in found] == pytest.approx([0.025, 0.25, 1, -0.5, 0, 0.075, -0.05])
    assert [row.doubtful for row in found] == [True, False, False, False, True, True, True]
    assert [row.context for row in found] == ["", "in 我要退", "", "", "", "in ，要快", ""]


@pytest.mark.parametrize(
    ("text", "contexts"),
    [
        ("😡😡😡", ["1 of 3", "2 of 3", "3 of 3"]),
        ("a b c b", ["", "in a b c", "", "in c b"]),
        # Between the same neighbours: the neighbours do not tell which it is.
        ("a b c a b c", ["in a b", "1 of 2", "in b c a", "in c a b", "2 of 2", "in b c"]),
    ],
)
def test_pieces_of_the_same_words_are_told_apart(text: str, contexts: List[str]) -> None:
    assert [row.context for row in rows(made(text, [1.0] * len(contexts)))] == contexts


def test_the_strongest_and_the_rest_add_up() -> None:
    one = made("我要退货，要快", [0.1, 1.0, 4.0, -2.0, 0.0, 0.3, -0.2])
    shown, others, rest = strongest(one, 3)
    assert [row.text for row in shown] == ["退", "货", "要"]
    assert others == 4
    assert sum(row.contribution for row in shown) + rest == pytest.approx(one.total)


def test_both_sides_of_the_sum_are_shown() -> None:
    exact, sampled = made("退货", [1.5, -0.5]), made("退货", [1.5, -0.5], errors=0.25, permutations=8)
    sums = "empty text +1.00, all pieces +1.00: together +2.00; the model says +2.00, which is 88.1%."
    assert balance(exact) == f"{sums} Exact: all 9 combinations were read."
    assert balance(sampled).startswith(f"{sums} Sampled: 9 combinations in 8 orders")
    assert "standard error at most 0.25" in balance(sampled)


def test_pieces_are_green_for_the_label_and_red_against_it() -> None:
    shown = coloured(made("不 退货", [-1.0, 3.0, 0.1]))
    assert shown.plain == "不 退货"
    styles = {shown.plain[span.start : span.end]: str(span.style) for span in shown.spans if span.style}
    assert styles == {"不": "black on #f87171", "退": "white on #15803d"}


def test_the_terminal_shows_everything(explanation: Explanation) -> None:
    shown = printed(explanation)
    for expected in (
        TEXT, "language: zh", f"Intent  {explanation.parse['intent']['name']}", "Why ", "all pieces", "Mood  ",
        "order_id", "261105482913", "PatternEntityExtractor", "a form of its own; kept", "Nearest training sentences",
        "nlu.yml:",
    ):  # fmt: skip
        assert expected in shown
    assert shown.count("the model says") == 3
    assert "\x1b[" in printed(explanation, force_terminal=True, color_system="truecolor")


def test_markup_in_a_text_is_only_text(understanding: Understanding) -> None:
    assert "[bold]取消[/bold]" in printed(explain(understanding, "[bold]取消[/bold]", samples=20))


class Reader(HTMLParser):
    """The page's tags, and its text."""

    VOID = ("meta",)

    def __init__(self) -> None:
        super().__init__()
        self.open: List[str] = []
        self.tags: List[Tuple[str, Any]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    assert reader.open == []
    return reader


def test_the_page_shows_everything_without_network_or_script(explanation: Explanation) -> None:
    found = read(page([explanation], "m.tar.gz"))
    for expected in (TEXT, "m.tar.gz", "order_id", "Nearest training sentences", "nlu.yml:", "the model says"):
        assert expected in found.text
    names = {tag for tag, _ in found.tags}
    assert not names & {"script", "link", "img", "iframe", "object"}
    assert not any(key in ("src", "href") or key.startswith("on") for _, attrs in found.tags for key in attrs)
    assert ("meta", {"charset": "utf-8"}) in found.tags
    pieces = [attrs for tag, attrs in found.tags if tag == "span" and "piece" in attrs.get("class", "")]
    assert len(pieces) == 3 * len(explanation.intent.pieces)


def test_the_page_escapes_what_customers_write(understanding: Understanding, explanation: Explanation) -> None:
    text = '<script>alert("1")</script> & 取消'
    evil = replace(explain(understanding, text, samples=20), language='"><script>')
    html = page([explanation, evil], "<m>")
    assert "<script" not in html
    assert text in read(html).text
    assert html.count("<section>") == 2


def test_a_page_is_written_into_a_new_folder(explanation: Explanation, tmp_path: Path) -> None:
    file = tmp_path / "new" / "e.html"
    write_page(file, [explanation], "m")
    assert file.read_text(encoding="utf-8") == page([explanation], "m")
