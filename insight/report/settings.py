"""What the report takes from config.yml: the encoder, and how each head is trained. Imports Rasa."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Type

import yaml

from components.bert.encoder import EncoderSpec, describe_encoder
from components.bert.moods import PROJECT_MOODS, SHIPPED_MOODS
from components.bert.tuning import Tuning
from insight.errors import InsightError


class ConfigError(InsightError):
    """A config.yml that the report cannot be made with; says what to change."""


@dataclass(frozen=True)
class HeadSettings:
    """How one head is trained and served.

    Attributes:
        tuning: Its training keys.
        precision: Of its layers when serving.
    """

    tuning: Tuning
    precision: str


@dataclass(frozen=True)
class ReportSettings:
    """The parts of the pipeline that a report is about.

    Attributes:
        encoder: The shared lower layers.
        intents: The head that tells intents.
        moods: The head that tells moods; None where the pipeline has none.
        mood_source: Where its sentences lie.
        entities: The head that finds entities; None where the pipeline has none.
        ignored: Entities that it need not learn.
        out_of_scope: The intent of what the shop does not do; None if the config names none.
        threshold: The confidence below which the assistant asks back; None where it never does.
    """

    encoder: EncoderSpec
    intents: HeadSettings
    moods: Optional[HeadSettings]
    mood_source: Path
    entities: Optional[HeadSettings]
    ignored: List[str]
    out_of_scope: Optional[str]
    threshold: Optional[float]


def read_settings(config: Path) -> ReportSettings:
    """Reads the pipeline of a project; its paths count from the folder of config.yml.

    Raises:
        ConfigError: if the file cannot be read, has not our pipeline, or says what a component refuses.
        ModelNotFound, UnsupportedModel: for a base model that cannot be used.
    """
    from components.encoder import BertEncoder
    from components.entities import BertEntityExtractor
    from components.intent import BertIntentClassifier
    from components.sentiment import BertSentimentAnalyzer

    pipeline = _pipeline(config)
    encoder, intents = _component(config, pipeline, BertEncoder), _component(config, pipeline, BertIntentClassifier)
    if encoder is None or intents is None:
        raise ConfigError(
            f"{config} has no BertEncoder with a BertIntentClassifier after it, and the report is about these. "
            "Add them to the pipeline; docs/developers.md shows how."
        )
    moods = _component(config, pipeline, BertSentimentAnalyzer)
    entities = _component(config, pipeline, BertEntityExtractor)
    try:
        spec, _ = describe_encoder(**encoder)
    except ValueError as error:
        raise ConfigError(f"{config}: BertEncoder: {error}") from error
    return ReportSettings(
        spec,
        _head(intents),
        _head(moods) if moods else None,
        _mood_source(config.parent, moods["data"] if moods else None),
        _head(entities) if entities else None,
        list(entities["ignore"]) if entities else [],
        intents["out_of_scope_intent"] or None,
        _threshold(pipeline),
    )


def _pipeline(config: Path) -> List[Dict[str, Any]]:
    try:
        content = yaml.safe_load(config.read_text(encoding="utf-8-sig"))
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{config} cannot be read: {error}. Correct it first; `kefu validate` helps.") from error
    items = content.get("pipeline") if isinstance(content, dict) else None
    return [item for item in items or [] if isinstance(item, dict)]


def _component(config: Path, pipeline: List[Dict[str, Any]], kind: Type[Any]) -> Optional[Dict[str, Any]]:
    """A component's keys with its defaults, checked as the component itself does; None if it is not there."""
    from rasa.shared.exceptions import InvalidConfigException

    from components.head import checked_config
    from components.keys import known_keys

    name, defaults = kind.__name__, kind.get_default_config()
    given = _named(pipeline, name)
    if given is None:
        return None
    check = checked_config if "tuned_layers" in defaults else known_keys
    try:
        return check(name, {key: value for key, value in given.items() if key != "name"}, defaults)
    except InvalidConfigException as error:
        raise ConfigError(f"{config}: {error}") from error


def _threshold(pipeline: List[Dict[str, Any]]) -> Optional[float]:
    from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier

    given = _named(pipeline, FallbackClassifier.__name__)
    if given is None:
        return None
    return float(given.get("threshold", FallbackClassifier.get_default_config()["threshold"]))


def _named(pipeline: List[Dict[str, Any]], name: str) -> Optional[Dict[str, Any]]:
    return next((item for item in pipeline if str(item.get("name")).rpartition(".")[2] == name), None)


def _head(config: Dict[str, Any]) -> HeadSettings:
    return HeadSettings(Tuning.from_config(config), config["precision"])


def _mood_source(project: Path, chosen: Optional[str]) -> Path:
    """As `mood_source` finds it, for a project that is not the working directory."""
    if chosen:
        return project / chosen
    own = project / PROJECT_MOODS
    return own if own.exists() or not SHIPPED_MOODS.is_dir() else SHIPPED_MOODS
