"""Children end with their parent: when asked, when it fails, and when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Callable

import pytest

from kefu.environment import PROJECT_DIR
from kefu.processes import Child, Children, ProcessFailed, free_port, port_is_free, tail

PYTHON = sys.executable
# Starts a grandchild, says both process ids, and goes on until it is ended.
FAMILY = """
import os, subprocess, sys, time
{first}
grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print(os.getpid(), grandchild.pid, flush=True)
time.sleep(600)
"""


def family(log: Path, first: str = "") -> Child:
    return Child("family", [PYTHON, "-c", FAMILY.format(first=first)], log)


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    try:  # a zombie that nobody has waited for yet is not alive
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return not Path("/proc/self").exists()


def members(log: Path) -> list[int]:
    assert eventually(lambda: log.exists() and log.read_text().endswith("\n"))
    return [int(pid) for pid in log.read_text().split()]


def test_leaving_the_block_ends_children_and_grandchildren(tmp_path: Path) -> None:
    with Children() as children:
        child = children.start(family(tmp_path / "log"))
        pids = [child.pid, *members(tmp_path / "log")]
        assert all(alive(pid) for pid in pids)
    assert eventually(lambda: not any(alive(pid) for pid in pids))


def test_an_error_in_the_block_ends_them_too(tmp_path: Path) -> None:
    def fail() -> None:
        with Children() as children:
            children.start(family(tmp_path / "log"))
            members(tmp_path / "log")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    pids = members(tmp_path / "log")
    assert eventually(lambda: not any(alive(pid) for pid in pids))


def test_a_child_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    child = family(tmp_path / "log", "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    child.start()
    pids = members(tmp_path / "log")
    child.stop(grace=0.3)
    assert eventually(lambda: not any(alive(pid) for pid in pids))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGHUP])
def test_a_parent_that_is_ended_takes_its_children_along(tmp_path: Path, number: int) -> None:
    log = tmp_path / "log"
    program = textwrap.dedent(f"""
        import sys, time, pathlib
        from kefu.processes import Child, Children, ending_signals_as_exit
        with ending_signals_as_exit(), Children() as children:
            children.start(Child("family", [sys.executable, "-c", {FAMILY.format(first="")!r}],
                                 pathlib.Path({str(log)!r})))
            time.sleep(600)
    """)
    parent = subprocess.Popen([PYTHON, "-c", program], cwd=PROJECT_DIR)
    pids = members(log)
    parent.send_signal(number)
    assert parent.wait(20) == (-number if number == signal.SIGKILL else 128 + number)
    assert eventually(lambda: not any(alive(pid) for pid in pids))


def test_a_child_that_fails_is_quoted(tmp_path: Path) -> None:
    child = Child("Rasa server", [PYTHON, "-c", "import sys; print('no model', file=sys.stderr); sys.exit(3)"],
                  tmp_path / "rasa.log")  # fmt: skip
    child.start()
    with pytest.raises(ProcessFailed) as caught:
        child.wait_ready(lambda: False, timeout=20)
    child.stop()
    assert str(caught.value) == (
        f"The Rasa server ended with exit code 3. The end of {tmp_path / 'rasa.log'}:\n  | no model"
    )


def test_a_child_ended_by_a_signal_says_so(tmp_path: Path) -> None:
    child = Child("x", [PYTHON, "-c", "import os; os.kill(os.getpid(), 9)"], tmp_path / "log")
    child.start()
    assert child.wait(20) == 137
    child.stop()


def test_a_child_that_never_gets_ready_is_reported(tmp_path: Path) -> None:
    child = Child("x", [PYTHON, "-c", "import time; time.sleep(60)"], tmp_path / "log")
    child.start()
    with pytest.raises(ProcessFailed, match=r"not ready after 0 seconds.*\n  \| \(nothing was written\)"):
        child.wait_ready(lambda: False, timeout=0.2)
    child.stop()


def test_passed_descriptors_reach_the_command(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    child = Child("x", [PYTHON, "-c", f"import os; os.write({writing}, b'hello')"], tmp_path / "log",
                  pass_fds=[writing])  # fmt: skip
    child.start()
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        assert stream.read() == b"hello"
    child.stop()


def test_ports(tmp_path: Path) -> None:
    port = free_port()
    assert port_is_free("127.0.0.1", port)
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        assert not port_is_free("127.0.0.1", port)


def test_the_tail_of_a_huge_log_is_its_last_lines(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("".join(f"line {n}\n\n" for n in range(50_000)) + "最后\n")
    assert tail(log, lines=2) == "  | line 49999\n  | 最后"
    assert tail(tmp_path / "none") == "  | (nothing was written)"
