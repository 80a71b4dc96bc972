"""Entity marks: read as Rasa reads them, and every way to get them wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.training_data.entities_parser import find_entities_in_training_example, replace_entities

from insight.lint.marks import parse
from tests.insight.lint.small_project import SmallProject


@pytest.mark.parametrize(
    "raw",
    [
        "退[耳机](category)和[手机壳](category:手机壳)",
        '还[没发货]{"entity": "order_status", "value": "待发货"}呢',
        '从[上海]{"entity": "city", "role": "from"}到[北京]{"entity": "city", "role": "to", "group": "1"}',
        '[x][{"entity": "a"}, {"entity": "b", "value": "y"}]',
        "[😀a](category) [b]c",
        "没有标记",
    ],
)
def test_marks_are_read_as_rasa_reads_them(raw: str) -> None:
    ours = parse(raw)
    theirs = find_entities_in_training_example(raw)
    assert ours.text == replace_entities(raw)
    assert [
        (mark.start, mark.end, mark.entity, mark.value or mark.words, mark.role, mark.group) for mark in ours.marks
    ] == [(e["start"], e["end"], e["entity"], e["value"], e.get("role"), e.get("group")) for e in theirs]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='[](){}":, ab订', max_size=24))
def test_any_text_is_cut_as_rasa_cuts_it(raw: str) -> None:
    try:
        theirs = find_entities_in_training_example(raw)
    except (RasaException, AttributeError):  # what Rasa stops at has to be a mistake here
        assert parse(raw).mistakes
        return
    ours = parse(raw)
    assert ours.text == replace_entities(raw)
    if not ours.mistakes:
        assert [(mark.start, mark.end) for mark in ours.marks] == [(e["start"], e["end"]) for e in theirs]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("取消[耳机(category)", "bracket-unbalanced"),
        ("取消耳机](category)", "bracket-unbalanced"),
        ("[[手表](category)", "bracket-unbalanced"),
        ("取消[耳机(category)和[手机](category)", "bracket-unbalanced"),
        ("[耳机] (category)", "mark-malformed"),
        ("［耳机］（category）", "mark-malformed"),
        ("[耳机]（category）", "mark-malformed"),
        ("耳机(category)", "mark-malformed"),
        ("[耳机]{entity: category}", "mark-malformed"),
        ('[耳机]{"entity": "category", "valeu": "x"}', "mark-malformed"),
        ('[耳机]{"value": "x"}', "mark-malformed"),
        ('[耳机]{"entity": "category", "value": 3}', "mark-malformed"),
        ("[微笑][微笑]好", "mark-malformed"),
        ('退[耳机]{"entity": "category" 吧', "mark-malformed"),
        ("退[耳机](category 吧", "mark-malformed"),
        ("[微笑]好", "bracket-without-entity"),
        ("[手表](categori)", "entity-unknown"),
        ('[上海]{"entity": "city", "role": "via"}', "role-unknown"),
        ('[上海]{"entity": "city", "group": "1"}', "group-unknown"),
        ("退[ 耳机](category)", "mark-with-blank"),
        ("退[耳机。](category)", "mark-with-sign"),
        ("退[“耳机](category)", "mark-with-sign"),
        ("a [head](category)phone", "mark-cuts-word"),
        ("要[12](category)3个", "mark-cuts-word"),
        ("要[12](category).5个", "mark-cuts-word"),
        ("要[1](category),299块", "mark-cuts-word"),
        ("要[三](category)百块", "mark-cuts-word"),
    ],
)
def test_a_wrong_mark_is_named(project: SmallProject, raw: str, code: str) -> None:
    line = project.add(raw)
    assert project.found() == [(code, "data/nlu/all.yml", line)]


@pytest.mark.parametrize(
    "raw",
    [
        "退[耳机](category)。",
        "[iPhone](category)15，[256](category)G",
        "the [bag](category)'s strap",
        "[耳机（黑）](category)",
        "[“耳机”](category)",
        "打[20%](category)",
        "[三百](category)块",
        '从[上海]{"entity": "city", "role": "from"}寄',
    ],
)
def test_a_right_mark_passes(project: SmallProject, raw: str) -> None:
    project.add(raw)
    assert project.found() == []


def test_a_near_name_is_offered(project: SmallProject) -> None:
    project.add("[手表](categori)")
    (finding,) = project.lint()
    assert finding.message == (
        "'手表' is marked as 'categori', which is no entity of the domain. Did you mean category?"
    )


def test_a_lookup_table_named_like_no_entity(project: SmallProject) -> None:
    project.write("data/nlu/lookup.yml", "nlu:\n- lookup: categories\n  examples: |\n    - 耳机\n")
    assert project.found() == [("lookup-unknown", "data/nlu/lookup.yml", 2)]
