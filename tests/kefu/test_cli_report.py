"""`kefu report` from one end to the other on a tiny project, and its errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, List

import pytest
import yaml
from typer.testing import CliRunner, Result

from kefu import cli
from tests.components.conftest import QUICK, tiny_bert  # noqa: F401

NLU = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - hi
    - hello hi
    - hey a
- intent: cancel
  examples: |
    - cancel it
    - cancel my order
    - cancel the phone
    - Hello!
- intent: track
  examples: |
    - where is my package
    - where is it
    - when will it ship
"""


def make(folder: Path, model: Path, *more: str) -> Path:
    """An English project without moods and entities, on a tiny encoder."""
    (folder / "data").mkdir()
    (folder / "data" / "nlu.yml").write_text(NLU, encoding="utf-8")
    small = {"model": str(model), "frozen_layers": 3, "precision": "float32"}
    encoder = {"name": "components.encoder.BertEncoder", **small}
    head = {"name": "components.intent.BertIntentClassifier", **QUICK, "precision": "float32"}
    pipeline: List[Any] = [encoder, head, *({"name": name} for name in more)]
    (folder / "config.yml").write_text(yaml.safe_dump({"language": "en", "pipeline": pipeline}), encoding="utf-8")
    return folder


def report(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, ["report", *arguments])


@pytest.fixture()
def project(tmp_path: Path, tiny_bert: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: F811
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path / "cache"))
    (tmp_path / "shop").mkdir()
    return make(tmp_path / "shop", tiny_bert)


def test_an_english_project_without_moods_and_entities(project: Path) -> None:
    result = report(str(project), "--folds", "2", "--out", str(project / "out"))
    assert result.exit_code == 0, result.output
    assert "11 training sentences in 3 intents" in result.output
    found = json.loads((project / "out" / "report.json").read_text(encoding="utf-8"))
    about = found["about"]
    assert (about["project"], about["mode"], about["folds"]) == ("shop", "quick", 2)
    (twin,) = [one for one in found["twins"] if one["same"]]
    assert sorted(twin["texts"]) == ["Hello!", "hello"]
    assert sorted(place.rpartition(":")[2] for place in twin["places"]) == ["14", "5"]
    assert {one["label"] for one in found["thin"]} == {"greet", "cancel", "track"}
    assert (found["moods"], found["entities"], found["held_out"]) == (None, None, None)
    text = (project / "out" / "report.html").read_text(encoding="utf-8")
    assert "The pipeline reads no moods" in text
    assert "Chinese</th>" not in text.partition('id="entities"')[0]
    assert (project / "out" / "report.md").read_text(encoding="utf-8").startswith("# Report: shop")


@pytest.mark.slow
def test_a_full_report_tunes_heads_and_keeps_its_folds(project: Path) -> None:
    arguments = (str(project), "--full", "--folds", "2")
    assert report(*arguments).exit_code == 0
    before = (project / ".kefu" / "report" / "report.json").read_text(encoding="utf-8")
    assert json.loads(before)["about"]["mode"] == "full"
    assert report(*arguments).exit_code == 0
    assert (project / ".kefu" / "report" / "report.json").read_text(encoding="utf-8") == before


@pytest.mark.parametrize(
    ("change", "arguments", "says"),
    [
        ("nlu", (), "at least two intents with two different sentences each, and these data have 1"),
        ("config", (), "has no BertEncoder with a BertIntentClassifier after it"),
        ("", ("--held-out", "nowhere"), "Expected a folder, a *.yml file with intents or a *.csv file"),
        ("", ("--out", "config.yml/x"), "cannot be written"),
    ],
)
def test_errors_say_what_to_do(
    project: Path, monkeypatch: pytest.MonkeyPatch, change: str, arguments: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(project)
    if change == "nlu":
        few = NLU.partition("- intent: cancel")[0] + "- intent: cancel\n  examples: |\n    - cancel it\n"
        (project / "data" / "nlu.yml").write_text(few, encoding="utf-8")
    if change == "config":
        (project / "config.yml").write_text("pipeline: [{name: WhitespaceTokenizer}]\n", encoding="utf-8")
    result = report(str(project), "--folds", "2", *arguments)
    assert result.exit_code == 1
    assert says in result.output
    assert "Traceback" not in result.output


def test_held_out_without_a_model_says_how_to_get_one(project: Path) -> None:
    (project / "tests" / "held_out").mkdir(parents=True)
    (project / "tests" / "held_out" / "nlu.yml").write_text(NLU, encoding="utf-8")
    assert report(str(project), "--folds", "2").exit_code == 0
    text = (project / ".kefu" / "report" / "report.html").read_text(encoding="utf-8")
    assert "There is no model in models/. <code>kefu train</code> makes one" in text
