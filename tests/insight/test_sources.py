"""Examples with their places, in all the forms that Rasa reads; mistakes with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

import pytest

from insight.errors import SourceError
from insight.sources import Example, read_examples
from kefu.environment import PROJECT_DIR

FORMS = """\
version: "3.1"
# A comment.
nlu:
- intent: greet
  examples: |
    - 你好
    # no hyphen: passed over

    -  hello
    -hi
- synonym: 北京
  examples: |
    - 帝都
- intent: inform
  metadata: {sentiment: neutral}
  examples:
    - text: '寄到[帝都]{"entity": "city", "value": "北京", "role": "to"}'
    - text: |
        [两件](quantity)[红](colour)的
      metadata:
        x: 1
- intent: "faq/ask"
  examples: "- 一行"
- intent:
  examples: |
    - 没有名字
- lookup: city
  examples: |
    - 上海
- regex: zip
  examples: |
    - \\d{6}
responses:
  utter_greet:
  - text: 你好
"""


def entities(found: Sequence[Dict[str, Any]]) -> List[Tuple[Any, ...]]:
    return sorted((e["entity"], e["start"], e["end"], e["value"], e.get("role")) for e in found)


@pytest.fixture()
def file(tmp_path: Path) -> Path:
    return tmp_path / "nlu.yml"


def test_all_forms_are_read_with_their_lines(file: Path) -> None:
    file.write_text(FORMS, encoding="utf-8")
    found = read_examples(file.parent)
    assert [(one.text, one.intent, one.line) for one in found] == [
        ("你好", "greet", 6),
        ("hello", "greet", 9),
        ("hi", "greet", 10),
        ("寄到帝都", "inform", 17),
        ("两件红的", "inform", 19),
        ("一行", "faq", 23),
    ]
    assert entities(found[3].entities) == [("city", 2, 4, "北京", "to")]
    assert entities(found[4].entities) == [("colour", 2, 3, "红", None), ("quantity", 0, 2, "两件", None)]
    assert found[0].place == f"{file}:6"


def from_rasa(folder: Path) -> List[Tuple[Any, ...]]:
    from rasa.shared.nlu.training_data.loading import load_data

    examples = load_data(str(folder)).intent_examples
    return sorted((one.get("text"), one.get("intent"), entities(one.get("entities", []))) for one in examples)


def as_rows(examples: Sequence[Example]) -> List[Tuple[Any, ...]]:
    return sorted((one.text, one.intent, entities(one.entities)) for one in examples)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_rasa_reads_the_same(file: Path) -> None:
    file.write_text(FORMS, encoding="utf-8")
    assert as_rows(read_examples(file.parent)) == from_rasa(file.parent)


def test_the_project_s_own_data_are_read_as_rasa_reads_them() -> None:
    found = read_examples(PROJECT_DIR / "data" / "nlu")
    assert as_rows(found) == from_rasa(PROJECT_DIR / "data" / "nlu")
    for one in found[::97]:
        line = one.file.read_text(encoding="utf-8").splitlines()[one.line - 1]
        assert line.strip().startswith("-")
        assert one.text[:1] in line


def test_folders_are_read_in_order_and_below(tmp_path: Path) -> None:
    for name, text in (("b.yml", "乙"), ("a/c.yaml", "甲"), ("notes.txt", "丙")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"nlu:\n- intent: x\n  examples: |\n    - {text}\n", encoding="utf-8")
    (tmp_path / "rules.yml").write_text("rules: []\n", encoding="utf-8")
    (tmp_path / "empty.yml").write_text("", encoding="utf-8")
    assert [(one.text, one.file.name) for one in read_examples(tmp_path)] == [("甲", "c.yaml"), ("乙", "b.yml")]
    assert [one.text for one in read_examples(tmp_path / "b.yml")] == ["乙"]


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("nlu:\n- intent: x\n  examples: |\n    - 好\n   - 坏\n", 5, "no YAML"),
        ("nlu:\n- intent: x\n  examples:\n  - 好\n", 4, r"expected `- text: …`"),
        ("nlu:\n- intent: x\n  examples:\n    text: 好\n", 4, r"expected `examples: \|`"),
        ('nlu:\n- intent: x\n  examples: |\n    - 好\n    - [两件]{"entity" "quantity"}\n', 5, "an entity mark"),
        ('nlu:\n- intent: x\n  examples: |\n    - [两件]{"value": "2"}\n', 4, "an entity mark"),
    ],
)
def test_mistakes_are_named_with_file_and_line(file: Path, text: str, line: int, says: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=rf"nlu\.yml:{line}: .*{says}"):
        read_examples(file.parent)


def test_what_is_no_text_is_named(file: Path) -> None:
    file.write_bytes("nlu: 好".encode("gbk"))
    with pytest.raises(SourceError, match=r"nlu\.yml: cannot be read .*UTF-8"):
        read_examples(file.parent)


def test_a_folder_without_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Expected training data"):
        read_examples(tmp_path)
