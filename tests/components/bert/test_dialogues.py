"""Files of messages in context: what they hold, and mistakes that are named."""
from __future__ import annotations

from pathlib import Path

import pytest

from components.bert.dialogues import ContextExample, context_fingerprint, read_context
from components.bert.errors import TrainingDataError


def test_items_are_read_sorted_and_once(tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(
        "dialogues:\n- {bot: 哪一单, text: 第二个, intent: inform}\n- {bot: 哪一单, text: 第二个, intent: inform}\n",
        encoding="utf-8",
    )
    (tmp_path / "a.yml").write_text(
        "dialogues:\n- {bot: The last four digits, previous: cancel it, text: 1234, intent: inform}\n", encoding="utf-8"
    )
    assert read_context(str(tmp_path)) == [
        ContextExample("1234", "inform", "The last four digits", "cancel it"),
        ContextExample("第二个", "inform", "哪一单"),
    ]
    before = context_fingerprint(str(tmp_path))
    (tmp_path / "a.yml").write_text("dialogues: []\n", encoding="utf-8")
    assert context_fingerprint(str(tmp_path)) != before


def test_no_folder_is_no_context(tmp_path: Path) -> None:
    assert read_context(str(tmp_path / "absent")) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("- text: x\n", "list under the key 'dialogues'"),
        ("dialogues:\n- {text: x, intent: deny}\n", r"dialogue 1: has neither 'bot' nor 'previous'"),
        ("dialogues:\n- {bot: a, text: x}\n", "dialogue 1: 'intent' is missing"),
        ("dialogues:\n- {bot: a, intent: x}\n", "'text' is missing"),
        ("dialogues:\n- {bot: a, text: b, intent: c, mood: d}\n", "expected the keys bot, intent, previous, text"),
        ("dialogues: [", "is no YAML"),
    ],
)
def test_mistakes_name_file_and_item(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "zh.yml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(TrainingDataError, match=words) as caught:
        read_context(str(path))
    assert str(path) in str(caught.value)
