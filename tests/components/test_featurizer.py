"""BertFeaturizer: shapes, alignment, the same vectors in training and serving, and stock classifiers on top."""
from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Dict, List

import numpy as np
import pytest
from rasa.engine.storage.resource import Resource
from rasa.nlu.classifiers.logistic_regression_classifier import LogisticRegressionClassifier
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from components.bert.errors import BrokenModel
from components.encoder import BertEncoder
from components.featurizer import BertFeaturizer
from components.tokenizer import ChineseTokenizer
from tests.components.examples import INTENTS, intent_messages

HIDDEN = 32
WIDTH = 3 * HIDDEN  # the encoder's taps 1 and 3, and the last layer
TEXTS = ["我的订单到哪了", "where is my order", "我的order到哪了 hello", "😀", "a", "，。"]
FLOAT32 = {"precision": "float32"}


@pytest.fixture()
def tokenizer() -> ChineseTokenizer:
    return ChineseTokenizer({})


@pytest.fixture()
def featurizer(train_and_load: Callable[..., Any], noted: Callable[..., TrainingData]) -> BertFeaturizer:
    return train_and_load(BertFeaturizer, FLOAT32, noted(intent_messages()))


@pytest.fixture()
def serve(encoder: BertEncoder, tokenizer: ChineseTokenizer) -> Callable[..., Message]:
    """A message that has passed tokenizer, encoder and then the given components, as at a server."""

    def run(data: Any, *components: Any) -> Message:
        messages = [Message.build(data) if isinstance(data, str) else Message(data=data)]
        for component in (tokenizer, encoder, *components):
            messages = component.process(messages)
        return messages[0]

    return run


@pytest.fixture()
def trained_on(
    encoder: BertEncoder, tokenizer: ChineseTokenizer, featurizer: BertFeaturizer
) -> Callable[[List[Message]], TrainingData]:
    """Training data as a classifier gets it."""

    def run(messages: List[Message]) -> TrainingData:
        data = tokenizer.process_training_data(TrainingData(messages))
        return featurizer.process_training_data(encoder.process_training_data(data))

    return run


def both(message: Message, attribute: str = "text") -> Dict[str, np.ndarray]:
    found = {kind.type: kind.features for kind in message.features if kind.attribute == attribute}
    assert len(found) == len([kind for kind in message.features if kind.attribute == attribute])
    return found


@pytest.mark.parametrize("text", TEXTS)
def test_a_vector_for_each_token_and_one_for_the_sentence(
    featurizer: BertFeaturizer, serve: Callable[..., Message], text: str
) -> None:
    message = serve(text, featurizer)
    found = both(message)
    assert found["sequence"].shape == (len(message.get("text_tokens")), HIDDEN)
    assert found["sentence"].shape == (1, WIDTH)
    assert all(np.isfinite(array).all() and array.any(axis=1).all() for array in found.values())
    assert {kind.origin for kind in message.features} == {"test"}  # the node's name, or the alias


def test_the_sentence_is_made_of_pooled_layers(featurizer: BertFeaturizer, serve: Callable[..., Message]) -> None:
    message = serve("我的订单", featurizer)
    encoded = message.get("bert_states")
    (last,) = featurizer._loaded().states([encoded])
    expected = np.concatenate([encoded.pooled, last.mean(axis=0)])
    assert np.array_equal(both(message)["sentence"][0], expected)


def test_layers_are_those_of_the_model(
    tiny_bert: Path, featurizer: BertFeaturizer, serve: Callable[..., Message]
) -> None:
    import torch
    from transformers import AutoModel, AutoTokenizer

    tokens = AutoTokenizer.from_pretrained(tiny_bert)(["我的order"], return_tensors="pt")
    with torch.no_grad():
        layers = AutoModel.from_pretrained(tiny_bert)(**tokens, output_hidden_states=True).hidden_states
    found = both(serve("我的order", featurizer))
    expected = torch.cat([layers[number][0].mean(0) for number in (1, 3, 4)]).numpy()
    assert np.allclose(found["sentence"][0], expected, atol=2e-3)  # upper weights are kept as float16
    assert np.allclose(found["sequence"], layers[4][0][[1, 2, 3]].numpy(), atol=2e-3)


