"""Features of texts from an encoder as it is, without tuning: one vector for a text, one for each word of it."""
from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Iterator, List, Optional, Sequence, Tuple

import numpy as np

from components.bert.encoder import Encoded, EncoderSpec, LowerEncoder
from components.bert.errors import BrokenModel
from components.bert.find import find_model
from components.bert.graph import PRECISIONS, upper_graph
from components.bert.progress import Progress
from components.bert.session import open_session, pad
from components.bert.weights import load_encoder_weights

# Raised when a change here or in the upper graph gives other vectors for the same text.
FEATURES_VERSION = 1
POOLINGS = ("mean", "max")
_GRAPH, _SPEC = "upper.onnx", "features.json"
# Texts in a run where both halves are float32.
_BATCH = 32


@dataclass(frozen=True)
class FeatureSpec:
    """All that decides the vector of a text.

    Attributes:
        encoder: The lower layers.
        layers: Those that make up the vector of a text, counted from 1, rising. The vectors of words come
            from the last of them, and no layer above it is run.
        precision: Of the layers above the encoder's: "int8" or "float32".
        pooling: How the tokens of a layer become one vector: "mean" or "max".
    """

    encoder: EncoderSpec
    layers: Tuple[int, ...]
    precision: str
    pooling: str

    @property
    def top(self) -> int:
        """The last layer that is run."""
        return self.layers[-1]

    @property
    def width(self) -> int:
        """The length of a text's vector."""
        return len(self.layers) * self.encoder.architecture.hidden

    def to_json(self) -> str:
        """Writes the spec with sorted keys."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "FeatureSpec":
        """Reads what `to_json` wrote."""
        fields = json.loads(text)
        fields["encoder"] = EncoderSpec.from_json(json.dumps(fields["encoder"]))
        fields["layers"] = tuple(fields["layers"])
        return cls(**fields)


def feature_spec(encoder: EncoderSpec, layers: Sequence[int], precision: str, pooling: str) -> FeatureSpec:
    """Checks the settings against the encoder and settles what is automatic.

    Args:
        encoder: The lower layers.
        layers: Counted from 1; none: all that the encoder gives for this pooling, and the model's last.
        precision: "int8" or "float32".
        pooling: "mean" or "max".

    Raises:
        ValueError: naming what is allowed.
    """
    for name, value, known in (("precision", precision, PRECISIONS), ("pooling", pooling, POOLINGS)):
        if value not in known:
            raise ValueError(f"{name} must be one of {', '.join(known)}, not '{value}'")
    if not isinstance(layers, (list, tuple)) or not all(type(layer) is int for layer in layers):
        raise ValueError(f"layers must be a list of whole numbers, not {layers!r}")
    frozen, last = encoder.frozen_layers, encoder.architecture.layers
    # Of its tapped layers the encoder gives the means alone; the states themselves are those of its last one.
    given = list(encoder.taps) if pooling == "mean" else [frozen]
    chosen = sorted(set(layers)) or [*given, last]
    above = [layer for layer in chosen if layer not in given]
    # The vectors of words need states: those of the encoder's last layer, or of one above it.
    if len(above) > 1 or any(not frozen < layer <= last for layer in above) or chosen[-1] < frozen:
        raise ValueError(
            f"layers must be of those that BertEncoder gives for pooling '{pooling}' "
            f"({', '.join(map(str, given))}) and at most one of {frozen + 1} to {last}, "
            f"with {frozen} or that one among them; not {list(layers)}"
        )
    return FeatureSpec(encoder, tuple(chosen), precision, pooling)


class TextFeatures:
    """Turns what the lower layers say of a text into features."""

    def __init__(self, spec: FeatureSpec, graph: Optional[bytes]) -> None:
        """``graph`` holds the layers above the encoder's, where there are any."""
        self.spec = spec
        self._graph = graph
        self._session = open_session(graph) if graph else None

    @classmethod
    def build(cls, spec: FeatureSpec) -> "TextFeatures":
        """Takes the layers above the encoder's from the model.

        Raises:
            ModelNotFound, UnsupportedModel: see `find_model` and `load_encoder_weights`.
        """
        first, architecture = spec.encoder.frozen_layers, spec.encoder.architecture
        if spec.top == first:
            return cls(spec, None)
        weights = load_encoder_weights(find_model(spec.encoder.model).path)
        if spec.precision == "float32":
            # Rounded as the heads are: an archive packs what is left to half its size.
            weights = {name: array.astype(np.float16).astype(np.float32) for name, array in weights.items()}
        graph = upper_graph(weights, architecture, first, spec.top, spec.precision)
        return cls(spec, graph.SerializeToString())

    def save(self, folder: Path) -> None:
        """Writes the spec and the graph into a folder."""
        (folder / _SPEC).write_text(self.spec.to_json(), encoding="utf-8")
        if self._graph is not None:
            (folder / _GRAPH).write_bytes(self._graph)

    @classmethod
    def load(cls, folder: Path) -> "TextFeatures":
        """Reads what `save` wrote.

        Raises:
            BrokenModel: if a file is absent or damaged.
        """
        try:
            spec = FeatureSpec.from_json((folder / _SPEC).read_text(encoding="utf-8"))
            above = spec.top > spec.encoder.frozen_layers
            graph = (folder / _GRAPH).read_bytes() if above else None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BrokenModel(
                f"{_SPEC} or {_GRAPH} of the trained model cannot be read ({error!r}). "
                "The archive is damaged: train again with `rasa train`, or restore it from a copy."
            ) from error
        return cls(spec, graph)

    def states(self, encoded: Sequence[Encoded]) -> List[np.ndarray]:
        """The states of each text after the last layer that is run, float32 (tokens, hidden).

        Raises:
            BrokenModel: if the lower states come from another encoder.
        """
        for one in encoded:
            if one.digest != self.spec.encoder.digest:
                raise BrokenModel(
                    "These features were made for another encoder than BertEncoder now runs "
                    f"({self.spec.encoder.digest} and {one.digest}). Train again with `rasa train`."
                )
        if self._session is None:
            return [one.states for one in encoded]
        batch = pad([one.states for one in encoded])
        output = self._session.run(["output"], {"states": batch["values"], "mask": batch["mask"]})[0]
        return [output[row, : len(one.states)] for row, one in enumerate(encoded)]

    def text_vector(self, encoded: Encoded, states: np.ndarray) -> np.ndarray:
        """The layers of a text one after the other, float32 (width,); ``states`` as `states` gave them."""
        encoder = self.spec.encoder
        if self.spec.pooling == "max":
            pooled = {encoder.frozen_layers: encoded.states.max(axis=0), self.spec.top: states.max(axis=0)}
        else:
            pooled = dict(zip(encoder.taps, np.split(encoded.pooled, len(encoder.taps))))
            pooled[self.spec.top] = states.mean(axis=0)
        return np.concatenate([pooled[layer] for layer in self.spec.layers])


