"""Sets the project up on a machine that has Python 3.8 or newer: ``python scripts/setup [lock]``.

Every step is skipped when nothing has changed. Uses the standard library alone.
"""

import fcntl
import sys
from typing import List

import interpreter
import packages
from run import PROJECT, STATE, VENV, venv_python, visibly
from say import SetupFailed, Step, fail, note
from uv import find_uv

_LAUNCHER = """#!{python}
import sys

from kefu.cli import main

sys.exit(main())
"""
# The first line puts the project on the path; the second makes `rasa` by hand as quiet and private as ours.
_PTH = "{project}\nimport kefu.environment; kefu.environment.at_interpreter_start()\n"


def main(arguments: List[str]) -> None:
    """Does what the command line asks for."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # a terminal without UTF-8 is no reason to fail
    try:
        if arguments == ["lock"]:
            packages.lock(find_uv())
        elif not arguments:
            _set_up()
        else:
            raise SetupFailed(f"Expected nothing or `lock`, got {' '.join(arguments)!r}.")
    except SetupFailed as error:
        fail(error)
    except KeyboardInterrupt:
        fail(SetupFailed("Interrupted. `make setup` goes on from where it was."))


def _set_up() -> None:
    STATE.mkdir(exist_ok=True)
    with open(str(STATE / "setup.lock"), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            note("Another set-up is running here; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if not (packages.are_current() and interpreter.is_usable()):
            _install()
        _link_project()
        _kefu("Preparing the database", "db", "prepare")
        _kefu("Looking for the base model (converted once, about half a minute)", "model")
    note("Ready. `make` lists what can be done; `source .venv/bin/activate` for `kefu` and `rasa` by hand.")


def _install() -> None:
    uv = find_uv()
    moved = packages.read_stamp().get("project", str(PROJECT)) != str(PROJECT)
    if moved or not interpreter.is_usable():
        interpreter.make_venv(uv)
    packages.install(uv)


def _link_project() -> None:
    """The project itself is not installed: a path file and a launcher make it importable and runnable."""
    site_packages = VENV / "lib" / f"python{interpreter.VERSION}" / "site-packages"
    (site_packages / "kefu.pth").write_text(_PTH.format(project=PROJECT), encoding="utf-8")
    launcher = VENV / "bin" / "kefu"
    launcher.write_text(_LAUNCHER.format(python=venv_python()), encoding="utf-8")
    launcher.chmod(0o755)


def _kefu(title: str, *arguments: str) -> None:
    step = Step(title)
    done = visibly([str(venv_python()), "-m", "kefu", *arguments])
    if not done.ok:
        raise SetupFailed(
            f"`kefu {' '.join(arguments)}` failed. What it said is above; correct that, then `make setup`."
        )
    step.done("done")


if __name__ == "__main__":
    main(sys.argv[1:])
