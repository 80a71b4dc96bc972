"""The hand-written graphs against transformers' BertModel, in both precisions."""
from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from components.bert.architecture import Architecture
from components.bert.errors import UnsupportedModel
from components.bert.graph import lower_graph, quantize, upper_graph
from components.bert.session import open_session, pad
from components.bert.weights import load_encoder_weights


def reference(folder: Path, ids: np.ndarray, mask: np.ndarray) -> list[np.ndarray]:
    """Hidden states of every layer by transformers, embeddings first."""
    import torch
    from transformers import AutoModel

    model = AutoModel.from_pretrained(str(folder)).eval()
    with torch.no_grad():
        output = model(torch.from_numpy(ids), torch.from_numpy(mask.astype(np.int64)), output_hidden_states=True)
    return [state.numpy() for state in output.hidden_states]


@pytest.fixture()
def batch() -> dict[str, np.ndarray]:
    rows = [np.array([2, 120, 130, 3]), np.array([2, 500, 501, 502, 503, 504, 3]), np.array([2, 3])]
    return pad([row.astype(np.int64) for row in rows])


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-5), ("int8", 0.25)])
def test_lower_and_upper_layers_equal_bert(
    tiny_bert: Path, batch: dict[str, np.ndarray], precision: str, tolerance: float
) -> None:
    arch, weights = Architecture.from_folder(tiny_bert), load_encoder_weights(tiny_bert)
    expected = reference(tiny_bert, batch["values"], batch["mask"])
    lower = open_session(lower_graph(weights, arch, 3, [1, 3], precision).SerializeToString())
    states, first, third = lower.run(
        ["states", "tap_1", "tap_3"], {"ids": batch["values"], "mask": batch["mask"]}
    )
    real = batch["mask"].astype(bool)  # what stands at padded places is nobody's business
    assert np.array_equal(states, third)
    assert np.abs(first - expected[1])[real].max() < tolerance
    assert np.abs(states - expected[3])[real].max() < tolerance
    upper = open_session(upper_graph(weights, arch, 3, 4, precision).SerializeToString())
    (output,) = upper.run(["output"], {"states": expected[3], "mask": batch["mask"]})
    assert np.abs(output - expected[4])[real].max() < tolerance


def test_padding_changes_nothing(tiny_bert: Path) -> None:
    arch, weights = Architecture.from_folder(tiny_bert), load_encoder_weights(tiny_bert)
    session = open_session(lower_graph(weights, arch, 2, [2], "float32").SerializeToString())
    row = np.array([2, 120, 130, 3], np.int64)
    long = np.concatenate([row, np.full(30, 2, np.int64)])
    alone, padded = pad([row]), pad([row, long])
    run = [session.run(["states"], {"ids": b["values"], "mask": b["mask"]})[0] for b in (alone, padded)]
    assert np.allclose(run[0][0], run[1][0, :4], atol=1e-5)


def test_quantize_keeps_the_largest_value_and_rounds_the_rest() -> None:
    array = np.array([[1.27, -0.635, 0.004], [0.0, 0.0, 0.0]], np.float32)
    values, scale = quantize(array, axis=1)
    assert values.tolist() == [[127, -64, 0], [0, 0, 0]]
    assert np.allclose(scale, [[0.01], [1.0]])


def test_an_unknown_precision_is_refused(tiny_bert: Path) -> None:
    arch, weights = Architecture.from_folder(tiny_bert), load_encoder_weights(tiny_bert)
    with pytest.raises(ValueError, match="int8, float32"):
        upper_graph(weights, arch, 3, 4, "int4")


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"model_type": "t5"}, "type 't5'; Kefu runs bert, roberta"),
        ({"model_type": "bert", "hidden_act": "swish"}, "activation 'swish'"),
        ({"model_type": "bert", "position_embedding_type": "relative_key"}, "absolute positions"),
    ],
)
def test_models_that_cannot_be_run_are_named(tmp_path: Path, config: dict[str, str], words: str) -> None:
    import json

    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(UnsupportedModel, match=words):
        Architecture.from_folder(tmp_path)


def test_a_checkpoint_with_a_head_gives_its_encoder(tiny_bert: Path, tmp_path: Path) -> None:
    """As published checkpoints have it: names below `bert.`, and only pytorch_model.bin."""
    import torch

    plain = load_encoder_weights(tiny_bert)
    tensors = {f"bert.{name}": torch.from_numpy(array) for name, array in plain.items()}
    torch.save({**tensors, "cls.predictions.bias": torch.zeros(3)}, tmp_path / "pytorch_model.bin")
    loaded = load_encoder_weights(tmp_path)
    assert set(loaded) == set(plain)
    assert all(np.array_equal(loaded[name], plain[name]) for name in plain)


def test_weights_of_another_kind_are_refused(tmp_path: Path) -> None:
    import torch

    torch.save({"encoder.block.0.weight": torch.zeros(2)}, tmp_path / "pytorch_model.bin")
    with pytest.raises(UnsupportedModel, match="not a BERT-family encoder"):
        load_encoder_weights(tmp_path)
