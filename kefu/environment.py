"""The environment variables that every process of the project starts with.

`make setup` has each Python of the project's environment call `apply`, so that `rasa train`, `rasa shell`
and `rasa run` by hand are as quiet, as private and as local as what `kefu` starts.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Dict, Optional, TextIO, Type, Union

PROJECT_DIR = Path(__file__).resolve().parent.parent
ENV_FILE = PROJECT_DIR / "kefu.env"

DEFAULTS: Dict[str, str] = {
    # Nothing phones home.
    "RASA_TELEMETRY_ENABLED": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    # The action server has no authentication and listens on every interface by default
    # (rasa_sdk/endpoint.py `run`); this keeps it on the machine.
    "SANIC_HOST": "127.0.0.1",
    # TensorFlow and ONNX Runtime share few cores: a thread that waits must not spin.
    "OMP_WAIT_POLICY": "PASSIVE",
    "TOKENIZERS_PARALLELISM": "false",
    # Noise that nobody who uses the project can act on.
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "PYTHONWARNINGS": ",".join(
        [
            "ignore::DeprecationWarning",
            "ignore::PendingDeprecationWarning",
            "ignore::FutureWarning",
            "ignore:pkg_resources is deprecated as an API:UserWarning",
        ]
    ),
}


class EnvFileError(ValueError):
    """`kefu.env` has a line that is not `KEFU_NAME=value`."""


def read_env_file(path: Path) -> Dict[str, str]:
    """Reads `KEFU_NAME=value` lines; blank lines and lines that start with `#` are skipped.

    Raises `EnvFileError`, which names file and line. A file that does not exist is an empty one.
    """
    values: Dict[str, str] = {}
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return values
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.partition("=")
        name = name.strip()
        if not equals or not name.startswith("KEFU_") or not name.replace("_", "").isalnum():
            raise EnvFileError(
                f"{path}, line {number}: expected KEFU_NAME=value, got {name or line!r}. "
                "Correct the line, or start it with # to switch it off."
            )
        value = value.strip()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        values[name] = value
    return values


def apply(env_file: Path = ENV_FILE) -> None:
    """Sets the defaults and the values of `kefu.env` where the environment does not set them yet.

    Raises `EnvFileError` after the defaults have been set.
    """
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)
    for name, value in read_env_file(env_file).items():
        os.environ.setdefault(name, value)


def at_interpreter_start() -> None:
    """What the environment's `kefu.pth` calls in every Python process: `apply`, and quiet warnings."""
    try:
        apply()
    except (EnvFileError, OSError, UnicodeDecodeError):
        pass  # `get_settings` reports it to whoever needs the settings; a bare `python` must still start
    _quiet_warnings()


def _quiet_warnings() -> None:
    """Drops what libraries tell other libraries.

    PYTHONWARNINGS comes too late for this process, and filters do not last: importing sanic puts one in
    front that shows deprecations again (sanic/app.py).
    """
    import warnings

    show = warnings.showwarning

    def show_others(
        message: Union[Warning, str],
        category: Type[Warning],
        filename: str,
        lineno: int,
        file: Optional[TextIO] = None,
        line: Optional[str] = None,
    ) -> None:
        if not issubclass(category, (DeprecationWarning, PendingDeprecationWarning, FutureWarning)):
            show(message, category, filename, lineno, file, line)

    warnings.showwarning = show_others
