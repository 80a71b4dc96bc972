"""`kefu tune` from the command line to config.yml: trainings faked, and one search that trains for real."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from components.bert.tuning import Tuning
from kefu import cli, cli_tune
from tests.components.conftest import tiny_bert  # noqa: F401
from tests.insight.tune.conftest import FakeTraining, folder, training  # noqa: F401


@pytest.fixture(autouse=True)
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(cli_tune, "_CONFIG", folder / "config.yml")
    monkeypatch.setattr(cli_tune, "_DATA", folder / "data")
    monkeypatch.setattr(cli_tune, "_STUDIES", folder / "studies")
    monkeypatch.setattr(cli_tune.console, "_width", 150)


def tune(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(cli.app, ["tune", *arguments], **more)


@pytest.mark.parametrize(("task", "measure"), [("intent", "accuracy"), ("mood", "accuracy"), ("entities", "span F1")])
def test_each_task(task: str, measure: str, training: FakeTraining, folder: Path) -> None:  # noqa: F811
    result = tune(task, "--trials", "3", "--repeats", "2")
    assert result.exit_code == 0, result.output
    assert f"{measure}; 3 trials on one split" in result.output
    (report,) = (folder / "studies").glob("*/report.md")
    assert f"# Search for better settings: {task}" in report.read_text(encoding="utf-8")
    assert report.with_name("report.html").is_file()


def test_the_same_command_adds_nothing_and_more_trials_go_on(training: FakeTraining) -> None:  # noqa: F811
    first = tune("intent", "--trials", "3", "--repeats", "2")
    done = len(training.trained), len(training.tests)
    again = tune("intent", "--trials", "3", "--repeats", "2")
    assert (len(training.trained), len(training.tests)) == done
    assert again.output.splitlines()[-3:] == first.output.splitlines()[-3:]
    tune("intent", "--trials", "5", "--repeats", "0")
    assert len(training.trained) == done[0] + 2


def test_ctrl_c_ends_with_130_and_the_same_command_goes_on(training: FakeTraining, folder: Path) -> None:  # noqa: F811
    def interrupt(tuning: Tuning) -> None:
        if len(training.trained) == 2:
            raise KeyboardInterrupt

    training.before = interrupt
    result = tune("intent", "--trials", "3", "--apply")
    assert result.exit_code == 130
    assert result.output.endswith("Stopped. The same command goes on from here.\n")
    assert "So far only the present settings were measured" in result.output
    assert tune("intent", "--trials", "3", "--repeats", "0").exit_code == 0
    assert len(training.trained) == 4
    assert len(list((folder / "studies").glob("*.db"))) == 1


@pytest.mark.parametrize("answer", ["y", "n"])
def test_apply_shows_the_change_and_asks(training: FakeTraining, folder: Path, answer: str) -> None:  # noqa: F811
    space = folder / "space.yml"
    space.write_text("dropout: {low: 0.1, high: 0.45}\n", encoding="utf-8")
    config = folder / "config.yml"
    before = config.read_text(encoding="utf-8")
    arguments = ("intent", "--trials", "4", "--repeats", "2", "--space", str(space), "--apply")
    result = tune(*arguments, input=f"{answer}\n")
    assert result.exit_code == 0, result.output
    best = max(tuning.dropout for tuning, _ in training.trained)
    assert re.search(rf"^\+    dropout: {best}$", result.output, re.MULTILINE)
    assert "Write this into config.yml?" in result.output
    after = config.read_text(encoding="utf-8")
    expected = before.replace('    context: ""\n', f'    context: ""\n    dropout: {best}\n')
    assert after == (expected if answer == "y" else before)
    assert ("config.yml stays as it is." in result.output) == (answer == "n")
    assert yaml.safe_load(after)["pipeline"][1]["epochs"] == 3


def test_apply_doubts_what_was_not_compared(training: FakeTraining, folder: Path) -> None:  # noqa: F811
    result = tune("intent", "--trials", "4", "--repeats", "0", "--apply", input="\n")
    assert "The gain may be luck. Write this into config.yml? [y/N]" in result.output
    assert "config.yml stays as it is." in result.output


def test_nothing_better_is_nothing_to_write(training: FakeTraining) -> None:  # noqa: F811
    training.score = lambda tuning: 0.7
    result = tune("intent", "--trials", "3", "--apply")
    assert result.exit_code == 0
    assert "There is nothing to write into config.yml." in result.output


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("BertIntentClassifier", "OtherClassifier"), "has no BertIntentClassifier in its pipeline"),
        (("epochs: 3", "epoch: 3"), "epoch"),
        (("frozen_layers: 2", "frozen_layers: 40"), "BertEncoder"),
        (("pipeline:", "pipelines:"), "has no list `pipeline:`"),
    ],
)
def test_a_mistake_in_config_yml_is_named(folder: Path, change: Any, says: str) -> None:  # noqa: F811
    config = folder / "config.yml"
    config.write_text(config.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    result = tune("intent")
    assert result.exit_code == 1
    assert says in result.output
    assert str(config) in result.output
    assert "Traceback" not in result.output


def test_too_few_sentences_are_named(folder: Path) -> None:  # noqa: F811
    file = next((folder / "data" / "nlu").iterdir())
    file.write_text("\n".join(file.read_text(encoding="utf-8").splitlines()[:40]), encoding="utf-8")
    result = tune("intent")
    assert result.exit_code == 1
    assert "20 of each are the least that tells anything" in result.output


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_it_trains_for_real(folder: Path) -> None:  # noqa: F811
    space = folder / "space.yml"
    space.write_text("method: [top, lora]\naugmentation: [none, noise]\nepochs: {low: 1, high: 3}\n", encoding="utf-8")
    arguments = ("intent", "--trials", "3", "--sentences", "150", "--repeats", "1", "--space", str(space))
    result = tune(*arguments)
    assert result.exit_code == 0, result.output
    (report,) = (folder / "studies").glob("*/report.md")
    first = report.read_text(encoding="utf-8")
    assert "| present | " in first
    assert tune(*arguments).exit_code == 0
    assert report.read_text(encoding="utf-8") == first
