"""Each way of fine-tuning really does what it says, and what it gives is served as it was trained."""
from __future__ import annotations

from pathlib import Path
from typing import Any, Dict

import numpy as np
import pytest

from components.bert.tuning import Tuning
from components.bert.weights import load_encoder_weights

TEXTS = ["你好", "您好", "取消", "退单", "hi there", "取消订单", "hello", "退掉它"]
LABELS = ["a", "a", "b", "b", "a", "b", "a", "b"]
BASE: Dict[str, Any] = {"epochs": 3, "validation_share": 0, "training_precision": "float32", "batch_size": 4}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture()
def spec(tiny_bert: Path) -> Any:
    from components.bert.encoder import describe_encoder

    return describe_encoder(str(tiny_bert), frozen_layers=3, precision="float32", max_tokens=64)[0]


def tuned(spec: Any, **changes: Any) -> Any:
    from components.bert.finetune import tune_sentence_head

    return tune_sentence_head(spec, TEXTS, {"intent": LABELS}, Tuning(**{**BASE, **changes}), "test")


def layers(head: Any) -> Dict[str, np.ndarray]:
    return {name: array for name, array in head.arrays.items() if name.startswith("encoder.layer.")}


def changed(head: Any, tiny_bert: Path) -> set[str]:
    """The layers whose matrices differ from the model's own."""
    own = load_encoder_weights(tiny_bert)
    return {
        name.split(".")[2]
        for name, array in layers(head).items()
        if not np.allclose(array, own[name], atol=1e-7)
    }


def test_top_tunes_the_layers_above_the_frozen_ones(spec: Any, tiny_bert: Path) -> None:
    head = tuned(spec)
    assert (head.first_layer, head.last_layer) == (3, 4)
    assert changed(head, tiny_bert) == {"3"}


def test_full_tunes_every_layer_and_serves_from_the_embedded_text(spec: Any, tiny_bert: Path) -> None:
    from components.bert.encoder import LowerEncoder, encoder_folder
    from components.bert.errors import BrokenModel
    from components.bert.heads import SentenceHead

    head = tuned(spec, method="full")
    assert (head.first_layer, head.last_layer) == (0, 4)
    assert changed(head, tiny_bert) == {"0", "1", "2", "3"}
    encoder, served = LowerEncoder(encoder_folder(spec)), SentenceHead(head, "float32")
    assert served.probabilities([encoder.encode("你好", embedded=True)])["intent"].shape == (1, 2)
    with pytest.raises(BrokenModel, match="states before the first"):
        served.probabilities([encoder.encode("你好")])


def test_full_without_training_equals_top_without_training(spec: Any) -> None:
    """Before any step both run the same twelve layers: the path through the embedded text loses nothing."""
    from components.bert.encoder import LowerEncoder, encoder_folder
    from components.bert.heads import SentenceHead

    encoded = [LowerEncoder(encoder_folder(spec)).encode("取消我的订单", embedded=True)]
    results = []
    for method in ("top", "full"):
        head = tuned(spec, method=method, epochs=1, learning_rate=1e-12, head_learning_rate=1e-8, dropout=0.0)
        results.append(SentenceHead(head, "float32").features(encoded))
    assert np.allclose(results[0], results[1], atol=1e-4)


def test_frozen_changes_no_layer(spec: Any, tiny_bert: Path) -> None:
    assert changed(tuned(spec, method="frozen"), tiny_bert) == set()


def test_adapters_are_merged_and_of_low_rank(spec: Any, tiny_bert: Path) -> None:
    head = tuned(spec, method="lora", lora_rank=2, learning_rate=1e-2)
    own = load_encoder_weights(tiny_bert)
    assert changed(head, tiny_bert) == {"3"}
    assert set(layers(head)) == set(layers(tuned(spec)))
    name = "encoder.layer.3.intermediate.dense.weight"
    difference = head.arrays[name] - own[name]
    strengths = np.linalg.svd(difference, compute_uv=False)
    assert strengths[1] > 0
    assert strengths[2] < 1e-4 * strengths[0]
    bias = "encoder.layer.3.intermediate.dense.bias"
    assert np.array_equal(head.arrays[bias], own[bias])


