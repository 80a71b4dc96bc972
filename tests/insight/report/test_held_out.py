"""Held-out files, and what a small trained model says of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight.report.held_out import HeldOutError, held_out_files, measure
from insight.understanding import Understanding
from tests.components.conftest import tiny_bert  # noqa: F401
from tests.insight.conftest import MOODS, SENTENCES


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    (tmp_path / "nlu.yml").write_text(SENTENCES, encoding="utf-8")
    (tmp_path / "moods_more.csv").write_text(MOODS, encoding="utf-8")
    (tmp_path / "context.yml").write_text("- text: 那退货呢\n  intent: return_goods\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return tmp_path


def test_a_folder_gives_what_has_sentences(folder: Path) -> None:
    found = held_out_files([folder])
    assert len(found.examples) == 12
    assert found.moods == (folder / "moods_more.csv",)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("none.yml", "Expected a folder"),
        ("context.yml", "has no example under `nlu:`"),
        ("notes.txt", "Expected a folder"),
    ],
)
def test_what_cannot_be_read_is_named(folder: Path, name: str, says: str) -> None:
    with pytest.raises(HeldOutError, match=says):
        held_out_files([folder / name])


def test_a_model_reads_them(understanding: Understanding, folder: Path) -> None:
    found = measure(understanding, held_out_files([folder]), "ours", True)
    assert [(group.name, group.sentences) for group in found.files] == [("nlu.yml", 12), ("moods_more.csv", 6)]
    assert found.intents is not None
    assert found.moods is not None
    assert found.emotions is not None
    assert found.entities is not None
    assert found.intents.accuracy == 1.0  # it was trained on them
    assert list(found.intents.calibrations) == ["before", "after", "served"]
    assert list(found.moods.calibrations) == ["before", "after"]
    assert found.entities.support == 2
    assert found.entities.label == "all"
    assert found.asked_back == 0.0
    assert found.intents.languages == found.moods.languages == ()  # a score of so few would tell of single ones


def test_nothing_to_read_is_an_error(understanding: Understanding, tmp_path: Path) -> None:
    with pytest.raises(HeldOutError, match="no sentence that this model could read"):
        measure(understanding, held_out_files([tmp_path]), "ours", True)
