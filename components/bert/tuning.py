"""Every training default in one place, checked when it is made, and the loop that both kinds of head share."""
from __future__ import annotations

import random
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Sequence, Tuple

import numpy as np

# Raised when a change to training code makes heads tuned before it stale (it is part of every cache key).
TRAINER_VERSION = 1

# With few examples more epochs pay, with many they only cost time.
_TEXTS_SHOWN = 20_000
_BFLOAT16_FLAGS = ("avx512_bf16", "amx_bf16")


@dataclass(frozen=True)
class Tuning:
    """How a head and its upper layers are fine-tuned.

    The recipe: a logistic regression on the frozen features first, then all together (Kumar et al. 2022,
    arXiv:2202.10054), AdamW with a linear warm-up and decay (Devlin et al. 2019).
    """

    tuned_layers: int = 0  # layers above the frozen ones that this head runs and tunes; 0: all of them
    epochs: int = 0  # at most; 0: as many as show about 20,000 texts, from 3 to 8
    patience: int = 2  # epochs without a better validation score before training stops; 0: never stop early
    batch_size: int = 32  # texts in a step
    learning_rate: float = 1e-4  # peak rate of the upper layers
    head_learning_rate: float = 1e-3  # peak rate of the head
    weight_decay: float = 0.01  # AdamW's, on matrices only
    dropout: float = 0.1  # in [0, 1)
    warmup: float = 0.1  # share of all steps with a rising rate, in [0, 1)
    gradient_clip: float = 1.0  # largest norm of the gradient
    validation_share: float = 0.1  # share of each label's rows held out, in [0, 0.5]; 0: no early stopping
    probe_strength: float = 10.0  # C of the logistic regression that the head starts from
    training_precision: str = "auto"  # "float32", "bfloat16", or "auto": the second where the CPU has it
    seed: int = 42

    def __post_init__(self) -> None:
        """Checks ranges once, so that the loop need not."""
        ranges: Dict[str, Tuple[float, float]] = {
            "tuned_layers": (0, 100), "epochs": (0, 1000), "patience": (0, 1000), "batch_size": (1, 4096),
            "learning_rate": (1e-8, 1), "head_learning_rate": (1e-8, 1), "weight_decay": (0, 1),
            "dropout": (0, 0.99), "warmup": (0, 0.99), "gradient_clip": (1e-6, 1e6),
            "validation_share": (0, 0.5), "probe_strength": (1e-6, 1e6),
        }  # fmt: skip
        for name, (low, high) in ranges.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
                raise ValueError(f"{name} must be a number from {low} to {high}, not {value!r}")
        if self.training_precision not in ("auto", "float32", "bfloat16"):
            raise ValueError(f"training_precision must be auto, float32 or bfloat16, not {self.training_precision!r}")

    def epochs_for(self, texts: int) -> int:
        """The number of epochs for so many training texts."""
        return self.epochs or max(3, min(8, round(_TEXTS_SHOWN / max(1, texts))))

    @classmethod
    def names(cls) -> List[str]:
        """The config keys that belong to training."""
        return [field.name for field in fields(cls)]

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> "Tuning":
        """Takes the training keys out of a component's config."""
        return cls(**{name: config[name] for name in cls.names() if name in config})


def split_rows(labels: Sequence[str], share: float, seed: int) -> Tuple[List[int], List[int]]:
    """Splits row numbers into a training and a validation part, label by label.

    A label with fewer than five rows gives none to validation; each other label gives at least one.

    Returns:
        Row numbers for training and for validation, both in rising order.
    """
    by_label: Dict[str, List[int]] = {}
    for row, label in enumerate(labels):
        by_label.setdefault(label, []).append(row)
    chooser = random.Random(seed)
    held: List[int] = []
    for label in sorted(by_label):
        rows = by_label[label]
        if share > 0 and len(rows) >= 5:
            held += chooser.sample(rows, max(1, round(share * len(rows))))
    chosen = set(held)
    return [row for row in range(len(labels)) if row not in chosen], sorted(chosen)