def test_words_behind_the_cut_get_zeros(featurizer: BertFeaturizer, serve: Callable[..., Message]) -> None:
    message = serve("取消 " * 100, featurizer)
    (sequence, tokens) = both(message)["sequence"], message.get("text_tokens")
    read = message.get("bert_states").offsets
    ends = [token.end for token in tokens]
    covered = sum(end <= max(end for _, end in read) for end in ends)
    assert 0 < covered < len(tokens)
    assert sequence[:covered].any(axis=1).all()
    assert not sequence[covered:].any()


@pytest.mark.parametrize("text", [*TEXTS, "/greet", " "])
def test_training_and_serving_give_the_same(
    trained_on: Callable[..., TrainingData], featurizer: BertFeaturizer, serve: Callable[..., Message], text: str
) -> None:
    others = [Message.build("取消" * length, "cancel_order") for length in range(1, 9)]
    trained = both(trained_on([*others, Message.build(text, "greet")]).training_examples[-1])
    served = both(serve(text, featurizer))
    for kind in ("sequence", "sentence"):
        assert np.allclose(trained[kind], served[kind], atol=1e-5)


def test_in_int8_neighbours_change_nothing(
    train_and_load: Callable[..., Any], tiny_bert: Path, tokenizer: ChineseTokenizer, own_cache: Path
) -> None:
    config = {"model": str(tiny_bert), "frozen_layers": 3, "precision": "int8", "max_tokens": 64}
    encoder = train_and_load(BertEncoder, config, TrainingData([]), name="encoder8")
    messages = [*intent_messages(), *(Message.build(text, "greet") for text in TEXTS)]
    data = encoder.process_training_data(tokenizer.process_training_data(TrainingData(messages)))
    featurizer = train_and_load(BertFeaturizer, {}, data, name="featurizer8")
    for trained in featurizer.process_training_data(data).training_examples:
        served = Message.build(trained.get("text"))
        for component in (tokenizer, encoder, featurizer):
            (served,) = component.process([served])
        for kind, array in both(served).items():
            assert np.array_equal(array, both(trained)[kind])


def test_responses_and_bot_texts_get_features_too(trained_on: Callable[..., TrainingData]) -> None:
    response = Message(data={"intent": "faq", "response": "七天内可退", "intent_response_key": "faq/return"})
    action = Message(data={"action_text": "您好"})
    label = Message(data={"intent": "greet"})
    data = trained_on([Message.build("能退吗", "faq/return"), response, action, label])
    assert both(data.training_examples[1], "response")["sentence"].shape == (1, WIDTH)
    assert both(data.training_examples[2], "action_text")["sequence"].shape == (1, HIDDEN)
    assert data.training_examples[3].features == []


def test_the_bots_words_in_end_to_end_stories_are_served(
    trained_on: Callable[..., TrainingData], featurizer: BertFeaturizer, serve: Callable[..., Message]
) -> None:
    data = trained_on([Message.build("你好", "greet"), Message(data={"action_text": "您好，哪一单？"})])
    trained, served = data.training_examples[1], serve({"action_text": "您好，哪一单？"}, featurizer)
    assert {kind.attribute for kind in served.features} == {"action_text"}
    for kind, array in both(served, "action_text").items():
        assert np.allclose(array, both(trained, "action_text")[kind], atol=1e-5)
    assert serve({"action_name": "action_listen"}, featurizer).features == []


def test_two_loads_agree(
    featurizer: BertFeaturizer, serve: Callable[..., Message], storage: Any, context: Any
) -> None:
    config = {**BertFeaturizer.get_default_config(), **FLOAT32}
    again = BertFeaturizer.load(config, storage, Resource("BertFeaturizer"), context)
    for text in TEXTS:
        one, other = both(serve(text, featurizer)), both(serve(text, again))
        assert all(np.array_equal(one[kind], other[kind]) for kind in ("sequence", "sentence"))


