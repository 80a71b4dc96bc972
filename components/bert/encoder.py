"""The frozen lower layers: from a text to the states that every head starts from."""
from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import List, Optional, Tuple

import numpy as np

from components.bert.architecture import Architecture
from components.bert.cache import atomic_dir, cache_dir
from components.bert.errors import BrokenModel
from components.bert.find import FoundModel, find_model
from components.bert.graph import EMBEDDED, PRECISIONS, lower_graph
from components.bert.script import simplified
from components.bert.session import open_session, pad
from components.bert.weights import load_encoder_weights

# Raised when a change here makes encoders built before it differ from those built after it.
ENCODER_VERSION = 2
_GRAPH, _TOKENIZER, _SPEC = "lower.onnx", "tokenizer.json", "encoder.json"


@dataclass(frozen=True)
class EncoderSpec:
    """All that decides what the lower layers give for a text; heads are only good for their own spec."""

    model: str
    sha256: str
    architecture: Architecture
    frozen_layers: int
    taps: Tuple[int, ...]
    prefix: str
    max_tokens: int
    precision: str
    version: int = ENCODER_VERSION

    @property
    def digest(self) -> str:
        """A short name for this spec; equal digests give equal states."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """Writes the spec with sorted keys, so that equal specs give equal text."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "EncoderSpec":
        """Reads what `to_json` wrote."""
        fields = json.loads(text)
        fields["architecture"] = Architecture(**fields["architecture"])
        fields["taps"] = tuple(fields["taps"])
        return cls(**fields)


@dataclass(frozen=True, eq=False)  # equal only to itself, so that results for it can be remembered
class Encoded:
    """What the lower layers say of one text.

    Attributes:
        states: float32 (tokens, hidden), the output of the last frozen layer, special tokens included.
        pooled: float32 (taps * hidden), the mean over tokens of each tapped layer.
        offsets: for each token its [start, end) in the text; equal numbers for tokens outside the text.
        digest: the digest of the encoder's spec.
        embedded: float32 (tokens, hidden), the states before the first layer, if they were asked for.
    """

    states: np.ndarray
    pooled: np.ndarray
    offsets: List[Tuple[int, int]]
    digest: str
    embedded: Optional[np.ndarray] = None


def describe_encoder(
    model: str,
    *,
    frozen_layers: int = 0,
    prefix: str = "auto",
    max_tokens: int = 128,
    precision: str = "int8",
) -> Tuple[EncoderSpec, FoundModel]:
    """Finds the model and settles what is automatic.

    Args:
        model: Name or folder, as `find_model` takes it.
        frozen_layers: Layers that stay as they are; 0 freezes the lower two thirds.
        prefix: Put before each text; "auto" is "query: " for models of the E5 family
            (Wang et al. 2024, arXiv:2402.05672), else nothing.
        max_tokens: Longer texts are cut.
        precision: "int8" or "float32".

    Raises:
        ModelNotFound, UnsupportedModel: see there.
        ValueError: for settings that the model or the runtime cannot serve.
    """
    if precision not in PRECISIONS:
        raise ValueError(f"precision must be one of {', '.join(PRECISIONS)}, not '{precision}'")
    found = find_model(model)
    arch = Architecture.from_folder(found.path)
    frozen = frozen_layers or max(1, arch.layers * 2 // 3)
    if not 0 < frozen < arch.layers:
        raise ValueError(f"frozen_layers must lie between 1 and {arch.layers - 1} for {model}, not {frozen}")
    if not 8 <= max_tokens <= arch.positions:
        raise ValueError(f"max_tokens must lie between 8 and {arch.positions} for {model}, not {max_tokens}")
    spec = EncoderSpec(
        model=model,
        sha256=found.sha256,
        architecture=arch,
        frozen_layers=frozen,
        taps=tuple(sorted({max(1, frozen // 2), frozen})),
        prefix=("query: " if "e5" in model.lower() else "") if prefix == "auto" else prefix,
        max_tokens=max_tokens,
        precision=precision,
    )
    return spec, found


def encoder_folder(spec: EncoderSpec) -> Path:
    """Builds the lower graph for a spec in the cache unless it is there, and returns its folder."""
    target = cache_dir() / "encoders" / spec.digest
    if target.exists():
        return target
    found = find_model(spec.model)
    weights = load_encoder_weights(found.path)
    graph = lower_graph(weights, spec.architecture, spec.frozen_layers, spec.taps, spec.precision)
    with atomic_dir(target) as folder:
        (folder / _GRAPH).write_bytes(graph.SerializeToString())
        _write_tokenizer(found.path, folder / _TOKENIZER)
        (folder / _SPEC).write_text(spec.to_json(), encoding="utf-8")
    return target


class LowerEncoder:
    """Runs the lower layers of the encoder in one folder."""

    def __init__(self, folder: Path) -> None:
        """Loads tokenizer and graph.

        Raises:
            BrokenModel: if a file is absent or damaged.
        """
        from tokenizers import Tokenizer

        try:
            self.spec = EncoderSpec.from_json((folder / _SPEC).read_text(encoding="utf-8"))
            self._tokenizer = Tokenizer.from_file(str(folder / _TOKENIZER))
        except Exception as error:  # tokenizers raises bare Exception
            raise BrokenModel(
                f"The encoder in {folder} cannot be read ({error}). Train again with `rasa train`."
            ) from error
        # A customer who types "<s>" or "[SEP]" means these letters.
        self._tokenizer.encode_special_tokens = True
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.spec.max_tokens)
        self._session = open_session(folder / _GRAPH)
        self._outputs = ["states", *(f"tap_{n}" for n in self.spec.taps)]
        self.digest = self.spec.digest

    def encode(self, text: str, embedded: bool = False) -> Encoded:
        """Encodes one text; see `Encoded`."""
        return self.encode_batch([text], embedded)[0]

    def encode_batch(self, texts: List[str], embedded: bool = False) -> List[Encoded]:
        """Encodes several texts in one run; int8 activations share one scale, so use like lengths.

        Args:
            texts: The texts.
            embedded: Whether to keep the states before the first layer, for heads that run all layers.
        """
        shift = len(self.spec.prefix)
        encodings = self._tokenizer.encode_batch([self.spec.prefix + simplified(text) for text in texts])
        batch = pad([np.array(encoding.ids, np.int64) for encoding in encodings])
        wanted = [*self._outputs, EMBEDDED] if embedded else self._outputs
        outputs = self._session.run(wanted, {"ids": batch["values"], "mask": batch["mask"]})
        taps = outputs[1 : 1 + len(self.spec.taps)]
        results = []
        for row, encoding in enumerate(encodings):
            length = len(encoding.ids)
            offsets = [(max(0, start - shift), max(0, end - shift)) for start, end in encoding.offsets]
            pooled = np.concatenate([tap[row, :length].mean(axis=0) for tap in taps])
            first = outputs[-1][row, :length] if embedded else None
            results.append(Encoded(outputs[0][row, :length], pooled, offsets, self.digest, first))
        return results


def copy_encoder(source: Path, target: Path) -> None:
    """Copies an encoder's three files into an existing folder."""
    for name in (_GRAPH, _TOKENIZER, _SPEC):
        shutil.copyfile(source / name, target / name)


def _write_tokenizer(model: Path, target: Path) -> None:
    if (model / _TOKENIZER).exists():
        shutil.copyfile(model / _TOKENIZER, target)
        return
    # Old checkpoints carry only vocab.txt; transformers knows how to read each family's.
    from transformers import AutoTokenizer

    AutoTokenizer.from_pretrained(str(model), use_fast=True).backend_tokenizer.save(str(target))