def batches_of_like_length(lengths: Sequence[int], size: int, chooser: random.Random) -> List[List[int]]:
    """Shuffled batches whose texts are of like length, so that little padding is computed."""
    rows = list(range(len(lengths)))
    chooser.shuffle(rows)
    window = size * 16
    batches = []
    for start in range(0, len(rows), window):
        block = sorted(rows[start : start + window], key=lambda row: lengths[row])
        batches += [block[at : at + size] for at in range(0, len(block), size)]
    chooser.shuffle(batches)
    return batches


def wants_bfloat16(precision: str) -> bool:
    """Whether training should multiply in bfloat16; "auto" asks the CPU's flags (Linux only)."""
    if precision != "auto":
        return precision == "bfloat16"
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")
    except OSError:
        return False
    return any(flag in flags for flag in _BFLOAT16_FLAGS)


def autocast(tuning: Tuning) -> Any:
    """A context in which torch multiplies in the precision of the settings."""
    import torch

    return torch.autocast("cpu", torch.bfloat16, enabled=wants_bfloat16(tuning.training_precision))


def tune(
    model: Any,
    loss: Callable[[List[int]], Any],
    score: Callable[[], float],
    lengths: Sequence[int],
    tuning: Tuning,
    report: Callable[[int, str], None],
) -> float:
    """Trains a torch module in place and leaves it at its best epoch.

    Args:
        model: The module; its parameters under ``upper.`` get the lower learning rate.
        loss: Gives the loss of a batch of training rows.
        score: Gives the validation score, higher is better.
        lengths: Tokens of each training row.
        tuning: The settings.
        report: Called with the number of steps just done and a note.

    Returns:
        The validation score of the epoch kept.
    """
    import torch

    from components.bert.layers import learning_rate_groups

    torch.manual_seed(tuning.seed)
    chooser = random.Random(tuning.seed)
    optimizer = torch.optim.AdamW(
        learning_rate_groups(model, tuning.learning_rate, tuning.head_learning_rate, tuning.weight_decay)
    )
    epochs = tuning.epochs_for(len(lengths))
    steps = epochs * -(-len(lengths) // tuning.batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _warmup_then_linear(tuning.warmup, steps))
    best, best_state, stale = -np.inf, None, 0
    for epoch in range(1, epochs + 1):
        model.train()
        for rows in batches_of_like_length(lengths, tuning.batch_size, chooser):
            optimizer.zero_grad(set_to_none=True)
            with autocast(tuning):
                value = loss(rows)
            value.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), tuning.gradient_clip)
            optimizer.step()
            schedule.step()
            report(1, "")
        model.eval()
        with torch.inference_mode(), autocast(tuning):
            reached = score()
        report(0, f"epoch {epoch}: validation {reached:.3f}")
        if reached > best:
            best, stale = reached, 0
            best_state = {name: tensor.clone() for name, tensor in model.state_dict().items()}
        else:
            stale += 1
            if tuning.patience and stale >= tuning.patience:
                break
    if best_state is not None:
        model.load_state_dict(best_state)
    model.eval()
    return float(best)


def _warmup_then_linear(warmup: float, steps: int) -> Callable[[int], float]:
    rising = max(1, round(warmup * steps))

    def factor(step: int) -> float:
        if step < rising:
            return (step + 1) / rising
        return max(0.0, (steps - step) / max(1, steps - rising))

    return factor


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature that makes softmax(logits / T) fit held-out labels best.

    Guo et al. 2017, arXiv:1706.04599, section 4.2. With fewer than 30 rows, 1.0: too few to tell.

    Args:
        logits: float (rows, labels).
        labels: int (rows,).
    """
    if len(labels) < 30:
        return 1.0

    def loss(temperature: float) -> float:
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        log_sum = np.log(np.exp(scaled).sum(axis=1))
        return float((log_sum - scaled[np.arange(len(labels)), labels]).mean())

    grid = np.geomspace(0.5, 5.0, 200)
    return float(min(grid, key=loss))