def word_vectors(words: Sequence[Tuple[int, int]], encoded: Encoded, states: np.ndarray) -> np.ndarray:
    """The mean of the tokens that touch each word, float32 (words, hidden).

    A word that no token touches gets zeros: it lies behind the cut at the encoder's longest text, or its
    characters were dropped. Nothing was read there; a neighbour's vector would tell a tagger that the last
    word before the cut is said again and again. Rasa's own featurizers give zeros as well.

    Args:
        words: [start, end) of each word in the text.
        encoded: The text after the lower layers.
        states: float32 (tokens, hidden), of the same tokens.
    """
    starts = np.array([start for start, _ in encoded.offsets])
    ends = np.array([end for _, end in encoded.offsets])
    spread = np.zeros((len(words), len(starts)), np.float32)
    for row, (start, end) in enumerate(words):
        touching = (starts < end) & (ends > start)
        spread[row] = touching / max(1, touching.sum())
    return spread @ states


def read_texts(
    features: TextFeatures, encoder: LowerEncoder, texts: Sequence[str], stage: str
) -> Iterator[Tuple[str, Encoded, np.ndarray]]:
    """Runs lower and upper layers over texts with a bar, and gives each with its states, in another order.

    Texts of like length go together where both halves are float32. In int8 each goes alone, as at a server:
    the activations of one run share a scale, so that a text's vector would depend on its neighbours.
    """
    alone = "int8" in (features.spec.precision, encoder.spec.precision)
    ordered = sorted(texts, key=len)
    with Progress(f"{stage}: reading", len(texts)) as progress:
        for at in range(0, len(ordered), _BATCH):
            batch = ordered[at : at + _BATCH]
            for run in [[text] for text in batch] if alone else [batch]:
                encoded = encoder.encode_batch(run)
                yield from zip(run, encoded, features.states(encoded))
            progress.step(len(batch))
