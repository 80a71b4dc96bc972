"""A trained model's understanding of texts, loaded as the server loads it but without its policies."""

from __future__ import annotations

import hashlib
import json
import tarfile
import tempfile
import warnings
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Sequence, Tuple, Type, TypeVar

import numpy as np

from components.bert.cache import sha256_tree
from components.bert.encoder import Encoded, LowerEncoder
from components.bert.errors import BertError
from components.bert.heads import SentenceHead
from components.bert.moods import agreed_mood
from insight.errors import NotUnderstandable

if TYPE_CHECKING:
    from rasa.engine.graph import GraphSchema
    from rasa.engine.runner.dask import DaskGraphRunner
    from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier

    from components.language import LanguageIdentifier
    from components.patterns import PatternEntityExtractor

# The two tasks of the moods' head (components/sentiment.py).
_LABEL, _EMOTION = "label", "emotion"
_UNREADABLE = (tarfile.TarError, OSError, EOFError, zlib.error, KeyError, ValueError)

Component = TypeVar("Component")


@dataclass(frozen=True)
class Parts:
    """The loaded components that explanations ask.

    Attributes:
        encoder: The shared lower layers.
        intents: The head that tells intents.
        moods: The head that tells moods and emotions; None where the pipeline has none.
        patterns: The extractor of rule-like entities; None where the pipeline has none.
        languages: What tells the language; None where the pipeline has none.
        fallback: Rasa's classifier that asks back; None where the pipeline has none.
    """

    encoder: LowerEncoder
    intents: SentenceHead
    moods: Optional[SentenceHead]
    patterns: Optional[PatternEntityExtractor]
    languages: Optional[LanguageIdentifier]
    fallback: Optional[FallbackClassifier]


class Understanding:
    """Parses texts by a trained model's NLU pipeline and gives access to its parts.

    Attributes:
        parts: The loaded components.
        digest: Names the encoder and the intent head; equal digests give equal features.
        labels: The labels of each task: "intent", and where moods are read "label" and "emotion".
    """

    def __init__(self, runner: DaskGraphRunner, target: str, parts: Parts, digest: str) -> None:
        self._runner, self._target = runner, target
        self.parts, self.digest = parts, digest
        self._heads = [parts.intents, *([parts.moods] if parts.moods else [])]
        self.labels: Dict[str, List[str]] = {task: head.labels[task] for head in self._heads for task in head.labels}

    @classmethod
    def load(cls, model: Path) -> Understanding:
        """Unpacks an archive, loads what understands texts, and deletes what was unpacked.

        Raises:
            NotUnderstandable: if the archive is absent, damaged, or not of our pipeline.
        """
        if not model.is_file():
            raise NotUnderstandable(f"There is no model at {model}. Train one with `kefu train`.")
        # What Rasa tells its own developers while it reads the domain is nothing a designer can act on.
        with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="kefu-model-") as folder:
            warnings.simplefilter("ignore")
            return cls._load(model, Path(folder))

    @classmethod
    def _load(cls, model: Path, folder: Path) -> Understanding:
        from rasa.engine.graph import ExecutionContext
        from rasa.engine.runner.dask import DaskGraphRunner
        from rasa.engine.storage.local_model_storage import LocalModelStorage
        from rasa.shared.exceptions import RasaException

        try:
            storage, metadata = LocalModelStorage.from_model_archive(folder, model)
            if metadata.nlu_target is None:
                raise _not_ours(model, "it was trained without NLU data")
            schema = metadata.predict_schema.minimal_graph_schema([metadata.nlu_target])
            runner = DaskGraphRunner.create(schema, storage, ExecutionContext(schema, metadata.model_id))
        except (ImportError, RasaException) as error:
            # Rasa wraps what a component says of itself (rasa/engine/graph.py, `_load_component`).
            cause = error.__cause__ if isinstance(error.__cause__, BertError) else error
            raise NotUnderstandable(f"{model} cannot be loaded: {cause}") from error
        except _UNREADABLE as error:
            raise NotUnderstandable(
                f"{model} is damaged or no model that `rasa train` made ({error}). Delete it and run `kefu train`."
            ) from error
        return cls(runner, metadata.nlu_target, _find_parts(runner, model), _digest(schema, folder))

    def parse(self, texts: Sequence[str], together: int = 1) -> List[Dict[str, Any]]:
        """What the server's `/model/parse` says of each text, in the order of the texts.

        Each text is stripped, as Rasa strips it; offsets count in the stripped text.

        Args:
            texts: The texts.
            together: How many pass the pipeline at once, those of like length in one batch. More than one is
                faster, but only roughly what is served: in a batch int8 activations share one scale.
        """
        if together < 1:
            raise ValueError(f"together must be at least 1, not {together}")
        results: List[Dict[str, Any]] = [{}] * len(texts)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), together):
            chunk = order[start : start + together]
            for place, result in zip(chunk, self._run([texts[place] for place in chunk])):
                results[place] = result
        return results

    def _run(self, texts: Sequence[str]) -> List[Dict[str, Any]]:
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        inputs = {
            PLACEHOLDER_MESSAGE: [UserMessage(text) for text in texts],
            PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("insight", []),
        }
        messages = self._runner.run(inputs, [self._target])[self._target]
        # The keys that a message without words lacks (rasa/core/processor.py, `_parse_message_with_graph`).
        empty = {"text": "", "intent": {"name": None, "confidence": 0.0}, "entities": []}
        return [{**empty, **message.as_dict(only_output_properties=True)} for message in messages]

    def encode(self, text: str) -> Encoded:
        """What the lower layers say of a text, as the server computes it: alone, outside any conversation.

        In a batch int8 activations share one scale, which moves an intent's log-odds by about 0.6, sometimes
        by more than 2: what is explained must be what is served.
        """
        return self.parts.encoder.encode(text, embedded=True)

    def features(self, text: str) -> np.ndarray:
        """The vector that the intent's scores are linear in, float32 (features,)."""
        return self.parts.intents.features([self.encode(text)])[0]

    def probabilities(self, text: str, tasks: Sequence[str]) -> Dict[str, np.ndarray]:
        """Calibrated probabilities of the labels of each task, float32 (labels,), ordered as in `labels`.

        Intents and emotions are the heads' own, and `parse` trusts an intent less where a text is far from all
        training sentences; mood labels are as served, read together with the emotions. Any text will do, also
        the empty one.
        """
        encoded = [self.encode(text)]
        found: Dict[str, np.ndarray] = {}
        for head in self._heads:
            if set(tasks) & set(head.labels):
                found.update((task, rows[0]) for task, rows in head.probabilities(encoded).items())
        if _LABEL in found:
            named = (dict(zip(self.labels[task], map(float, found[task]))) for task in (_LABEL, _EMOTION))
            together, _ = agreed_mood(*named)
            found[_LABEL] = np.array([together[label] for label in self.labels[_LABEL]], np.float32)
        return {task: found[task] for task in tasks}


