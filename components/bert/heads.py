"""Tuned heads as they are stored and served: safetensors and JSON, run by ONNX Runtime and numpy."""
from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Optional, Sequence

import numpy as np

from components.bert.context import Context, ContextHead
from components.bert.encoder import Encoded, EncoderSpec
from components.bert.errors import BrokenModel
from components.bert.graph import upper_graph
from components.bert.novelty import Novelty
from components.bert.session import open_session, pad
from components.bert.tags import Span, decode_spans
from components.bert.units import Unit, units
from components.bert.weights import Arrays, load_arrays, save_arrays

HEAD_FORMAT = 2
_WEIGHTS, _DESCRIPTION = "head.safetensors", "head.json"
UNKNOWN_SURFACE = 0
# The bot says the same things to many customers.
_REMEMBERED = 256


@dataclass(frozen=True)
class TunedHead:
    """All that training gives: arrays under stable names, and what is needed to read them.

    Attributes:
        arrays: Upper layers under BertModel's names, and the head's own under ``head.``.
        encoder: The spec of the lower layers that it was tuned on.
        first_layer: The layer that it starts with: the first above the frozen ones, or 0 if it runs all.
        last_layer: The layer after its last one.
        meta: Labels, surfaces, temperatures, validation scores: JSON values.
    """

    arrays: Arrays
    encoder: EncoderSpec
    first_layer: int
    last_layer: int
    meta: Dict[str, Any] = field(default_factory=dict)

    def save(self, folder: Path) -> None:
        """Writes weights (upper layers as float16, the head as float32) and description into a folder."""
        half = {n: a if n.startswith("head.") else a.astype(np.float16) for n, a in self.arrays.items()}
        save_arrays(folder / _WEIGHTS, half)
        description = {
            "format": HEAD_FORMAT,
            "encoder": json.loads(self.encoder.to_json()),
            "first_layer": self.first_layer,
            "last_layer": self.last_layer,
            "meta": self.meta,
        }
        text = json.dumps(description, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / _DESCRIPTION).write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "TunedHead":
        """Reads what `save` wrote.

        Raises:
            BrokenModel: if a file is absent, damaged or of another format.
        """
        try:
            description = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
            if description["format"] != HEAD_FORMAT:
                raise BrokenModel(
                    f"The model was trained by another version of Kefu (head format {description['format']}, "
                    f"this one reads {HEAD_FORMAT}). Train again with `rasa train --force`."
                )
            encoder = EncoderSpec.from_json(json.dumps(description["encoder"]))
            arrays = {name: array.astype(np.float32) for name, array in load_arrays(folder / _WEIGHTS).items()}
            layers = int(description["first_layer"]), int(description["last_layer"])
            return cls(arrays, encoder, *layers, description["meta"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenModel(
                f"{_DESCRIPTION} of the trained model cannot be read ({error!r}). "
                "The archive is damaged: train again with `rasa train`, or restore it from a copy."
            ) from error


class _UpperRuntime:
    """Runs a head's own upper layers."""

    def __init__(self, tuned: TunedHead, precision: str) -> None:
        self._digest = tuned.encoder.digest
        self._first = tuned.first_layer
        graph = upper_graph(
            tuned.arrays, tuned.encoder.architecture, tuned.first_layer, tuned.last_layer, precision
        )
        self._session = open_session(graph.SerializeToString())

    def run(self, encoded: Sequence[Encoded]) -> List[np.ndarray]:
        """The last states of each text, float32 (tokens, hidden).

        Raises:
            BrokenModel: if the states come from another encoder than the head was tuned on.
        """
        for one in encoded:
            if one.digest != self._digest:
                raise BrokenModel(
                    "This model was tuned on another encoder than BertEncoder now runs "
                    f"({self._digest} and {one.digest}). Train again with `rasa train`."
                )
        batch = pad([one.states if self._first else _embedded(one) for one in encoded])
        output = self._session.run(["output"], {"states": batch["values"], "mask": batch["mask"]})[0]
        return [output[row, : len(one.states)] for row, one in enumerate(encoded)]


def _embedded(one: Encoded) -> np.ndarray:
    if one.embedded is None:
        raise BrokenModel("A head that runs all layers needs the states before the first; BertEncoder gave none.")
    return one.embedded


class SentenceHead:
    """Classifies whole texts: one probability vector for each task."""

    def __init__(self, tuned: TunedHead, precision: str = "int8") -> None:
        self.labels: Dict[str, List[str]] = tuned.meta["labels"]
        self._upper = _UpperRuntime(tuned, precision)
        self._arrays = _own_arrays(tuned)
        self.temperatures: Dict[str, float] = tuned.meta["temperatures"]
        self.width = tuned.encoder.architecture.hidden  # of the part of the features that the head's own layers give
        main, lower = next(iter(self.labels)), len(tuned.encoder.taps) * tuned.encoder.architecture.hidden
        self.novelty = Novelty(tuned.arrays, tuned.meta["novelty"])
        self._context = (
            ContextHead(tuned.arrays, self.labels[main], lower, self.gist) if "context" in tuned.meta else None
        )

    def features(self, encoded: Sequence[Encoded]) -> np.ndarray:
        """The z-scored pooled vectors that the scores are linear in, float32 (texts, features)."""
        pooled = np.stack(
            [np.concatenate([one.pooled, last.mean(axis=0)]) for one, last in zip(encoded, self._upper.run(encoded))]
        )
        return (pooled - self._arrays["head.mean"]) * self._arrays["head.scale"]

    def logits(self, features: np.ndarray) -> Dict[str, np.ndarray]:
        """Unscaled scores of each task, float32 (texts, labels), from `features`."""
        return {
            task: features @ self._arrays[f"head.{task}.weight"].T + self._arrays[f"head.{task}.bias"]
            for task in self.labels
        }

    def probabilities(self, encoded: Sequence[Encoded]) -> Dict[str, np.ndarray]:
        """Calibrated probabilities of each task, (texts, labels); rows sum to 1, columns as in ``labels``."""
        return self.probabilities_of(self.features(encoded))

    def probabilities_of(
        self, features: np.ndarray, contexts: Optional[Sequence[Optional[Context]]] = None
    ) -> Dict[str, np.ndarray]:
        """The same from `features`, and in context.

        Args:
            features: From `features`.
            contexts: What came before each text; it shifts the first task, if the head has learnt how.
        """
        logits = self.logits(features)
        if contexts is not None and self._context is not None:
            main = next(iter(logits))
            logits[main] = logits[main] + self._context.shifts(features, contexts)
        return {task: softmax(rows / self.temperatures[task]) for task, rows in logits.items()}

    @lru_cache(maxsize=_REMEMBERED)  # noqa: B019 - a head lives as long as its process
    def gist(self, encoded: Encoded) -> np.ndarray:
        """What a text is taken for by itself: probabilities of the first task, float (labels,)."""
        return self.probabilities([encoded])[next(iter(self.labels))][0]

    @property
    def reads_context(self) -> bool:
        """Whether the head has learnt from messages in context."""
        return self._context is not None


class TokenHead:
    """Finds entities in texts."""

    def __init__(self, tuned: TunedHead, precision: str = "int8") -> None:
        self.tags: List[str] = tuned.meta["tags"]
        self._surfaces = {text: place for place, text in enumerate(tuned.meta["surfaces"])}
        self._upper = _UpperRuntime(tuned, precision)
        self._arrays = _own_arrays(tuned)

    def spans(self, texts: Sequence[str], encoded: Sequence[Encoded]) -> List[List[Span]]:
        """The entities of each text in their order."""
        results: List[List[Span]] = []
        for text, one, last in zip(texts, encoded, self._upper.run(encoded)):
            parts = units(text)
            spread, covered = spread_tokens(parts, one.offsets)
            parts = parts[:covered]
            if not parts:
                results.append([])
                continue
            scores = self._log_probabilities(parts, one, last, spread)
            results.append(decode_spans(parts, scores, self.tags, self._arrays["head.transitions"]))
        return results

    def _log_probabilities(
        self, parts: Sequence[Unit], encoded: Encoded, last: np.ndarray, spread: np.ndarray
    ) -> np.ndarray:
        a = self._arrays
        centred = last - last.mean(axis=-1, keepdims=True)
        normed = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5)
        normed = normed * a["head.norm.weight"] + a["head.norm.bias"]
        near = a["head.surface.weight"][surface_windows(parts, self._surfaces)].reshape(len(parts), -1)
        vector = np.concatenate([spread @ normed, near, unit_edges(parts, encoded.offsets)], axis=-1)
        inner = np.maximum(vector @ a["head.inner.weight"].T + a["head.inner.bias"], 0)
        return np.log(softmax(inner @ a["head.outer.weight"].T + a["head.outer.bias"]) + 1e-12)


def _own_arrays(tuned: TunedHead) -> Arrays:
    """What numpy computes with; the upper layers live on in ONNX Runtime alone."""
    return {name: array for name, array in tuned.arrays.items() if name.startswith("head.")}


def softmax(scores: np.ndarray) -> np.ndarray:
    """Softmax over the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def spread_tokens(parts: Sequence[Unit], offsets: Sequence[tuple[int, int]]) -> tuple[np.ndarray, int]:
    """Which tokens make up each unit.

    Returns:
        float32 (covered, tokens) whose rows sum to 1, and the number of units before the text was cut:
        those after it have no token and cannot be tagged.
    """
    starts = np.array([start for start, _ in offsets])
    ends = np.array([end for _, end in offsets])
    rows = []
    for part in parts:
        touching = (starts < part.end) & (ends > part.start)
        if not touching.any():
            if part.end > ends.max(initial=0):
                break
            # A character that the tokenizer dropped: its neighbour's token speaks for it.
            touching = np.arange(len(starts)) == np.abs(ends - part.start).argmin()
        rows.append(touching / touching.sum())
    return np.array(rows, np.float32).reshape(len(rows), len(offsets)), len(rows)


def unit_edges(parts: Sequence[Unit], offsets: Sequence[tuple[int, int]]) -> np.ndarray:
    """Whether each unit begins where a token does and ends where one does, float32 (units, 2)."""
    starts, ends = {start for start, end in offsets if end > start}, {end for start, end in offsets if end > start}
    flags = [[part.start in starts, part.end in ends] for part in parts]
    return np.array(flags, np.float32).reshape(len(parts), 2)


def surface_windows(parts: Sequence[Unit], surfaces: Dict[str, int]) -> np.ndarray:
    """Numbers of the unit before, the unit and the unit after, int64 (units, 3)."""
    numbers = [surfaces.get(surface_key(part), UNKNOWN_SURFACE) for part in parts]
    framed = [1, *numbers, 1]
    return np.array([framed[at : at + 3] for at in range(len(parts))], np.int64).reshape(len(parts), 3)


def surface_key(part: Unit) -> str:
    """What a unit looks like: itself, or for a number only its length, since its digits say nothing."""
    return f"#{min(len(part.text), 9)}" if part.text.isascii() and part.text.isdigit() else part.text
