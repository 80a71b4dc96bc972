"""What a conversation adds to a message: the bot's last words, and what the customer said before."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, Mapping, Optional, Sequence

import numpy as np

from components.bert.encoder import Encoded
from components.bert.weights import Arrays

# Of the bot's words the end counts: there stands its question.
LONGEST_BOT_TEXT = 60
PARTS = ("inner.weight", "inner.bias", "outer.weight", "outer.bias")

# What the head itself takes a text for: probabilities, float (labels,).
Gist = Callable[[Encoded], np.ndarray]


@dataclass(frozen=True, eq=False)
class Context:
    """What came before a message.

    Attributes:
        bot: the bot's last words, if it spoke.
        previous: the customer's message before this one, if it had words.
        previous_intent: what that message meant, where it had none (a button was pressed).
    """

    bot: Optional[Encoded] = None
    previous: Optional[Encoded] = None
    previous_intent: Optional[str] = None

    @property
    def empty(self) -> bool:
        """Whether nothing came before."""
        return self.bot is None and self.previous is None and self.previous_intent is None


def end_of_bot_text(text: str) -> str:
    """The part of the bot's words that counts as context."""
    return text.strip()[-LONGEST_BOT_TEXT:]


class ContextHead:
    """Shifts the scores of a message by its context; without any it shifts nothing.

    A network of one hidden layer over the message's features, the pooled lower layers of the bot's last words
    and of the customer's message before, and what the head takes these two for.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray], labels: Sequence[str], lower: int, gist: Gist) -> None:
        """``lower`` is the width of the pooled lower layers, with which the features begin."""
        self._arrays = {name: arrays[f"head.context.{name}"] for name in PARTS}
        self._mean, self._scale = arrays["head.mean"][:lower], arrays["head.scale"][:lower]
        self._places: Dict[str, int] = {label: place for place, label in enumerate(labels)}
        self._gist = gist

    def shifts(self, features: np.ndarray, contexts: Sequence[Optional[Context]]) -> np.ndarray:
        """What is to be added to the scores, float32 (texts, labels); rows of zeros where there is no context."""
        shifts = np.zeros((len(features), len(self._places)), np.float32)
        given = {row: context for row, context in enumerate(contexts) if context is not None and not context.empty}
        if given:
            rows = list(given)
            inputs = context_inputs(
                features[rows], list(given.values()), self._gist, self._mean, self._scale, self._places
            )
            inner = np.maximum(inputs @ self._arrays["inner.weight"].T + self._arrays["inner.bias"], 0)
            shifts[rows] = inner @ self._arrays["outer.weight"].T + self._arrays["outer.bias"]
        return shifts


def context_inputs(
    features: np.ndarray,
    contexts: Sequence[Context],
    gist: Gist,
    mean: np.ndarray,
    scale: np.ndarray,
    places: Mapping[str, int],
) -> np.ndarray:
    """The network's inputs, float32 (texts, features + 2 * lower + 2 * labels + 2).

    Args:
        features: float32 (texts, features), of which the first ``lower`` are the pooled lower layers.
        contexts: One for each text.
        gist: What the head takes a text for.
        mean, scale: The z-score of the pooled lower layers, float32 (lower,).
        places: The number of each label.
    """
    rows: List[np.ndarray] = []
    for vector, context in zip(features, contexts):
        said = (context.bot, context.previous)
        pooled = [np.zeros(len(mean)) if one is None else (one.pooled - mean) * scale for one in said]
        meant = [np.zeros(len(places)) if one is None else gist(one) for one in said]
        if context.previous is None and context.previous_intent is not None and context.previous_intent in places:
            meant[1] = np.eye(len(places))[places[context.previous_intent]]
        flags = [float(one is not None) for one in said]
        rows.append(np.concatenate([vector, *pooled, *meant, flags]))
    return np.stack(rows).astype(np.float32)


def context_arrays(state: Mapping[str, np.ndarray]) -> Arrays:
    """A trained network's weights under the names that a head stores."""
    return {f"head.context.{name}": np.asarray(state[name], np.float32) for name in PARTS}
