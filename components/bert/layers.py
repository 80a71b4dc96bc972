"""The upper layers and heads as torch modules: what training changes, and the reference for serving.

The layers are BERT's, written over torch's fused attention so that training need not import transformers;
`tests/components/bert/test_layers.py` holds them to BertModel.
"""
from __future__ import annotations

from typing import Dict, List, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from components.bert.architecture import Architecture
from components.bert.weights import Arrays


class EncoderLayer(nn.Module):
    """One post-norm transformer layer (Devlin et al. 2019)."""

    def __init__(self, arch: Architecture, dropout: float) -> None:
        super().__init__()
        self.heads, self.dropout = arch.heads, dropout
        self.qkv = nn.Linear(arch.hidden, 3 * arch.hidden)
        self.attended = nn.Linear(arch.hidden, arch.hidden)
        self.attended_norm = nn.LayerNorm(arch.hidden, eps=arch.epsilon)
        self.inner = nn.Linear(arch.hidden, arch.intermediate)
        self.outer = nn.Linear(arch.intermediate, arch.hidden)
        self.outer_norm = nn.LayerNorm(arch.hidden, eps=arch.epsilon)
        self.drop = nn.Dropout(dropout)
        self.activation = {
            "gelu": nn.GELU(),
            "gelu_tanh": nn.GELU(approximate="tanh"),
            "relu": nn.ReLU(),
        }[arch.activation]

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Takes states (batch, tokens, hidden) and a boolean mask (batch, 1, 1, tokens); gives states."""
        batch, tokens, hidden = states.shape
        query, key, value = (
            part.view(batch, tokens, self.heads, -1).transpose(1, 2) for part in self.qkv(states).chunk(3, dim=-1)
        )
        dropout = self.dropout if self.training else 0.0
        mixed = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=dropout)
        mixed = mixed.transpose(1, 2).reshape(batch, tokens, hidden)
        states = self.attended_norm(states + self.drop(self.attended(mixed)))
        return self.outer_norm(states + self.drop(self.outer(self.activation(self.inner(states)))))


# How our fused parts lie in a Hugging Face checkpoint, below "encoder.layer.<n>.".
_PARTS = {
    "attended": "attention.output.dense",
    "attended_norm": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "outer_norm": "output.LayerNorm",
}
_QKV = tuple(f"attention.self.{part}" for part in ("query", "key", "value"))


class UpperLayers(nn.Module):
    """Layers ``first`` to ``last - 1`` of an encoder."""

    def __init__(self, arch: Architecture, first: int, last: int, dropout: float) -> None:
        super().__init__()
        self.first = first
        self.layers = nn.ModuleList(EncoderLayer(arch, dropout) for _ in range(first, last))

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        """Takes states (batch, tokens, hidden) and an integer mask (batch, tokens); gives states."""
        wide = mask.bool()[:, None, None, :]
        for layer in self.layers:
            states = layer(states, wide)
        return states

    def load_arrays(self, arrays: Arrays) -> None:
        """Takes the weights of a checkpoint under BertModel's names."""
        state: Dict[str, Tensor] = {}
        for place in range(len(self.layers)):
            at = f"encoder.layer.{self.first + place}."
            for kind in ("weight", "bias"):
                packed = np.concatenate([arrays[f"{at}{part}.{kind}"] for part in _QKV])
                state[f"layers.{place}.qkv.{kind}"] = torch.from_numpy(packed.astype(np.float32))
                for ours, theirs in _PARTS.items():
                    array = arrays[f"{at}{theirs}.{kind}"].astype(np.float32)
                    state[f"layers.{place}.{ours}.{kind}"] = torch.from_numpy(array)
        self.load_state_dict(state)

    def to_arrays(self) -> Arrays:
        """Gives the weights under BertModel's names, float32."""
        arrays: Arrays = {}
        for place, layer in enumerate(self.layers):
            at = f"encoder.layer.{self.first + place}."
            for kind in ("weight", "bias"):
                packed = getattr(layer.qkv, kind).detach().float().cpu().numpy()
                for part, array in zip(_QKV, np.split(packed, 3)):
                    arrays[f"{at}{part}.{kind}"] = array
                for ours, theirs in _PARTS.items():
                    arrays[f"{at}{theirs}.{kind}"] = getattr(getattr(layer, ours), kind).detach().float().cpu().numpy()
        return arrays


