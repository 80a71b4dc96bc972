"""The progress of a training process: what it writes reaches the view, and its failure is explained."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import List

import pytest
from rich.console import Console

from kefu import training
from kefu.progress import TrainingView
from kefu.training import Progress, TrainingFailed, explain, train

# Stands in for `rasa train`: logs as Rasa does, and writes progress as the components do.
FAKE_RASA = """
import json, os, sys, time
fd = int(os.environ["KEFU_PROGRESS_FD"])
say = lambda **line: os.write(fd, (json.dumps(line) + "\\n").encode())
print("2026-11-11 INFO rasa.engine.training.hooks - Restored component 'MemoizationPolicy' from cache.")
print("INFO - Starting to train component 'BertIntentClassifier'.", flush=True)
for done in range(0, 11):
    say(stage="intent", done=done, total=10, note=f"loss {1 - done / 20:.2f}")
os.write(fd, b"not json\\n")
print("INFO - Finished training component 'BertIntentClassifier'.", flush=True)
print("2026-11-11 noise from a library", file=sys.stderr)
"""
SUCCESS = "open(sys.argv[1], 'w').write('model')\n"
FAILURE = """
print("\\x1b[91mYamlSyntaxException: Failed to read 'data/nlu/orders.yml'. mapping values are not allowed\\x1b[0m")
sys.exit(1)
"""


class Recorder:
    def __init__(self) -> None:
        self.seen: List[Progress] = []

    def show(self, progress: Progress) -> None:
        self.seen.append(progress)


def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: str, view: training.View) -> Path:
    out = tmp_path / "models"
    out.mkdir()
    monkeypatch.setattr(
        training, "_command", lambda model, _: [sys.executable, "-c", FAKE_RASA + end, str(model)]
    )
    return train(view, tmp_path / "train.log", out=out, name="new")


def test_every_stage_is_reported_and_noise_goes_to_the_log(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    view = Recorder()
    assert run(monkeypatch, tmp_path, SUCCESS, view) == tmp_path / "models/new.tar.gz"
    intent = [event for event in view.seen if event.stage == "intent"]
    assert [event.done for event in intent] == list(range(11))
    assert intent[-1] == Progress("intent", 10, 10, "loss 0.50", finished=True)
    assert [event for event in view.seen if event.stage != "intent"] == [
        Progress("MemoizationPolicy", note="from the cache", finished=True),
        Progress("BertIntentClassifier"),
        Progress("BertIntentClassifier", finished=True),
    ]
    assert "noise from a library" in (tmp_path / "train.log").read_text()


def test_a_failure_quotes_rasas_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(TrainingFailed) as caught:
        run(monkeypatch, tmp_path, FAILURE, Recorder())
    assert str(caught.value) == (
        "Training failed (exit code 1):\n  YamlSyntaxException: Failed to read 'data/nlu/orders.yml'. "
        f"mapping values are not allowed\nAll of it is in {tmp_path / 'train.log'}."
    )


def test_an_end_without_a_model_is_a_failure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(TrainingFailed, match=r"(?s)exit code 0\):\n  \| .*noise from a library"):
        run(monkeypatch, tmp_path, "", Recorder())


def test_without_a_named_error_the_last_lines_are_quoted(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("Killed\n")
    assert explain(tmp_path / "log") == "  | Killed"
    assert "nothing was written" in explain(tmp_path / "absent")


def test_an_error_is_quoted_with_the_lines_that_belong_to_it(tmp_path: Path) -> None:
    (tmp_path / "log").write_text(
        "ValueError: an earlier one\n2026-11-11 ERROR rasa.engine.graph - Error running\n"
        "\x1b[91mInvalidRule:\nContradicting rules or stories found\n\n- the action 'utter_a'" + "!" * 400 + "\x1b[0m\n"
    )
    shown = explain(tmp_path / "log").splitlines()
    assert shown[:2] == ["  InvalidRule:", "  Contradicting rules or stories found"]
    assert shown[2].startswith("  - the action 'utter_a'!!!")
    assert shown[2].endswith("!…")
    assert len(shown) == 3


def test_plain_lines_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = io.StringIO()
    with TrainingView(Console(file=text, width=100), "Training") as view:
        run(monkeypatch, tmp_path, SUCCESS, view)
    lines = text.getvalue().splitlines()
    assert lines[0] == "Training"
    assert any(line.startswith("  MemoizationPolicy: done in") for line in lines)
    assert "  intent: 4/10 (loss 0.80)" in lines
    assert sum("intent:" in line for line in lines) == 6
    assert lines[-1].startswith("Trained in")


def test_bars_on_a_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = io.StringIO()
    with TrainingView(Console(file=text, width=120, force_terminal=True), "Training") as view:
        run(monkeypatch, tmp_path, SUCCESS, view)
    last = text.getvalue()
    assert "10/10" in last
    assert "loss 0.50" in last
    assert "from the cache" in last


@pytest.mark.parametrize("arguments", [["--out", "elsewhere"], ["--out=elsewhere"], ["--fixed-model-name", "x"]])
def test_where_the_model_goes_is_not_the_callers_to_say(tmp_path: Path, arguments: List[str]) -> None:
    with pytest.raises(TrainingFailed, match="use `rasa train`"):
        train(Recorder(), tmp_path / "train.log", out=tmp_path, arguments=arguments)
