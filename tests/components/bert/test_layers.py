"""Torch is the reference of what is served: our layers against BertModel, the served heads against ours."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from components.bert.architecture import Architecture
from components.bert.weights import load_encoder_weights


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture()
def spec(tiny_bert: Path) -> Any:
    from components.bert.encoder import describe_encoder

    return describe_encoder(str(tiny_bert), frozen_layers=3, precision="float32", max_tokens=64)[0]


def test_upper_layers_equal_bert_and_give_back_their_weights(tiny_bert: Path) -> None:
    import torch
    from transformers import AutoModel

    from components.bert.layers import UpperLayers

    arch, weights = Architecture.from_folder(tiny_bert), load_encoder_weights(tiny_bert)
    upper = UpperLayers(arch, 1, 4, dropout=0.3).eval()
    upper.load_arrays(weights)
    ids = torch.tensor([[2, 120, 130, 140, 3]])
    with torch.no_grad():
        hidden = AutoModel.from_pretrained(str(tiny_bert)).eval()(ids, output_hidden_states=True).hidden_states
        ours = upper(hidden[1], torch.ones(1, 5, dtype=torch.int32))
    assert torch.allclose(ours, hidden[4], atol=1e-5)
    kept = upper.to_arrays()
    assert len(kept) == 3 * 16
    assert all(np.array_equal(array, weights[name]) for name, array in kept.items())


def test_a_served_sentence_head_equals_torch(spec: Any) -> None:
    """The logits that numpy and ONNX Runtime give are those of the torch model that was trained."""
    import torch

    from components.bert import finetune
    from components.bert.heads import SentenceHead
    from components.bert.tuning import Tuning

    texts, labels = ["你好", "您好", "取消", "退单", "hi there"], ["a", "a", "b", "b", "a"]
    tuning = Tuning(epochs=3, validation_share=0, training_precision="float32")
    tuned = finetune.tune_sentence_head(spec, texts, {"intent": labels}, tuning, "test")
    encoded = finetune.encode_texts(spec, tuple(texts))
    upper = finetune.UpperLayers(spec.architecture, 3, 4, 0.0).eval()
    upper.load_arrays(tuned.arrays)
    model = finetune.SentenceModel(upper, 96, {"intent": 2}, 0.0).eval()
    state = {"mean": tuned.arrays["head.mean"], "scale": tuned.arrays["head.scale"]}
    state |= {f"heads.intent.{kind}": tuned.arrays[f"head.intent.{kind}"] for kind in ("weight", "bias")}
    model.load_state_dict({n: torch.from_numpy(a) for n, a in state.items()}, strict=False)
    data = finetune._SentenceData(encoded, {"intent": np.zeros(5, np.int64)})
    expected = data.logits(model, range(5))["intent"]
    assert np.allclose(SentenceHead(tuned, "float32").logits(encoded)["intent"], expected, atol=1e-4)
    assert np.abs(SentenceHead(tuned, "int8").logits(encoded)["intent"] - expected).max() < 0.5


def test_a_served_token_head_equals_torch(spec: Any) -> None:
    import torch

    from components.bert import finetune
    from components.bert.heads import TokenHead, spread_tokens
    from components.bert.tags import Span
    from components.bert.tuning import Tuning

    texts = ["发到北京", "去上海", "你好", "北京和上海"]
    spans = [[Span("city", 2, 4)], [Span("city", 1, 3)], [], [Span("city", 0, 2), Span("city", 3, 5)]]
    tuning = Tuning(epochs=3, validation_share=0, training_precision="float32")
    tuned = finetune.tune_token_head(spec, texts, spans, tuning, "test")
    encoded = finetune.encode_texts(spec, tuple(texts))
    data = finetune._TokenData(texts, encoded, spans, ["city"])
    upper = finetune.UpperLayers(spec.architecture, 3, 4, 0.0)
    upper.load_arrays(tuned.arrays)
    model = finetune.TokenModel(upper, 32, len(data.surfaces), 24, 192, 3, 0.0).eval()
    own = {name[5:]: torch.from_numpy(array) for name, array in tuned.arrays.items() if name.startswith("head.")}
    del own["transitions"]  # for decoding, no part of the network
    model.load_state_dict(own, strict=False)
    with torch.no_grad():
        inputs, _ = data.batch(range(4), hide_rare=False)
        expected = model(*inputs).numpy()
    head = TokenHead(tuned, "float32")
    for row, one in enumerate(encoded):
        spread, _ = spread_tokens(data.parts[row], one.offsets)
        last = head._upper.run([one])[0]
        ours = head._log_probabilities(data.parts[row], one, last, spread)
        assert np.allclose(ours, expected[row, : len(ours)], atol=1e-3)


def test_the_same_seed_gives_the_same_head(spec: Any) -> None:
    from components.bert import finetune
    from components.bert.tuning import Tuning

    texts, labels = ["你好", "您好", "取消", "退单"], ["a", "a", "b", "b"]
    tuning = Tuning(epochs=2, validation_share=0, training_precision="float32")
    one, two = (finetune.tune_sentence_head(spec, texts, {"x": labels}, tuning, "test") for _ in range(2))
    assert all(np.array_equal(one.arrays[name], two.arrays[name]) for name in one.arrays)
    reseeded = Tuning(epochs=2, seed=1, validation_share=0)
    other = finetune.tune_sentence_head(spec, texts, {"x": labels}, reseeded, "test")
    assert any(not np.array_equal(one.arrays[name], other.arrays[name]) for name in one.arrays)
