"""Names of lookup tables in a text, without Rasa."""
from __future__ import annotations

from pathlib import Path
from typing import Dict, List, Tuple

import pytest

from components.bert.units import units
from components.lookups import Lookups, MarkedText, known_to_jieba, name_units, table_elements

TABLES: Dict[str, List[str]] = {
    "brand": ["光合", "星澜", "Wood & Cotton", "声屿", "  "],
    "product": ["星澜 X20", "光合", "《红楼梦》上下册"],
}


def found(text: str, words: List[Tuple[int, int]] = [], lookups: Lookups = Lookups(TABLES)) -> List[Tuple[str, str]]:  # noqa: B006, B008
    parts = units(text)
    return [
        (one.entity, text[parts[one.start].start : parts[one.end - 1].end]) for one in lookups.find(text, parts, words)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("有星澜吗", [("brand", "星澜")]),
        ("有星瀾吗", [("brand", "星瀾")]),
        ("星澜x20呢", [("brand", "星澜"), ("product", "星澜x20")]),
        ("星澜 Ｘ２０", [("brand", "星澜"), ("product", "星澜 Ｘ２０")]),
        ("星澜X200", [("brand", "星澜")]),
        ("星澜X20s", [("brand", "星澜")]),
        ("WOOD & cotton床单", [("brand", "WOOD & cotton")]),
        ("driftwood & cotton", []),
        ("wood & cottons", []),
        ("《红楼梦》上下册有货吗", [("product", "《红楼梦》上下册")]),
        ("红楼梦上下册", []),
        ("光合", [("brand", "光合")]),  # in two tables: the first by name
        ("", []),
    ],
)
def test_find(text: str, expected: List[Tuple[str, str]]) -> None:
    assert found(text) == expected


def test_a_short_name_does_not_cut_a_word() -> None:
    assert found("讲讲光合作用", [(0, 2), (2, 6)]) == []
    assert found("买光合的灯", [(0, 1), (1, 3), (3, 4), (4, 5)]) == [("brand", "光合")]
    # Two words may make one name: no dictionary knows the brand.
    assert found("买星澜的", [(0, 1), (1, 2), (2, 3), (3, 4)]) == [("brand", "星澜")]


def test_words_that_the_segmenter_made_up_do_not_count() -> None:
    assert found("你们家星澜好", [(0, 2), (2, 5), (5, 6)]) == [("brand", "星澜")]
    strict = Lookups(TABLES, is_word=lambda word: True)
    assert found("你们家星澜好", [(0, 2), (2, 5), (5, 6)], strict) == []


def test_long_names_stand_anywhere() -> None:
    lookups = Lookups({"category": ["保温杯"]}, is_word=lambda word: True)
    assert found("保温杯子", [(0, 4)], lookups) == [("category", "保温杯")]


def test_what_jieba_knows() -> None:
    assert [known_to_jieba(word) for word in ("光合作用", "暖和", "家星澜", "光合作")] == [True, True, False, False]


def marked(text: str, *marks: Tuple[str, int, int]) -> MarkedText:
    return MarkedText(text, [], marks)


@pytest.mark.parametrize(
    ("examples", "trusted"),
    [
        ([], True),
        ([marked("星澜好")], True),  # once is a slip
        ([marked("星澜好"), marked("星澜坏")], False),
        ([marked("星澜好"), marked("星澜坏"), *[marked("买星澜", ("brand", 1, 3))] * 8], True),
        ([marked("星澜好"), marked("星澜坏"), *[marked("买星澜", ("brand", 1, 3))] * 7], False),
        ([marked("星澜手机", ("product", 0, 4))] * 3, True),  # the longer entity has the say
        ([marked("星澜手机", ("category", 2, 4))] * 2, False),
    ],
)
def test_names_that_examples_leave_unmarked_are_doubted(examples: List[MarkedText], trusted: bool) -> None:
    kept = Lookups(TABLES).trusted(examples, 0.8)
    assert ("星澜" in kept.tables["brand"]) is trusted
    assert "声屿" in kept.tables["brand"]
    assert "星澜" in Lookups(TABLES).trusted(examples, 0).tables["brand"]


def test_saved_and_loaded_it_finds_the_same(tmp_path: Path) -> None:
    Lookups(TABLES).save(tmp_path)
    loaded = Lookups.load(tmp_path)
    assert loaded.tables == {
        "brand": ["Wood & Cotton", "光合", "声屿", "星澜"],
        "product": ["《红楼梦》上下册", "光合", "星澜 X20"],
    }
    assert found("星澜 X20", lookups=loaded) == found("星澜 X20")


@pytest.mark.parametrize("name", ["", "  ", "——", "《》"])
def test_signs_alone_are_no_name(name: str) -> None:
    assert name_units(name) == ()


@pytest.mark.parametrize(
    ("elements", "names"),
    [
        (["上海", "北京"], ["上海", "北京"]),
        (["上海"], ["上海"]),
        ("上海\n北京\n", ["上海", "北京"]),  # as Rasa leaves it when it has read the file
        ("上海", ["上海"]),
        ([], []),
    ],
)
def test_elements(elements: object, names: List[str]) -> None:
    assert table_elements({"name": "city", "elements": elements}) == names
