"""Fine-tunes a classifier of whole texts on the states of the frozen lower layers. Imports torch."""
from __future__ import annotations

import warnings
from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

import numpy as np
import torch

from components.bert.augmentation import augment
from components.bert.calibration import fit_temperature
from components.bert.encoder import Encoded, EncoderSpec
from components.bert.errors import TrainingDataError
from components.bert.heads import TunedHead
from components.bert.layers import SentenceModel
from components.bert.loop import autocast, best_of_seeds, device_for
from components.bert.losses import balanced_weights, classification_loss, divergence
from components.bert.novelty import fit_novelty
from components.bert.session import pad
from components.bert.splits import in_order_of_length, split_rows
from components.bert.tuning import Tuning
from components.bert.upper import (
    encode_texts,
    finished_upper,
    first_layer,
    fresh_upper,
    lengths_of,
    starting_states,
)

Labels = Dict[str, np.ndarray]
# Of the logistic regression that a head starts from: at most, at least, and rows seen in all. Where rows are many,
# the first of them bring nearly all, and the tuning after it does the rest.
_PROBE_ITERATIONS, _FEWEST_ITERATIONS, _PROBE_ROWS = 200, 50, 1_000_000


def tune_sentence_head(
    spec: EncoderSpec,
    texts: Sequence[str],
    labels: Mapping[str, Sequence[str]],
    tuning: Tuning,
    stage: str,
) -> TunedHead:
    """Fine-tunes a classifier of whole texts.

    Args:
        spec: The encoder whose lower layers stay frozen.
        texts: Training texts.
        labels: For each task the label of each text; the first task decides the split and the score.
        tuning: The settings.
        stage: Shown on the progress bar.

    Raises:
        TrainingDataError: with fewer than two labels in a task.
    """
    main = next(iter(labels))
    names = {task: sorted(set(rows)) for task, rows in labels.items()}
    for task, found in names.items():
        if len(found) < 2:
            raise TrainingDataError(f"{stage}: '{task}' needs examples of at least two labels, got {found}")
    train, held = split_rows(labels[main], tuning.validation_share, tuning.seed)
    copies = augment([texts[row] for row in train], tuning)
    rows = [*range(len(texts)), *(train[place] for place, _ in copies)]
    train = [*train, *range(len(texts), len(rows))]
    encoded = encode_texts(spec, (*texts, *(copy for _, copy in copies)), embedded=tuning.method == "full")
    numbers = {task: np.array([names[task].index(labels[task][row]) for row in rows]) for task in names}
    data = SentenceData(encoded, numbers, first_layer(spec, tuning), device_for(tuning))
    counts = {task: len(found) for task, found in names.items()}
    if tuning.method == "frozen":
        best = _SentenceObjective(spec, data, train, held, counts, tuning)
        with torch.inference_mode(), autocast(tuning):
            reached = best.score()
    else:
        best, reached = best_of_seeds(
            lambda seed: _SentenceObjective(spec, data, train, held, counts, tuning), tuning, stage
        )
    return _stored(best, spec, names, reached, tuning)


class SentenceData:
    """Encoded texts and their labels as tensors."""

    def __init__(self, encoded: Sequence[Encoded], labels: Labels, first: int, device: torch.device) -> None:
        """``first`` is the layer that the head starts with."""
        self.encoded, self.labels, self._first, self.device = encoded, labels, first, device
        self.lengths = lengths_of(encoded)

    def inputs(self, rows: Sequence[int]) -> List[torch.Tensor]:
        """States (batch, tokens, hidden), mask (batch, tokens) and pooled lower layers (batch, features)."""
        batch = pad([starting_states(self.encoded[row], self._first) for row in rows])
        lower = np.stack([self.encoded[row].pooled for row in rows])
        return [torch.from_numpy(array).to(self.device) for array in (batch["values"], batch["mask"], lower)]

    def targets(self, task: str, rows: Sequence[int]) -> torch.Tensor:
        """Label numbers, int64 (batch,)."""
        return torch.from_numpy(self.labels[task][list(rows)]).to(self.device)

    def logits(self, model: SentenceModel, rows: Sequence[int]) -> Dict[str, np.ndarray]:
        """Logits of each task, one row for each of ``rows``."""
        parts = self._by_length(lambda chosen: model(*self.inputs(chosen)), rows)
        return {task: _in_order([(chosen, part[task]) for chosen, part in parts], rows) for task in self.labels}

    def pooled(self, model: SentenceModel, rows: Sequence[int]) -> np.ndarray:
        """The unscaled feature vectors, one row for each of ``rows``."""
        return _in_order(self._by_length(lambda chosen: model.pooled(*self.inputs(chosen)), rows), rows)

    def _by_length(self, run: Callable[[List[int]], Any], rows: Sequence[int]) -> List[Tuple[List[int], Any]]:
        with torch.inference_mode():
            return [(batch, run(batch)) for batch in in_order_of_length(rows, self.lengths)]


