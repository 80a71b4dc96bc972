"""Fine-tunes a tagger of entities on the states of the frozen lower layers. Imports torch."""
from __future__ import annotations

import random
from typing import Any, Dict, List, Sequence, Tuple

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence

from components.bert.encoder import Encoded, EncoderSpec
from components.bert.errors import TrainingDataError
from components.bert.heads import TunedHead, spread_tokens, surface_key, surface_windows, unit_edges
from components.bert.layers import TokenModel
from components.bert.loop import autocast, best_of_seeds, device_for
from components.bert.losses import classification_loss, divergence
from components.bert.progress import Progress
from components.bert.session import pad
from components.bert.splits import batches_of_like_length, in_order_of_length, split_rows
from components.bert.tags import Span, decode_spans, encode_tags, span_f1, tag_names, transition_scores
from components.bert.tuning import FEWEST_STEPS, Tuning
from components.bert.units import units
from components.bert.upper import (
    encode_texts,
    finished_upper,
    first_layer,
    fresh_upper,
    lengths_of,
    starting_states,
)

# Unit texts seen less often than this share the vector of the unknown one, so that it is trained too.
_SURFACE_MINIMUM = 2
_SURFACE_WIDTH, _TAGGER_WIDTH = 24, 192
# Share of known unit texts hidden while training, so that names never seen are judged by their context.
_HIDDEN_SURFACES = 0.15
# The tagger's first training alone: epochs (more where they make few steps) and learning rate; where its layers
# stay frozen, all it gets.
_PROBE_EPOCHS, _FROZEN_EPOCHS, _PROBE_RATE = 4, 20, 3e-3


def tune_token_head(
    spec: EncoderSpec, texts: Sequence[str], spans: Sequence[Sequence[Span]], tuning: Tuning, stage: str
) -> TunedHead:
    """Fine-tunes a tagger of entities.

    Args:
        spec: The encoder whose lower layers stay frozen.
        texts: Training texts, also ones without entities.
        spans: The entities of each text.
        tuning: The settings; class weights and augmentation do not apply.
        stage: Shown on the progress bar.

    Raises:
        TrainingDataError: if no text has an entity.
    """
    entities = sorted({span.entity for row in spans for span in row})
    if not entities:
        raise TrainingDataError(f"{stage}: no training example has an entity; annotate some or remove the component")
    encoded = encode_texts(spec, tuple(texts), embedded=tuning.method == "full")
    data = TokenData(texts, encoded, spans, entities, first_layer(spec, tuning), device_for(tuning))
    train, held = split_rows([_entity_kinds(row) for row in spans], tuning.validation_share, tuning.seed)
    if tuning.method == "frozen":
        torch.manual_seed(tuning.seed)
        best = _TokenObjective(spec, data, train, held, tuning, stage)
        with torch.inference_mode(), autocast(tuning):
            reached = best.score()
    else:
        best, reached = best_of_seeds(
            lambda seed: _TokenObjective(spec, data, train, held, tuning, stage), tuning, stage
        )
    upper = finished_upper(best.upper, tuning)
    arrays = {**upper.to_arrays(), "head.transitions": data.transitions}
    for name, tensor in best.model.cpu().state_dict().items():
        if not name.startswith("upper."):
            arrays[f"head.{name}"] = tensor.numpy()
    meta = {"tags": data.tags, "surfaces": data.surfaces, "validation": {"span_f1": reached, "rows": len(held)}}
    return TunedHead(arrays, spec, upper.first, upper.first + len(upper.layers), meta)


class TokenData:
    """Encoded texts with their units and tags as tensors."""

    def __init__(
        self,
        texts: Sequence[str],
        encoded: Sequence[Encoded],
        spans: Sequence[Sequence[Span]],
        entities: Sequence[str],
        first: int,
        device: torch.device,
    ) -> None:
        """``first`` is the layer that the head starts with."""
        self.encoded, self.spans, self.tags = encoded, spans, tag_names(entities)
        self._first, self.device, self.lengths = first, device, lengths_of(encoded)
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

    def states(self, rows: Sequence[int]) -> List[torch.Tensor]:
        """States (batch, tokens, hidden) and mask (batch, tokens)."""
        batch = pad([starting_states(self.encoded[row], self._first) for row in rows])
        return [torch.from_numpy(batch[name]).to(self.device) for name in ("values", "mask")]

    def features(self, rows: Sequence[int], tokens: int, hide_rare: bool) -> Tuple[List[torch.Tensor], torch.Tensor]:
        """What `TokenModel.tag` takes beside the states, and the tags, int64 (batch, units), -1 beyond the text."""
        width = max(1, max(len(self.parts[row]) for row in rows))
        spread = np.zeros((len(rows), width, tokens), np.float32)
        windows = np.ones((len(rows), width, 3), np.int64)
        edges = np.zeros((len(rows), width, 2), np.float32)
        targets = np.full((len(rows), width), -1, np.int64)
        for place, row in enumerate(rows):
            count, length = self.spread[row].shape
            spread[place, :count, :length] = self.spread[row]
            windows[place, :count] = self.windows[row]
            edges[place, :count] = unit_edges(self.parts[row], self.encoded[row].offsets)
            targets[place, :count] = self.targets[row]
        if hide_rare:
            windows[self._hider.random(windows.shape) < _HIDDEN_SURFACES] = 0
        arrays = [torch.from_numpy(array).to(self.device) for array in (spread, windows, edges)]
        return arrays, torch.from_numpy(targets).to(self.device)

    def guess(self, model: TokenModel, rows: Sequence[int]) -> List[List[Span]]:
        """The entities that a model finds in each of ``rows``."""
        guesses: Dict[int, List[Span]] = {}
        for chosen in in_order_of_length(rows, self.lengths):
            states, mask = self.states(chosen)
            features, _ = self.features(chosen, states.shape[1], hide_rare=False)
            scores = model(states, mask, *features).float().cpu().numpy()
            for place, row in enumerate(chosen):
                guesses[row] = decode_spans(
                    self.parts[row], scores[place, : len(self.parts[row])], self.tags, self.transitions
                )
        return [guesses[row] for row in rows]


