"""The servers are composed from the settings, and from nothing else."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any, Dict

import pytest
import yaml

from kefu import servers
from kefu.processes import Child, ProcessFailed
from kefu.servers import (
    CannotServe,
    Servers,
    child_environment,
    plan_servers,
    require_free_ports,
    with_free_ports,
)
from kefu.settings import Settings

SECRET = "a secret for tests only, 32 chars"

# Answers every GET with the status that its first argument names, on the port that its second names.
FAKE_SERVER = """
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(sys.argv[1])); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[2])), Handler).serve_forever()
"""


@pytest.fixture(autouse=True)
def project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setattr(servers, "PROJECT_DIR", tmp_path)
    monkeypatch.setenv("KEFU_LOG_DIR", str(tmp_path / "logs"))
    return tmp_path


def settings(**values: Any) -> Settings:
    return Settings(session_secret=SECRET, **values)


def read(path: Path) -> Dict[str, Any]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_the_endpoints_point_to_our_action_server_and_keep_the_rest(project: Path) -> None:
    (project / "endpoints.yml").write_text(
        "action_endpoint:\n  url: http://elsewhere:5055/webhook\n  cache: true\n"
        "tracker_store:\n  type: SQL\n  url: ${DB_URL}\n"
    )
    target = servers.write_endpoints(settings(action_port=6001))
    assert read(target) == {
        "action_endpoint": {"url": "http://127.0.0.1:6001/webhook", "cache": True},
        "tracker_store": {"type": "SQL", "url": "${DB_URL}"},
    }
    # Rasa fills in variables only where they are not quoted.
    assert "url: ${DB_URL}\n" in target.read_text()


def test_without_endpoints_yml_there_is_still_the_action_server() -> None:
    target = servers.write_endpoints(settings(action_host="0.0.0.0"))
    assert read(target) == {"action_endpoint": {"url": "http://127.0.0.1:5055/webhook"}}


def test_the_commands(project: Path) -> None:
    plan = plan_servers(settings(rasa_port=6005), Path("m.tar.gz"), log_dir=project / "logs")
    assert plan.actions.command == [sys.executable, "-m", "actions"]
    assert plan.payments.command == [sys.executable, "-m", "kefu", "pay", "serve"]
    rasa = " ".join(plan.rasa.command)
    assert "--model m.tar.gz" in rasa
    assert "--interface 127.0.0.1 --port 6005" in rasa
    assert f"--credentials {project / 'credentials.yml'}" in rasa
    assert "--enable-api" not in rasa
    assert plan.rasa.log == project / "logs/rasa.log"


def test_the_http_api_is_opened_on_loopback_only() -> None:
    assert "--enable-api" in plan_servers(settings(), Path("m"), api=True).rasa.command
    with pytest.raises(CannotServe, match=r"not on 0\.0\.0\.0"):
        plan_servers(settings(rasa_host="0.0.0.0"), Path("m"), api=True)


def test_a_child_gets_exactly_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = settings(allow_hub=True, verify_attempts=3, action_host="127.0.0.2")
    values = child_environment(ours)
    assert values["SANIC_HOST"] == "127.0.0.2"
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    assert Settings() == ours


def test_payments_of_another_system_have_no_server_here(tmp_path: Path) -> None:
    ours = settings(shop_adapter="http", shop_api_url="http://127.0.0.1:9", log_dir=tmp_path)
    plan = plan_servers(ours, Path("models/some.tar.gz"))
    assert plan.payments is None
    plan.wait_payments_ready(lambda: None)


def test_taken_ports_are_named_or_replaced() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ours = settings(rasa_port=port)
        with pytest.raises(CannotServe, match=rf"port {port} on 127\.0\.0\.1 is taken.*KEFU_RASA_PORT"):
            require_free_ports(ours)
        changed = with_free_ports(ours)
    assert changed.rasa_port != port
    assert changed.copy(update={"rasa_port": port}) == ours


def fake_servers(folder: Path, actions_status: int, rasa_status: int) -> Servers:
    from kefu.processes import free_port

    ports = free_port(), free_port(), free_port()
    names = ("action server", "Rasa server", "payment server")
    children = [
        Child(name, [sys.executable, "-c", FAKE_SERVER, str(status), str(port)], folder / f"{port}.log", cwd=folder)
        for name, status, port in zip(names, (actions_status, rasa_status, 200), ports)
    ]
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    return Servers(*children, *urls)


def test_all_are_awaited(tmp_path: Path) -> None:
    plan = fake_servers(tmp_path, 200, 200)
    plan.actions.start()
    plan.rasa.start()
    plan.payments.start()
    try:
        plan.wait_ready(plan.rasa.check)
        plan.wait_payments_ready(plan.payments.check)
    finally:
        plan.actions.stop()
        plan.rasa.stop()
        plan.payments.stop()


def test_a_server_without_a_model_is_a_failure_at_once(tmp_path: Path) -> None:
    plan = fake_servers(tmp_path, 200, 503)
    plan.actions.start()
    plan.rasa.start()
    try:
        with pytest.raises(ProcessFailed, match="The Rasa server could not load the model"):
            plan.wait_ready(plan.rasa.check)
    finally:
        plan.actions.stop()
        plan.rasa.stop()
