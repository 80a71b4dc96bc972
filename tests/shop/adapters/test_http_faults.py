"""A service that is slow, broken, wrong or gone, over real connections: what is tried again, and what is not."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp.web import Request, Response

from shop.adapters.http.breaker import CircuitBreaker
from shop.adapters.http.client import Client, Patience
from shop.adapters.http.reference_server import serving
from shop.adapters.http.shop import HttpShop
from shop.database import Shop
from shop.enums import CancelOutcome, OrderStatus, VerifyOutcome
from shop.errors import NotSupported, RequestKeyReused, ShopUnavailable
from shop.port import ALL

pytestmark = pytest.mark.asyncio

TOKEN = "a token of the tests"
QUICK = Patience(connect=1, read=0.5, overall=3, first_pause=0.01, longest_pause=0.05)
Answer = Callable[[], Awaitable[Response]]
Fault = Callable[[Request, Answer], Awaitable[Response]]


class Faults:
    """Faults to come, in their order; afterwards everything is well."""

    def __init__(self) -> None:
        self.coming: list[Fault] = []
        self.asked: Counter[str] = Counter()

    async def __call__(self, name: str, request: Request, answer: Answer) -> Response:
        self.asked[name] += 1
        return await (self.coming.pop(0)(request, answer) if self.coming else answer())


def status(code: int) -> Fault:
    async def fault(request: Request, answer: Answer) -> Response:
        return Response(status=code, text="<html>sorry</html>", content_type="text/html")

    return fault


def body(text: str) -> Fault:
    async def fault(request: Request, answer: Answer) -> Response:
        return Response(text=text, content_type="application/json")

    return fault


async def slow(request: Request, answer: Answer) -> Response:
    await asyncio.sleep(1)
    return await answer()


async def cut_before(request: Request, answer: Answer) -> Response:
    assert request.transport
    request.transport.abort()  # type: ignore[attr-defined]
    return Response()


async def cut_after(request: Request, answer: Answer) -> Response:
    await answer()  # the write is done, and nobody hears of it
    return await cut_before(request, answer)


@pytest.fixture
def faults() -> Faults:
    return Faults()


@pytest_asyncio.fixture
async def shop(shop_file: Path, clock: Any) -> AsyncIterator[Shop]:
    async with await Shop.open(f"sqlite+aiosqlite:///{shop_file}", clock=clock) as opened:
        yield opened


@pytest_asyncio.fixture
async def client(shop: Shop, faults: Faults) -> AsyncIterator[HttpShop]:
    async with serving(shop, TOKEN, intercept=faults) as url:
        opened = await HttpShop.open(url, TOKEN, patience=QUICK)
        yield opened
        await opened.close()


async def an_order(shop: Shop) -> tuple[str, str]:
    for account in await shop.demo_accounts(20):
        if OrderStatus.pending_shipment in account.order_ids:
            return account.customer_id, account.order_ids[OrderStatus.pending_shipment][0]
    raise AssertionError


@pytest.mark.parametrize("fault", [status(500), status(502), status(503), status(429), slow, cut_before])
async def test_a_read_is_asked_again(client: HttpShop, shop: Shop, faults: Faults, fault: Fault) -> None:
    faults.coming = [fault, fault]
    assert await client.customer("C10001") == await shop.customer("C10001")
    assert faults.asked["customer"] == 3


async def test_after_three_tries_it_says_so(client: HttpShop, faults: Faults) -> None:
    faults.coming = [status(503)] * 3
    with pytest.raises(ShopUnavailable, match=r"^http://127\.0\.0\.1:[0-9]+: orders: HTTP 503$"):
        await client.orders("C10001")
    assert faults.asked["orders"] == 3


@pytest.mark.parametrize("fault", [cut_after, cut_before, slow, status(500), status(409)])
async def test_a_write_that_is_sent_again_happens_once(
    client: HttpShop, shop: Shop, faults: Faults, fault: Fault
) -> None:
    who, order_id = await an_order(shop)
    faults.coming = [fault]
    result = await client.cancel_order(who, order_id, "key-1", "不要了")
    assert result.outcome is CancelOutcome.cancelled  # not "already cancelled": it is the same request
    assert faults.asked["cancel_order"] == 2
    assert len(await shop.refunds(who, order_id)) == 1
    assert (await client.cancel_order(who, order_id, "key-2")).outcome is CancelOutcome.already_cancelled


@pytest.mark.parametrize("fault", [cut_after, status(500), slow])
async def test_an_attempt_to_verify_is_never_sent_twice(
    client: HttpShop, shop: Shop, faults: Faults, fault: Fault
) -> None:
    _, order_id = await an_order(shop)
    faults.coming = [fault]
    with pytest.raises(ShopUnavailable):
        await client.verify(order_id, "0000", "session")
    assert faults.asked["verify"] == 1
    assert (await client.verify(order_id, "0000", "other")).outcome is VerifyOutcome.mismatch


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("<html>", "expected JSON, got 6 bytes of application/json"),
        ("", "expected an answer, got 404 or an empty one"),
        ("{}", r"\$: expected a list, got dict"),
        ('[{"order_id": 5}]', r"\$\[0\]\.order_id: expected a text, got int '5'"),
        ("[1e999]", "expected a OrderSummary, got float"),
    ],
)
async def test_garbage_is_no_crash_and_not_asked_again(
    client: HttpShop, faults: Faults, text: str, wanted: str
) -> None:
    faults.coming = [body(text)]
    with pytest.raises(ShopUnavailable, match=wanted):
        await client.orders("C10001")
    assert faults.asked["orders"] == 1


async def test_a_read_that_a_service_does_not_have_is_empty(client: HttpShop, faults: Faults) -> None:
    faults.coming = [status(501)] * 3
    assert await client.coupons("C10001") == []
    assert (await client.points("C10001")).balance == 0
    with pytest.raises(NotSupported, match="every shop needs"):
        await client.orders("C10001")


@pytest.mark.parametrize("code", [302, 400, 404, 418])
async def test_other_answers_are_errors(client: HttpShop, faults: Faults, code: int) -> None:
    faults.coming = [status(code)]
    with pytest.raises(ShopUnavailable, match=f"HTTP {code}"):
        await client.customer("C10001")
    assert faults.asked["customer"] == 1


async def test_a_key_of_another_write_is_told(client: HttpShop, shop: Shop) -> None:
    who, order_id = await an_order(shop)
    await client.expedite(who, order_id, "one key")
    with pytest.raises(RequestKeyReused):
        await client.cancel_order(who, order_id, "one key")


async def test_a_write_without_its_capability_is_not_even_asked(shop: Shop, faults: Faults) -> None:
    async with serving(shop, TOKEN, intercept=faults) as url:
        few = HttpShop(Client(url, TOKEN, QUICK), frozenset())
        with pytest.raises(NotSupported, match="staff"):
            await few.cancel_order("C10001", "261106000001", "key")
        await few.close()
    assert not faults.asked


async def test_the_token_is_wanted_and_never_logged(shop: Shop, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with serving(shop, TOKEN) as url:
        with pytest.raises(ShopUnavailable, match="KEFU_SHOP_API_TOKEN") as raised:
            await HttpShop.open(url, "another token", patience=QUICK)
        opened = await HttpShop.open(url, TOKEN, patience=QUICK)
        assert opened.capabilities == ALL
        await opened.customer("C10001")
        await opened.close()
    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("shop", "httpx"))
    )
    assert "token of" not in ours + str(raised.value)
    assert "another token" not in ours + str(raised.value)
    assert "C10001" not in ours


async def test_nobody_listens() -> None:
    with pytest.raises(ShopUnavailable, match="ConnectError") as raised:
        await HttpShop.open("http://user:secret@127.0.0.1:9", TOKEN, patience=QUICK)
    assert "secret" not in str(raised.value)


async def test_capabilities_of_a_newer_service_are_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    class Newer(Shop):
        capabilities = frozenset({"cancel_order", "teleport"})  # type: ignore[assignment]

    newer = Newer.__new__(Newer)
    async with serving(newer, TOKEN) as url:
        opened = await HttpShop.open(url, TOKEN, patience=QUICK)
        assert {one.value for one in opened.capabilities} == {"cancel_order"}
        await opened.close()
    assert "teleport" in caplog.text


async def test_a_service_that_fails_again_and_again_is_left_alone(shop: Shop, faults: Faults) -> None:
    now = [0.0]
    breaker = CircuitBreaker(failures=2, pause=10, clock=lambda: now[0])
    once = Patience(connect=1, read=1, overall=3, tries=1)
    async with serving(shop, TOKEN, intercept=faults) as url:
        client = HttpShop(Client(url, TOKEN, once, breaker), ALL)
        faults.coming = [status(500)] * 3
        for _ in range(2):
            with pytest.raises(ShopUnavailable, match="HTTP 500"):
                await client.customer("C10001")
        with pytest.raises(ShopUnavailable, match="left alone for 10 s more"):
            await client.customer("C10001")
        assert faults.asked["customer"] == 2
        now[0] = 10
        with pytest.raises(ShopUnavailable, match="HTTP 500"):  # the one that tries
            await client.customer("C10001")
        with pytest.raises(ShopUnavailable, match="left alone"):
            await client.customer("C10001")
        now[0] = 20
        assert await client.customer("C10001") is not None
        assert await client.customer("C10001") is not None
        await client.close()
    assert faults.asked["customer"] == 5


async def test_one_call_a_pause_tries() -> None:
    now = [0.0]
    breaker = CircuitBreaker(failures=1, pause=5, clock=lambda: now[0])
    assert breaker.ask()
    assert breaker.failed()
    now[0] = 5
    assert [breaker.ask() for _ in range(3)] == [True, False, False]
    now[0] = 10  # nobody heard how that one ended
    assert breaker.ask()
    breaker.succeeded()
    assert breaker.ask()
    assert breaker.rest == 0


@pytest.mark.parametrize("arguments", [(0, 1.0), (1, 0.0)])
async def test_a_breaker_needs_sense(arguments: tuple[int, float]) -> None:
    with pytest.raises(ValueError, match="at least 1 failure"):
        CircuitBreaker(*arguments)


async def test_pauses_grow_and_differ() -> None:
    patience = Patience(first_pause=0.2, longest_pause=1.0)
    for attempt, most in ((1, 0.4), (2, 0.8), (3, 1.0), (9, 1.0)):
        pauses = {patience.pause(attempt) for _ in range(20)}
        assert len(pauses) > 1
        assert max(pauses) <= most


async def test_the_service_refuses_what_is_not_as_described(shop: Shop) -> None:
    async with serving(shop, TOKEN) as url:
        client = Client(url, TOKEN, QUICK)
        wrong: dict[str, Any] = {"query": {"limit": "many"}}
        with pytest.raises(ShopUnavailable, match=r"HTTP 400 query\.limit: expected a whole number"):
            await client.ask("search", "POST", "/product-searches", wrong, again=True)
        with pytest.raises(ShopUnavailable, match="HTTP 400 query: expected a value"):
            await client.ask("search", "POST", "/product-searches", {}, again=True)
        await client.close()
