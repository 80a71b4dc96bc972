"""The project's Python environment: Python 3.10, wherever this machine has one."""

import glob
import os
import shutil
from typing import Iterator, Optional

from run import PROJECT, VENV, quietly, venv_python, visibly
from say import SetupFailed, Step

VERSION = "3.10"  # Rasa 3.6 runs on 3.8 to 3.10; the locked packages are for this one
_ASK = "import sys; print('%d.%d' % sys.version_info[:2]); print(sys.executable)"
_PLACES = (
    "~/.pyenv/versions/3.10*/bin/python3.10",
    "~/.local/bin/python3.10",
    "/usr/bin/python3.10",
    "/usr/local/bin/python3.10",
    "/opt/homebrew/bin/python3.10",
    "/opt/python*3.10*/bin/python3.10",
)


def is_usable() -> bool:
    """Whether .venv has a working Python of the right version."""
    return venv_python().exists() and _real_path(str(venv_python())) is not None


def make_venv(uv: str) -> None:
    """Makes .venv anew. Raises `SetupFailed`."""
    step = Step(f"Making the environment .venv with Python {VERSION}")
    _remove_venv()
    python = next(_installed(), None)
    # Without one on this machine, uv fetches one of its own.
    attempt = visibly([uv, "venv", "--quiet", "--no-project", "--python", python or VERSION, str(VENV)])
    if not attempt.ok:
        raise SetupFailed(
            f"There is no Python {VERSION} on this machine, and uv could not fetch one:\n{attempt.tail(6)}\n"
            f"Install Python {VERSION} (`pyenv install {VERSION}`, your system's packages, conda) and try again,\n"
            f"or name one: KEFU_PYTHON=/path/to/python{VERSION} make setup"
        )
    if not is_usable():
        raise SetupFailed(f"{venv_python()} does not run. Delete {VENV} and try again.")
    step.done(f"Python {VERSION} from {python or 'uv'}")


def _installed() -> Iterator[str]:
    wanted = os.environ.get("KEFU_PYTHON", "")
    named = [shutil.which(name) for name in (wanted, "python3.10", "python3", "python") if name]
    for place in _PLACES:
        named.extend(sorted(glob.glob(os.path.expanduser(place)), reverse=True))
    for candidate in named:
        real = _real_path(candidate) if candidate else None
        if real:
            yield real


def _real_path(python: str) -> Optional[str]:
    """Where an interpreter really lies, or None if it does not run or has another version."""
    said = quietly([python, "-c", _ASK])
    lines = said.stdout.split("\n")
    return lines[1] if said.returncode == 0 and lines[0] == VERSION else None


def _remove_venv() -> None:
    if not VENV.exists():
        return
    if not (VENV / "pyvenv.cfg").exists() and any(VENV.iterdir()):
        raise SetupFailed(f"{VENV} is in the way and no Python environment. Move it out of {PROJECT}.")
    shutil.rmtree(str(VENV))
