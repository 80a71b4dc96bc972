"""The layers that a head starts its training from, and how much of them learns. Imports torch."""
from __future__ import annotations

from functools import lru_cache
from typing import List, Sequence, Tuple

import numpy as np

from components.bert.adapters import add_adapters, merge_adapters
from components.bert.encoder import Encoded, EncoderSpec, LowerEncoder, encoder_folder
from components.bert.find import find_model
from components.bert.layers import UpperLayers
from components.bert.progress import Progress
from components.bert.tuning import Tuning
from components.bert.weights import load_encoder_weights

_REPORTED = 50  # texts between two steps of the progress bar


@lru_cache(maxsize=2)  # intents and entities are learnt from the same texts
def encode_texts(
    spec: EncoderSpec, texts: Tuple[str, ...], stage: str = "texts", embedded: bool = False
) -> List[Encoded]:
    """Runs the frozen lower layers over texts, one by one as a server does, so that heads see what they will get."""
    encoder = LowerEncoder(encoder_folder(spec))
    results = []
    with Progress(f"{stage}: reading", len(texts)) as progress:
        for text in texts:
            results.append(encoder.encode(text, embedded))
            if len(results) % _REPORTED == 0:
                progress.step(_REPORTED)
        progress.step(len(texts) % _REPORTED)
    return results


def first_layer(spec: EncoderSpec, tuning: Tuning) -> int:
    """The layer that a head starts with: the first of all, or the first above the frozen ones."""
    return 0 if tuning.method == "full" else spec.frozen_layers


def starting_states(one: Encoded, first: int) -> np.ndarray:
    """The states before layer ``first``, float32 (tokens, hidden)."""
    if first:
        return one.states
    assert one.embedded is not None, "a head of all layers needs the embedded text"
    return one.embedded


def fresh_upper(spec: EncoderSpec, tuning: Tuning) -> UpperLayers:
    """The model's own layers before tuning, of which only what the method tunes will learn.

    Raises:
        ValueError: if more layers are asked for than the model has.
    """
    first = first_layer(spec, tuning)
    available = spec.architecture.layers - first
    if tuning.tuned_layers > available:
        raise ValueError(f"tuned_layers is {tuning.tuned_layers}, but only {available} lie above the frozen ones")
    upper = UpperLayers(spec.architecture, first, first + (tuning.tuned_layers or available), tuning.dropout)
    upper.load_arrays(load_encoder_weights(find_model(spec.model).path))
    if tuning.method == "frozen":
        upper.requires_grad_(False)
    elif tuning.method == "lora":
        add_adapters(upper, tuning)
    return upper


def finished_upper(upper: UpperLayers, tuning: Tuning) -> UpperLayers:
    """The layers as they are stored, adapters merged."""
    if tuning.method == "lora":
        merge_adapters(upper)
    return upper.cpu()


def lengths_of(encoded: Sequence[Encoded]) -> List[int]:
    """Tokens of each text."""
    return [len(one.states) for one in encoded]
