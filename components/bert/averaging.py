"""A moving average of the weights that are being learnt. Imports torch."""
from __future__ import annotations

from contextlib import contextmanager
from typing import Iterator, List

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import get_ema_multi_avg_fn


class MovingAverage:
    """An exponential moving average of the parameters that learn, over steps.

    The average of the way is nearer to the bottom than its last point, and steadier from step to step (Polyak and
    Juditsky 1992, SIAM J. Control Optim. 30:838; Izmailov et al. 2018, arXiv:1803.05407; Morales-Brotons et al. 2024,
    arXiv:2411.18704). The decay begins low, as in TensorFlow's ``ExponentialMovingAverage``: after n steps it is at
    most (1 + n) / (10 + n), so that about the last ninth of the steps counts and a short training forgets where it
    began.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        """Starts from the model as it is; ``decay`` in [0, 1) is the highest, 0 keeps no average."""
        self._learning = [parameter for parameter in model.parameters() if parameter.requires_grad and decay > 0]
        self._average = [parameter.detach().clone() for parameter in self._learning]
        self._decay, self._steps = decay, 0

    def update(self) -> None:
        """Takes in the model after a step."""
        if not self._learning:
            return
        self._steps += 1
        decay = min(self._decay, (1 + self._steps) / (10 + self._steps))
        get_ema_multi_avg_fn(decay)(self._average, self._current(), torch.tensor(self._steps))

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Puts the average into the model, and afterwards what was learnt back."""
        learnt = [tensor.clone() for tensor in self._current()]
        self._put(self._average)
        try:
            yield
        finally:
            self._put(learnt)

    def _current(self) -> List[Tensor]:
        return [parameter.detach() for parameter in self._learning]

    def _put(self, values: List[Tensor]) -> None:
        for parameter, value in zip(self._current(), values):
            parameter.copy_(value)
