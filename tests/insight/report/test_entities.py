"""Cross-validation of entities: who reads what, and that what is found lands at its own sentence."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, Dict, List, Sequence, Tuple

import pytest

from components.bert import finetune_tokens, heads
from components.bert.encoder import EncoderSpec, describe_encoder
from components.bert.tags import Span
from components.bert.tuning import Tuning
from insight.report.entities import Marked, cross_validate_entities, marked_sentences, plain_types
from insight.report.scores import entity_scores
from insight.report.sentences import sentence_key
from insight.report.settings import HeadSettings
from insight.sources import Example
from tests.components.conftest import QUICK, tiny_bert  # noqa: F401

SETTINGS = HeadSettings(Tuning(**{**QUICK, "epochs": 40, "head_learning_rate": 1e-2}), "float32")
CITIES, COLOURS = ["北京", "上海", "广州", "成都", "武汉", "杭州"], ["红色", "黑色", "白色", "蓝色", "灰色", "绿色"]


def marked(rows: Dict[str, List[Tuple[str, int, int]]]) -> Marked:
    ordered = sorted(rows.items())
    return Marked(tuple(text for text, _ in ordered), tuple(tuple(Span(*s) for s in spans) for _, spans in ordered))


ROWS = marked(
    {
        **{f"寄到{city}要几天": [("city", 2, 4)] for city in CITIES},
        **{f"寄到{city}要几天！": [("city", 2, 4)] for city in CITIES[:3]},  # the same but for a sign
        **{f"我要{colour}的": [("attribute", 2, 4)] for colour in COLOURS},
        **{text: [] for text in ("你好", "谢谢", "再见", "在吗")},
    }
)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path))


@pytest.fixture(scope="module")
def encoder(tiny_bert: Path) -> EncoderSpec:  # noqa: F811
    return describe_encoder(str(tiny_bert), frozen_layers=3, precision="float32", max_tokens=32)[0]


class Fold:
    """What one tagger learnt, and what it was asked."""

    def __init__(self, texts: Sequence[str], spans: Sequence[Sequence[Span]]) -> None:
        self.learnt = dict(zip(texts, spans))
        self.asked: List[str] = []


@pytest.fixture()
def folds(monkeypatch: pytest.MonkeyPatch) -> List[Fold]:
    """In place of taggers: each marks the last two characters of whatever it reads as what it first learnt."""
    made: List[Fold] = []

    def tune(spec: Any, texts: Sequence[str], spans: Sequence[Sequence[Span]], tuning: Any, stage: str) -> Fold:
        made.append(Fold(texts, spans))
        return made[-1]

    def head(fold: Fold, precision: str) -> Any:
        kind = next(span.entity for spans in fold.learnt.values() for span in spans)

        def read(texts: Sequence[str], encoded: Sequence[Any]) -> List[List[Span]]:
            fold.asked += texts
            return [[Span(kind, len(text) - 2, len(text))] for text in texts]

        return SimpleNamespace(spans=read)

    monkeypatch.setattr(finetune_tokens, "tune_token_head", tune)
    monkeypatch.setattr(heads, "TokenHead", head)
    return made


@pytest.mark.parametrize("count", [2, 3, 5])
def test_every_sentence_is_read_once_by_who_has_not_learnt_its_like(
    encoder: EncoderSpec, folds: List[Fold], count: int
) -> None:
    found = cross_validate_entities(ROWS, encoder, SETTINGS, count, 0)
    assert len(folds) == count
    assert sorted(text for fold in folds for text in fold.asked) == sorted(ROWS.texts)
    for fold in folds:
        assert not {sentence_key(text) for text in fold.asked} & {sentence_key(text) for text in fold.learnt}
        assert set(fold.asked) | set(fold.learnt) == set(ROWS.texts)
        assert all(fold.learnt[text] == ROWS.spans[ROWS.texts.index(text)] for text in fold.learnt)
    # The sentences have different lengths and are read by length: each answer tells whose it is.
    assert [(row[0].start, row[0].end) for row in found] == [(len(text) - 2, len(text)) for text in ROWS.texts]


def test_finished_folds_are_kept_until_marks_or_settings_change(encoder: EncoderSpec, folds: List[Fold]) -> None:
    before = cross_validate_entities(ROWS, encoder, SETTINGS, 2, 0)
    assert cross_validate_entities(ROWS, encoder, SETTINGS, 2, 0) == before
    assert len(folds) == 2
    few = {"寄到北京要几天": [("city", 2, 4)], "寄到上海": [("city", 2, 4)]}
    changed = marked({**{text: [] for text in ROWS.texts}, **few})
    cross_validate_entities(changed, encoder, SETTINGS, 2, 0)
    assert len(folds) == 4
    cross_validate_entities(ROWS, encoder, HeadSettings(Tuning(epochs=1), "float32"), 2, 0)
    assert len(folds) == 6
    cross_validate_entities(ROWS, encoder, SETTINGS, 2, 1)
    assert len(folds) == 8


def test_where_all_marks_are_in_one_fold_the_others_are_still_read(encoder: EncoderSpec, folds: List[Fold]) -> None:
    rows = marked({"寄到北京": [("city", 2, 4)], "你好": [], "谢谢": [], "再见": []})
    found = dict(zip(rows.texts, cross_validate_entities(rows, encoder, SETTINGS, 2, 0)))
    assert len(folds) == 1  # nothing to learn from where the only mark is to be found
    assert found["寄到北京"] == []
    assert sorted(text for text, spans in found.items() if spans) == sorted(folds[0].asked)


def test_a_real_tagger_finds_words_that_it_has_not_learnt(encoder: EncoderSpec) -> None:
    found = cross_validate_entities(ROWS, encoder, SETTINGS, 3, 0)
    scores = entity_scores(ROWS.spans, found)
    assert scores.total.support == 15
    assert scores.total.f1 > 0.8
    # What is marked nowhere is found nowhere.
    unmarked = Marked(ROWS.texts, tuple(() if "寄到" in text else s for text, s in zip(ROWS.texts, ROWS.spans)))
    again = cross_validate_entities(unmarked, encoder, SETTINGS, 3, 0)
    assert {span.entity for row in again for span in row} == {"attribute"}


def test_the_rows_are_those_that_the_extractor_learns() -> None:
    def example(text: str, *entities: Dict[str, Any]) -> Example:
        return Example(text, "inform", entities, Path("nlu.yml"), 1)

    date = {"entity": "date", "start": 0, "end": 2, "value": "明天"}
    from_city = {"entity": "city", "start": 3, "end": 5, "value": "北京", "role": "from"}
    tail = {"entity": "phone_tail", "start": 5, "end": 9, "value": "1234"}
    examples = [example("明天从北京1234", tail, from_city, date), example("你好"), example("")]
    found = marked_sentences(examples, ["phone_tail"])
    assert found.texts == ("你好", "明天从北京1234")
    assert plain_types(found.spans[1]) == [Span("city", 3, 5), Span("date", 0, 2)]
    assert found.spans[1][0].entity != "city"  # its role is part of what is learnt
    assert found.spans[0] == ()
