"""The encoder's vectors of sentences, as they are before any tuning, kept on disk text by text."""

from __future__ import annotations

import hashlib
from typing import Sequence

import numpy as np

from components.bert.cache import cache_dir
from components.bert.encoder import EncoderSpec, LowerEncoder, encoder_folder
from components.bert.features import FEATURES_VERSION, FeatureSpec, TextFeatures, feature_spec, read_texts
from components.bert.tuning import Tuning
from insight.vector_file import read_vectors, text_keys, write_vectors


def untuned_features(encoder: EncoderSpec, tuning: Tuning, precision: str) -> FeatureSpec:
    """What a head sees of a text before it is tuned: the layers that it pools (`SentenceModel.pooled`)."""
    first = 0 if tuning.method == "full" else encoder.frozen_layers
    top = first + tuning.tuned_layers if tuning.tuned_layers else encoder.architecture.layers
    return feature_spec(encoder, [*encoder.taps, max(top, encoder.frozen_layers)], precision, "mean")


def text_vectors(spec: FeatureSpec, texts: Sequence[str], stage: str) -> np.ndarray:
    """The vector of each text, float32 (texts, features): from the cache, or computed with a bar and kept.

    The cache holds one file for each spec, with all texts it was ever asked for.

    Args:
        spec: What decides the vectors.
        texts: The texts, in any order, also more than once.
        stage: Shown on the progress bar.

    Raises:
        ModelNotFound, UnsupportedModel: where vectors are missing and the base model cannot be found or read.
    """
    file = cache_dir() / "features" / f"{_digest(spec)}.safetensors"
    keys = text_keys(texts)
    known = read_vectors(file)
    missing = {key: text for key, text in zip(keys, texts) if key not in known}
    if missing:
        place = {text: key for key, text in missing.items()}
        features, encoder = TextFeatures.build(spec), LowerEncoder(encoder_folder(spec.encoder))
        for text, encoded, states in read_texts(features, encoder, list(place), stage):
            known[place[text]] = features.text_vector(encoded, states).astype(np.float16)
        write_vectors(file, known)
    return np.array([known[key] for key in keys], np.float32).reshape(len(keys), spec.width)


def centred(vectors: np.ndarray) -> np.ndarray:
    """Vectors of length 1 after each feature has been brought to mean 0 and deviation 1.

    As they are, all vectors of an encoder point in like directions, and every cosine is near 1.
    """
    scaled = (vectors - vectors.mean(axis=0)) / (vectors.std(axis=0) + 1e-6)
    lengths = np.linalg.norm(scaled, axis=1, keepdims=True)
    return (scaled / np.maximum(lengths, 1e-12)).astype(np.float32)


def _digest(spec: FeatureSpec) -> str:
    return hashlib.sha256(f"{FEATURES_VERSION}{spec.to_json()}".encode()).hexdigest()[:32]
