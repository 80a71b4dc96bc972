"""Entities take words whole, unless the training marks cut them."""
from __future__ import annotations

from pathlib import Path
from typing import Any, List

import pytest
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message

from components.bert.errors import BrokenModel
from components.bert.tags import Span
from components.bert.units import units
from components.marks import MarkedText, marked_texts, words_of
from components.tokenizer import ChineseTokenizer
from components.whole_words import WholeWords

NLU = Path(__file__).parents[2] / "data" / "nlu"


def widened(words: WholeWords, text: str, spans: Any, cuts: List[tuple[int, int]]) -> List[tuple[str, int, int]]:
    results = words.widen(text, [Span(*span) for span in spans], [span[0] for span in spans], cuts)
    return [(span.entity, span.start, span.end) for span in results]


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([("city", 2, 3)], [("city", 2, 4)]),  # 昆 of 昆明
        ([("city", 2, 3), ("city", 3, 4)], [("city", 2, 4)]),  # 昆 and 明 of one word
        ([("city", 2, 3), ("brand", 3, 4)], [("city", 2, 3), ("brand", 3, 4)]),  # two entities in one word
        ([("city", 0, 1), ("city", 2, 4)], [("city", 0, 1), ("city", 2, 4)]),
        ([("address", 1, 3)], [("address", 1, 4)]),
        ([], []),
    ],
)
def test_spans_are_widened_to_whole_words(spans: Any, expected: Any) -> None:
    assert widened(WholeWords(), "到去昆明", spans, [(0, 1), (1, 2), (2, 4)]) == expected
    assert widened(WholeWords(), "到去昆明", spans, []) == spans


def test_only_words_of_the_dictionary_are_trusted() -> None:
    # The segmenter also makes up words: 这鞋 is none.
    assert widened(WholeWords(), "这鞋", [("category", 1, 2)], [(0, 2)]) == [("category", 1, 2)]
    assert widened(WholeWords((), lambda word: True), "这鞋", [("category", 1, 2)], [(0, 2)]) == [("category", 0, 2)]


def test_words_that_marks_cut_are_left_cut_for_that_entity_alone(tmp_path: Path) -> None:
    examples = [MarkedText("给五星", [(0, 1), (1, 3)], [("rating", 1, 2)])]
    WholeWords.learn(examples).save(tmp_path)
    words = WholeWords.load(tmp_path)
    assert words.cut == {("rating", "五星")}
    assert widened(words, "打五星", [("rating", 1, 2)], [(0, 1), (1, 3)]) == [("rating", 1, 2)]
    assert widened(words, "打五星", [("brand", 1, 2)], [(0, 1), (1, 3)]) == [("brand", 1, 3)]


@pytest.mark.parametrize("content", [None, "[]", "{", '{"rating": 5}'])
def test_a_broken_file_says_what_to_do(tmp_path: Path, content: Any) -> None:
    if content is not None:
        (tmp_path / "cut_words.json").write_text(content, encoding="utf-8")
    with pytest.raises(BrokenModel, match=r"cut_words\.json .*`rasa train"):
        WholeWords.load(tmp_path)


def test_a_run_of_letters_is_never_cut() -> None:
    # "T恤" is in the dictionary.
    assert widened(WholeWords(), "T恤", [("category", 1, 2)], [(0, 2)]) == [("category", 0, 2)]
    assert widened(WholeWords(), "XXT恤", [("category", 3, 4)], [(0, 2), (2, 4)]) == [("category", 3, 4)]


def test_no_mark_of_our_own_is_changed_and_no_word_or_number_cut() -> None:
    tokenizer = ChineseTokenizer({})
    examples: List[Message] = [e for e in load_data(str(NLU)).training_examples if e.get("text")]
    tokenizer.process(examples)
    marked = list(marked_texts(examples))
    words, plain = WholeWords.learn(marked), WholeWords()
    total = changed = 0
    for example in marked:
        spans = sorted(example.marks, key=lambda mark: mark[1])
        total += len(spans)
        changed += widened(plain, example.text, spans, list(example.words)) != spans
        assert widened(words, example.text, spans, list(example.words)) == spans
        parts = [(part.start, part.end) for part in units(example.text)]
        halves = [(e, s, t - 1) for e, s, t in spans if t - s > 1 and any(a < t - 1 <= b for a, b in parts)]
        halves = [(e, s, max(b for a, b in parts if a < t)) for e, s, t in halves]
        for _, start, end in widened(words, example.text, halves, list(example.words)):
            assert start in {a for a, _ in parts}
            assert end in {b for _, b in parts}
    assert total > 2000
    assert changed > 20  # without what the marks teach, many would be


def test_words_of_a_message_are_the_tokenizers() -> None:
    (message,) = ChineseTokenizer({}).process([Message.build("去昆明")])
    assert words_of(message) == [(0, 1), (1, 3)]
    assert words_of(Message.build("去昆明")) == []
