"""The training loop that both kinds of head share. Imports torch."""
from __future__ import annotations

import random
from contextlib import contextmanager
from typing import Any, Callable, Dict, Iterator, List, Optional, Protocol, Sequence, Tuple, TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from components.bert.averaging import MovingAverage
from components.bert.layers import learning_rate_groups
from components.bert.progress import Progress
from components.bert.splits import batches_of_like_length
from components.bert.tuning import FEWEST_STEPS, Tuning, wants_bfloat16

State = Dict[str, Tensor]


class Objective(Protocol):
    """What is learnt: the loop knows batches, losses and a score, but no labels."""

    @property
    def model(self) -> nn.Module:
        """What is trained."""

    @property
    def lengths(self) -> Sequence[int]:
        """Tokens of each training row."""

    def batch(self, rows: List[int]) -> Tuple[Tensor, Any]:
        """The states (batch, tokens, hidden) that the head starts from, and all else that the loss needs."""

    def loss(self, states: Tensor, rest: Any) -> Tensor:
        """The loss of a batch, a scalar."""

    def score(self) -> float:
        """The score on the validation part; higher is better."""


def device_for(tuning: Tuning) -> torch.device:
    """The device that training runs on.

    Raises:
        ValueError: if a GPU is asked for and there is none.
    """
    has_gpu = torch.cuda.is_available()
    if tuning.device == "cuda" and not has_gpu:
        raise ValueError("device is cuda, but torch sees no GPU here; use device: auto, or install torch for CUDA")
    return torch.device("cuda" if has_gpu and tuning.device != "cpu" else "cpu")


def autocast(tuning: Tuning) -> Any:
    """A context in which torch multiplies in the precision of the settings."""
    device = device_for(tuning)
    if device.type == "cuda":
        enabled = tuning.training_precision != "float32" and torch.cuda.is_bf16_supported()
    else:
        enabled = wants_bfloat16(tuning.training_precision)
    return torch.autocast(device.type, torch.bfloat16, enabled=enabled)


Some = TypeVar("Some", bound=Objective)


def best_of_seeds(make: Callable[[int], Some], tuning: Tuning, stage: str) -> Tuple[Some, float]:
    """Trains one objective for each seed and gives the best, at its best epoch, with its score.

    Args:
        make: Makes a fresh objective from a seed.
        tuning: The settings.
        stage: Shown on the progress bar, and names the TensorBoard run.
    """
    best: Optional[Tuple[Some, float]] = None
    for run in range(tuning.seeds):
        seed = tuning.seed + run
        torch.manual_seed(seed)
        objective = make(seed)
        name = f"{stage} (seed {run + 1} of {tuning.seeds})" if tuning.seeds > 1 else stage
        reached = train(objective, tuning, seed, name)
        if best is None or reached > best[1]:
            best = objective, reached
    assert best is not None
    return best


def train(objective: Objective, tuning: Tuning, seed: int, stage: str) -> float:
    """Trains a model in place, leaves it at its best epoch and gives that epoch's validation score."""
    model = objective.model
    chooser = random.Random(seed)
    groups = learning_rate_groups(model, tuning.layer_rate, tuning.head_learning_rate, tuning.weight_decay)
    # One pass over memory instead of several: a tenth of a step's time on two cores.
    optimizer = torch.optim.AdamW(groups, fused=True)
    average = MovingAverage(model, tuning.ema_decay)
    epochs = tuning.epochs_for(len(objective.lengths))
    steps = epochs * -(-len(objective.lengths) // tuning.batch_size)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, _warmup_then_linear(tuning.warmup, steps))
    best, best_state, stale, done = -np.inf, None, 0, 0
    with Progress(f"{stage}: tuning", steps) as progress, _board(tuning, stage) as board:
        for epoch in range(1, epochs + 1):
            model.train()
            for rows in batches_of_like_length(objective.lengths, tuning.batch_size, chooser):
                optimizer.zero_grad(set_to_none=True)
                value = _backward(objective, rows, tuning)
                nn.utils.clip_grad_norm_(model.parameters(), tuning.gradient_clip)
                optimizer.step()
                average.update()
                schedule.step()
                done += 1
                progress.step()
                board("loss", value, done)
                board("learning_rate", schedule.get_last_lr()[0], done)
            with average.in_place():
                reached = _score(objective, tuning)
                if reached > best:
                    best, stale, best_state = reached, 0, _copy_of_state(model)
                else:
                    stale += 1
            progress.step(0, f"epoch {epoch}: validation {reached:.3f}")
            board("validation", reached, done)
            if tuning.patience and stale >= tuning.patience and done >= FEWEST_STEPS:
                break
        progress.finish(f"validation {best:.3f}")
    if best_state is not None:
        model.load_state_dict(best_state)
    model.eval()
    return float(best)


def _backward(objective: Objective, rows: List[int], tuning: Tuning) -> float:
    """Puts the gradient of a batch into the parameters; with FGM also that of its perturbed copy."""
    states, rest = objective.batch(rows)
    states.requires_grad_(tuning.adversarial > 0)
    with autocast(tuning):
        value = objective.loss(states, rest)
    value.backward()
    if tuning.adversarial and states.grad is not None:
        length = states.detach().flatten(1).norm(dim=1)
        slope = states.grad.flatten(1).norm(dim=1)
        factor = tuning.adversarial * length / (slope + 1e-12)
        shifted = states.detach() + factor[:, None, None] * states.grad
        with autocast(tuning):
            objective.loss(shifted, rest).backward()
    return float(value.detach())


def _score(objective: Objective, tuning: Tuning) -> float:
    objective.model.eval()
    with torch.inference_mode(), autocast(tuning):
        return objective.score()


def _copy_of_state(model: nn.Module) -> State:
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def _warmup_then_linear(warmup: float, steps: int) -> Callable[[int], float]:
    rising = max(1, round(warmup * steps))

    def factor(step: int) -> float:
        if step < rising:
            return (step + 1) / rising
        return max(0.0, (steps - step) / max(1, steps - rising))

    return factor


@contextmanager
def _board(tuning: Tuning, stage: str) -> Iterator[Callable[[str, float, int], None]]:
    """A function that writes a value to TensorBoard, or does nothing."""
    if not tuning.tensorboard:
        yield lambda name, value, step: None
        return
    from torch.utils.tensorboard import SummaryWriter

    writer = SummaryWriter(f"{tuning.tensorboard}/{stage.replace(' ', '-')}")
    try:
        yield lambda name, value, step: writer.add_scalar(name, value, step)
    finally:
        writer.close()
