"""BertEncoder: once for each message, self-contained in the model, any BERT-family model in its place."""
from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.errors import BrokenModel
from components.encoder import BERT_ENCODER, BERT_STATES, BertEncoder


def test_states_stay_inside_the_pipeline(encoder: BertEncoder) -> None:
    message = encoder.process([Message.build("我的订单")])[0]
    encoded = message.get(BERT_STATES)
    assert encoded.states.shape == (6, 32)  # [CLS] 我 的 订 单 [SEP]
    assert encoded.pooled.shape == (64,)
    assert encoded.offsets == [(0, 0), (0, 1), (1, 2), (2, 3), (3, 4), (0, 0)]
    assert BERT_STATES not in message.as_dict(only_output_properties=True)


@pytest.mark.parametrize("text", ["", " ", "/greet"])
def test_nothing_to_read_is_not_encoded(encoder: BertEncoder, text: str) -> None:
    assert encoder.process([Message.build(text)])[0].get(BERT_STATES) is None


def test_long_messages_are_cut_at_max_tokens(encoder: BertEncoder) -> None:
    assert encoder.process([Message.build("订" * 10_000)])[0].get(BERT_STATES).states.shape == (64, 32)


def test_special_tokens_in_a_message_are_only_letters(encoder: BertEncoder) -> None:
    encoded = encoder.process([Message.build("[SEP]")])[0].get(BERT_STATES)
    assert len(encoded.states) == 2 + len(["[", "sep", "]"]) + 2  # "sep" is no word of the tiny vocabulary: s ##e ##p


def test_each_training_example_carries_the_spec(encoder: BertEncoder) -> None:
    data = encoder.process_training_data(TrainingData([Message.build("你好", "greet"), Message(data={"intent": "x"})]))
    spec = json.loads(data.training_examples[0].get(BERT_ENCODER))
    assert (spec["frozen_layers"], spec["taps"], spec["precision"]) == (3, [1, 3], "float32")
    assert data.training_examples[1].get(BERT_ENCODER) is None


def test_the_model_needs_neither_base_model_nor_cache(
    encoder: BertEncoder, storage: Any, context: Any, own_cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = encoder.process([Message.build("你好")])[0].get(BERT_STATES).states
    monkeypatch.setenv("KEFU_CACHE_DIR", "/nonexistent")
    again = BertEncoder.load({}, storage, Resource("BertEncoder"), context)
    assert np.array_equal(again.process([Message.build("你好")])[0].get(BERT_STATES).states, expected)


def test_a_broken_archive_is_named(encoder: BertEncoder, storage: Any, context: Any) -> None:
    with storage.write_to(Resource("BertEncoder")) as folder:
        (Path(folder) / "lower.onnx").write_bytes(b"cut off")
    with pytest.raises(BrokenModel, match="rasa train"):
        BertEncoder.load({}, storage, Resource("BertEncoder"), context)
    with pytest.raises(BrokenModel, match="holds no BertEncoder"):
        BertEncoder.load({}, storage, Resource("absent"), context)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"frozen_layers": 4}, "between 1 and 3"),
        ({"max_tokens": 4000}, "between 8 and 128"),
        ({"precision": "fp16"}, "int8, float32"),
    ],
)
def test_config_mistakes_say_what_is_allowed(tiny_bert: Path, own_cache: Path, config: Any, words: str) -> None:
    with pytest.raises(InvalidConfigException, match=words):
        BertEncoder.fingerprint_addon({"model": str(tiny_bert), **config})


def test_an_absent_model_names_what_was_tried(own_cache: Path) -> None:
    with pytest.raises(InvalidConfigException, match="nobody/no-such-model"):
        BertEncoder.fingerprint_addon({"model": "nobody/no-such-model"})


@pytest.mark.parametrize("kind", ["roberta", "xlm-roberta"])
def test_roberta_models_work_in_its_place(tmp_path: Path, own_cache: Path, tiny_bert: Path, kind: str) -> None:
    """Positions of RoBERTa begin behind the padding index; states must equal transformers' own."""
    import torch
    from transformers import AutoModel, RobertaConfig, XLMRobertaConfig

    from components.bert.encoder import LowerEncoder, describe_encoder, encoder_folder

    config = {"roberta": RobertaConfig, "xlm-roberta": XLMRobertaConfig}[kind](
        vocab_size=21_200, hidden_size=32, num_hidden_layers=3, num_attention_heads=4, intermediate_size=64,
        max_position_embeddings=66, pad_token_id=1,
    )  # fmt: skip
    torch.manual_seed(3)
    model = AutoModel.from_config(config).eval()
    model.save_pretrained(tmp_path / kind)
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(tiny_bert / name, tmp_path / kind / name)
    spec, _ = describe_encoder(str(tmp_path / kind), frozen_layers=2, precision="float32", max_tokens=64)
    encoder = LowerEncoder(encoder_folder(spec))
    ids = encoder._tokenizer.encode("我的订单").ids
    with torch.no_grad():
        expected = model(torch.tensor([ids]), output_hidden_states=True).hidden_states[2][0].numpy()
    assert np.allclose(encoder.encode("我的订单").states, expected, atol=1e-5)


def test_serving_imports_neither_torch_nor_transformers(
    encoder: BertEncoder, storage: Any, tmp_path: Path
) -> None:
    """Loads and runs every component in a fresh process, as a server does."""
    script = f"""
import sys
from pathlib import Path
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
import components.intent, components.sentiment, components.entities, components.language
from components.encoder import BertEncoder
from components.patterns import PatternEntityExtractor
from components.tokenizer import ChineseTokenizer
ChineseTokenizer({{}}).process([Message.build("你好")])
PatternEntityExtractor({{}}).process([Message.build("你好")])
storage = LocalModelStorage(Path({str(storage._storage_path)!r}))
encoder = BertEncoder.load({{}}, storage, Resource("BertEncoder"), ExecutionContext(GraphSchema({{}})))
assert encoder.process([Message.build("你好")])[0].get("bert_states") is not None
assert "torch" not in sys.modules, "torch was imported"
assert "transformers" not in sys.modules, "transformers was imported"
assert __import__("torch").tensor(1).item() == 1  # hidden from spaCy only
"""
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=Path.cwd(), check=False)
    assert result.returncode == 0, result.stderr[-2000:]
