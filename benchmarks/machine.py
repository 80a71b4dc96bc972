"""Where and on what numbers were taken, and how much memory a process used."""
from __future__ import annotations

import os
import platform
import resource
import subprocess
import sys
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path
from typing import Any, Dict

from benchmarks.datasets import ROOT

_PACKAGES = ("rasa", "tensorflow", "torch", "transformers", "onnxruntime", "scikit-learn", "numpy", "snownlp")
# What a commit must hold for its name to say what was measured.
_MEASURED = ("components", "benchmarks", "data", "config.yml", "domain.yml")


def provenance() -> Dict[str, Any]:
    """Machine, commit, date (UTC), versions and load of the machine, as JSON values."""
    return {
        "machine": {
            "processor": _processor(),
            "cores": os.cpu_count(),
            "system": platform.system(),
            "load": round(os.getloadavg()[0], 2),
        },
        "commit": commit(),
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M"),
        "versions": {"python": platform.python_version(), **_versions()},
    }


def commit() -> str:
    """The short name of the commit, with a plus sign where files that matter differ from it."""
    name = _git("rev-parse", "--short", "HEAD")
    return (name + ("+" if _git("status", "--porcelain", "--", *_MEASURED) else "")) if name else "unknown"


def resident_megabytes() -> float:
    """Memory that this process holds now, in MB; NaN where the system does not say (not Linux)."""
    return _status("VmRSS")


def peak_megabytes() -> float:
    """The most memory that this process has held, in MB.

    On Linux not `getrusage`: its ru_maxrss survives exec, so that a child begins with its parent's peak.
    """
    peak = _status("VmHWM")
    if peak == peak:
        return peak
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 1024


def cpu_seconds() -> float:
    """Processor time of this process and of its ended children, in seconds."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def _status(key: str) -> float:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return float("nan")
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{key}:")), float("nan"))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def _versions() -> Dict[str, str]:
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return found


def _git(*arguments: str) -> str:
    try:
        command = ["git", "--no-optional-locks", *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:  # no git on this machine
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
