"""Our components beside the same layers in torch, eager, float32: what serving by ONNX Runtime in int8 gains."""
from __future__ import annotations

import argparse
import json
import os
import statistics
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any, Callable, Dict, List, Sequence, Tuple

BATCH = 32
ROUNDS = 3
_WARM_UP = 20  # texts before the clock counts

Reader = Callable[[List[str]], Any]


class Ours:
    """The pipeline as Rasa runs it up to the last BERT head: words, encoder, heads."""

    def __init__(self, model: Path) -> None:
        from rasa.core.agent import Agent
        from rasa.core.channels.channel import UserMessage
        from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
        from rasa.shared.core.trackers import DialogueStateTracker

        from benchmarks.systems.rasa_nlu import log_as_rasa_does

        log_as_rasa_does()
        processor = Agent.load(str(model)).processor
        assert processor is not None
        self._runner, self._message, self._slot = processor.graph_runner, UserMessage, PLACEHOLDER_MESSAGE
        self._tracker = {PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("benchmark", [])}
        nodes = processor.model_metadata.predict_schema.nodes
        # Nodes stand in the order of the pipeline, and each runs all before it.
        self._target = [name for name, node in nodes.items() if node.uses.__module__ in _HEADS][-1]

    def read(self, texts: List[str]) -> None:
        """All that the heads say of the texts."""
        messages = [self._message(text) for text in texts]
        self._runner.run(inputs={self._slot: messages, **self._tracker}, targets=[self._target])


_HEADS = ("components.intent", "components.sentiment", "components.entities")


class Eager:
    """The same tokens through the same layers of transformers' model; what follows them is left out, in its favour.

    The weights are the base model's: speed does not depend on them.
    """

    def __init__(self, folder: Path) -> None:
        import torch
        from tokenizers import Tokenizer
        from transformers import AutoModel

        from components.bert.find import find_model

        torch.set_num_threads(int(os.environ.get("KEFU_THREADS", "0")) or min(2, os.cpu_count() or 1))
        self._spec, self._ranges = layers_of(folder)
        self._tokenizer = Tokenizer.from_file(str(next(folder.rglob("tokenizer.json"))))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self._spec["max_tokens"])
        path = find_model(self._spec["model"]).path
        self._model = AutoModel.from_pretrained(str(path), dtype=torch.float32).eval()

    def read(self, texts: List[str]) -> None:
        """The last states of each head."""
        import torch

        encodings = self._tokenizer.encode_batch([self._spec["prefix"] + text for text in texts])
        rows = [encoding.ids for encoding in encodings]
        longest = max(map(len, rows))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in rows])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in rows])
        with torch.inference_mode():
            wide = self._model.get_extended_attention_mask(mask, ids.shape)
            embedded = self._model.embeddings(input_ids=ids)
            lower = self._run(embedded, wide, 0, self._spec["frozen_layers"])
            for first, last in self._ranges:
                self._run(lower if first else embedded, wide, first, last)

    def _run(self, states: Any, mask: Any, first: int, last: int) -> Any:
        for layer in self._model.encoder.layer[first:last]:
            output = layer(states, attention_mask=mask)
            states = output[0] if isinstance(output, tuple) else output
        return states


def layers_of(folder: Path) -> Tuple[Dict[str, Any], List[Tuple[int, int]]]:
    """The encoder's description in an unpacked archive, and the first layer and the one after the last of each head."""
    spec = dict(json.loads(next(folder.rglob("encoder.json")).read_text(encoding="utf-8")))
    heads = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("head.json"))]
    return spec, [(head.get("first_layer", spec["frozen_layers"]), head["last_layer"]) for head in heads]


def milliseconds(read: Reader, batches: Sequence[List[str]]) -> float:
    """Median time of one batch."""
    taken = []
    for batch in batches:
        start = time.perf_counter()
        read(batch)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def per_second(read: Reader, batches: Sequence[List[str]]) -> float:
    """Messages a second over all batches."""
    start = time.perf_counter()
    for batch in batches:
        read(batch)
    return sum(map(len, batches)) / (time.perf_counter() - start)


def compare(ours: Reader, torch: Reader, texts: List[str]) -> Dict[str, Any]:
    """One by one and in batches of like length, in turns; the best of several rounds of each."""
    single = [[text] for text in texts]
    ordered = sorted(texts, key=len)
    batches = [ordered[at : at + BATCH] for at in range(0, len(ordered), BATCH)]
    for read in (ours, torch):
        milliseconds(read, single[:_WARM_UP])
    rounds = [
        (milliseconds(ours, single), milliseconds(torch, single), per_second(ours, batches), per_second(torch, batches))
        for _ in range(ROUNDS)
    ]
    our_ms, torch_ms = (min(one[at] for one in rounds) for at in (0, 1))
    our_rate, torch_rate = (max(one[at] for one in rounds) for at in (2, 3))
    return {
        "ours_ms": our_ms,
        "torch_ms": torch_ms,
        "times_faster": torch_ms / our_ms,
        "batch": BATCH,
        "ours_batch_per_second": our_rate,
        "torch_batch_per_second": torch_rate,
    }


def main() -> None:
    """Reads texts (a JSON list) from one file and writes the comparison to another."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="the model archive")
    parser.add_argument("texts", type=Path)
    parser.add_argument("answer", type=Path)
    options = parser.parse_args()
    os.environ.setdefault("USE_TF", "0")
    texts = json.loads(options.texts.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(options.model, "r:gz") as archive:
            archive.extractall(folder)
        eager = Eager(Path(folder))
        result = compare(Ours(options.model).read, eager.read, texts)
    options.answer.write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main()
