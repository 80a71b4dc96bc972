"""Runs a command that must not outlive the program that started it.

``python guard.py FD COMMAND...`` runs COMMAND in its own process group. FD is the reading end of a pipe
whose other end the starting program holds: when that program ends, however it ends, the pipe closes and
the whole group is stopped. It imports nothing of ours, so that it starts in milliseconds.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from typing import List

GRACE_SECONDS = 5.0


def main(arguments: List[str]) -> int:
    """Runs the command to its end and returns its exit code (128 + signal number if a signal ended it)."""
    lifeline = int(arguments[0])
    os.set_inheritable(lifeline, False)
    # The group's signals are for the command. A handler, unlike SIG_IGN, is not inherited by it.
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    command = subprocess.Popen(arguments[1:], close_fds=False)
    threading.Thread(target=_stop_when_closed, args=(lifeline,), daemon=True).start()
    code = command.wait()
    return code if code >= 0 else 128 - code


def _stop_when_closed(lifeline: int) -> None:
    while os.read(lifeline, 1):
        pass
    os.killpg(0, signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
