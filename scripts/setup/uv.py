"""Finding uv, the installer, or fetching one for this project alone."""

import re
import shutil
import sys
from pathlib import Path
from typing import Optional, Tuple

from run import STATE, quietly
from say import SetupFailed, Step

# `uv pip compile --group`, which `make lock` needs, came with it.
OLDEST = (0, 7)
WANTED = "uv>=0.7"
PRIVATE = STATE / "uv"


def find_uv() -> str:
    """The path of a uv that is new enough: the one on PATH, or a private one in .kefu/uv."""
    step = Step("Looking for uv, the installer")
    for candidate in (shutil.which("uv"), *map(str, _private_places())):
        found = _version(candidate)
        if candidate and found and found >= OLDEST:
            step.done(f"uv {'.'.join(map(str, found))} at {candidate}")
            return candidate
    _install()
    for place in _private_places():
        found = _version(str(place))
        if found:
            step.done(f"uv {'.'.join(map(str, found))} in {PRIVATE}")
            return str(place)
    raise SetupFailed(f"uv was installed into {PRIVATE}, but does not run. Delete that folder and try again.")


def _private_places() -> Tuple[Path, Path]:
    return PRIVATE / "bin" / "uv", PRIVATE / "lib" / "bin" / "uv"


def _version(program: Optional[str]) -> Optional[Tuple[int, ...]]:
    """Its version, or None if it does not run (pyenv's stand-in of a uv that another Python has)."""
    if not program:
        return None
    said = quietly([program, "--version"])
    found = re.match(r"uv (\d+)\.(\d+)\.(\d+)", said.stdout)
    return tuple(int(number) for number in found.groups()) if found and said.returncode == 0 else None


def _install() -> None:
    """Into a virtual environment; where Python cannot make one (Debian without python3-venv), by pip alone."""
    shutil.rmtree(str(PRIVATE), ignore_errors=True)
    STATE.mkdir(exist_ok=True)
    if quietly([sys.executable, "-m", "venv", str(PRIVATE)]).returncode == 0:
        attempt = quietly([str(PRIVATE / "bin" / "python"), "-m", "pip", "install", "--quiet", WANTED])
    else:
        shutil.rmtree(str(PRIVATE), ignore_errors=True)
        target = ["--target", str(PRIVATE / "lib")]
        attempt = quietly([sys.executable, "-m", "pip", "install", "--quiet", *target, WANTED])
    if attempt.returncode == 0:
        return
    shutil.rmtree(str(PRIVATE), ignore_errors=True)
    if "No module named pip" in attempt.stdout:
        raise SetupFailed(
            f"{sys.executable} has neither venv nor pip, so it cannot fetch the installer uv. Do one of these:\n"
            "  sudo apt install python3-venv      (Debian, Ubuntu)\n"
            "  install uv yourself, by any means  (then `uv --version` must work here)\n"
            "  KEFU_PYTHON=/path/to/another/python make setup"
        )
    said = "\n".join(f"  | {line}" for line in attempt.stdout.strip().splitlines()[-5:])
    raise SetupFailed(
        "The installer uv could not be fetched from the package index:\n"
        f"{said}\n"
        "Is there a network? Behind a proxy set HTTPS_PROXY; with a package index of your own set PIP_INDEX_URL\n"
        "and UV_DEFAULT_INDEX."
    )
