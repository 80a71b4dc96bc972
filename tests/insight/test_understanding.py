"""Parsing many texts is what the server does with each; archives that cannot be looked into are named."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List

import numpy as np
import pytest

from insight.errors import NotUnderstandable
from insight.understanding import Understanding
from kefu.environment import PROJECT_DIR

TEXTS = ["我要取消订单", "  你好 ", "/affirm", "", "where is my package", "订单261105482913尾号8812", "😀"]


def served(archive: Path, texts: List[str]) -> List[Dict[str, Any]]:
    """What Rasa's own message processor makes of each text."""
    from rasa.core.channels.channel import UserMessage
    from rasa.core.http_interpreter import RasaNLUHttpInterpreter
    from rasa.core.lock_store import InMemoryLockStore
    from rasa.core.nlg import TemplatedNaturalLanguageGenerator
    from rasa.core.processor import MessageProcessor
    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.shared.core.domain import Domain

    nobody: RasaNLUHttpInterpreter | None = None
    processor = MessageProcessor(
        str(archive),
        InMemoryTrackerStore(Domain.empty()),
        InMemoryLockStore(),
        TemplatedNaturalLanguageGenerator({}),
        http_interpreter=nobody,
    )
    return [asyncio.run(processor.parse_message(UserMessage(text))) for text in texts]


def test_it_parses_as_the_server_does(understanding: Understanding, archive: Path) -> None:
    assert understanding.parse(TEXTS) == served(archive, TEXTS)


@pytest.mark.parametrize("together", [1, 8, 100])
def test_many_texts_keep_their_order(understanding: Understanding, together: int) -> None:
    texts = ["取消" + "呀" * (number * 7 % 13) for number in range(35)]
    parsed = understanding.parse(texts, together)
    assert [one["text"] for one in parsed] == texts
    alone = understanding.parse([texts[5]])[0]
    assert parsed[5]["intent"]["name"] == alone["intent"]["name"]
    assert parsed[5]["intent"]["confidence"] == pytest.approx(alone["intent"]["confidence"], abs=1e-4)
    assert understanding.parse([], together) == []


def test_probabilities_are_those_of_the_parse(understanding: Understanding) -> None:
    text = "我要取消订单"
    parse = understanding.parse([text])[0]
    rows = understanding.probabilities(text, ["intent", "label"])
    by_intent = dict(zip(understanding.labels["intent"], rows["intent"]))
    for row in parse["intent_ranking"]:
        assert by_intent[row["name"]] == pytest.approx(row["confidence"], abs=1e-6)
    assert max(rows["label"]) == pytest.approx(parse["sentiment"]["confidence"], abs=1e-6)
    assert set(understanding.labels) == {"intent", "label", "emotion"}


def test_scores_are_linear_in_the_features(understanding: Understanding) -> None:
    """Equal features, equal probabilities; different ones differ."""
    one, again, other = (understanding.features(text) for text in ("你好", "你好", "取消"))
    assert np.array_equal(one, again)
    assert not np.allclose(one, other)


def test_the_empty_text_has_a_value(understanding: Understanding) -> None:
    rows = understanding.probabilities("", ["intent"])["intent"]
    assert rows.sum() == pytest.approx(1, abs=1e-5)


def test_nothing_that_was_unpacked_stays(archive: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    understanding = Understanding.load(archive)
    assert understanding.parse(["你好"])[0]["intent"]["name"] == "greet"
    assert list(tmp_path.iterdir()) == []


def test_equal_models_have_equal_digests(archive: Path, understanding: Understanding) -> None:
    assert Understanding.load(archive).digest == understanding.digest


def test_an_absent_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotUnderstandable, match=r"no model at .*m\.tar\.gz.*kefu train"):
        Understanding.load(tmp_path / "m.tar.gz")


@pytest.mark.parametrize("kept", [0, 10, 2000])
def test_a_damaged_archive_is_named(archive: Path, tmp_path: Path, kept: int) -> None:
    broken = tmp_path / "m.tar.gz"
    broken.write_bytes(archive.read_bytes()[:kept])
    with pytest.raises(NotUnderstandable, match=r"m\.tar\.gz is damaged.*kefu train"):
        Understanding.load(broken)


def test_an_archive_of_another_pipeline_is_named(foreign_archive: Path) -> None:
    with pytest.raises(NotUnderstandable, match="has no BertEncoder with a trained BertIntentClassifier"):
        Understanding.load(foreign_archive)


@pytest.mark.slow
def test_neither_torch_nor_transformers_is_loaded(archive: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from insight.understanding import Understanding; "
        f"Understanding.load(Path({str(archive)!r})).parse(['你好']); "
        "print([name for name in ('torch', 'transformers') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_DIR, env=os.environ, capture_output=True, text=True, timeout=500
    )
    assert done.stdout.strip() == "[]", done.stderr