@pytest.mark.parametrize("text", ["/greet", '/inform{"order_id": "1"}', " ", ""])
def test_logistic_regression_learns_from_it_and_takes_any_message(
    trained_on: Callable[..., TrainingData],
    featurizer: BertFeaturizer,
    serve: Callable[..., Message],
    train_and_load: Callable[..., Any],
    text: str,
) -> None:
    classifier = train_and_load(LogisticRegressionClassifier, {}, trained_on(intent_messages()))
    for intent, examples in INTENTS.items():
        for example in examples:
            assert serve(example, featurizer, classifier).get("intent")["name"] == intent
    assert serve(text, featurizer, classifier).get("intent")["name"] in INTENTS


@pytest.mark.slow
def test_diet_learns_intents_and_entities_from_it(
    trained_on: Callable[..., TrainingData],
    featurizer: BertFeaturizer,
    serve: Callable[..., Message],
    train_and_load: Callable[..., Any],
) -> None:
    from rasa.nlu.classifiers.diet_classifier import DIETClassifier

    from tests.components.examples import ENTITIES, entity_messages

    # Eager, because tracing its graph takes longer than these few steps.
    config = {"run_eagerly": True, "epochs": 40, "learning_rate": 0.02, "drop_rate": 0.0, "random_seed": 1,
              "number_of_transformer_layers": 0, "constrain_similarities": True}  # fmt: skip
    diet = train_and_load(DIETClassifier, config, trained_on([*intent_messages(), *entity_messages()]))
    for intent, examples in INTENTS.items():
        for example in examples:
            assert serve(example, featurizer, diet).get("intent")["name"] == intent
    for text, spans in ENTITIES:
        entities = serve(text, featurizer, diet).get("entities")
        assert [(e["entity"], e["start"], e["end"]) for e in entities] == spans
    for text in ("/greet", " ", ""):
        assert "intent" in serve(text, featurizer, diet).data


@pytest.mark.parametrize(
    ("config", "layers", "size"),
    [({"layers": [3]}, (3,), 0), ({"layers": [4, 1]}, (1, 4), 1), ({"pooling": "max"}, (3, 4), 1), ({}, (1, 3, 4), 1)],
)
def test_only_the_layers_asked_for_are_kept(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], serve: Callable[..., Message],
    storage: Any, config: Any, layers: Any, size: int,
) -> None:  # fmt: skip
    featurizer = train_and_load(BertFeaturizer, config, noted(intent_messages()), name="few")
    with storage.read_from(Resource("few")) as folder:
        assert len(list(Path(folder).glob("*.onnx"))) == size
    assert featurizer._loaded().spec.layers == layers
    assert both(serve("我的订单", featurizer))["sentence"].shape == (1, len(layers) * HIDDEN)


@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"layers": [2, 4]}, r"BertEncoder gives for pooling 'mean' \(1, 3\) and at most one of 4 to 4.*not \[2, 4\]"),
        ({"layers": [1]}, "with 3 or that one among them"),
        ({"layers": [1, 4], "pooling": "max"}, r"for pooling 'max' \(3\)"),
        ({"layers": 4}, "layers must be a list of whole numbers, not 4"),
        ({"pooling": "cls"}, "pooling must be one of mean, max, not 'cls'"),
        ({"precision": "float16"}, "precision must be one of int8, float32, not 'float16'"),
        ({"layer": [4]}, "unknown key layer in config.yml; known are alias, layers"),
    ],
)
def test_config_mistakes_say_what_is_allowed(
    train_and_load: Callable[..., Any], noted: Callable[..., TrainingData], config: Any, words: str
) -> None:
    with pytest.raises(InvalidConfigException, match=words):
        train_and_load(BertFeaturizer, config, noted(intent_messages()))


