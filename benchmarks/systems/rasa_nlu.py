"""Trains and serves an NLU pipeline as Rasa does: a project on disk, an archive, a parsed message."""
from __future__ import annotations

import asyncio
import csv
import json
import os
import re
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence

from benchmarks.datasets import Row
from benchmarks.systems.base import Prediction, Task

Pipeline = List[Dict[str, Any]]
# Rasa would read these as the annotation of an entity (rasa/shared/nlu/training_data/entities_parser.py).
_ANNOTATION = re.compile(r"\[(?=[^\]]+\][({\[])")
# YAML allows neither control characters nor these two.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
# Labels of the two-class review sets, with an emotion that goes with each.
EMOTIONS = {"positive": "happy", "negative": "disappointed"}


class RasaNlu:
    """A system that is a Rasa pipeline.

    Args:
        pipeline: Gives the components' entries in config.yml for a task and the project's folder.
        read: Reads a `Prediction` out of what Rasa says of a message.
    """

    learns = True

    def __init__(
        self,
        pipeline: Callable[[Task, Path], Pipeline],
        read: Callable[[Dict[str, Any]], Prediction],
    ) -> None:
        self._pipeline, self._read = pipeline, read

    def settings(self, task: Task) -> Dict[str, Any]:
        """The pipeline; paths are relative to the project's folder."""
        return {"pipeline": self._pipeline(task, Path())}

    def train(self, task: Task, folder: Path) -> Path:
        """Writes the project and trains it in this process; raises RuntimeError if Rasa gives no model."""
        write_project(folder, task, self._pipeline(task, folder))
        from rasa.model_training import train_nlu

        log_as_rasa_does()
        # In the project's own folder, as a user would: our components look for further data from there.
        before = os.getcwd()
        os.chdir(folder)
        try:
            model = train_nlu("config.yml", "nlu.yml", str(folder), fixed_model_name="model")
        finally:
            os.chdir(before)
        if not model:
            raise RuntimeError(f"Rasa trained no model from {folder}; its log says why")
        return Path(model)

    def load(self, trained: Path) -> "ServedRasa":
        """Loads an archive."""
        return ServedRasa(trained, self._read)


class ServedRasa:
    """A model in Rasa's agent, asked as the server asks it."""

    def __init__(self, model: Path, read: Callable[[Dict[str, Any]], Prediction]) -> None:
        from rasa.core.agent import Agent

        log_as_rasa_does()
        self._agent, self._read = Agent.load(str(model)), read
        self._loop = asyncio.new_event_loop()

    def parse(self, text: str) -> Dict[str, Any]:
        """All that Rasa says of a message."""
        parsed: Dict[str, Any] = self._loop.run_until_complete(self._agent.parse_message(text))
        return parsed

    def predict(self, text: str) -> Prediction:
        """What this system is asked for."""
        return self._read(self.parse(text))


def log_as_rasa_does() -> None:
    """Sets up logging as the command `rasa` does: left alone, it writes out every message that is parsed."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog()


def write_project(folder: Path, task: Task, pipeline: Pipeline) -> None:
    """Writes config.yml, nlu.yml and, for moods, moods.csv; all that Rasa needs to train NLU."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"recipe": "default.v1", "language": task.language, "assistant_id": "benchmark", "pipeline": pipeline}
    # JSON is YAML too, and quotes what must be quoted.
    (folder / "config.yml").write_text(json.dumps(config, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / "nlu.yml").write_text(nlu_yaml(task.rows), encoding="utf-8")
    if task.kind == "mood":
        write_moods(folder / "moods.csv", task.rows)


def nlu_yaml(rows: Sequence[Row]) -> str:
    """Rows in Rasa's format of training data, each text on one line and without entities."""
    by_label: Dict[str, List[str]] = {}
    for row in rows:
        text = one_line(row.text)
        if text:
            by_label.setdefault(row.label, []).append(_ANNOTATION.sub("［", text))
    lines = ['version: "3.1"', "nlu:"]
    for label, texts in by_label.items():
        lines += [f"- intent: {json.dumps(label, ensure_ascii=False)}", "  examples: |"]
        lines += [f"    - {text}" for text in texts]
    return "\n".join(lines) + "\n"


def write_moods(path: Path, rows: Sequence[Row]) -> None:
    """Rows as `BertSentimentAnalyzer` reads them; a text that has come before is left out."""
    seen = set()
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["text", "label", "emotion"])
        for row in rows:
            text = one_line(row.text)
            if text and text not in seen:
                seen.add(text)
                writer.writerow([text, row.label, EMOTIONS[row.label]])


def one_line(text: str) -> str:
    """A text without line breaks, control characters and spaces at its ends."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())
