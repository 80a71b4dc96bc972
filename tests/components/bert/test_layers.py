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

    from components.bert.finetune import SentenceData, tune_sentence_head
    from components.bert.heads import SentenceHead
    from components.bert.layers import SentenceModel, UpperLayers
    from components.bert.tuning import Tuning
    from components.bert.upper import encode_texts

    texts, labels = ["你好", "您好", "取消", "退单", "hi there"], ["a", "a", "b", "b", "a"]
    tuning = Tuning(epochs=3, validation_share=0, training_precision="float32")
    tuned = tune_sentence_head(spec, texts, {"intent": labels}, tuning, "test")
    encoded = encode_texts(spec, tuple(texts))
    upper = UpperLayers(spec.architecture, 3, 4, 0.0).eval()
    upper.load_arrays(tuned.arrays)
    model = SentenceModel(upper, 96, {"intent": 2}, 0.0).eval()
    state = {"mean": tuned.arrays["head.mean"], "scale": tuned.arrays["head.scale"]}
    state |= {f"heads.intent.{kind}": tuned.arrays[f"head.intent.{kind}"] for kind in ("weight", "bias")}
    model.load_state_dict({n: torch.from_numpy(a) for n, a in state.items()}, strict=False)
    data = SentenceData(encoded, {"intent": np.zeros(5, np.int64)}, 3, torch.device("cpu"))
    expected = data.logits(model, range(5))["intent"]
    exact, rounded = SentenceHead(tuned, "float32"), SentenceHead(tuned, "int8")
    assert np.allclose(exact.logits(exact.features(encoded))["intent"], expected, atol=1e-4)
    assert np.abs(rounded.logits(rounded.features(encoded))["intent"] - expected).max() < 0.5


def test_a_served_token_head_equals_torch(spec: Any) -> None:
    import torch

    from components.bert.finetune_tokens import TokenData, tune_token_head
    from components.bert.heads import TokenHead, spread_tokens
    from components.bert.layers import TokenModel, UpperLayers
    from components.bert.tags import Span
    from components.bert.tuning import Tuning
    from components.bert.upper import encode_texts

    texts = ["发到北京", "去上海", "你好", "北京和上海"]
    spans = [[Span("city", 2, 4)], [Span("city", 1, 3)], [], [Span("city", 0, 2), Span("city", 3, 5)]]
    tuning = Tuning(epochs=3, validation_share=0, training_precision="float32")
    tuned = tune_token_head(spec, texts, spans, tuning, "test")
    encoded = encode_texts(spec, tuple(texts))
    data = TokenData(texts, encoded, spans, ["city"], 3, torch.device("cpu"))
    upper = UpperLayers(spec.architecture, 3, 4, 0.0)
    upper.load_arrays(tuned.arrays)
    model = TokenModel(upper, 32, len(data.surfaces), 24, 192, 3, 0.0).eval()
    own = {name[5:]: torch.from_numpy(array) for name, array in tuned.arrays.items() if name.startswith("head.")}
    del own["transitions"]  # for decoding, no part of the network
    model.load_state_dict(own, strict=False)
    with torch.no_grad():
        states, mask = data.states(range(4))
        features, _ = data.features(range(4), states.shape[1], hide_rare=False)
        expected = model(states, mask, *features).numpy()
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
