"""What a Hugging Face folder of an encoder must hold, checked without loading it."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import List

WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
TOKENIZER_FILES = ("tokenizer.json", "vocab.txt", "sentencepiece.bpe.model")
SMALL_FILES = (
    "config.json", "tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", *TOKENIZER_FILES
)  # fmt: skip

_LFS_POINTER = b"version https://git-lfs"


def folder_problem(folder: Path) -> str:
    """Why a folder cannot serve as a model, as the end of a sentence about it; empty when it can.

    Looks at names, sizes and the weights' header only, so it costs next to nothing.
    """
    if not folder.is_dir():
        return "is not a folder"
    if not (folder / "config.json").is_file():
        return "lacks config.json"
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except ValueError as error:
        return f"has a config.json that is no JSON ({error})"
    if not isinstance(config, dict):
        return "has a config.json that is no JSON object"
    weights = weights_file(folder)
    if weights is None:
        return f"lacks weights ({' or '.join(WEIGHT_FILES)})"
    if not any((folder / name).is_file() for name in TOKENIZER_FILES):
        return f"lacks a tokenizer ({' or '.join(TOKENIZER_FILES)})"
    return _weights_problem(weights)


def folder_files(folder: Path) -> List[Path]:
    """The files that decide what a model computes: config, weights and tokenizer."""
    weights = weights_file(folder)
    small = [folder / name for name in SMALL_FILES if (folder / name).is_file()]
    return small if weights is None else [weights, *small]


def weights_file(folder: Path) -> Path | None:
    """The file of weights that is used, safetensors before torch's; None when there is none."""
    return next((folder / name for name in WEIGHT_FILES if (folder / name).is_file()), None)


def _weights_problem(path: Path) -> str:
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(len(_LFS_POINTER))
        if head == _LFS_POINTER:
            return f"has only a Git LFS pointer for {path.name} (run `git lfs pull` there)"
        if path.suffix != ".safetensors":
            return "" if size else f"has an empty {path.name}"
        if len(head) < 8:
            return f"has a {path.name} of {size} bytes, which is no safetensors file"
        # Layout: u64 length of a JSON header, the header, then the tensors at [begin, end) after it.
        (length,) = struct.unpack("<Q", head[:8])
        if length > size - 8:
            return f"has a {path.name} that is cut off or no safetensors file ({size} bytes)"
        stream.seek(8)
        try:
            header = json.loads(stream.read(length))
            ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
        except (ValueError, KeyError, TypeError, AttributeError):
            return f"has a {path.name} that is no safetensors file"
    expected = 8 + length + max(ends, default=0)
    return "" if size == expected else f"has a {path.name} of {size} bytes, not {expected}: it is cut off"
