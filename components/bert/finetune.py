"""Fine-tuning of upper layers with a head on the states of the frozen lower layers. Imports torch."""
from __future__ import annotations

import random
from functools import lru_cache
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import numpy as np
import torch
from torch.nn import functional

from components.bert.encoder import Encoded, EncoderSpec, LowerEncoder, encoder_folder
from components.bert.errors import TrainingDataError
from components.bert.find import find_model
from components.bert.heads import TunedHead, spread_tokens, surface_key, surface_windows, unit_edges
from components.bert.layers import SentenceModel, TokenModel, UpperLayers
from components.bert.progress import Progress
from components.bert.session import pad
from components.bert.tags import Span, decode_spans, encode_tags, span_f1, tag_names, transition_scores
from components.bert.tuning import Tuning, autocast, batches_of_like_length, fit_temperature, split_rows, tune
from components.bert.units import units
from components.bert.weights import load_encoder_weights

# Unit texts seen less often than this share the vector of the unknown one, so that it is trained too.
_SURFACE_MINIMUM = 2
_SURFACE_WIDTH, _TAGGER_WIDTH = 24, 192
# The tagger's first training alone: epochs and learning rate.
_PROBE_EPOCHS, _PROBE_RATE = 4, 3e-3


@lru_cache(maxsize=2)  # intents and entities are learnt from the same texts
def encode_texts(spec: EncoderSpec, texts: Tuple[str, ...], stage: str = "texts") -> List[Encoded]:
    """Runs the frozen lower layers over texts, one by one as a server does, so that heads see what they will get."""
    encoder = LowerEncoder(encoder_folder(spec))
    results = []
    with Progress(f"{stage}: reading", len(texts)) as progress:
        for text in texts:
            results.append(encoder.encode(text))
            if len(results) % 50 == 0:
                progress.step(50)
        progress.step(len(texts) % 50)
    return results


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
    encoded = encode_texts(spec, tuple(texts))
    data = _SentenceData(encoded, {t: np.array([names[t].index(x) for x in rows]) for t, rows in labels.items()})
    train, held = split_rows(labels[main], tuning.validation_share, tuning.seed)
    torch.manual_seed(tuning.seed)
    upper = _fresh_upper(spec, tuning)
    features = (len(spec.taps) + 1) * spec.architecture.hidden
    model = SentenceModel(upper, features, {t: len(found) for t, found in names.items()}, tuning.dropout)
    _probe(model, data, train, tuning)

    def loss(rows: List[int]) -> torch.Tensor:
        chosen = [train[row] for row in rows]
        logits = model(*data.inputs(chosen))
        return sum(
            functional.cross_entropy(logits[task], torch.from_numpy(data.labels[task][chosen])) for task in names
        )

    def score() -> float:
        rows = held or train
        guesses = data.logits(model, rows)[main].argmax(axis=1)
        return float((guesses == data.labels[main][rows]).mean())

    reached = _run(model, loss, score, [len(encoded[row].states) for row in train], tuning, stage)
    held_logits = data.logits(model, held) if held else {}
    temperatures = {
        task: fit_temperature(held_logits[task], data.labels[task][held]) if held else 1.0 for task in names
    }
    arrays = {**upper.to_arrays(), "head.mean": model.mean.numpy(), "head.scale": model.scale.numpy()}
    for task, head in model.heads.items():
        arrays[f"head.{task}.weight"] = head.weight.detach().numpy()
        arrays[f"head.{task}.bias"] = head.bias.detach().numpy()
    meta = {"labels": names, "temperatures": temperatures, "validation": {"accuracy": reached, "rows": len(held)}}
    return TunedHead(arrays, spec, upper.first + len(upper.layers), meta)


def tune_token_head(
    spec: EncoderSpec, texts: Sequence[str], spans: Sequence[Sequence[Span]], tuning: Tuning, stage: str
) -> TunedHead:
    """Fine-tunes a tagger of entities.

    Args:
        spec: The encoder whose lower layers stay frozen.
        texts: Training texts, also ones without entities.
        spans: The entities of each text.
        tuning: The settings.
        stage: Shown on the progress bar.

    Raises:
        TrainingDataError: if no text has an entity.
    """
    entities = sorted({span.entity for row in spans for span in row})
    if not entities:
        raise TrainingDataError(f"{stage}: no training example has an entity; annotate some or remove the component")
    encoded = encode_texts(spec, tuple(texts))
    data = _TokenData(texts, encoded, spans, entities)
    train, held = split_rows([_entity_kinds(row) for row in spans], tuning.validation_share, tuning.seed)
    torch.manual_seed(tuning.seed)
    upper = _fresh_upper(spec, tuning)
    model = TokenModel(
        upper, spec.architecture.hidden, len(data.surfaces), _SURFACE_WIDTH, _TAGGER_WIDTH, len(data.tags),
        tuning.dropout,
    )  # fmt: skip

    _probe_tags(model, data, train, tuning, stage)

    def loss(rows: List[int]) -> torch.Tensor:
        inputs, targets = data.batch([train[row] for row in rows], hide_rare=True)
        return functional.nll_loss(model(*inputs).flatten(0, 1), targets.flatten(), ignore_index=-1)

    def score() -> float:
        rows = held or train
        return span_f1([spans[row] for row in rows], data.guess(model, rows))["f1"]

    reached = _run(model, loss, score, [len(one.states) for one in encoded], tuning, stage, train)
    arrays = {**upper.to_arrays(), "head.transitions": data.transitions}
    for name, tensor in model.state_dict().items():
        if not name.startswith("upper."):
            arrays[f"head.{name}"] = tensor.numpy()
    meta = {"tags": data.tags, "surfaces": data.surfaces, "validation": {"span_f1": reached, "rows": len(held)}}
    return TunedHead(arrays, spec, upper.first + len(upper.layers), meta)


