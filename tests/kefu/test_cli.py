"""The command `kefu`: what each command prints, and that errors say what to do without a traceback."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Iterator

import pytest
from typer.testing import CliRunner, Result

from kefu import cli, session, settings
from kefu.environment import PROJECT_DIR

SECRET = "a secret for tests only, 32 chars"


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    monkeypatch.setenv("KEFU_SESSION_SECRET", SECRET)
    monkeypatch.setenv("KEFU_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}")
    monkeypatch.setenv("KEFU_LOG_DIR", str(tmp_path / "logs"))
    monkeypatch.setattr(cli.console, "_width", 150)
    settings.get_settings.cache_clear()
    yield tmp_path
    settings.get_settings.cache_clear()


def kefu(*arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(cli.app, list(arguments), **more)


def test_help_names_every_command() -> None:
    shown = kefu("--help").output
    for command in ("demo", "chat", "serve", "shell", "train", "validate", "config", "token", "model", "db"):
        assert f"\n  {command} " in shown
    # A line that ends in dots was too long for a terminal of 80 columns.
    assert "..." not in shown.split("Commands:")[1]


@pytest.mark.parametrize(
    "command",
    ["demo", "chat", "serve", "shell", "train", "validate", "config", "token", "model",
     "db upgrade", "db seed", "db prepare", "db reset", "db accounts", "shop check", "shop serve"],
)  # fmt: skip
def test_every_command_has_help(command: str) -> None:
    result = kefu(*command.split(), "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_it_starts_without_rasa_or_torch() -> None:
    slow = ("rasa", "torch", "tensorflow", "httpx")
    code = f"import sys, kefu.cli, kefu.demo; print([name for name in {slow} if name in sys.modules])"
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT_DIR, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]"
    assert time.monotonic() - started < 10


def test_a_token_opens_a_session() -> None:
    token = kefu("token", "C10001", "--minutes", "5").output.strip()
    assert session.read(token, SECRET).customer_id == "C10001"
    assert session.read(kefu("token").output.strip(), SECRET).customer_id is None


@pytest.mark.parametrize("command", [("token",), ("demo", "--as"), ("chat", "--as")])
def test_a_wrong_customer_id_is_explained(command: tuple[str, ...]) -> None:
    result = kefu(*command, "C1; DROP")
    assert result.exit_code == 1
    assert "Expected a customer id such as C10001, got 'C1; DROP'." in result.output


def test_config_shows_all_but_secrets() -> None:
    result = kefu("config")
    assert result.exit_code == 0
    assert "KEFU_VERIFY_WINDOW_MINUTES" in result.output
    assert SECRET not in result.output


def test_config_points_out_a_misspelt_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_DATABSE_URL", "x")
    monkeypatch.setenv("KEFU_PROGRESS_FD", "3")
    shown = kefu("config").output
    assert "KEFU_DATABSE_URL is set, but no setting; did you mean KEFU_DATABASE_URL?" in shown
    assert "KEFU_PROGRESS_FD" not in shown


def test_a_bad_setting_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_RASA_PORT", "many")
    result = kefu("config")
    assert result.exit_code == 1
    assert "KEFU_RASA_PORT=many" in result.output
    assert "Traceback" not in result.output


def test_the_life_of_a_demo_database(installation: Path) -> None:
    assert "`kefu db upgrade`" in kefu("db", "accounts").output
    assert "The demo shop is in the database." in kefu("db", "prepare").output
    assert "The database is up to date." in kefu("db", "prepare").output
    accounts = kefu("db", "accounts", "--limit", "2")
    assert accounts.output.count("C1000") == 2
    seeded_again = kefu("db", "seed")
    assert seeded_again.exit_code == 1
    assert "`kefu db reset`" in seeded_again.output
    assert kefu("db", "reset", input="n\n").exit_code == 1
    assert kefu("db", "reset", "--yes").exit_code == 0
    assert kefu("db", "accounts", "--limit", "2").output == accounts.output


def test_only_a_file_of_ours_is_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_DATABASE_URL", "postgresql+asyncpg://shop:hunter2@db/shop")
    result = kefu("db", "reset", "--yes")
    assert result.exit_code == 1
    assert "Expected an SQLite file" in result.output
    assert "hunter2" not in result.output


@pytest.mark.parametrize("content", [None, b"no archive"])
def test_serving_needs_a_whole_model(installation: Path, content: bytes | None) -> None:
    model = installation / "m.tar.gz"
    if content is not None:
        model.write_bytes(content)
    result = kefu("serve", "--model", str(model))
    assert result.exit_code == 1
    assert "`kefu train`" in result.output
    assert "Traceback" not in result.output


def test_a_base_model_that_is_nowhere_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KEFU_ALLOW_HUB", raising=False)
    result = kefu("model", "nobody/has-this-model")
    assert result.exit_code == 1
    assert "KEFU_ALLOW_HUB=1" in result.output
    assert "Traceback" not in result.output


def test_chat_without_a_server_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_RASA_PORT", "9")
    result = kefu("chat", input="在吗\n")
    assert "`kefu serve`" in " ".join(result.output.split())
