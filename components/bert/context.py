"""What a conversation adds to a message: the bot's last words, and what the customer said before."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, List, Mapping, Optional, Sequence

import numpy as np

from components.bert.weights import Arrays

# Of the bot's words the end counts: there stands its question.
LONGEST_BOT_TEXT = 60


@dataclass(frozen=True)
class Context:
    """What came before a message.

    Attributes:
        bot: float32 (taps * hidden), the pooled lower layers of the bot's last words, if it spoke.
        previous: the same of the customer's message before this one, if there was one.
        previous_intent: what that message was taken for, if known.
    """

    bot: Optional[np.ndarray] = None
    previous: Optional[np.ndarray] = None
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

    A network of one hidden layer over the message's features, the bot's last words, the customer's message
    before and the intent that was seen in it.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray], labels: Sequence[str], lower: int) -> None:
        """``lower`` is the width of the pooled lower layers, with which the features begin."""
        self._arrays = {name: arrays[f"head.context.{name}"] for name in PARTS}
        self._mean, self._scale = arrays["head.mean"], arrays["head.scale"]
        self._lower = lower
        self._places: Dict[str, int] = {label: place for place, label in enumerate(labels)}

    def shifts(self, features: np.ndarray, contexts: Sequence[Optional[Context]]) -> np.ndarray:
        """What is to be added to the scores, float32 (texts, labels); rows of zeros where there is no context."""
        given = np.array([context is not None and not context.empty for context in contexts])
        inputs = context_inputs(features, contexts, self._mean[: self._lower], self._scale[: self._lower], self._places)
        inner = np.maximum(inputs @ self._arrays["inner.weight"].T + self._arrays["inner.bias"], 0)
        shift = inner @ self._arrays["outer.weight"].T + self._arrays["outer.bias"]
        return shift * given[:, None]


PARTS = ("inner.weight", "inner.bias", "outer.weight", "outer.bias")


def context_inputs(
    features: np.ndarray,
    contexts: Sequence[Optional[Context]],
    mean: np.ndarray,
    scale: np.ndarray,
    places: Mapping[str, int],
) -> np.ndarray:
    """The network's inputs, float32 (texts, features + 2 * lower + labels + 2).

    Args:
        features: float32 (texts, features), of which the first ``lower`` are the pooled lower layers.
        contexts: One for each text.
        mean, scale: The z-score of the pooled lower layers, float32 (lower,).
        places: The number of each label.
    """
    rows: List[np.ndarray] = []
    for vector, context in zip(features, contexts):
        context = context or Context()
        seen = np.zeros(len(places), np.float32)
        if context.previous_intent is not None and context.previous_intent in places:
            seen[places[context.previous_intent]] = 1.0
        said = [_scaled(pooled, mean, scale) for pooled in (context.bot, context.previous)]
        flags = np.array([context.bot is not None, context.previous is not None], np.float32)
        rows.append(np.concatenate([vector, *said, seen, flags]))
    return np.stack(rows).astype(np.float32)


def _scaled(pooled: Optional[np.ndarray], mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return np.zeros(len(mean), np.float32) if pooled is None else (pooled - mean) * scale


def context_arrays(state: Mapping[str, np.ndarray]) -> Arrays:
    """A trained network's weights under the names that a head stores."""
    return {f"head.context.{name}": np.asarray(state[name], np.float32) for name in PARTS}
