"""The trained policies take the right way through every test story (`rasa test core`)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROJECT = Path(__file__).resolve().parents[2]
STORIES = Path(__file__).with_name("test_stories.yml")


@pytest.mark.e2e
def test_every_action_is_predicted(trained_model: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "rasa",
        "test",
        "core",
        "--model",
        str(trained_model),
        "--stories",
        str(STORIES),
    ]
    result = subprocess.run(
        [*command, "--out", str(tmp_path), "--fail-on-prediction-errors"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=600,
    )
    failed = tmp_path / "failed_test_stories.yml"
    told = failed.read_text(encoding="utf-8") if failed.is_file() else result.stderr[-2000:]
    assert result.returncode == 0, told
    report = json.loads((tmp_path / "story_report.json").read_text(encoding="utf-8"))
    assert report["conversation_accuracy"]["correct"] == len(
        yaml.safe_load(STORIES.read_text("utf-8"))["stories"]
    )
