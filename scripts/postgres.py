"""Runs a command beside a throw-away PostgreSQL: ``python scripts/postgres.py [--or-skip] COMMAND...``

The server is made in a temporary folder, listens on a free port of loopback, and is deleted at the end. The
command finds it in KEFU_TEST_POSTGRES_URL. As root, it runs as an unprivileged user, which PostgreSQL asks for.
Ends with the command's exit code; with ``--or-skip`` a machine without PostgreSQL is told loudly, and no failure.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any

USER = "kefu"
START_TIMEOUT = 60.0  # seconds
APT_TIMEOUT = 300.0  # seconds for all that apt does
NOT_AVAILABLE = 69  # EX_UNAVAILABLE of sysexits.h
# Nothing in it outlives the tests, so nothing needs to reach the disk.
CAREFREE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NotAvailable(Exception):
    """There is no PostgreSQL here, and it could not be had."""


def main(arguments: list[str]) -> int:
    """Run the command; returns the exit code."""
    may_skip = arguments[:1] == ["--or-skip"]
    command = arguments[1:] if may_skip else arguments
    if not command:
        print(__doc__, file=sys.stderr)
        return 64
    signal.signal(signal.SIGTERM, _leave)
    signal.signal(signal.SIGHUP, _leave)
    try:
        binaries = find_binaries() or install()
        with server(binaries) as url:
            return subprocess.call(command, env={**os.environ, "KEFU_TEST_POSTGRES_URL": url})
    except NotAvailable as error:
        skipped = "SKIPPED: the tests that need PostgreSQL did not run" if may_skip else "PostgreSQL is needed"
        line = "=" * 78
        print(f"{line}\n{skipped}: {error}\n{line}", file=sys.stderr, flush=True)
        return 0 if may_skip else NOT_AVAILABLE


def find_binaries() -> Path | None:
    """Return the folder of initdb and postgres, the newest there is; None without any."""
    folders = [Path(folder) for folder in os.environ.get("PATH", "").split(os.pathsep) if folder]
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: [int(part) for part in folder.parent.name.split(".") if part.isdigit()],
        reverse=True,
    )
    for folder in (*packaged, *folders):  # Debian keeps them outside PATH
        if all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres")):
            return folder
    return None


def install() -> Path:
    """Install PostgreSQL with apt, as root only; raises NotAvailable with what to do."""
    advice = (
        "install it with `apt-get install postgresql`, `dnf install postgresql-server` or "
        "`brew install postgresql@16`, or set KEFU_TEST_POSTGRES_URL to an empty database and run "
        "`.venv/bin/python -m pytest -m service tests/shop`"
    )
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise NotAvailable(f"it is not installed; {advice}")
    print("PostgreSQL is not installed; asking apt for it", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    patience = ["-q", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=30"]
    deadline = time.monotonic() + APT_TIMEOUT
    for step in (["update"], ["install", "-y", "--no-install-recommends", "postgresql"]):
        left = max(1.0, deadline - time.monotonic())
        try:
            subprocess.run(["apt-get", *patience, *step], check=True, env=environment, timeout=left)
        except (subprocess.SubprocessError, OSError) as error:
            raise NotAvailable(f"apt could not install it ({error}); {advice}") from error
    binaries = find_binaries()
    if binaries is None:
        raise NotAvailable(f"apt installed it, but initdb is nowhere to be found; {advice}")
    return binaries


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Start a server of its own and give its URL; it is stopped and deleted at the end."""
    who = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="kefu-postgres-"))
    log = folder / "log"
    try:
        password = secrets.token_urlsafe(24)
        password_file = folder / "password"
        password_file.write_text(password)
        if who:
            for path in (folder, password_file):
                os.chown(path, who["user"], who["group"])
        data, port = folder / "data", _free_port()
        initdb = [str(binaries / "initdb"), "-D", str(data), "-U", USER, "--auth=scram-sha-256"]
        more = [f"--pwfile={password_file}", "--encoding=UTF8", "--locale=C", "--no-sync"]
        done = subprocess.run([*initdb, *more], cwd=folder, capture_output=True, text=True, **who)
        if done.returncode != 0:
            raise NotAvailable(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")
        settings = [f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", *CAREFREE]
        options = [part for setting in settings for part in ("-c", setting)]
        with open(log, "wb") as output:
            running = subprocess.Popen(
                [str(binaries / "postgres"), "-D", str(data), *options],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for the command; the server is stopped after it
                **who,
            )
        try:
            _wait(running, port, log)
            yield f"postgresql+asyncpg://{USER}:{password}@127.0.0.1:{port}/postgres"
        finally:
            _stop(running)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged() -> dict[str, Any]:
    """Return whose process the server shall be: as root the user ``postgres`` or ``nobody``, else ours."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise NotAvailable("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")


def _wait(running: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the server answers; it listens only when it is ready."""
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and running.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise NotAvailable(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(running: subprocess.Popen[bytes]) -> None:
    running.send_signal(signal.SIGINT)  # ends connections and shuts down, without waiting for clients
    try:
        running.wait(20)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
