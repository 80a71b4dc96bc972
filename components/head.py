"""What the three tuned components share: their training keys, and keeping a head in a Rasa model."""
from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, List, Text

from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException

from components.bert.errors import BrokenModel
from components.bert.graph import PRECISIONS
from components.bert.heads import TunedHead
from components.bert.tuning import TRAINER_VERSION, Tuning
from components.keys import known_keys

# Part of every head's fingerprint: Rasa hashes the class's source, but not the modules it calls.
HEAD_FINGERPRINT = f"trainer-{TRAINER_VERSION}"
HEAD_PACKAGES: List[Text] = ["onnxruntime", "onnx", "safetensors"]
# Lies in the model instead of a head where the data had nothing to learn from.
_NOTHING_LEARNT = "nothing_learnt.json"


def tuning_defaults(**changes: Any) -> Dict[Text, Any]:
    """The training keys with their defaults (explained in `components.bert.tuning.Tuning`)."""
    # Lists as YAML has them, not tuples.
    return {key: list(v) if isinstance(v, tuple) else v for key, v in asdict(Tuning(**changes)).items()}


def checked_config(component: Text, config: Dict[Text, Any], defaults: Dict[Text, Any]) -> Dict[Text, Any]:
    """Merges a config with its defaults.

    Raises:
        InvalidConfigException: for an unknown key or a value out of range, naming what is allowed.
    """
    merged = known_keys(component, config, defaults)
    if merged.get("precision") not in PRECISIONS:
        raise InvalidConfigException(
            f"{component}: precision must be one of {', '.join(PRECISIONS)}, not '{merged.get('precision')}'."
        )
    try:
        Tuning.from_config(merged)
    except ValueError as error:
        raise InvalidConfigException(f"{component}: {error}") from error
    return merged


def persist_head(head: TunedHead, storage: ModelStorage, resource: Resource) -> Resource:
    """Writes a head into the model that is being trained."""
    with storage.write_to(resource) as folder:
        head.save(folder)
    return resource


def persist_nothing(storage: ModelStorage, resource: Resource) -> Resource:
    """Notes in the model that the data had nothing to learn from, so that its absence is no damage."""
    with storage.write_to(resource) as folder:
        (Path(folder) / _NOTHING_LEARNT).write_text("{}", encoding="utf-8")
    return resource


def learnt_nothing(storage: ModelStorage, resource: Resource) -> bool:
    """Whether `persist_nothing` wrote this part of the model."""
    try:
        with storage.read_from(resource) as folder:
            return (Path(folder) / _NOTHING_LEARNT).exists()
    except ValueError:  # the resource is not in the archive, which `load_head` names
        return False


def load_head(component: Text, storage: ModelStorage, resource: Resource) -> TunedHead:
    """Reads a head from a trained model.

    Raises:
        BrokenModel: if the archive lacks it or it is damaged; it never becomes an untrained one.
    """
    try:
        with storage.read_from(resource) as folder:
            return TunedHead.load(folder)
    except ValueError as error:  # LocalModelStorage.read_from: the resource is not in the archive
        raise BrokenModel(
            f"The trained model holds no {component}. Train again with `rasa train --force`."
        ) from error