def _find_parts(runner: DaskGraphRunner, model: Path) -> Parts:
    from rasa.nlu.classifiers.fallback_classifier import FallbackClassifier

    from components.encoder import BertEncoder
    from components.intent import BertIntentClassifier
    from components.language import LanguageIdentifier
    from components.patterns import PatternEntityExtractor
    from components.sentiment import BertSentimentAnalyzer

    encoder, intents = _component(runner, BertEncoder), _component(runner, BertIntentClassifier)
    moods = _component(runner, BertSentimentAnalyzer)
    # The components keep these to themselves: a change of their source would make Rasa train them anew.
    if encoder is None or encoder._encoder is None or intents is None or intents._head is None:
        raise _not_ours(model, "it has no BertEncoder with a trained BertIntentClassifier after it")
    return Parts(
        encoder._encoder,
        intents._head,
        moods._head if moods else None,
        _component(runner, PatternEntityExtractor),
        _component(runner, LanguageIdentifier),
        _component(runner, FallbackClassifier),
    )


def _component(runner: DaskGraphRunner, kind: Type[Component]) -> Optional[Component]:
    """The loaded component of a type; Rasa has no public way to it (rasa/engine/runner/dask.py)."""
    loaded = (node._component for node in runner._instantiated_nodes.values())
    return next((component for component in loaded if isinstance(component, kind)), None)


def _digest(schema: GraphSchema, folder: Path) -> str:
    """A hash of the files and the configs of the encoder and the intent head."""
    found: List[Tuple[str, Dict[str, Any], str]] = []
    for node in schema.nodes.values():
        name = node.uses.__name__
        if name in ("BertEncoder", "BertIntentClassifier") and node.resource:
            found.append((name, node.config, sha256_tree(folder / node.resource.name)))
    return hashlib.sha256(json.dumps(sorted(found, key=lambda row: row[0]), sort_keys=True).encode()).hexdigest()[:32]


def _not_ours(model: Path, what: str) -> NotUnderstandable:
    return NotUnderstandable(
        f"{model} has not the pipeline that can be looked into: {what}. "
        "Train one with the components of config.yml (`kefu train`), or name another archive."
    )
