"""Settings: defaults, sources in their order, errors that say what to do, and secrets that stay secret."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest

from kefu import environment, settings
from kefu.settings import SettingsError, get_settings, load_or_create_secret, mask_password


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in list(os.environ):
        if name.startswith("KEFU_"):
            monkeypatch.delenv(name)
    monkeypatch.setattr(settings, "SECRET_FILE", tmp_path / "secret")
    monkeypatch.setattr(environment.apply, "__defaults__", (tmp_path / "kefu.env",))
    before = dict(os.environ)
    get_settings.cache_clear()
    yield
    get_settings.cache_clear()
    for name in set(os.environ) - set(before):
        del os.environ[name]


def test_defaults() -> None:
    found = get_settings()
    assert found.database_url.startswith("sqlite+aiosqlite:////")
    assert found.database_url.endswith("/.kefu/shop.db")
    assert (found.action_port, found.rasa_port, found.verify_attempts) == (5055, 5005, 5)
    assert (found.verify_window_minutes, found.timezone, found.allow_hub) == (30, "Asia/Shanghai", False)
    assert found.rasa_url == "http://127.0.0.1:5005"
    assert get_settings() is found


def test_the_environment_beats_the_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "kefu.env").write_text(
        "# ours\nKEFU_RASA_PORT=6006\n\nKEFU_ACTION_PORT = '6055'\nKEFU_TIMEZONE=\"Europe/Berlin\"\n"
    )
    monkeypatch.setenv("KEFU_RASA_PORT", "7007")
    found = get_settings()
    assert (found.rasa_port, found.action_port, found.timezone) == (7007, 6055, "Europe/Berlin")


@pytest.mark.parametrize("line", ["KEFU_RASA_PORT 6006", "PATH=/tmp", "=5", "KEFU_A-B=1"])
def test_a_broken_line_of_the_file_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "kefu.env").write_text(f"KEFU_VERIFY_ATTEMPTS=3\n{line}\n")
    with pytest.raises(SettingsError, match=r"kefu\.env, line 2: expected KEFU_NAME=value"):
        get_settings()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("KEFU_RASA_PORT", "many", "KEFU_RASA_PORT=many: value is not a valid integer"),
        ("KEFU_RASA_PORT", "70000", "less than or equal to 65535"),
        ("KEFU_TIMEZONE", "Mars/Olympus", "KEFU_TIMEZONE=Mars/Olympus: expected the name of a time zone"),
        ("KEFU_TIMEZONE", "../etc/passwd", "expected the name of a time zone"),
        ("KEFU_DATABASE_URL", "sqlite:///shop.db", "sqlite+aiosqlite:"),
        ("KEFU_SESSION_SECRET", "short", r"KEFU_SESSION_SECRET=\*\*\*: expected at least 16 characters"),
        ("KEFU_ALLOW_HUB", "perhaps", "KEFU_ALLOW_HUB=perhaps"),
    ],
)
def test_values_that_cannot_be_used_are_explained(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=expected.replace("+", r"\+")):
        get_settings()


def test_nothing_secret_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEFU_SESSION_SECRET", "open sesame, open sesame")
    monkeypatch.setenv("KEFU_DATABASE_URL", "postgresql+asyncpg://shop:hunter2@db:5432/shop")
    found = get_settings()
    shown = repr(found.public_items())
    assert "sesame" not in shown + repr(found)
    assert "hunter2" not in shown
    assert "postgresql+asyncpg://shop:***@db:5432/shop" in shown


def test_the_secret_is_made_once_and_kept_private(tmp_path: Path) -> None:
    path = tmp_path / "state" / "secret"
    first = load_or_create_secret(path)
    assert len(first) >= 43
    assert load_or_create_secret(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secret"]
    assert load_or_create_secret(tmp_path / "other") != first


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    code = f"import pathlib, kefu.settings as s; print(s.load_or_create_secret(pathlib.Path({str(tmp_path)!r}) / 's'))"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=settings.PROJECT_DIR
        )
        for _ in range(4)
    ]
    assert len({process.communicate(timeout=60)[0] for process in running}) == 1


def test_an_emptied_secret_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(SettingsError, match="Delete it"):
        get_settings()


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("sqlite+aiosqlite:////srv/shop.db", "sqlite+aiosqlite:////srv/shop.db"),
        ("postgresql+asyncpg://u:p@h/d", "postgresql+asyncpg://u:***@h/d"),
        ("postgresql+asyncpg://u:p@q@h/d", "postgresql+asyncpg://u:***@h/d"),
        ("postgresql+asyncpg://u@h/d", "postgresql+asyncpg://u@h/d"),
    ],
)
def test_passwords_are_masked(url: str, masked: str) -> None:
    assert mask_password(url) == masked


def test_the_quiet_environment_keeps_what_the_user_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TF_CPP_MIN_LOG_LEVEL", "0")
    monkeypatch.delenv("RASA_TELEMETRY_ENABLED", raising=False)
    environment.apply()
    assert os.environ["TF_CPP_MIN_LOG_LEVEL"] == "0"
    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"


def test_a_broken_file_never_keeps_python_from_starting(tmp_path: Path) -> None:
    (tmp_path / "kefu.env").write_text("nonsense")
    environment.at_interpreter_start()
    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"


def test_no_library_brings_deprecation_warnings_back() -> None:
    code = (
        "import kefu.environment as e; e.at_interpreter_start(); import warnings; "
        "warnings.filterwarnings('always'); warnings.warn('old', DeprecationWarning); warnings.warn('ours')"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}; {code}"],
        cwd=settings.PROJECT_DIR, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert "UserWarning: ours" in done.stderr
    assert "old" not in done.stderr
