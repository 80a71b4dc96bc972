"""The comparison with torch: the same layers, and the same texts for both."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict, List

import pytest

from benchmarks import eager


def test_the_layers_of_each_head_are_read_from_the_archive(tmp_path: Path) -> None:
    spec = {"frozen_layers": 8, "model": "m", "prefix": "", "max_tokens": 128}
    (tmp_path / "components" / "encoder").mkdir(parents=True)
    (tmp_path / "components" / "encoder" / "encoder.json").write_text(json.dumps(spec))
    for name, head in (("a", {"last_layer": 10}), ("b", {"first_layer": 0, "last_layer": 12})):
        (tmp_path / "components" / name).mkdir()
        (tmp_path / "components" / name / "head.json").write_text(json.dumps(head))
    assert eager.layers_of(tmp_path) == (spec, [(8, 10), (0, 12)])


def test_both_ways_read_every_text_alone_and_in_batches_of_like_length() -> None:
    texts = [f"{'字' * (number % 7 + 1)}" for number in range(70)]
    seen: Dict[str, List[List[str]]] = {"ours": [], "torch": []}
    found = eager.compare(seen["ours"].append, seen["torch"].append, texts)
    assert seen["ours"] == seen["torch"]
    batches = [batch for batch in seen["ours"] if len(batch) > 1]
    assert [len(batch) for batch in batches] == [32, 32, 6] * eager.ROUNDS
    assert [text for batch in batches[:3] for text in batch] == sorted(texts, key=len)
    assert found["times_faster"] == pytest.approx(found["torch_ms"] / found["ours_ms"])


def test_torch_runs_the_layers_of_the_heads_on_those_of_the_encoder(tiny_bert: Path, tmp_path: Path) -> None:
    import torch
    from transformers import AutoModel

    spec = {"frozen_layers": 3, "model": str(tiny_bert), "prefix": "", "max_tokens": 64}
    (tmp_path / "encoder.json").write_text(json.dumps(spec))
    (tmp_path / "head.json").write_text(json.dumps({"last_layer": 4}))
    (tmp_path / "tokenizer.json").write_bytes((tiny_bert / "tokenizer.json").read_bytes())
    reader = eager.Eager(tmp_path)
    ended: List[Any] = []
    run = reader._run
    reader._run = lambda *given: ended.append(run(*given)) or ended[-1]  # type: ignore[method-assign]
    reader.read(["where is my order", "我的订单"])
    ids = [reader._tokenizer.encode(text).ids for text in ("where is my order", "我的订单")]
    with torch.inference_mode():
        for row, one in enumerate(ids):
            whole = (
                AutoModel.from_pretrained(str(tiny_bert))
                .eval()(input_ids=torch.tensor([one]))
                .last_hidden_state
            )
            assert torch.allclose(ended[1][row, : len(one)], whole[0], atol=1e-5)
