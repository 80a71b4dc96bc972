"""Training settings, the split, batches, temperature, progress and the store."""
from __future__ import annotations

import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.bert.calibration import fit_temperature
from components.bert.progress import Progress
from components.bert.splits import batches_of_like_length, split_rows
from components.bert.tuning import Tuning


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"epochs": -1}, "epochs must be a number from 0 to 1000, not -1"),
        ({"dropout": 1.0}, "dropout"),
        ({"learning_rate": "fast"}, "learning_rate"),
        ({"validation_share": 0.9}, "validation_share"),
        ({"training_precision": "fp8"}, "auto, float32, bfloat16"),
        ({"batch_size": True}, "batch_size"),
    ],
)
def test_settings_are_checked_when_they_are_made(change: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Tuning(**change)


@pytest.mark.parametrize(
    ("texts", "epochs"), [(10, 60), (70, 20), (500, 8), (2500, 8), (4000, 5), (7000, 3), (100_000, 3)]
)
def test_more_texts_take_fewer_epochs_but_few_texts_enough_steps(texts: int, epochs: int) -> None:
    assert Tuning().epochs_for(texts) == epochs
    assert Tuning(epochs=7).epochs_for(texts) == 7


@given(st.lists(st.sampled_from("abcdef"), max_size=120), st.floats(0, 0.5))
def test_the_split_is_stratified_and_complete(labels: list[str], share: float) -> None:
    train, held = split_rows(labels, share, seed=1)
    assert sorted(train + held) == list(range(len(labels)))
    counts, out = Counter(labels), Counter(labels[row] for row in held)
    for label, count in counts.items():
        expected = 0 if share == 0 or count < 5 else max(1, round(share * count))
        assert out[label] == expected
    assert split_rows(labels, share, seed=1) == (train, held)


def test_batches_hold_each_row_once_and_like_lengths() -> None:
    lengths = [random.Random(3).randint(1, 60) for _ in range(1000)]
    batches = batches_of_like_length(lengths, 16, random.Random(0))
    assert sorted(row for batch in batches for row in batch) == list(range(1000))
    spread = [max(lengths[r] for r in b) - min(lengths[r] for r in b) for b in batches]
    assert np.mean(spread) < 10


def test_little_padding_is_computed_where_rows_are_many() -> None:
    chooser = random.Random(3)
    lengths = [round(chooser.lognormvariate(2.3, 0.6)) + 3 for _ in range(15_000)]
    batches = batches_of_like_length(lengths, 32, random.Random(0))
    computed = sum(len(batch) * max(lengths[row] for row in batch) for batch in batches)
    assert computed < 1.1 * sum(lengths)


def test_batches_are_others_in_each_epoch_where_rows_are_few() -> None:
    lengths, chooser = list(range(256)), random.Random(0)
    first, second = (
        {frozenset(batch) for batch in batches_of_like_length(lengths, 32, chooser)} for _ in range(2)
    )
    assert len(first) == len(second) == 8
    assert not first & second


def test_temperature_finds_how_much_too_sure_the_scores_are() -> None:
    generator = np.random.default_rng(0)
    true_logits = generator.normal(size=(4000, 5)) * 2
    powers = np.exp(true_logits)
    labels = np.array([generator.choice(5, p=row) for row in powers / powers.sum(1, keepdims=True)])
    assert fit_temperature(true_logits * 2.5, labels) == pytest.approx(2.5, rel=0.1)
    assert fit_temperature(true_logits, labels) == pytest.approx(1.0, rel=0.1)
    assert fit_temperature(true_logits[:10], labels[:10]) == 1.0


def test_progress_is_written_as_lines_for_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    monkeypatch.setenv("KEFU_PROGRESS_FD", str(writer))
    with Progress("intent", 10) as progress:
        progress.step(3, "epoch 1")
        progress.finish("done")
    os.close(writer)
    lines = [json.loads(line) for line in os.fdopen(reader).read().splitlines()]
    assert lines[0] == {"stage": "intent", "done": 0, "total": 10, "note": ""}
    assert lines[1] == {"stage": "intent", "done": 3, "total": 10, "note": "epoch 1"}
    assert lines[-1] == {"stage": "intent", "done": 3, "total": 3, "note": "done"}


def test_progress_goes_on_when_the_reader_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    monkeypatch.setenv("KEFU_PROGRESS_FD", str(writer))
    os.close(reader)
    with Progress("intent", 2) as progress:
        progress.step()
        progress.step()
    os.close(writer)


def test_progress_is_a_bar_on_stderr_otherwise(monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.delenv("KEFU_PROGRESS_FD", raising=False)
    with Progress("mood: tuning", 2) as progress:
        progress.step(2, "validation 0.9")
    captured = capsys.readouterr()
    assert "mood: tuning" in captured.err
    assert captured.out == ""


def test_the_store_throws_away_what_is_damaged(
    tmp_path: Path, tiny_bert: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEFU_CACHE_DIR", str(tmp_path))
    from components.bert.encoder import describe_encoder
    from components.bert.heads import TunedHead
    from components.bert.store import cached_head, head_key

    spec, _ = describe_encoder(str(tiny_bert))
    head = TunedHead({"head.x": np.ones(3, np.float32)}, spec, 3, 4, {"labels": {}})
    made = []

    def train() -> TunedHead:
        made.append(1)
        return head

    key = head_key("intent", spec, Tuning(), [["你好", "greet"]])
    assert np.array_equal(cached_head(key, train).arrays["head.x"], np.ones(3))
    assert np.array_equal(cached_head(key, train).arrays["head.x"], np.ones(3))
    assert len(made) == 1
    (tmp_path / "heads" / key / "head.json").write_text("{")
    cached_head(key, train)
    assert len(made) == 2
    assert head_key("intent", spec, Tuning(seed=1), [["你好", "greet"]]) != key
    assert head_key("intent", spec, Tuning(), [["你好", "deny"]]) != key
