"""The command `kefu explain`: what it asks for, what it prints, and errors without a traceback."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List

import pytest
from typer.testing import CliRunner, Result

from insight.errors import NotUnderstandable
from insight.understanding import Understanding
from kefu import cli, cli_insight, trained
from tests.components.conftest import tiny_bert  # noqa: F401
from tests.insight.conftest import archive, project, understanding  # noqa: F401


def kefu(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(cli.app, list(arguments), **more)


@pytest.fixture()
def loaded(understanding: Understanding, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    """The small assistant in place of the project's own."""
    monkeypatch.setattr(Understanding, "load", lambda model: understanding)
    monkeypatch.setattr(cli_insight, "DATA", project)
    monkeypatch.setenv("KEFU_CACHE_DIR", str(project / "cache"))


@pytest.fixture()
def unloadable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test where a model is loaded before the question was checked."""

    def refuse(model: Path) -> Understanding:
        raise AssertionError("loaded a model")

    monkeypatch.setattr(Understanding, "load", refuse)


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "The text is empty"), ("  ", "The text is empty"), ("/affirm", "'/affirm' is a button's payload")],
)
def test_what_is_no_text_is_refused_before_a_model_is_loaded(unloadable: None, text: str, says: str) -> None:
    result = kefu("explain", text)
    assert result.exit_code == 1
    assert says in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("lines", "says"),
    [("", "got none"), ("\n  \n", "got none"), ("你好\n/affirm\n", "Line 2: '/affirm' is a button's payload")],
)
def test_bad_input_lines_are_named(unloadable: None, lines: str, says: str) -> None:
    result = kefu("explain", "-", input=lines)
    assert result.exit_code == 1
    assert says in result.output


def test_without_a_model_it_says_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(trained, "current_model", lambda: None)
    monkeypatch.setattr(trained, "latest_model", lambda: None)
    assert "`kefu train`" in kefu("explain", "你好").output
    result = kefu("explain", "你好", "--model", str(tmp_path / "m.tar.gz"))
    assert result.exit_code == 1
    assert "There is no model at" in result.output


def test_a_model_of_other_sources_is_pointed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(model: Path) -> Understanding:
        raise NotUnderstandable(f"asked for {model}")

    monkeypatch.setattr(Understanding, "load", refuse)
    monkeypatch.setattr(trained, "current_model", lambda: None)
    monkeypatch.setattr(trained, "latest_model", lambda: Path("old.tar.gz"))
    old = kefu("explain", "你好").output
    assert "old.tar.gz was not trained from the sources as they are now" in old
    assert "asked for old.tar.gz" in old
    monkeypatch.setattr(trained, "current_model", lambda: Path("new.tar.gz"))
    assert kefu("explain", "你好").output.strip() == "asked for new.tar.gz"


def test_a_text_is_explained(loaded: None, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    result = kefu("explain", "我要取消", "--model", "m.tar.gz", "--html", str(file), "--nearest", "2")
    assert result.exit_code == 0, result.output
    for expected in ("Intent  cancel_order", "Why cancel_order", "nlu.yml:", "How to read it", str(file)):
        assert expected in result.output
    assert "我要取消" in file.read_text(encoding="utf-8")


def test_lines_are_explained_one_after_the_other(loaded: None) -> None:
    lines = "\ufeff你好\n\n  快递到哪了\r\n"
    result = kefu("explain", "-", "--model", "m.tar.gz", "--nearest", "0", "--samples", "20", input=lines.encode())
    assert result.exit_code == 0, result.output
    heads: List[str] = [line for line in result.output.splitlines() if line.startswith("Intent")]
    assert heads == ["Intent  greet", "Intent  track_logistics"]
    assert "Nearest" not in result.output


def test_another_intent_is_explained_or_refused(loaded: None) -> None:
    shown = kefu("explain", "你好", "--model", "m.tar.gz", "--intent", "cancel_order").output
    assert "Why cancel_order" in shown
    refused = kefu("explain", "你好", "--model", "m.tar.gz", "--intent", "cancel")
    assert refused.exit_code == 1
    assert "Did you mean cancel_order?" in refused.output


def test_a_page_that_cannot_be_written_is_named(loaded: None, tmp_path: Path) -> None:
    result = kefu("explain", "你好", "--model", "m.tar.gz", "--html", str(tmp_path))
    assert result.exit_code == 1
    assert "cannot be written" in result.output