class _SentenceData:
    """Encoded texts and their labels as tensors."""

    def __init__(self, encoded: Sequence[Encoded], labels: Dict[str, np.ndarray]) -> None:
        self.encoded, self.labels = encoded, labels

    def inputs(self, rows: Sequence[int]) -> List[torch.Tensor]:
        batch = pad([self.encoded[row].states for row in rows])
        lower = np.stack([self.encoded[row].pooled for row in rows])
        return [torch.from_numpy(array) for array in (batch["values"], batch["mask"], lower)]

    def logits(self, model: SentenceModel, rows: Sequence[int]) -> Dict[str, np.ndarray]:
        """Logits of each task, one row for each of ``rows``."""
        parts = self._by_length(lambda chosen: model(*self.inputs(chosen)), rows)
        return {task: _in_order([(chosen, part[task]) for chosen, part in parts], rows) for task in self.labels}

    def pooled(self, model: SentenceModel, rows: Sequence[int]) -> np.ndarray:
        """The unscaled feature vectors, one row for each of ``rows``."""
        return _in_order(self._by_length(lambda chosen: model.pooled(*self.inputs(chosen)), rows), rows)

    def _by_length(self, run: Callable[[List[int]], Any], rows: Sequence[int]) -> List[Tuple[List[int], Any]]:
        with torch.inference_mode():
            return [(batch, run(batch)) for batch in _like_lengths(rows, self.encoded)]


def _in_order(parts: Sequence[Tuple[List[int], torch.Tensor]], rows: Sequence[int]) -> np.ndarray:
    found = {row: vector for batch, tensor in parts for row, vector in zip(batch, tensor.float().numpy())}
    return np.stack([found[row] for row in rows])


class _TokenData:
    """Encoded texts with their units and tags as tensors."""

    def __init__(
        self,
        texts: Sequence[str],
        encoded: Sequence[Encoded],
        spans: Sequence[Sequence[Span]],
        entities: Sequence[str],
    ) -> None:
        self.encoded, self.tags = encoded, tag_names(entities)
        self.parts, self.spread = [], []
        for text, one in zip(texts, encoded):
            parts = units(text)
            spread, covered = spread_tokens(parts, one.offsets)
            self.parts.append(parts[:covered])
            self.spread.append(spread)
        counts: Dict[str, int] = {}
        for parts in self.parts:
            for part in parts:
                counts[surface_key(part)] = counts.get(surface_key(part), 0) + 1
        # Number 0 is the unknown surface, 1 the edge of the text.
        self.surfaces = ["", "\n", *sorted(s for s, n in counts.items() if n >= _SURFACE_MINIMUM)]
        known = {text: place for place, text in enumerate(self.surfaces)}
        self.windows = [surface_windows(parts, known) for parts in self.parts]
        number = {tag: place for place, tag in enumerate(self.tags)}
        sequences = [encode_tags(parts, row) for parts, row in zip(self.parts, spans)]
        self.targets = [np.array([number[tag] for tag in sequence], np.int64) for sequence in sequences]
        self.transitions = transition_scores(sequences, self.tags)
        self._hider = np.random.default_rng(0)

    def batch(self, rows: Sequence[int], hide_rare: bool) -> tuple[List[torch.Tensor], torch.Tensor]:
        states = pad([self.encoded[row].states for row in rows])
        width = max(1, max(len(self.parts[row]) for row in rows))
        spread = np.zeros((len(rows), width, states["values"].shape[1]), np.float32)
        windows = np.ones((len(rows), width, 3), np.int64)
        edges = np.zeros((len(rows), width, 2), np.float32)
        targets = np.full((len(rows), width), -1, np.int64)
        for place, row in enumerate(rows):
            count, tokens = self.spread[row].shape
            spread[place, :count, :tokens] = self.spread[row]
            windows[place, :count] = self.windows[row]
            edges[place, :count] = unit_edges(self.parts[row], self.encoded[row].offsets)
            targets[place, :count] = self.targets[row]
        if hide_rare:  # some known surfaces are hidden, so that names never seen are judged by their context
            windows[self._hider.random(windows.shape) < 0.15] = 0
        arrays = (states["values"], states["mask"], spread, windows, edges)
        return [torch.from_numpy(array) for array in arrays], torch.from_numpy(targets)

    def guess(self, model: TokenModel, rows: Sequence[int]) -> List[List[Span]]:
        guesses: Dict[int, List[Span]] = {}
        for chosen in _like_lengths(rows, self.encoded):
            inputs, _ = self.batch(chosen, hide_rare=False)
            scores = model(*inputs).float().numpy()
            for place, row in enumerate(chosen):
                guesses[row] = decode_spans(
                    self.parts[row], scores[place, : len(self.parts[row])], self.tags, self.transitions
                )
        return [guesses[row] for row in rows]


