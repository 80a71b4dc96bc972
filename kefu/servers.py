"""The servers of an installation: Rasa's, which talks to customers, the actions', which does, and the payments'."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, List, Optional

import yaml
from pydantic import SecretStr

from kefu.environment import PROJECT_DIR
from kefu.http import Unreachable, request_json
from kefu.processes import Child, free_port, port_is_free
from kefu.settings import Settings

START_TIMEOUT = 180.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class CannotServe(Exception):
    """The servers cannot be started as asked; the message says what to change."""


@dataclass(frozen=True)
class Servers:
    """The server processes, not started yet, and where they will listen."""

    actions: Child
    rasa: Child
    payments: Optional[Child]  # None with a shop that takes payments by itself
    action_url: str
    rasa_url: str
    payment_url: str

    def wait_payments_ready(self, check: Callable[[], None]) -> None:
        """Waits until the payment server answers; the assistant talks without it. Raises `ProcessFailed`."""
        if self.payments is None:
            return

        def payments_ready() -> bool:
            check()
            return _status(f"{self.payment_url}/health") == 200

        if self.payments is not None:
            self.payments.wait_ready(payments_ready, START_TIMEOUT)

    def wait_ready(self, check: Callable[[], None]) -> None:
        """Waits until those of the assistant answer; ``check`` raises when one has ended. Raises `ProcessFailed`."""

        def actions_ready() -> bool:
            check()
            return _status(f"{self.action_url}/health") == 200

        def rasa_ready() -> bool:
            check()
            status = _status(f"{self.rasa_url}/webhooks/kefu/")
            if status == 503:
                raise self.rasa.failure("could not load the model")
            return status == 200

        self.actions.wait_ready(actions_ready, START_TIMEOUT)
        self.rasa.wait_ready(rasa_ready, START_TIMEOUT)


def plan_servers(
    settings: Settings, model: Path, *, api: bool = False, log_dir: Path | None = None
) -> Servers:
    """Composes the servers for a model archive. ``api`` opens Rasa's HTTP API, on loopback only.

    Raises `CannotServe` when the HTTP API would be reachable from elsewhere.
    """
    if api and settings.rasa_host not in LOOPBACK:
        raise CannotServe(
            f"Rasa's HTTP API reads and changes every conversation, so it is only opened on loopback, "
            f"not on {settings.rasa_host}. Leave KEFU_RASA_HOST unset, or leave out --api."
        )
    logs = log_dir or settings.log_dir
    python = [sys.executable, "-m"]
    environment = child_environment(settings)
    actions = [*python, "actions"]
    rasa = [
        *[*python, "rasa", "run", "--model", str(model)],
        *["--endpoints", str(write_endpoints(settings))],
        *["--credentials", str(PROJECT_DIR / "credentials.yml")],
        *["--interface", settings.rasa_host, "--port", str(settings.rasa_port)],
        *(["--enable-api"] if api else []),
    ]
    return Servers(
        actions=Child("action server", actions, logs / "actions.log", environment),
        rasa=Child("Rasa server", rasa, logs / "rasa.log", environment),
        payments=_payments(settings, logs, environment),
        action_url=settings.action_url,
        rasa_url=settings.rasa_url,
        payment_url=settings.payment_server_url,
    )


def _payments(settings: Settings, logs: Path, environment: Dict[str, str]) -> Optional[Child]:
    """The payment server of our own tables; a shop that another system answers for has its own."""
    if settings.shop_adapter != "database":
        return None
    command = [sys.executable, "-m", "kefu", "pay", "serve"]
    return Child("payment server", command, logs / "payments.log", environment)


def child_environment(settings: Settings) -> Dict[str, str]:
    """The settings as environment variables, so that a child process has exactly ours."""
    values = {f"KEFU_{name.upper()}": _plain(value) for name, value in dict(settings).items()}
    values["KEFU_ALLOW_HUB"] = "1" if settings.allow_hub else "0"
    values["SANIC_HOST"] = settings.action_host
    return values


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return str(value.get_secret_value() if isinstance(value, SecretStr) else value)


def write_endpoints(settings: Settings) -> Path:
    """A copy of endpoints.yml that points to our action server, beside the logs; returns its path."""
    source = PROJECT_DIR / "endpoints.yml"
    endpoints: Dict[str, Any] = {}
    if source.is_file():
        endpoints = yaml.safe_load(source.read_text(encoding="utf-8")) or {}
    action = dict(endpoints.get("action_endpoint") or {})
    endpoints["action_endpoint"] = {**action, "url": f"{settings.action_url}/webhook"}
    settings.log_dir.mkdir(parents=True, exist_ok=True)
    target = settings.log_dir / f"endpoints-{settings.action_port}.yml"
    target.write_text(yaml.safe_dump(endpoints, allow_unicode=True), encoding="utf-8")
    return target


def require_free_ports(settings: Settings) -> None:
    """Raises `CannotServe` if another program listens on one of our ports."""
    taken: List[str] = []
    for name, host, port in _ports(settings):
        if not port_is_free(host, port):
            taken.append(f"port {port} on {host} is taken (another Kefu?): set {name} to a free one")
    if taken:
        raise CannotServe("; ".join(taken) + ".")


def with_free_ports(settings: Settings) -> Settings:
    """The settings, with another port wherever the wanted one is taken."""
    changed = {
        name.removeprefix("KEFU_").lower(): free_port()
        for name, host, port in _ports(settings)
        if not port_is_free(host, port)
    }
    return settings.copy(update=changed)


def _ports(settings: Settings) -> List[tuple[str, str, int]]:
    return [
        ("KEFU_ACTION_PORT", settings.action_host, settings.action_port),
        ("KEFU_RASA_PORT", settings.rasa_host, settings.rasa_port),
        ("KEFU_PAYMENT_PORT", settings.payment_host, settings.payment_port),
    ]


def _status(url: str) -> int:
    """The HTTP status of a GET, or 0 when nobody answers."""
    try:
        return request_json(url, timeout=2.0).status
    except Unreachable:
        return 0
