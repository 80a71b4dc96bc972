"""Trains how a conversation shifts the reading of a message, on top of a tuned head. Imports torch."""
from __future__ import annotations

import random
from typing import Dict, List, Sequence, Tuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from components.bert.context import PARTS, Context, context_arrays, context_inputs, end_of_bot_text
from components.bert.dialogues import ContextExample
from components.bert.encoder import Encoded, EncoderSpec, LowerEncoder, encoder_folder
from components.bert.heads import SentenceHead, TunedHead
from components.bert.progress import Progress
from components.bert.splits import split_rows
from components.bert.upper import encode_texts

_WIDTH, _BATCH, _RATE, _DROPOUT = 128, 64, 2e-3, 0.3
_FEWEST_EPOCHS, _FEWEST_STEPS = 40, 600
# Contextless training sentences put into a random context in each epoch, for each example of context.
_PLAIN_FOR_EACH = 2
# How strongly shifts are held down: a context that says nothing must shift nothing.
_SHIFT_PENALTY = 1e-3
# Fewer held-out examples than this choose no epoch; then all examples do.
_VALIDATION_SHARE, _FEWEST_HELD = 0.12, 30


def add_context(
    head: TunedHead,
    spec: EncoderSpec,
    examples: Sequence[ContextExample],
    plain: Sequence[Tuple[str, str]],
    stage: str,
    seed: int,
) -> TunedHead:
    """Gives a tuned head the weights that read a message in its context.

    The head itself stays as it is, so that a message without context is read as before. Sentences of the
    plain training data are shown in random contexts as well: what is said in full means the same in all.

    Args:
        head: The tuned head.
        spec: Its encoder.
        examples: Messages in context; those whose intent the head does not know are left out.
        plain: Training sentences with their intents.
        stage: Shown on the progress bar.
        seed: Of the split, the weights and the random contexts.
    """
    runner = _Reader(head, spec, stage)
    labels = runner.labels
    usable = [example for example in examples if example.intent in labels]
    if len(usable) < 2:
        return head
    train, held = split_rows([example.intent for example in usable], _VALIDATION_SHARE, seed)
    inside = runner.read([example.text for example in usable])
    contexts = runner.contexts(usable)
    targets = np.array([labels.index(example.intent) for example in usable])
    # As the head's own training asked for them, so that they are not read twice.
    texts = tuple(text for text, _ in plain)
    outside = runner.features(encode_texts(spec, texts, embedded=runner.embedded))
    plain_targets = np.array([labels.index(intent) for _, intent in plain])
    network = _Network(runner, contexts, seed)
    best, best_state = -1.0, network.state()
    chooser = random.Random(seed)
    rows = held if len(held) >= _FEWEST_HELD else [*train, *held]
    strange = min(len(plain), _PLAIN_FOR_EACH * len(train))
    epochs = max(_FEWEST_EPOCHS, _FEWEST_STEPS // -(-(len(train) + strange) // _BATCH))
    with Progress(f"{stage}: context", epochs) as progress:
        for _ in range(epochs):
            strangers = chooser.sample(range(len(plain)), strange)
            borrowed = [contexts[chooser.choice(train)] for _ in strangers]
            network.train(
                np.concatenate([inside[train], outside[strangers]]),
                [*(contexts[row] for row in train), *borrowed],
                np.concatenate([targets[train], plain_targets[strangers]]),
            )
            reached = network.accuracy(inside[rows], [contexts[row] for row in rows], targets[rows])
            if reached >= best:  # of equal ones the longest trained
                best, best_state = reached, network.state()
            progress.step(1, f"validation {reached:.3f}")
    without = float((runner.logits(inside[rows]).argmax(1) == targets[rows]).mean())
    arrays = {**head.arrays, **context_arrays(best_state)}
    meta = {**head.meta, "context": {"accuracy": best, "without_context": without, "rows": len(held)}}
    return TunedHead(arrays, head.encoder, head.first_layer, head.last_layer, meta)


class _Reader:
    """Reads texts as the server will."""

    def __init__(self, head: TunedHead, spec: EncoderSpec, stage: str) -> None:
        self.head = SentenceHead(head, spec.precision)
        self.task, self.labels = next(iter(self.head.labels.items()))
        self.embedded = head.first_layer == 0
        self._lower = LowerEncoder(encoder_folder(spec))
        self._stage = stage
        width = len(spec.taps) * spec.architecture.hidden
        self.mean, self.scale = (head.arrays[f"head.{part}"][:width] for part in ("mean", "scale"))
        self.places = {label: place for place, label in enumerate(self.labels)}
        self._known: Dict[str, Encoded] = {}
        self._gists: Dict[int, np.ndarray] = {}

    def read(self, texts: Sequence[str]) -> np.ndarray:
        """Features, float32 (texts, features)."""
        return self.features([self._encode(text) for text in texts])

    def features(self, encoded: Sequence[Encoded]) -> np.ndarray:
        """The same of texts that the lower layers have read."""
        rows = []
        with Progress(f"{self._stage}: reading for context", len(encoded)) as progress:
            for one in encoded:
                rows.append(self.head.features([one])[0])
                progress.step()
        return np.stack(rows)

    def gist(self, encoded: Encoded) -> np.ndarray:
        """What the head takes a text for, float (labels,)."""
        if id(encoded) not in self._gists:  # texts are kept in `_known`, so no id is used twice
            self._gists[id(encoded)] = self.head.probabilities([encoded])[self.task][0]
        return self._gists[id(encoded)]

    def logits(self, features: np.ndarray) -> np.ndarray:
        return self.head.logits(features)[self.task]

    def contexts(self, examples: Sequence[ContextExample]) -> List[Context]:
        """The context of each example."""
        return [
            Context(
                self._encode(end_of_bot_text(example.bot)) if example.bot else None,
                self._encode(example.previous) if example.previous else None,
            )
            for example in examples
        ]

    def _encode(self, text: str) -> Encoded:
        if text not in self._known:
            self._known[text] = self._lower.encode(text, self.embedded)
        return self._known[text]


class _Network:
    """The torch twin of `components.bert.context.ContextHead`."""

    def __init__(self, reader: _Reader, contexts: Sequence[Context], seed: int) -> None:
        torch.manual_seed(seed)
        self._reader = reader
        features = len(reader.mean) + reader.head.width
        inputs = features + 2 * len(reader.mean) + 2 * len(reader.labels) + 2
        self._net = nn.ModuleDict({"inner": nn.Linear(inputs, _WIDTH), "outer": nn.Linear(_WIDTH, len(reader.labels))})
        nn.init.zeros_(self._net["outer"].weight)
        nn.init.zeros_(self._net["outer"].bias)
        self._optimizer = torch.optim.AdamW(self._net.parameters(), lr=_RATE, weight_decay=0.01)
        self._chooser = np.random.default_rng(seed)

    def state(self) -> Dict[str, np.ndarray]:
        state = self._net.state_dict()
        return {name: state[name].detach().clone().numpy() for name in PARTS}

    def train(self, features: np.ndarray, contexts: Sequence[Context], targets: np.ndarray) -> None:
        """One pass over the rows in random order."""
        self._net.train()
        inputs, base = self._inputs(features, contexts), torch.from_numpy(self._reader.logits(features))
        order = self._chooser.permutation(len(targets))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            shift = self._shift(inputs[rows], training=True)
            loss = functional.cross_entropy(base[rows] + shift, torch.from_numpy(targets[rows]))
            loss = loss + _SHIFT_PENALTY * (shift**2).mean() * shift.shape[1]
            self._optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self._optimizer.step()

    def accuracy(self, features: np.ndarray, contexts: Sequence[Context], targets: np.ndarray) -> float:
        self._net.eval()
        with torch.inference_mode():
            shift = self._shift(self._inputs(features, contexts), training=False).numpy()
        return float(((self._reader.logits(features) + shift).argmax(1) == targets).mean())

    def _inputs(self, features: np.ndarray, contexts: Sequence[Context]) -> torch.Tensor:
        r = self._reader
        return torch.from_numpy(context_inputs(features, contexts, r.gist, r.mean, r.scale, r.places))

    def _shift(self, inputs: torch.Tensor, training: bool) -> torch.Tensor:
        dropped = functional.dropout(inputs, _DROPOUT, training)
        return self._net["outer"](functional.relu(self._net["inner"](dropped)))