def _fresh_upper(spec: EncoderSpec, tuning: Tuning) -> UpperLayers:
    """The model's own upper layers, before tuning."""
    available = spec.architecture.layers - spec.frozen_layers
    if tuning.tuned_layers > available:
        raise ValueError(f"tuned_layers is {tuning.tuned_layers}, but only {available} lie above the frozen ones")
    first, last = spec.frozen_layers, spec.frozen_layers + (tuning.tuned_layers or available)
    upper = UpperLayers(spec.architecture, first, last, tuning.dropout)
    upper.load_arrays(load_encoder_weights(find_model(spec.model).path))
    return upper


def _probe(model: SentenceModel, data: _SentenceData, train: Sequence[int], tuning: Tuning) -> None:
    """Starts the heads from logistic regressions on the features before tuning."""
    from sklearn.linear_model import LogisticRegression

    model.eval()
    with autocast(tuning):
        pooled = data.pooled(model, train)
    deviation = pooled.std(axis=0)
    model.mean.copy_(torch.from_numpy(pooled.mean(axis=0)))
    model.scale.copy_(torch.from_numpy(1.0 / ((deviation + 1e-6) * np.sqrt(pooled.shape[1]))))
    scaled = (pooled - model.mean.numpy()) * model.scale.numpy()
    for task, head in model.heads.items():
        regression = LogisticRegression(C=tuning.probe_strength, max_iter=100)
        regression.fit(scaled, data.labels[task][list(train)])
        weight, bias = regression.coef_, regression.intercept_
        if len(regression.classes_) == 2:  # scikit-learn keeps one row for two classes
            weight, bias = np.concatenate([-weight, weight]) / 2, np.concatenate([-bias, bias]) / 2
        with torch.no_grad():
            head.weight[regression.classes_] = torch.from_numpy(weight).float()
            head.bias[regression.classes_] = torch.from_numpy(bias).float()


def _probe_tags(model: TokenModel, data: _TokenData, train: Sequence[int], tuning: Tuning, stage: str) -> None:
    """Trains the tagger alone on the upper layers' first states, so that it does not pull them about at random."""
    lasts: Dict[int, torch.Tensor] = {}
    model.eval()
    for rows in _like_lengths(train, data.encoded):
        batch = pad([data.encoded[row].states for row in rows])
        with torch.no_grad(), autocast(tuning):
            output = model.upper(torch.from_numpy(batch["values"]), torch.from_numpy(batch["mask"]))
        output = output.float()
        lasts.update({row: output[place, : len(data.encoded[row].states)] for place, row in enumerate(rows)})
    head = [parameter for name, parameter in model.named_parameters() if not name.startswith("upper.")]
    optimizer = torch.optim.AdamW(head, lr=_PROBE_RATE, weight_decay=tuning.weight_decay)
    lengths = [len(data.encoded[row].states) for row in train]
    chooser = random.Random(tuning.seed)
    model.train()
    batches = [b for _ in range(_PROBE_EPOCHS) for b in batches_of_like_length(lengths, tuning.batch_size, chooser)]
    with Progress(f"{stage}: tagger", len(batches)) as progress:
        for places in batches:
            rows = [train[place] for place in places]
            (_, _, *inputs), targets = data.batch(rows, hide_rare=True)
            last = torch.nn.utils.rnn.pad_sequence([lasts[row] for row in rows], batch_first=True)
            loss = functional.nll_loss(model.tag(last, *inputs).flatten(0, 1), targets.flatten(), ignore_index=-1)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            progress.step()


def _like_lengths(rows: Sequence[int], encoded: Sequence[Encoded], size: int = 64) -> List[List[int]]:
    """Batches of like length, so that little padding is computed."""
    ordered = sorted(rows, key=lambda row: len(encoded[row].states))
    return [ordered[at : at + size] for at in range(0, len(ordered), size)]


def _run(
    model: Any,
    loss: Any,
    score: Any,
    lengths: Sequence[int],
    tuning: Tuning,
    stage: str,
    rows: Optional[Sequence[int]] = None,
) -> float:
    chosen = [lengths[row] for row in rows] if rows is not None else list(lengths)
    steps = tuning.epochs_for(len(chosen)) * -(-len(chosen) // tuning.batch_size)
    with Progress(f"{stage}: tuning", steps) as progress:
        reached = tune(model, loss, score, chosen, tuning, progress.step)
        progress.finish(f"validation {reached:.3f}")
    return reached


def _entity_kinds(row: Sequence[Span]) -> str:
    return "+".join(sorted({span.entity for span in row}))
