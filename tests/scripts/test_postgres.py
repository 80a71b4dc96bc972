"""`scripts/postgres.py` gives a command a server of its own, ends it, and says what to do where there is none."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "postgres.py"
PROGRAM = """
import asyncio, asyncpg, os
url = os.environ["KEFU_TEST_POSTGRES_URL"]
async def main():
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    print(url, await connection.fetchval("SHOW listen_addresses"), sep="\\n")
asyncio.run(main())
raise SystemExit(7)
"""


def run(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **({"PATH": path} if path is not None else {})}
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def without_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A PATH without PostgreSQL and apt, on a machine whose Debian folder is empty as well."""
    if any(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("PostgreSQL is installed where the script looks for it")
    return str(tmp_path)


@pytest.mark.service
def test_a_command_gets_a_server_which_ends_with_it() -> None:
    done = run(sys.executable, "-c", PROGRAM)
    assert done.returncode == 7, done.stderr
    url, listens = done.stdout.split()
    assert listens == "127.0.0.1"
    with socket.socket() as probe, pytest.raises(ConnectionRefusedError):
        probe.connect(("127.0.0.1", urlsplit(url).port))


def test_where_there_is_none_it_says_what_to_do(without_postgres: str) -> None:
    done = run("true", path=without_postgres)
    assert (done.returncode, "apt-get install postgresql" in done.stderr) == (69, True)
    skipped = run("--or-skip", "true", path=without_postgres)
    assert (skipped.returncode, "SKIPPED" in skipped.stderr) == (0, True)


def test_without_a_command_it_explains_itself() -> None:
    done = run()
    assert (done.returncode, "--or-skip" in done.stderr) == (64, True)
