"""A Rasa model storage, and a pipeline over a tiny encoder."""
from __future__ import annotations

import os
import string
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

# Set before anything imports transformers or starts threads: no TensorFlow behind it, no spinning workers.
os.environ.setdefault("USE_TF", "0")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
ENGLISH = (
    "the where is my order hello hi thanks package refund phone cancel it to a i you when will ship bad good"
)

# Fast enough for a test, long enough to learn a handful of sentences by heart.
QUICK: Dict[str, Any] = {
    "epochs": 12,
    "validation_share": 0,
    "batch_size": 8,
    "dropout": 0.0,
    "patience": 0,
    "training_precision": "float32",
}


@pytest.fixture()
def storage(tmp_path: Path) -> LocalModelStorage:
    folder = tmp_path / "storage"
    folder.mkdir()
    return LocalModelStorage.create(folder)


@pytest.fixture()
def context() -> ExecutionContext:
    return ExecutionContext(GraphSchema({}), node_name="test")


@pytest.fixture()
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache that begins empty and is shared by the tests of one run: each head is trained once."""
    cache = tmp_path_factory.getbasetemp() / "shared-cache"
    monkeypatch.setenv("KEFU_CACHE_DIR", str(cache))
    return cache


@pytest.fixture()
def train_and_load(
    storage: LocalModelStorage, context: ExecutionContext, own_cache: Path
) -> Callable[..., Any]:
    """Trains a component as Rasa does and gives what is loaded from the model."""

    def run(kind: Any, config: Dict[str, Any], data: TrainingData, name: str = "") -> Any:
        resource = Resource(name or kind.__name__)
        merged = {**kind.get_default_config(), **config}
        kind.create(merged, storage, resource, context).train(data)
        return kind.load(merged, storage, resource, context)

    return run


@pytest.fixture()
def encoder(train_and_load: Callable[..., Any], tiny_bert: Path) -> Any:
    """A loaded BertEncoder over the tiny model, its lower three layers frozen."""
    from components.encoder import BertEncoder

    config = {"model": str(tiny_bert), "frozen_layers": 3, "precision": "float32", "max_tokens": 64}
    return train_and_load(BertEncoder, config, TrainingData([]))


@pytest.fixture()
def noted(encoder: Any) -> Callable[[List[Message]], TrainingData]:
    """Training data as the heads get it: with the encoder's note on each example."""
    return lambda messages: encoder.process_training_data(TrainingData(messages))


@pytest.fixture()
def read(encoder: Any) -> Callable[..., Message]:
    """A message that has passed the encoder and then the given components."""

    def run(text: str, *components: Any) -> Message:
        messages = encoder.process([Message.build(text)])
        for component in components:
            messages = component.process(messages)
        return messages[0]

    return run


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A random BERT (4 layers, hidden 32, 4 heads) with a WordPiece vocabulary of CJK and some English."""
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel, BertTokenizerFast, set_seed

    folder = tmp_path_factory.mktemp("tiny-bert")
    letters = string.ascii_lowercase + string.digits
    tokens = [*SPECIAL, *string.punctuation, *"，。！？、：；（）《》“”…～", *letters]
    tokens += [f"##{letter}" for letter in letters] + [word for word in ENGLISH.split() if len(word) > 1]
    tokens += [chr(point) for point in range(0x4E00, 0x9FA6)]
    words = BertWordPieceTokenizer(
        {token: n for n, token in enumerate(dict.fromkeys(tokens))}, lowercase=True
    )
    BertTokenizerFast(tokenizer_object=words._tokenizer, model_max_length=128).save_pretrained(folder)
    set_seed(7)
    config = BertConfig(
        vocab_size=words.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=4,
        num_attention_heads=4,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).eval().save_pretrained(folder)
    return folder
