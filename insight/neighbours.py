"""The training sentences that a model sees as most like a text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import List, Sequence

import numpy as np

from components.bert.cache import cache_dir
from components.bert.progress import Progress
from insight.sources import Example
from insight.understanding import Understanding
from insight.vector_file import read_vectors, text_keys, write_vectors

# Raised when a change here makes kept vectors differ from new ones.
FEATURES_VERSION = 1


@dataclass(frozen=True)
class Neighbour:
    """A training sentence and the cosine of its features and the text's, in [-1, 1]."""

    example: Example
    similarity: float


class Neighbourhood:
    """Training sentences with the intent head's features of each."""

    def __init__(self, understanding: Understanding, examples: Sequence[Example]) -> None:
        """Reads the features from the cache and computes those that are not there, with a bar.

        The cache holds one file for each model, with the sentences it was last asked for.
        """
        self._understanding = understanding
        self._examples = list(examples)
        texts = list(dict.fromkeys(example.text for example in self._examples))
        places = {text: place for place, text in enumerate(texts)}
        self._rows = np.array([places[example.text] for example in self._examples], np.int64)
        self._vectors = _kept_vectors(understanding, texts)

    def nearest(self, text: str, count: int = 5) -> List[Neighbour]:
        """The ``count`` most similar training sentences, the most similar first.

        Cosine of the z-scored vectors that the intent's scores are linear in: what is near by it, the head
        can hardly tell apart.
        """
        if not self._examples:  # no vectors, not even their width
            return []
        similarities = (self._vectors @ _unit(self._understanding.features(text)))[self._rows]
        order = np.argsort(-similarities, kind="stable")[:count]
        return [Neighbour(self._examples[place], float(similarities[place])) for place in order]


def _kept_vectors(understanding: Understanding, texts: Sequence[str]) -> np.ndarray:
    """Unit vectors, float32 (texts, features), one for each text."""
    file = cache_dir() / "features" / f"{understanding.digest}-{FEATURES_VERSION}.safetensors"
    keys = text_keys(texts)
    known = read_vectors(file)
    missing = [place for place, key in enumerate(keys) if key not in known]
    if missing:
        with Progress("training sentences", len(missing)) as progress:
            for place in missing:
                known[keys[place]] = _unit(understanding.features(texts[place])).astype(np.float16)
                progress.step()
        write_vectors(file, {key: known[key] for key in keys})
    return np.array([known[key] for key in keys], np.float32)


def _unit(vector: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(vector)
    return vector / length if length else vector
