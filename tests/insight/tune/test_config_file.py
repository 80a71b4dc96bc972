"""config.yml: new settings put in while every other character stays."""

from __future__ import annotations

import difflib
import os
from pathlib import Path
from typing import Any, Dict, List

import pytest
import yaml

from insight.tune.config_file import component_config, snippet, with_settings, write_whole
from insight.tune.errors import TuneError
from kefu.environment import PROJECT_DIR

INTENT = "BertIntentClassifier"
ODD = """\
# Ours; 不要改
language:   "zh"     # quoted
pipeline:
- name: 'components.encoder.BertEncoder'
  prefix: ""

  # Intents.
- name: components.intent.BertIntentClassifier   # the first head
  epochs:   4      # measured
  learning_rate: 2e-4
  augmentation:
    - noise
    - synonym

  # Moods, after a blank line.
- {name: components.sentiment.BertSentimentAnalyzer, tuned_layers: 2 }   # in braces
- name: components.entities.BertEntityExtractor
  dropout:
policies:
    - name: RulePolicy
      core_fallback_threshold: 3e-1"""


@pytest.fixture()
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "config.yml", ODD)


def write(file: Path, text: str) -> Path:
    file.write_bytes(text.encode("utf-8"))
    return file


def changed(before: str, after: str) -> List[str]:
    """Lines that went or came."""
    lines = difflib.ndiff(before.splitlines(keepends=True), after.splitlines(keepends=True))
    return [line for line in lines if line[0] in "+-"]


@pytest.mark.parametrize(
    ("component", "settings", "lines"),
    [
        (INTENT, {"epochs": 6}, ["-   epochs:   4      # measured\n", "+   epochs:   6      # measured\n"]),
        (INTENT, {"learning_rate": 0.00001}, ["-   learning_rate: 2e-4\n", "+   learning_rate: 0.00001\n"]),
        (INTENT, {"r_drop": 0.5, "method": "lora"}, ["+   r_drop: 0.5\n", "+   method: lora\n"]),
        (
            INTENT,
            {"augmentation": ["pinyin"]},
            ["-   augmentation:\n", "+   augmentation: [pinyin]\n", "-     - noise\n", "-     - synonym\n"],
        ),
        (
            "BertSentimentAnalyzer",
            {"tuned_layers": 3, "r_drop": 0.0},
            [
                "- - {name: components.sentiment.BertSentimentAnalyzer, tuned_layers: 2 }   # in braces\n",
                "+ - {name: components.sentiment.BertSentimentAnalyzer, tuned_layers: 3, r_drop: 0.0 }   # in braces\n",
            ],
        ),
        ("BertEntityExtractor", {"dropout": 0.2}, ["-   dropout:\n", "+   dropout: 0.2\n"]),
    ],
)
def test_only_what_changes_is_written(
    file: Path, component: str, settings: Dict[str, Any], lines: List[str]
) -> None:
    after = with_settings(file, component, settings)
    assert changed(ODD, after) == lines
    assert file.read_text(encoding="utf-8") == ODD  # nothing is written yet
    write(file, after)
    assert {**component_config(file, component), **settings} == component_config(file, component)
    assert with_settings(file, component, settings) == after  # once more changes nothing


def test_new_keys_come_before_the_comment_of_the_next_entry(file: Path) -> None:
    after = with_settings(file, INTENT, {"dropout": 0.2})
    assert "    - synonym\n  dropout: 0.2\n\n  # Moods, after a blank line.\n" in after


def test_values_that_are_there_already_stay_as_they_are_written(file: Path) -> None:
    given = component_config(file, INTENT)
    assert given == {"epochs": 4, "learning_rate": 0.0002, "augmentation": ["noise", "synonym"]}
    assert with_settings(file, INTENT, given) == ODD


@pytest.mark.parametrize("text", [ODD.replace("\n", "\r\n"), f"\ufeff{ODD}"], ids=["CRLF", "BOM"])
def test_line_ends_and_a_byte_order_mark_stay(tmp_path: Path, text: str) -> None:
    file = write(tmp_path / "config.yml", text)
    after = with_settings(file, INTENT, {"epochs": 5, "dropout": 0.2})
    write_whole(file, after)
    end = "\r\n" if "\r\n" in text else "\n"
    expected = text.replace("epochs:   4", "epochs:   5").replace("- synonym", f"- synonym{end}  dropout: 0.2")
    assert file.read_bytes() == expected.encode("utf-8")


