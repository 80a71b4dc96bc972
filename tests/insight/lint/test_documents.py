"""Files that cannot be read, named with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from insight.lint.documents import read_document
from tests.insight.lint.small_project import SmallProject


def test_the_small_project_has_no_mistake(project: SmallProject) -> None:
    assert project.lint() == []


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ('a: 1\nb: "open\nc: 2\n', "broken-yaml", 4),
        ("a: x: y\n", "broken-yaml", 1),
        ("a:\n- 1\n  - 2\n b: 3\n", "broken-yaml", 4),
        ("ok: 1\nbell: \x07\n", "control-character", 2),
        ("a: 1\nb: 2\na: 3\n", "key-twice", 3),
        ("x:\n- {k: 1, k: 2}\n", "key-twice", 2),
    ],
)
def test_what_is_no_yaml(tmp_path: Path, text: str, code: str, line: int) -> None:
    path = tmp_path / "a.yml"
    path.write_text(text, encoding="utf-8")
    (finding,) = read_document(path, "a.yml")[1]
    assert (finding.code, finding.file, finding.line) == (code, "a.yml", line)


def test_a_file_that_is_no_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_bytes("nlu: []\n# 你好".encode("gbk"))
    (finding,) = read_document(path, "a.yml")[1]
    assert (finding.code, finding.line) == ("not-utf8", 2)


def test_merged_keys_and_aliases_are_no_double(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("a: &x {k: 1}\nb: {<<: *x, k: 2}\nc: *x\n", encoding="utf-8")
    document, findings = read_document(path, "a.yml")
    assert findings == []
    assert [entry.name for entry in document.entries(document.get(document.root, "b"))] == ["k", "k"]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_bytes(b"\xef\xbb\xbfnlu: []\n")
    document, findings = read_document(path, "a.yml")
    assert (findings, [entry.name for entry in document.entries(document.root)]) == ([], ["nlu"])


def test_other_files_are_checked_although_one_is_broken(project: SmallProject) -> None:
    project.write("data/nlu/broken.yml", "nlu:\n- intent: 'x\n")
    line = project.add("[耳机](categori)好吗")
    assert ("broken-yaml", "data/nlu/broken.yml", 3) in project.found()
    assert ("entity-unknown", "data/nlu/all.yml", line) in project.found()


def test_a_folder_without_a_domain(project: SmallProject) -> None:
    (project.root / "domain.yml").unlink()
    assert ("unreadable", "domain.yml", 1) in project.found()