class _SentenceObjective:
    """Classifying the training rows, scored by the accuracy of the first task on the validation rows."""

    def __init__(
        self,
        spec: EncoderSpec,
        data: SentenceData,
        train: Sequence[int],
        held: Sequence[int],
        counts: Dict[str, int],
        tuning: Tuning,
    ) -> None:
        self.data, self.train_rows, self.held, self._tuning = data, list(train), list(held), tuning
        self.lengths = [data.lengths[row] for row in train]
        features = (len(spec.taps) + 1) * spec.architecture.hidden
        self.upper = fresh_upper(spec, tuning)
        self.model = SentenceModel(self.upper, features, counts, tuning.dropout).to(data.device)
        self._weights = {
            task: balanced_weights(data.labels[task][self.train_rows], count).to(data.device)
            for task, count in counts.items()
            if tuning.class_weights == "balanced"
        }
        _probe(self.model, data, self.train_rows, tuning)

    def batch(self, rows: List[int]) -> Tuple[torch.Tensor, Any]:
        chosen = [self.train_rows[row] for row in rows]
        states, mask, lower = self.data.inputs(chosen)
        return states, (mask, lower, {task: self.data.targets(task, chosen) for task in self.data.labels})

    def loss(self, states: torch.Tensor, rest: Any) -> torch.Tensor:
        mask, lower, targets = rest
        logits = self.model(states, mask, lower)
        value = self._cross_entropy(logits, targets)
        if self._tuning.r_drop:
            again = self.model(states, mask, lower)
            value = (value + self._cross_entropy(again, targets)) / 2
            value = value + self._tuning.r_drop * sum(divergence(logits[task], again[task]) for task in logits)
        return value

    def score(self) -> float:
        main, rows = next(iter(self.data.labels)), self.held or self.train_rows
        guesses = self.data.logits(self.model, rows)[main].argmax(axis=1)
        return float((guesses == self.data.labels[main][rows]).mean())

    def _cross_entropy(self, logits: Dict[str, torch.Tensor], targets: Dict[str, torch.Tensor]) -> torch.Tensor:
        losses = [
            classification_loss(logits[task], targets[task], self._tuning.label_smoothing, self._weights.get(task))
            for task in logits
        ]
        return torch.stack(losses).sum()


def _stored(
    best: _SentenceObjective, spec: EncoderSpec, names: Dict[str, List[str]], reached: float, tuning: Tuning
) -> TunedHead:
    """The head with its calibration and what it needs to tell the novel from the known."""
    data, held, main = best.data, best.held, next(iter(names))
    upper = finished_upper(best.upper, tuning)
    best.model.cpu()
    data.device = torch.device("cpu")
    logits = data.logits(best.model, held) if held else {}
    temperatures = {task: fit_temperature(logits[task], data.labels[task][held]) if held else 1.0 for task in names}
    model = best.model
    arrays = {**upper.to_arrays(), "head.mean": model.mean.numpy(), "head.scale": model.scale.numpy()}
    for task, head in model.heads.items():
        arrays[f"head.{task}.weight"] = head.weight.detach().numpy()
        arrays[f"head.{task}.bias"] = head.bias.detach().numpy()
    with autocast(tuning):
        pooled = [data.pooled(model, rows) if rows else np.zeros((0, 1)) for rows in (best.train_rows, held)]
    scaled = [(part - arrays["head.mean"]) * arrays["head.scale"] if len(part) else part for part in pooled]
    held_logits = logits[main] if held else np.zeros((0, 1))
    novelty = fit_novelty(scaled[0], data.labels[main][best.train_rows], scaled[1], held_logits)
    meta = {
        "labels": names,
        "temperatures": temperatures,
        "validation": {"accuracy": reached, "rows": len(held)},
        "novelty": novelty.known,
    }
    arrays.update(novelty.arrays)
    return TunedHead(arrays, spec, upper.first, upper.first + len(upper.layers), meta)


def _in_order(parts: Sequence[Tuple[List[int], torch.Tensor]], rows: Sequence[int]) -> np.ndarray:
    found = {row: vector for batch, tensor in parts for row, vector in zip(batch, tensor.float().cpu().numpy())}
    return np.stack([found[row] for row in rows])


def _probe(model: SentenceModel, data: SentenceData, train: Sequence[int], tuning: Tuning) -> None:
    """Starts the heads from logistic regressions on the features before tuning."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.linear_model import LogisticRegression

    model.eval()
    with autocast(tuning):
        pooled = data.pooled(model, train)
    deviation = pooled.std(axis=0)
    model.mean.copy_(torch.from_numpy(pooled.mean(axis=0)))
    model.scale.copy_(torch.from_numpy(1.0 / ((deviation + 1e-6) * np.sqrt(pooled.shape[1]))))
    scaled = (pooled - model.mean.cpu().numpy()) * model.scale.cpu().numpy()
    enough = max(_FEWEST_ITERATIONS, min(_PROBE_ITERATIONS, _PROBE_ROWS // len(train)))
    for task, head in model.heads.items():
        regression = LogisticRegression(
            C=tuning.probe_strength,
            max_iter=_PROBE_ITERATIONS if tuning.method == "frozen" else enough,
            class_weight="balanced" if tuning.class_weights == "balanced" else None,
        )
        with warnings.catch_warnings():
            # A starting point needs no last digit.
            warnings.simplefilter("ignore", ConvergenceWarning)
            regression.fit(scaled, data.labels[task][list(train)])
        weight, bias = regression.coef_, regression.intercept_
        if len(regression.classes_) == 2:  # scikit-learn keeps one row for two classes
            weight, bias = np.concatenate([-weight, weight]) / 2, np.concatenate([-bias, bias]) / 2
        with torch.no_grad():
            head.weight[regression.classes_] = torch.from_numpy(weight).float().to(data.device)
            head.bias[regression.classes_] = torch.from_numpy(bias).float().to(data.device)
