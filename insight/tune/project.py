"""What a search takes from a project: the encoder, the present settings and the sentences. Imports Rasa."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional, Tuple, Type

from components.bert.encoder import EncoderSpec, describe_encoder
from components.bert.moods import mood_source, read_moods
from components.bert.tags import Span
from components.bert.tuning import Tuning
from insight.sources import Example, read_examples
from insight.tune.config_file import component_config
from insight.tune.errors import TuneError
from insight.tune.parts import TEST_SHARE, Split, held_out, validation_splits
from insight.tune.rows import Rows, TokenRows, sampled, sentence_rows
from insight.tune.space import resolved

_FEWEST = 20  # sentences to choose by, and to compare on; with fewer, one sentence is five points


@dataclass(frozen=True)
class Project:
    """A task of a project, its sentences parted.

    Attributes:
        task: Its name on the command line.
        component: The class in config.yml's pipeline.
        spec: The encoder whose lower layers the head starts from.
        present: The settings that config.yml gives the component.
        precision: What the head is served in.
        rows: The sentences that trials learn from and are chosen by.
        test: Those that only the last comparison sees.
    """

    task: str
    component: str
    spec: EncoderSpec
    present: Tuning
    precision: str
    rows: Rows
    test: Rows

    @property
    def layers(self) -> int:
        """Layers above the frozen ones."""
        return self.spec.architecture.layers - self.spec.frozen_layers

    def resolved(self, folds: int, seed: int) -> Tuning:
        """The present settings with numbers where 0 stands for a rule, as trials train on the first split."""
        train, _ = self.splits(folds, seed)[0]
        return resolved(self.present, len(train), self.layers)

    def splits(self, folds: int, seed: int) -> List[Split]:
        """The splits that every trial is measured on.

        Raises:
            TuneError: if too few sentences are left to choose by.
        """
        splits = validation_splits(self.rows.texts, self.rows.labels(), folds, seed)
        fewest = min(len(held) for _, held in splits)
        if min(fewest, len(self.test.texts)) < _FEWEST:
            raise TuneError(
                f"Only {fewest} sentences are left to choose settings by and {len(self.test.texts)} to compare on, "
                f"and {_FEWEST} of each are the least that tells anything. Write more sentences, raise --sentences, "
                "or take fewer --folds; a label with a single sentence does not count."
            )
        return splits


@dataclass(frozen=True)
class _Task:
    component: str
    read: Callable[[Path, Dict[str, Any]], Rows]


def read_project(
    task: str, config: Path, data: Path, *, seed: int = 42, sentences: Optional[int] = None
) -> Project:
    """Reads a task of a project.

    Args:
        task: One of `TASKS`.
        config: The project's config.yml; paths in it count from its folder.
        data: The folder with training data.
        seed: Of the part that is held out, and of the sample.
        sentences: Take at most so many, drawn by `sampled`; None: all.

    Raises:
        TuneError: for a config.yml that cannot be used.
        SourceError, BertError: for data or a base model that cannot be.
    """
    from components.encoder import BertEncoder

    chosen = _TASKS[task]
    encoder = _checked(config, "BertEncoder", BertEncoder)
    try:
        spec, _ = describe_encoder(**encoder)
    except ValueError as error:
        raise TuneError(f"{config}: BertEncoder: {error}") from error
    settings = _checked(config, chosen.component, _component(chosen.component))
    rows = sampled(chosen.read(_data_of(config, data, settings), settings), sentences, random.Random(seed))
    kept, held = held_out(rows.texts, rows.labels(), TEST_SHARE, seed)
    return Project(
        task,
        chosen.component,
        spec,
        Tuning.from_config(settings),
        settings["precision"],
        rows.part(kept),
        rows.part(held),
    )


def _checked(config: Path, name: str, component: Type[Any]) -> Dict[str, Any]:
    """A component's keys with its defaults, checked as the component itself does."""
    from rasa.shared.exceptions import InvalidConfigException

    from components.head import checked_config
    from components.keys import known_keys

    given, defaults = component_config(config, name), component.get_default_config()
    try:
        check = checked_config if "tuned_layers" in defaults else known_keys
        return check(name, given, defaults)
    except InvalidConfigException as error:
        raise TuneError(f"{config}: {error}") from error


def _component(name: str) -> Type[Any]:
    from components.entities import BertEntityExtractor
    from components.intent import BertIntentClassifier
    from components.sentiment import BertSentimentAnalyzer

    known = (BertIntentClassifier, BertSentimentAnalyzer, BertEntityExtractor)
    return next(component for component in known if component.__name__ == name)


def _data_of(config: Path, data: Path, settings: Dict[str, Any]) -> Path:
    """Where a task's sentences lie: moods name their own place."""
    return config.parent / mood_source(settings["data"]) if "data" in settings else data


def _intents(data: Path, settings: Dict[str, Any]) -> Rows:
    """The rows that BertIntentClassifier trains on."""
    rows = sorted({(example.text, example.intent) for example in _examples(data)})
    return sentence_rows([text for text, _ in rows], {"intent": [intent for _, intent in rows]}, "intent")


def _moods(data: Path, settings: Dict[str, Any]) -> Rows:
    """The rows that BertSentimentAnalyzer trains on."""
    rows = read_moods(str(data))
    columns = {"label": [row.label for row in rows], "emotion": [row.emotion for row in rows]}
    return sentence_rows([row.text for row in rows], columns, "mood")


def _entities(data: Path, settings: Dict[str, Any]) -> Rows:
    """The rows that BertEntityExtractor trains on."""
    from components.entities import tag_of

    rows: Dict[str, Tuple[Span, ...]] = {}
    for example in _examples(data):
        learnt = [one for one in example.entities if one["entity"] not in settings["ignore"]]
        rows[example.text] = tuple(Span(*span) for span in sorted((tag_of(e), e["start"], e["end"]) for e in learnt))
    ordered = sorted(rows.items())
    return TokenRows(tuple(text for text, _ in ordered), tuple(spans for _, spans in ordered), "entities")


def _examples(data: Path) -> List[Example]:
    return [example for example in read_examples(data) if example.text]


_TASKS = {
    "intent": _Task("BertIntentClassifier", _intents),
    "mood": _Task("BertSentimentAnalyzer", _moods),
    "entities": _Task("BertEntityExtractor", _entities),
}
TASKS = tuple(_TASKS)