class _TokenObjective:
    """Tagging the training rows, scored by span F1 on the validation rows."""

    def __init__(
        self,
        spec: EncoderSpec,
        data: TokenData,
        train: Sequence[int],
        held: Sequence[int],
        tuning: Tuning,
        stage: str,
    ) -> None:
        self.data, self.train_rows, self.held, self._tuning = data, list(train), list(held), tuning
        self.lengths = [data.lengths[row] for row in train]
        self.upper = fresh_upper(spec, tuning)
        self.model = TokenModel(
            self.upper, spec.architecture.hidden, len(data.surfaces), _SURFACE_WIDTH, _TAGGER_WIDTH,
            len(data.tags), tuning.dropout,
        ).to(data.device)  # fmt: skip
        _probe_tags(self.model, data, self.train_rows, tuning, stage)

    def batch(self, rows: List[int]) -> Tuple[torch.Tensor, Any]:
        chosen = [self.train_rows[row] for row in rows]
        states, mask = self.data.states(chosen)
        features, targets = self.data.features(chosen, states.shape[1], hide_rare=True)
        return states, (mask, features, targets)

    def loss(self, states: torch.Tensor, rest: Any) -> torch.Tensor:
        mask, features, targets = rest
        scores = self.model(states, mask, *features)
        value = self._nll(scores, targets)
        if self._tuning.r_drop:
            again, inside = self.model(states, mask, *features), targets >= 0
            value = (value + self._nll(again, targets)) / 2
            value = value + self._tuning.r_drop * divergence(scores[inside], again[inside])
        return value

    def score(self) -> float:
        rows = self.held or self.train_rows
        return span_f1([self.data.spans[row] for row in rows], self.data.guess(self.model, rows))["f1"]

    def _nll(self, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        return classification_loss(scores.flatten(0, 1), targets.flatten(), self._tuning.label_smoothing)


def _probe_tags(model: TokenModel, data: TokenData, train: Sequence[int], tuning: Tuning, stage: str) -> None:
    """Trains the tagger alone on the layers' first states, so that it does not pull them about at random."""
    lasts: Dict[int, torch.Tensor] = {}
    model.eval()
    for rows in in_order_of_length(train, data.lengths):
        with torch.no_grad(), autocast(tuning):
            output = model.upper(*data.states(rows)).float()
        lasts.update({row: output[place, : data.lengths[row]] for place, row in enumerate(rows)})
    head = [parameter for name, parameter in model.named_parameters() if not name.startswith("upper.")]
    optimizer = torch.optim.AdamW(head, lr=_PROBE_RATE, weight_decay=tuning.weight_decay)
    lengths = [data.lengths[row] for row in train]
    chooser = random.Random(tuning.seed)
    model.train()
    epochs = _FROZEN_EPOCHS if tuning.method == "frozen" else _PROBE_EPOCHS
    epochs = max(epochs, tuning.epochs_of_steps(FEWEST_STEPS, len(train)))
    batches = [b for _ in range(epochs) for b in batches_of_like_length(lengths, tuning.batch_size, chooser)]
    with Progress(f"{stage}: tagger", len(batches)) as progress:
        for places in batches:
            rows = [train[place] for place in places]
            last = pad_sequence([lasts[row] for row in rows], batch_first=True)
            features, targets = data.features(rows, last.shape[1], hide_rare=True)
            loss = classification_loss(model.tag(last, *features).flatten(0, 1), targets.flatten(), 0.0)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            progress.step()
    model.eval()


def _entity_kinds(row: Sequence[Span]) -> str:
    return "+".join(sorted({span.entity for span in row}))