class SentenceModel(nn.Module):
    """Upper layers under one linear head for each task, on z-scored pooled layers."""

    def __init__(self, upper: UpperLayers, features: int, tasks: Dict[str, int], dropout: float) -> None:
        """``features`` is the width of the pooled vector, ``tasks`` the number of labels of each task."""
        super().__init__()
        self.upper, self.drop = upper, nn.Dropout(dropout)
        self.mean: Tensor
        self.scale: Tensor
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("scale", torch.ones(features))
        self.heads = nn.ModuleDict({task: nn.Linear(features, labels) for task, labels in tasks.items()})

    def pooled(self, states: Tensor, mask: Tensor, lower: Tensor) -> Tensor:
        """The vector of each text before scaling: tapped layers and the mean of the last, (batch, features)."""
        last = self.upper(states, mask).float()
        weight = mask.unsqueeze(-1).float()
        return torch.cat([lower, (last * weight).sum(1) / weight.sum(1)], dim=-1)

    def forward(self, states: Tensor, mask: Tensor, lower: Tensor) -> Dict[str, Tensor]:
        """Logits (batch, labels) of each task."""
        vector = self.drop((self.pooled(states, mask, lower) - self.mean) * self.scale)
        return {task: head(vector) for task, head in self.heads.items()}


class TokenModel(nn.Module):
    """Upper layers under a small network that tags units from their states and their surface."""

    def __init__(
        self, upper: UpperLayers, hidden: int, surfaces: int, width: int, inner: int, tags: int, dropout: float
    ) -> None:
        """``surfaces`` is the number of known unit texts, ``width`` their vector, ``inner`` the hidden layer."""
        super().__init__()
        self.upper, self.drop = upper, nn.Dropout(dropout)
        self.surface = nn.Embedding(surfaces, width)
        nn.init.normal_(self.surface.weight, std=0.1)
        self.norm = nn.LayerNorm(hidden)
        self.inner = nn.Linear(hidden + 3 * width + 2, inner)
        self.outer = nn.Linear(inner, tags)

    def forward(self, states: Tensor, mask: Tensor, spread: Tensor, surfaces: Tensor, edges: Tensor) -> Tensor:
        """Log-probabilities (batch, units, tags).

        Args:
            states, mask: As for `UpperLayers`.
            spread: float (batch, units, tokens), rows sum to 1: which tokens make up a unit.
            surfaces: int64 (batch, units, 3), the unit before, the unit, the unit after.
            edges: float (batch, units, 2), whether the unit begins and ends where its tokens do.
        """
        return self.tag(self.upper(states, mask), spread, surfaces, edges)

    def tag(self, last: Tensor, spread: Tensor, surfaces: Tensor, edges: Tensor) -> Tensor:
        """The same from the upper layers' states (batch, tokens, hidden)."""
        last = self.norm(last.float())
        near = self.surface(surfaces).flatten(2)
        vector = torch.cat([torch.bmm(spread, last), near, edges], dim=-1)
        inner = functional.relu(self.inner(self.drop(vector)))
        return functional.log_softmax(self.outer(self.drop(inner)), dim=-1)


def learning_rate_groups(model: nn.Module, body: float, head: float, decay: float) -> List[Dict[str, object]]:
    """Parameter groups for AdamW: the layers at ``body``, all else at ``head``; no decay on vectors.

    Parameters that do not learn are left out.
    """
    groups: List[Dict[str, object]] = []
    for is_body, rate in ((True, body), (False, head)):
        for is_matrix, strength in ((True, decay), (False, 0.0)):
            chosen: Sequence[nn.Parameter] = [
                parameter
                for name, parameter in model.named_parameters()
                if parameter.requires_grad
                and name.startswith("upper.") == is_body
                and (parameter.dim() > 1) == is_matrix
            ]
            if chosen:
                groups.append({"params": chosen, "lr": rate, "weight_decay": strength})
    return groups
