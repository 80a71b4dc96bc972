"""The shape of a BERT-family encoder, read from a Hugging Face `config.json`."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from components.bert.errors import UnsupportedModel

# Families whose encoder is BERT's: post-layer-norm layers under the same weight names.
SUPPORTED_TYPES = ("bert", "roberta", "xlm-roberta", "camembert")
_ACTIVATIONS = {"gelu": "gelu", "gelu_new": "gelu_tanh", "gelu_pytorch_tanh": "gelu_tanh", "relu": "relu"}


@dataclass(frozen=True)
class Architecture:
    """Sizes of an encoder; ``position_offset`` is the first row of the position table that is used."""

    model_type: str
    hidden: int
    layers: int
    heads: int
    intermediate: int
    positions: int
    epsilon: float
    activation: str
    position_offset: int

    @classmethod
    def from_folder(cls, folder: Path) -> "Architecture":
        """Reads ``config.json`` of a model folder.

        Raises:
            UnsupportedModel: if the model is not of BERT's family.
        """
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        model_type = str(config.get("model_type", "bert"))
        if model_type not in SUPPORTED_TYPES:
            raise UnsupportedModel(
                f"{folder} holds a model of type '{model_type}'; Kefu runs {', '.join(SUPPORTED_TYPES)}. "
                "Set `model` of BertEncoder in config.yml to one of these, for example bert-base-chinese."
            )
        activation = str(config.get("hidden_act", "gelu"))
        if activation not in _ACTIVATIONS or config.get("position_embedding_type", "absolute") != "absolute":
            raise UnsupportedModel(
                f"{folder}: activation '{activation}' with position embeddings "
                f"'{config.get('position_embedding_type', 'absolute')}' cannot be run; "
                f"expected one of {', '.join(_ACTIVATIONS)} and absolute positions."
            )
        # RoBERTa numbers positions from padding_idx + 1 (transformers, modeling_roberta.py, create_position_ids).
        offset = 0 if model_type == "bert" else int(config.get("pad_token_id", 1)) + 1
        return cls(
            model_type=model_type,
            hidden=int(config["hidden_size"]),
            layers=int(config["num_hidden_layers"]),
            heads=int(config["num_attention_heads"]),
            intermediate=int(config["intermediate_size"]),
            positions=int(config["max_position_embeddings"]) - offset,
            epsilon=float(config.get("layer_norm_eps", 1e-12)),
            activation=_ACTIVATIONS[activation],
            position_offset=offset,
        )