def test_an_entry_at_the_end_of_a_file_without_a_last_line_end(tmp_path: Path) -> None:
    file = write(tmp_path / "config.yml", "pipeline:\n  - name: x.BertIntentClassifier\n    epochs: 3")
    assert with_settings(file, INTENT, {"epochs": 4, "dropout": 0.2}) == (
        "pipeline:\n  - name: x.BertIntentClassifier\n    epochs: 4\n    dropout: 0.2\n"
    )


@pytest.mark.parametrize("component", [INTENT, "BertSentimentAnalyzer", "BertEntityExtractor"])
def test_the_projects_own_file(component: str) -> None:
    file = PROJECT_DIR / "config.yml"
    before = file.read_text(encoding="utf-8")
    settings = {"epochs": 7, "tuned_layers": 1, "weight_decay": 0.0002, "augmentation": ["noise"], "method": "lora"}
    after = with_settings(file, component, settings)
    known = component_config(file, component)
    assert len(changed(before, after)) == sum(2 if name in known else 1 for name in settings)
    content = yaml.safe_load(after)  # YAML 1.1, which takes 2e-04 for a text
    (entry,) = [item for item in content["pipeline"] if item["name"].endswith(component)]
    assert {name: entry[name] for name in settings} == settings


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pipeline:\n- name: WhitespaceTokenizer\n- just a word\n", "has no BertIntentClassifier in its pipeline"),
        ("pipeline:\n- name: a.BertIntentClassifier\n- name: BertIntentClassifier\n", "more than once in its pipeline"),
        ("language: zh\n", "has no list `pipeline:`"),
        ("pipeline: none\n", "has no list `pipeline:`"),
        ("pipeline: [a\nb: c\n", "cannot be read"),
        ("pipeline:\n- name: x.BertIntentClassifier\n  epochs: 3\n  epochs: 4\n", "cannot be read"),
    ],
)
def test_a_file_without_the_component_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = write(tmp_path / "config.yml", text)
    for refused in (
        lambda: component_config(file, INTENT),
        lambda: with_settings(file, INTENT, {"epochs": 3}),
        lambda: snippet(file, INTENT, {}),
    ):
        with pytest.raises(TuneError) as caught:
            refused()
        assert says in str(caught.value)
        assert str(file) in str(caught.value)


def test_a_file_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(TuneError, match=r"gone.yml cannot be read: .* Name a project with a config.yml in UTF-8"):
        component_config(tmp_path / "gone.yml", INTENT)
    (tmp_path / "gbk.yml").write_bytes("# 中文\n".encode("gbk"))
    with pytest.raises(TuneError, match="in UTF-8"):
        component_config(tmp_path / "gbk.yml", INTENT)


def test_what_cannot_be_changed_in_its_place_is_left_to_a_person(tmp_path: Path) -> None:
    shared = "x: &few 3\npipeline:\n- name: x.BertIntentClassifier\n  epochs: *few\n"
    file = write(tmp_path / "config.yml", shared)
    assert component_config(file, INTENT) == {"epochs": 3}
    with pytest.raises(TuneError, match=r"cannot be changed in its place. Write these by hand: epochs: 5\."):
        with_settings(file, INTENT, {"epochs": 5})


def test_the_snippet_is_the_whole_entry_in_yaml(file: Path) -> None:
    text = snippet(file, INTENT, {"epochs": 6, "learning_rate": 0.00001, "r_drop": 1.0})
    assert text == (
        "  - name: components.intent.BertIntentClassifier\n"
        "    epochs: 6\n"
        "    learning_rate: 0.00001\n"
        "    augmentation: [noise, synonym]\n"
        "    r_drop: 1.0\n"
    )


def test_values_of_other_keys_are_quoted_where_they_must_be(tmp_path: Path) -> None:
    text = "pipeline:\n- name: x.BertIntentClassifier\n  context: 'no'\n  ignore: ['a, b', 中文]\n  prefix: 'query: '\n"
    file = write(tmp_path / "config.yml", text)
    assert yaml.safe_load(snippet(file, INTENT, {})) == yaml.safe_load(text)["pipeline"]


def test_a_file_is_written_whole_or_not_at_all(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.chmod(0o640)
    write_whole(file, "new\n")
    assert file.read_text() == "new\n"
    assert file.stat().st_mode & 0o777 == 0o640

    def full(*arguments: Any) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="disk is full"):
        write_whole(file, "newer\n")
    assert file.read_text() == "new\n"
    assert [one.name for one in file.parent.iterdir()] == ["config.yml"]


def test_a_link_stays_a_link(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yml"
    link.symlink_to(file)
    write_whole(link, "new\n")
    assert link.is_symlink()
    assert file.read_text() == "new\n"