@pytest.mark.parametrize(
    "change",
    [{"r_drop": 1.0}, {"adversarial": 0.05}, {"label_smoothing": 0.2}, {"class_weights": "balanced"}],
)
def test_each_regulariser_changes_what_is_learnt(spec: Any, change: Dict[str, Any]) -> None:
    plain, other = tuned(spec), tuned(spec, **change)
    labels = LABELS if "class_weights" not in change else [*LABELS[:-1], "a"]
    if labels is not LABELS:
        from components.bert.finetune import tune_sentence_head

        plain, other = (
            tune_sentence_head(spec, TEXTS, {"intent": labels}, Tuning(**{**BASE, **more}), "test")
            for more in ({}, change)
        )
    assert any(not np.allclose(plain.arrays[n], other.arrays[n], atol=1e-6) for n in layers(plain))


def test_adversarial_steps_leave_the_cached_states_as_they_were(spec: Any) -> None:
    from components.bert.upper import encode_texts

    before = [one.states.copy() for one in encode_texts(spec, tuple(TEXTS))]
    tuned(spec, adversarial=0.5)
    assert all(np.array_equal(a, b.states) for a, b in zip(before, encode_texts(spec, tuple(TEXTS))))


def test_of_several_seeds_the_best_is_kept(spec: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from components.bert import loop

    scores = iter([0.4, 0.9, 0.6])
    seen = []

    def fake(objective: Any, tuning: Tuning, seed: int, stage: str) -> float:
        seen.append(seed)
        return next(scores)

    monkeypatch.setattr(loop, "train", fake)
    made = []

    def make(seed: int) -> Any:
        made.append(seed)
        return seed

    best, reached = loop.best_of_seeds(make, Tuning(seeds=3, seed=5), "test")
    assert (best, reached) == (6, 0.9)
    assert made == seen == [5, 6, 7]


def test_several_seeds_need_a_validation_part() -> None:
    with pytest.raises(ValueError, match="raise validation_share"):
        Tuning(seeds=2, validation_share=0)


def test_logs_for_tensorboard_hold_loss_rate_and_score(spec: Any, tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    folder = tmp_path / "board"
    tuned(spec, tensorboard=str(folder))
    runs = list(folder.rglob("events.*"))
    assert len(runs) == 1
    events = EventAccumulator(str(runs[0].parent)).Reload()
    assert set(events.Tags()["scalars"]) == {"loss", "learning_rate", "validation"}
    assert len(events.Scalars("validation")) == 3


def test_logs_and_device_do_not_change_the_cache_key() -> None:
    assert Tuning().decisive() == Tuning(device="cpu", tensorboard="logs").decisive()
    assert Tuning().decisive() != Tuning(method="lora").decisive()


def test_a_gpu_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import torch

    from components.bert.loop import device_for

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert device_for(Tuning()).type == "cpu"
    with pytest.raises(ValueError, match="torch sees no GPU"):
        device_for(Tuning(device="cuda"))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert device_for(Tuning()).type == "cuda"
    assert device_for(Tuning(device="cpu")).type == "cpu"


def test_a_tagger_learns_by_each_method(spec: Any) -> None:
    from components.bert.encoder import LowerEncoder, encoder_folder
    from components.bert.finetune_tokens import tune_token_head
    from components.bert.heads import TokenHead
    from components.bert.tags import Span

    texts = ["发到北京", "去上海", "你好", "北京和上海"]
    spans = [[Span("city", 2, 4)], [Span("city", 1, 3)], [], [Span("city", 0, 2), Span("city", 3, 5)]]
    encoder = LowerEncoder(encoder_folder(spec))
    for change in ({}, {"method": "full"}, {"method": "lora"}, {"method": "frozen"}, {"r_drop": 0.5}):
        tuning = Tuning(**{**BASE, "epochs": 40, "head_learning_rate": 1e-2, "patience": 0, **change})
        head = TokenHead(tune_token_head(spec, texts, spans, tuning, "test"), "float32")
        found = head.spans(["发到北京"], [encoder.encode("发到北京", embedded=True)])[0]
        assert [(s.entity, s.start, s.end) for s in found] == [("city", 2, 4)], change
