"""`kefu pay` starts a payment server of its own process, and the settings of payments are checked and hidden."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from kefu.payments import payment_link
from kefu.processes import free_port
from kefu.settings import Settings
from shop.database import Shop
from shop.enums import OrderStatus
from shop.seed import seed

SECRET = "a secret for tests only, 32 chars"


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    values = {
        "KEFU_DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}",
        "KEFU_PAYMENT_PORT": str(free_port()),
        "KEFU_PAYMENT_SECRET": SECRET,
        "KEFU_SESSION_SECRET": SECRET,
        "KEFU_LOG_DIR": str(tmp_path / "logs"),
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


def kefu(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kefu", "pay", *arguments], capture_output=True, text=True, timeout=60
    )


@pytest.fixture
def server(environment: dict[str, str]) -> Iterator[str]:
    seed(environment["KEFU_DATABASE_URL"], datetime.now(timezone.utc).date())
    url = f"http://127.0.0.1:{environment['KEFU_PAYMENT_PORT']}"
    running = subprocess.Popen([sys.executable, "-m", "kefu", "pay", "serve"], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                assert httpx.get(f"{url}/health", trust_env=False).status_code == 200
                break
            except httpx.TransportError:
                assert running.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.1)
        yield url
        running.terminate()
        assert running.wait(20) == 0
    finally:
        running.kill()
        running.wait()


def owed(url: str) -> str:
    async def newest() -> str:
        async with await Shop.open(url) as shop:
            return (await shop.orders("C10001", status=OrderStatus.pending_payment))[0].order_id

    return asyncio.run(newest())


def status(url: str, order_id: str) -> Any:
    async def ask() -> Any:
        async with await Shop.open(url) as shop:
            order = await shop.order("C10001", order_id)
            return order and order.status

    return asyncio.run(ask())


def test_an_order_is_paid_by_the_link_that_the_command_prints(server: str, environment: dict[str, str]) -> None:
    order_id = owed(environment["KEFU_DATABASE_URL"])
    link = kefu("link", "C10001", order_id, "--language", "en").stdout.strip()
    assert link.startswith(f"{server}/pay/")
    page = httpx.get(link, trust_env=False)
    assert f"Order {order_id}" in page.text
    assert "Payment received" in httpx.post(link, data={"action": "pay"}, trust_env=False).text
    assert status(environment["KEFU_DATABASE_URL"], order_id) is OrderStatus.pending_shipment
    nothing = kefu("link", "C10001", order_id)
    assert (nothing.returncode, "Nothing is to be paid" in nothing.stderr) == (1, True)
    foreign = kefu("link", "C10002", order_id)
    assert (foreign.returncode, "has no order" in foreign.stderr) == (1, True)


def test_a_sandbox_that_others_could_reach_is_refused(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEFU_PAYMENT_HOST", "0.0.0.0")
    done = kefu("serve")
    assert done.returncode == 1
    assert "KEFU_PAYMENT_SANDBOX=false" in done.stderr


def test_a_shop_that_takes_payments_by_itself_gets_no_payment_server(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kefu.servers import plan_servers

    assert plan_servers(Settings(), Path("m")).payments is not None
    monkeypatch.setenv("KEFU_SHOP_ADAPTER", "http")
    monkeypatch.setenv("KEFU_SHOP_API_URL", "http://127.0.0.1:9/shop")
    assert plan_servers(Settings(), Path("m")).payments is None
    for command in (["serve"], ["link", "C10001", "261106000001"]):
        done = kefu(*command)
        assert (done.returncode, "KEFU_SHOP_ADAPTER is http" in done.stderr) == (1, True)


def test_the_secret_is_hidden_and_addresses_are_checked(environment: dict[str, str]) -> None:
    settings = Settings()
    assert SECRET not in repr(settings.public_items())
    assert settings.payment_notify_url == f"{settings.payment_server_url}/payments/notify"
    assert Settings(payment_url="https://pay.example.com/").payment_address == "https://pay.example.com"
    with pytest.raises(ValueError, match=r"expected an address such as https://pay\.example\.com"):
        Settings(payment_url="pay.example.com")


def test_a_link_is_made_without_the_web_server(environment: dict[str, str]) -> None:
    code = (
        "import sys; from decimal import Decimal; from kefu.payments import payment_link; "
        "print(payment_link(3, Decimal('5.00'), 'zh')); assert not {'sanic', 'httpx'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert "/pay/3?amount=5.00&until=" in done.stdout, done.stderr
    now = datetime(2026, 11, 6, tzinfo=timezone.utc)
    made = payment_link(3, Decimal("5.00"), "en", now=now, settings=Settings(payment_link_minutes=10))
    assert f"until={int(now.timestamp()) + 600}" in made
    for amount in (Decimal("0.00"), Decimal("-1.00"), Decimal("0.001")):
        with pytest.raises(ValueError, match=r"amount|fen"):
            payment_link(3, amount, "zh")
