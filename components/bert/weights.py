"""Reading and writing weights as plain arrays, without torch where the file permits."""
from __future__ import annotations

from pathlib import Path
from typing import Dict, Mapping

import numpy as np

from components.bert.errors import BrokenModel, UnsupportedModel

Arrays = Dict[str, np.ndarray]

# A checkpoint saved from a model with a head carries the encoder under one of these names.
_PREFIXES = ("bert.", "roberta.", "model.", "encoder_model.")


def load_encoder_weights(folder: Path) -> Arrays:
    """Loads an encoder's weights as float32 arrays under the names that BertModel gives them.

    Raises:
        UnsupportedModel: if the folder holds no weights of a BERT encoder.
    """
    arrays = _read_checkpoint(folder)
    if "embeddings.word_embeddings.weight" not in arrays:
        arrays = _strip_prefix(arrays)
    if "embeddings.word_embeddings.weight" not in arrays:
        raise UnsupportedModel(
            f"{folder}: no tensor 'embeddings.word_embeddings.weight' among {len(arrays)}; "
            "this is not a BERT-family encoder saved by transformers."
        )
    # Checkpoints converted from TensorFlow name layer norms gamma and beta.
    return {
        name.replace("LayerNorm.gamma", "LayerNorm.weight").replace("LayerNorm.beta", "LayerNorm.bias"): array
        for name, array in arrays.items()
    }


def save_arrays(path: Path, arrays: Mapping[str, np.ndarray]) -> None:
    """Writes arrays as safetensors."""
    from safetensors.numpy import save_file

    save_file({name: np.ascontiguousarray(array) for name, array in arrays.items()}, str(path))


def load_arrays(path: Path) -> Arrays:
    """Reads safetensors as they were written.

    Raises:
        BrokenModel: if the file is absent, cut off or no safetensors file.
    """
    from safetensors import SafetensorError  # type: ignore[attr-defined]
    from safetensors.numpy import load_file

    try:
        return load_file(str(path))
    except (OSError, SafetensorError) as error:
        raise BrokenModel(
            f"{path.name} of the trained model cannot be read ({error}). "
            "The archive is damaged: train again with `rasa train`, or restore it from a copy."
        ) from error


def _read_checkpoint(folder: Path) -> Arrays:
    safetensors_file, torch_file = folder / "model.safetensors", folder / "pytorch_model.bin"
    if safetensors_file.exists():
        try:
            return {k: v.astype(np.float32, copy=False) for k, v in load_arrays(safetensors_file).items()}
        except TypeError:  # numpy has no bfloat16
            import torch
            from safetensors.torch import load_file

            return {k: v.to(torch.float32).numpy() for k, v in load_file(str(safetensors_file)).items()}
    import torch

    tensors = torch.load(torch_file, map_location="cpu", weights_only=True)
    return {name: tensor.to(torch.float32).numpy() for name, tensor in tensors.items()}


def _strip_prefix(arrays: Arrays) -> Arrays:
    for prefix in _PREFIXES:
        if f"{prefix}embeddings.word_embeddings.weight" in arrays:
            return {name[len(prefix):]: a for name, a in arrays.items() if name.startswith(prefix)}
    return arrays