def test_another_base_model_changes_what_rasa_hashes(
    encoder: BertEncoder, tiny_bert: Path, tmp_path: Path, own_cache: Path, train_and_load: Callable[..., Any]
) -> None:
    """The featurizer's own fingerprint holds no weights: those reach it through the note on the examples."""
    other = tmp_path / "other"
    shutil.copytree(tiny_bert, other)
    weights = other / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\0\0\0\1")
    config = {"frozen_layers": 3, "precision": "float32", "max_tokens": 64}
    changed = train_and_load(BertEncoder, {**config, "model": str(other)}, TrainingData([]), name="other")
    one, two = (
        component.process_training_data(TrainingData(intent_messages())).fingerprint()
        for component in (encoder, changed)
    )
    assert one != two


def test_a_broken_archive_is_named(featurizer: BertFeaturizer, storage: Any, context: Any) -> None:
    config, resource = BertFeaturizer.get_default_config(), Resource("BertFeaturizer")
    with storage.write_to(resource) as folder:
        (Path(folder) / "upper.onnx").write_bytes(b"cut off")
    with pytest.raises(BrokenModel, match="rasa train"):
        BertFeaturizer.load(config, storage, resource, context)
    with storage.write_to(resource) as folder:
        (Path(folder) / "upper.onnx").unlink()
    with pytest.raises(BrokenModel, match=r"upper\.onnx.*rasa train"):
        BertFeaturizer.load(config, storage, resource, context)
    with pytest.raises(BrokenModel, match="holds no BertFeaturizer"):
        BertFeaturizer.load(config, storage, Resource("absent"), context)


def test_states_of_another_encoder_are_refused(featurizer: BertFeaturizer, serve: Callable[..., Message]) -> None:
    message = serve("你好")
    message.set("bert_states", replace(message.get("bert_states"), digest="other"))
    with pytest.raises(BrokenModel, match="another encoder"):
        featurizer.process([message])


def test_needs_the_encoder_before_it(
    featurizer: BertFeaturizer, train_and_load: Callable[..., Any], tokenizer: ChineseTokenizer
) -> None:
    assert BertEncoder in BertFeaturizer.required_components()
    with pytest.raises(InvalidConfigException, match="needs BertEncoder before it"):
        featurizer.process(tokenizer.process([Message.build("你好")]))
    with pytest.raises(InvalidConfigException, match="needs BertEncoder before it"):
        train_and_load(BertFeaturizer, {}, TrainingData(intent_messages()))


def test_english_by_white_space(encoder: BertEncoder, featurizer: BertFeaturizer) -> None:
    tokenizer = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config())
    (message,) = tokenizer.process([Message.build("where is my order?")])
    (message,) = featurizer.process(encoder.process([message]))
    sequence = both(message)["sequence"]
    (last,) = featurizer._loaded().states([message.get("bert_states")])
    assert np.allclose(sequence, last[1:5], atol=1e-6)  # [CLS] where is my order ? [SEP]


def test_neither_training_nor_serving_imports_torch(encoder: BertEncoder, storage: Any, tmp_path: Path) -> None:
    script = f"""
import sys
from pathlib import Path
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from components.encoder import BertEncoder
from components.featurizer import BertFeaturizer
from components.tokenizer import ChineseTokenizer
storage, context = LocalModelStorage(Path({str(storage._storage_path)!r})), ExecutionContext(GraphSchema({{}}))
tokenizer, encoder = ChineseTokenizer({{}}), BertEncoder.load({{}}, storage, Resource("BertEncoder"), context)
data = encoder.process_training_data(tokenizer.process_training_data(TrainingData([Message.build("你好", "greet")])))
resource = BertFeaturizer.create({{}}, storage, Resource("BertFeaturizer"), context).train(data)
featurizer = BertFeaturizer.load({{}}, storage, resource, context)
featurizer.process_training_data(data)
featurizer.process(encoder.process(tokenizer.process([Message.build("你好")])))
assert data.training_examples[0].features
assert "torch" not in sys.modules, "torch was imported"
assert "transformers" not in sys.modules, "transformers was imported"
"""
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=Path.cwd(), check=False)
    assert result.returncode == 0, result.stderr[-2000:]
