"""The digest of code: what a module imports counts, comments and docstrings do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.sources import code_digest, files_digest

HEAD = '''
"""Reads."""
from parts.deep import tools
import os

def read():
    """Says."""
    import parts.late
    return 1
'''.lstrip()


@pytest.fixture()
def project(tmp_path: Path) -> Path:
    files = {
        "parts/__init__.py": "",
        "parts/head.py": HEAD,
        "parts/late.py": "LATE = 1\n",
        "parts/deep/__init__.py": "",
        "parts/deep/tools.py": "TOOL = 1\n",
        "parts/other.py": "OTHER = 1\n",
        "elsewhere.py": "X = 1\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def digest(project: Path) -> str:
    return code_digest(["parts.head"], project, "parts")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("parts/head.py", HEAD.replace("return 1", "return 2")),
        ("parts/deep/tools.py", "TOOL = 2\n"),
        ("parts/late.py", "LATE = 2\n"),
    ],
)
def test_what_is_imported_counts(project: Path, file: str, text: str) -> None:
    before = digest(project)
    (project / file).write_text(text)
    assert digest(project) != before


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("parts/head.py", HEAD.replace("Says", "Says more").replace("Reads", "Writes") + "# the end\n"),
        ("parts/other.py", "OTHER = 2\n"),
        ("elsewhere.py", "X = 2\n"),
    ],
)
def test_words_and_strangers_do_not(project: Path, file: str, text: str) -> None:
    before = digest(project)
    (project / file).write_text(text)
    assert digest(project) == before


def test_a_module_that_is_not_there_counts_as_empty(project: Path) -> None:
    assert code_digest(["parts.absent"], project, "parts") != digest(project)


def test_files_count_by_content_and_order(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    assert files_digest([one, two]) != files_digest([two, one])
    before = files_digest([one])
    one.write_text("3")
    assert files_digest([one]) != before
