"""Where numbers were taken, and memory."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.datasets import ROOT
from benchmarks.machine import peak_megabytes, provenance, resident_megabytes


def test_provenance_says_where_when_and_with_what() -> None:
    found = provenance()
    assert found["machine"]["cores"] > 0
    assert found["versions"]["rasa"] == "3.6.21"
    assert len(found["date"]) == len("2026-11-23 10:00")


def test_peak_memory_is_at_least_what_is_held_now() -> None:
    assert peak_megabytes() >= resident_megabytes() * 0.99 > 10


def test_a_child_does_not_begin_with_the_peak_of_its_parent() -> None:
    held = bytearray(300 * 2**20)
    held[::4096] = b"x" * len(held[::4096])
    code = "from benchmarks.machine import peak_megabytes; print(peak_megabytes())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(done.stdout) < 250 < peak_megabytes()
