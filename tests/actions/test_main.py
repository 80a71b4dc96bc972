"""`python -m actions` listens on this machine only, answers, and ends cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kefu.http import Unreachable, request_json
from kefu.processes import free_port

from .conftest import PROJECT


@pytest.mark.slow
def test_it_serves_and_ends(shop_file: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "actions.log"
    environment = {
        **os.environ,
        "KEFU_ACTION_PORT": str(port),
        "KEFU_DATABASE_URL": f"sqlite+aiosqlite:///{shop_file}",
        "KEFU_SESSION_SECRET": "a secret of this test",
        "KEFU_LOG_DIR": str(tmp_path),
    }
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "actions"], cwd=PROJECT, env=environment, stdout=output, stderr=output
        )
    try:
        wait_until_healthy(port, process, log)
        call = {
            "next_action": "action_back",
            "version": "3.6.21",
            "tracker": {"sender_id": "x", "slots": {}, "latest_message": {}, "events": [], "active_loop": {}},
        }
        reply = request_json(f"http://127.0.0.1:{port}/webhook", call)
        assert reply.status == 200
        assert [response["response"] for response in reply.body["responses"]] == ["say_back"]
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
    assert "Traceback" not in log.read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{port}" in log.read_text(encoding="utf-8")


def wait_until_healthy(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            if request_json(f"http://127.0.0.1:{port}/health", timeout=1.0).status == 200:
                return
        except Unreachable:
            time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))
