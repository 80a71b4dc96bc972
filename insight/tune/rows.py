"""The sentences of a task: training a head on some of them for a trial, and as the project would. Imports torch."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Callable, List, Mapping, Optional, Protocol, Sequence, Tuple

import numpy as np
import torch

from components.bert.augmentation import augment
from components.bert.encoder import EncoderSpec
from components.bert.finetune import SentenceData, _SentenceObjective, tune_sentence_head
from components.bert.finetune_tokens import TokenData, _TokenObjective, tune_token_head
from components.bert.heads import SentenceHead, TokenHead
from components.bert.loop import Objective, autocast, best_of_seeds, device_for
from components.bert.tags import Span
from components.bert.tuning import Tuning
from components.bert.upper import encode_texts, first_layer
from insight.tune.parts import Split

# Hears the epoch, counted from 1, and its validation score; may end the training by raising.
Listener = Callable[[int, float], None]


class Rows(Protocol):
    """Labelled sentences of one task."""

    @property
    def texts(self) -> Tuple[str, ...]:
        """The sentences."""

    @property
    def measure(self) -> str:
        """What scores are called."""

    def labels(self) -> List[str]:
        """What a split keeps in proportion, for each row."""

    def part(self, rows: Sequence[int]) -> Any:
        """Only these rows."""

    def validated(self, spec: EncoderSpec, tuning: Tuning, split: Split, listener: Listener) -> float:
        """Trains on one part of a split and gives the score on the other at the best epoch, in [0, 1]."""

    def tested(self, spec: EncoderSpec, tuning: Tuning, precision: str, test: Any) -> np.ndarray:
        """Trains as `kefu train` does and counts, with the served head, int64 (test rows, 3).

        The columns are what was right, what was guessed and what is true; see `insight.tune.comparison`.
        """


@dataclass(frozen=True)
class SentenceRows:
    """Whole texts with one label for each task; the first task is scored."""

    texts: Tuple[str, ...]
    tasks: Tuple[Tuple[str, Tuple[str, ...]], ...]
    stage: str
    measure: str = "accuracy"

    def labels(self) -> List[str]:
        """The labels of the first task."""
        return list(self.tasks[0][1])

    def part(self, rows: Sequence[int]) -> SentenceRows:
        """Only these rows."""
        tasks = tuple((task, tuple(labels[row] for row in rows)) for task, labels in self.tasks)
        return replace(self, texts=tuple(self.texts[row] for row in rows), tasks=tasks)

    def validated(self, spec: EncoderSpec, tuning: Tuning, split: Split, listener: Listener) -> float:
        """See `Rows`; put together as in `components.bert.finetune.tune_sentence_head`, but on a given split."""
        train, held = split
        whole = tuning.method == "full"
        copies = augment([self.texts[row] for row in train], tuning)
        # Copies differ between trials: read apart from the texts, which then stay in the cache.
        encoded = encode_texts(spec, self.texts, embedded=whole)
        if copies:
            encoded = [*encoded, *encode_texts(spec, tuple(copy for _, copy in copies), embedded=whole)]
        origin = [*range(len(self.texts)), *(train[place] for place, _ in copies)]
        learnt = [*train, *range(len(self.texts), len(origin))]
        names = {task: sorted(set(labels)) for task, labels in self.tasks}
        numbers = {
            task: np.array([names[task].index(labels[row]) for row in origin]) for task, labels in self.tasks
        }
        data = SentenceData(encoded, numbers, first_layer(spec, tuning), device_for(tuning))
        counts = {task: len(found) for task, found in names.items()}
        return _reached(
            lambda: _SentenceObjective(spec, data, learnt, held, counts, tuning), tuning, self.stage, listener
        )

    def tested(self, spec: EncoderSpec, tuning: Tuning, precision: str, test: SentenceRows) -> np.ndarray:
        """See `Rows`."""
        tuned = tune_sentence_head(spec, self.texts, dict(self.tasks), tuning, self.stage)
        head = SentenceHead(tuned, precision)
        task, truth = test.tasks[0]
        counts = np.ones((len(truth), 3), np.int64)
        for row, one in enumerate(encode_texts(spec, test.texts, embedded=tuning.method == "full")):
            # One by one, as a server does: in a batch int8 activations share one scale.
            guess = head.labels[task][int(head.probabilities([one])[task][0].argmax())]
            counts[row, 0] = guess == truth[row]
        return counts


@dataclass(frozen=True)
class TokenRows:
    """Texts with their entities."""

    texts: Tuple[str, ...]
    spans: Tuple[Tuple[Span, ...], ...]
    stage: str
    measure: str = "span F1"

    def labels(self) -> List[str]:
        """The rarest kind of entity in each text; empty where it has none.

        Not all its kinds: most combinations stand in one or two texts, and what is so rare is never held out.
        """
        kinds = [{span.entity for span in row} for row in self.spans]
        counts = Counter(kind for row in kinds for kind in row)
        return [min(row, key=lambda kind: (counts[kind], kind), default="") for row in kinds]

    def part(self, rows: Sequence[int]) -> TokenRows:
        """Only these rows."""
        texts = tuple(self.texts[row] for row in rows)
        return replace(self, texts=texts, spans=tuple(self.spans[row] for row in rows))

    def validated(self, spec: EncoderSpec, tuning: Tuning, split: Split, listener: Listener) -> float:
        """See `Rows`; put together as in `components.bert.finetune_tokens.tune_token_head`."""
        train, held = split
        encoded = encode_texts(spec, self.texts, embedded=tuning.method == "full")
        entities = sorted({span.entity for row in self.spans for span in row})
        first, device = first_layer(spec, tuning), device_for(tuning)
        data = TokenData(self.texts, encoded, self.spans, entities, first, device)
        return _reached(
            lambda: _TokenObjective(spec, data, train, held, tuning, self.stage), tuning, self.stage, listener
        )

    def tested(self, spec: EncoderSpec, tuning: Tuning, precision: str, test: TokenRows) -> np.ndarray:
        """See `Rows`; a span is right where its type and both its ends are."""
        head = TokenHead(tune_token_head(spec, self.texts, self.spans, tuning, self.stage), precision)
        encoded = encode_texts(spec, test.texts, embedded=tuning.method == "full")
        counts: List[Tuple[int, int, int]] = []
        for text, one, row in zip(test.texts, encoded, test.spans):
            guessed, true = _places(head.spans([text], [one])[0]), _places(row)
            counts.append((len(guessed & true), len(guessed), len(true)))
        return np.array(counts, np.int64)


class _Watched:
    """An objective whose every score goes to a listener."""

    def __init__(self, inner: Objective, listener: Listener) -> None:
        self.model, self.lengths = inner.model, inner.lengths
        self._inner, self._listener, self._epoch = inner, listener, 0

    def batch(self, rows: List[int]) -> Tuple[torch.Tensor, Any]:
        return self._inner.batch(rows)

    def loss(self, states: torch.Tensor, rest: Any) -> torch.Tensor:
        return self._inner.loss(states, rest)

    def score(self) -> float:
        """The loop asks once after each epoch."""
        reached = self._inner.score()
        self._epoch += 1
        self._listener(self._epoch, reached)
        return reached


def _reached(make: Callable[[], Objective], tuning: Tuning, stage: str, listener: Listener) -> float:
    """The validation score at the best epoch of one training."""
    if tuning.method == "frozen":
        torch.manual_seed(tuning.seed)
        still = make()
        still.model.eval()
        with torch.inference_mode(), autocast(tuning):
            return still.score()
    return best_of_seeds(lambda seed: _Watched(make(), listener), replace(tuning, seeds=1), stage)[1]


def _places(spans: Sequence[Span]) -> set[Tuple[str, int, int]]:
    return {(span.entity, span.start, span.end) for span in spans}


def sentence_rows(texts: Sequence[str], tasks: Mapping[str, Sequence[str]], stage: str) -> SentenceRows:
    """Rows from columns: texts, and for each task the label of each text."""
    return SentenceRows(tuple(texts), tuple((task, tuple(labels)) for task, labels in tasks.items()), stage)


def sampled(rows: Any, count: Optional[int], chooser: random.Random) -> Any:
    """At most so many rows in their order, drawn at random with about its share of every label.

    Of texts without an entity no more than half are drawn while there are others: most messages have none, and a
    few sentences with hardly a mark among them neither teach a tagger nor tell two of them apart.
    """
    if count is None or count >= len(rows.texts):
        return rows
    labels = rows.labels()
    told = [row for row, label in enumerate(labels) if label]
    bare = [row for row, label in enumerate(labels) if not label]
    share = min(round(count * len(bare) / len(labels)), count // 2)
    unmarked = max(share, count - len(told))
    chosen = _drawn(told, labels, count - unmarked, chooser) + _drawn(bare, labels, unmarked, chooser)
    return rows.part(sorted(chosen))


def _drawn(rows: Sequence[int], labels: Sequence[str], count: int, chooser: random.Random) -> List[int]:
    """So many rows at equal steps through all of them, label after label and shuffled within each."""
    if not count:
        return []
    line = sorted(chooser.sample(rows, len(rows)), key=lambda row: labels[row])
    step, offset = len(line) / count, chooser.random()
    return [line[int((number + offset) * step)] for number in range(count)]
