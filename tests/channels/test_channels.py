"""Both channels on a real sanic server: who may talk as whom, and what comes back when things go wrong."""

from __future__ import annotations

import asyncio
import json
import socket
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace
from typing import Any, AsyncIterator, Awaitable, Callable, Dict, List, Optional

import httpx
import pytest
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Sanic

from channels.conversation import Manners
from channels.rest import LocalRestInput
from channels.signed import KefuInput
from kefu import session
from kefu.settings import Settings

SECRET = "a secret for tests only, 32 chars"
HOUR = timedelta(hours=1)
NO_ANSWER, TOO_LONG = Manners().no_answer, Manners().too_long.format(max_characters=2000)


@pytest.fixture(autouse=True)
def many_apps_in_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    # Otherwise sanic rewrites its own methods at every start, and the second rewriting fails.
    monkeypatch.setattr(Sanic, "test_mode", True)


async def echo(message: UserMessage) -> None:
    """Stands in for Rasa: says back what it got, with two buttons."""
    buttons = [{"title": "好的", "payload": "/affirm"}, {"title": "不用", "payload": "/deny"}]
    await message.output_channel.send_text_with_buttons(message.sender_id, message.text, buttons)


async def silence(message: UserMessage) -> None:
    pass


async def failure(message: UserMessage) -> None:
    raise RuntimeError("password=hunter2 in /srv/secret.py")


class Heard:
    """Remembers every message, then behaves as ``then`` does."""

    def __init__(self, then: Callable[[UserMessage], Awaitable[None]] = echo) -> None:
        self.messages: List[UserMessage] = []
        self._then = then

    async def __call__(self, message: UserMessage) -> None:
        self.messages.append(message)
        await self._then(message)


def signed_channel(**manners: Any) -> KefuInput:
    return KefuInput(Manners(**manners), Settings(session_secret=SECRET))


@asynccontextmanager
async def serving(
    channel: InputChannel, handler: Callable[[UserMessage], Awaitable[Any]], agent: Any = None
) -> AsyncIterator[httpx.AsyncClient]:
    app = Sanic(f"test_{id(channel)}", configure_logging=False)
    app.ctx.agent = agent
    app.blueprint(channel.blueprint(handler), url_prefix=f"/webhooks/{channel.name()}")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    base = f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/{channel.name()}"
    try:
        async with httpx.AsyncClient(base_url=base, trust_env=False) as client:
            yield client
    finally:
        server.close()
        await server.wait_closed()
        Sanic._app_registry.pop(app.name, None)


async def say(client: httpx.AsyncClient, body: Any, token: Optional[str]) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}".strip()} if token is not None else {}
    return await client.post("/message", json=body, headers=headers)


def customer_token(customer: Optional[str] = "C10001", secret: str = SECRET, **more: Any) -> str:
    return session.mint(customer, secret, HOUR, **more)


@pytest.mark.asyncio
async def test_a_visitor_gets_a_session_and_an_answer() -> None:
    heard = Heard()
    async with serving(signed_channel(), heard) as client:
        opened = await client.post("/session")
        assert opened.status_code == 201
        token = opened.json()["token"]
        reply = await say(client, {"message": "  我的订单到哪了？ "}, token)
    assert reply.status_code == 200
    assert reply.json() == [
        {"text": "我的订单到哪了？",
         "buttons": [{"title": "好的", "payload": "/affirm"}, {"title": "不用", "payload": "/deny"}]}
    ]  # fmt: skip
    visitor = session.read(token, SECRET)
    assert visitor.customer_id is None
    assert datetime.fromisoformat(opened.json()["expires"]) == visitor.expires
    (message,) = heard.messages
    assert (message.sender_id, message.input_channel) == (visitor.session_id, "kefu")
    assert message.metadata == {"session_token": token}


@pytest.mark.asyncio
async def test_the_caller_chooses_neither_sender_nor_metadata() -> None:
    heard = Heard()
    token = customer_token(session_id="mine")
    body = {"message": "hi", "sender": "theirs", "sender_id": "theirs", "metadata": {"session_token": "x"}}
    async with serving(signed_channel(), heard) as client:
        assert (await say(client, body, token)).status_code == 200
    assert heard.messages[0].sender_id == "mine"
    assert heard.messages[0].metadata == {"session_token": token}


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("token", "code"),
    [
        (None, "session_missing"),
        ("", "session_missing"),
        ("nonsense", "session_invalid"),
        (customer_token(secret="another secret, just as long"), "session_invalid"),
        (customer_token(now=datetime(2020, 1, 1, tzinfo=timezone.utc)), "session_expired"),
        ("v1." + "A" * 5000, "session_invalid"),
    ],
    ids=["none", "empty", "nonsense", "forged", "expired", "huge"],
)
async def test_without_a_valid_token_nothing_reaches_rasa(token: Optional[str], code: str) -> None:
    heard = Heard()
    async with serving(signed_channel(), heard) as client:
        reply = await say(client, {"message": "hi"}, token)
    assert reply.status_code == 401
    assert reply.json()["error"]["code"] == code
    assert heard.messages == []
    assert not token or token not in reply.text


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "invalid_json"),
        (b"{not json", 400, "invalid_json"),
        (b"[1]", 400, "invalid_json"),
        (b'"hello"', 400, "invalid_json"),
        (b"\xff\xfe", 400, "invalid_json"),
        (b"{}", 400, "message_missing"),
        (b'{"message": null}', 400, "message_missing"),
        (b'{"message": ["hi"]}', 400, "message_missing"),
        (b'{"message": 7}', 400, "message_missing"),
        (b'{"message": ""}', 400, "message_empty"),
        (b'{"message": " \\n\\t "}', 400, "message_empty"),
        (b'{"message": "\\u0000\\u0007\\ud800"}', 400, "message_empty"),
        (b'{"message": "' + b"x" * 70_000 + b'"}', 413, "body_too_large"),
    ],
    ids=range(13),
)
async def test_what_is_no_message_is_refused_with_a_hint(body: bytes, status: int, code: str) -> None:
    heard = Heard()
    headers = {"Authorization": f"Bearer {customer_token()}"}
    async with serving(signed_channel(), heard) as client:
        reply = await client.post("/message", content=body, headers=headers)
    assert reply.status_code == status
    assert reply.json()["error"]["code"] == code
    assert "Expected" in reply.json()["error"]["message"]
    assert heard.messages == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("sent", "heard_text"),
    [
        ("😡😡", "😡😡"),
        ("a\x00b\x1b[31mc\r\nd", "a b [31mc \nd"),
        ("订单\ud83d号", "订单 号"),
        ("'; DROP TABLE orders; --", "'; DROP TABLE orders; --"),
        ("字" * 2000, "字" * 2000),
    ],
    ids=["emoji", "controls", "surrogate", "sql", "long"],
)
async def test_odd_messages_reach_rasa_without_control_characters(sent: str, heard_text: str) -> None:
    heard = Heard()
    async with serving(signed_channel(), heard) as client:
        # json.dumps with escapes, since a lone surrogate cannot be sent as UTF-8
        headers = {"Authorization": f"Bearer {customer_token()}"}
        reply = await client.post("/message", content=json.dumps({"message": sent}), headers=headers)
    assert reply.status_code == 200
    assert heard.messages[0].text == heard_text


@pytest.mark.asyncio
async def test_a_message_that_is_too_long_gets_a_polite_answer_in_both_languages() -> None:
    heard = Heard()
    async with serving(signed_channel(), heard) as client:
        reply = await say(client, {"message": "字" * 2001}, customer_token())
    assert reply.status_code == 200
    assert reply.json() == [{"text": TOO_LONG}]
    assert "2000 个字" in TOO_LONG
    assert "2000 characters" in TOO_LONG
    assert heard.messages == []


@pytest.mark.asyncio
@pytest.mark.parametrize("handler", [silence, failure])
async def test_silence_and_failure_become_an_apology(
    handler: Callable[[UserMessage], Awaitable[None]],
) -> None:
    async with serving(signed_channel(), handler) as client:
        reply = await say(client, {"message": "在吗"}, customer_token())
    assert reply.status_code == 200
    assert reply.json() == [{"text": NO_ANSWER}]
    assert "抱歉" in NO_ANSWER
    assert "Sorry" in NO_ANSWER


@pytest.mark.asyncio
async def test_a_slow_answer_is_given_up_but_not_the_work() -> None:
    finished = asyncio.Event()

    async def slow(message: UserMessage) -> None:
        await asyncio.sleep(0.5)
        finished.set()

    async with serving(signed_channel(reply_timeout=0.1), slow) as client:
        reply = await say(client, {"message": "取消订单"}, customer_token())
        assert reply.json() == [{"text": NO_ANSWER}]
        assert not finished.is_set()
        await asyncio.wait_for(finished.wait(), 10)


@pytest.mark.asyncio
async def test_what_was_said_before_a_failure_is_kept() -> None:
    async def half(message: UserMessage) -> None:
        await message.output_channel.send_text_message(message.sender_id, "正在查询")
        raise RuntimeError

    async with serving(signed_channel(), half) as client:
        reply = await say(client, {"message": "在吗"}, customer_token())
    assert reply.json() == [{"text": "正在查询"}]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("agent", "status"),
    [
        (None, 503),
        (SimpleNamespace(is_ready=lambda: False), 503),
        (SimpleNamespace(is_ready=lambda: True), 200),
    ],
)
async def test_health_tells_whether_a_model_is_loaded(agent: Any, status: int) -> None:
    async with serving(signed_channel(), silence, agent) as client:
        assert (await client.get("/")).status_code == status


async def rest(client: httpx.AsyncClient, body: Dict[str, Any], **more: Any) -> httpx.Response:
    return await client.post("/webhook", json=body, **more)


@pytest.mark.asyncio
async def test_rest_answers_as_rasas_own_channel_does() -> None:
    heard = Heard()
    async with serving(LocalRestInput(Manners()), heard) as client:
        body = {"sender": "test-1", "message": "你好", "metadata": {"session_token": "t"}}
        reply = await rest(client, body)
        stream = await rest(client, body, params={"stream": "true"})
    assert reply.json()[0]["recipient_id"] == "test-1"
    assert reply.json()[0]["text"] == "你好"
    assert stream.text.count("\n") == 1
    assert stream.headers["content-type"].startswith("text/event-stream")
    message = heard.messages[0]
    assert (message.sender_id, message.input_channel) == ("test-1", "rest")
    assert message.metadata == {"session_token": "t"}


@pytest.mark.asyncio
async def test_rest_is_never_silent_either() -> None:
    async with serving(LocalRestInput(Manners()), silence) as client:
        assert (await rest(client, {"sender": "a", "message": "hi"})).json()[0]["text"] == NO_ANSWER
        long = await rest(client, {"sender": "a", "message": "x" * 10_000})
        assert long.json()[0]["text"] == TOO_LONG


@pytest.mark.asyncio
@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
async def test_rest_refuses_what_a_proxy_passed_on(header: str) -> None:
    heard = Heard()
    async with serving(LocalRestInput(Manners()), heard) as client:
        reply = await rest(client, {"sender": "a", "message": "hi"}, headers={header: "203.0.113.7"})
    assert reply.status_code == 403
    assert heard.messages == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"message": "hi"}, "sender_missing"),
        ({"sender": "", "message": "hi"}, "sender_missing"),
        ({"sender": {"$ne": 1}, "message": "hi"}, "sender_missing"),
        ({"sender": "a\x00b", "message": "hi"}, "sender_missing"),
        ({"sender": "a", "message": "hi", "metadata": "x"}, "invalid_metadata"),
        ({"sender": "a", "message": ""}, "message_empty"),
    ],
)
async def test_rest_refuses_what_is_incomplete(body: Dict[str, Any], code: str) -> None:
    async with serving(LocalRestInput(Manners()), silence) as client:
        reply = await rest(client, body)
    assert reply.status_code == 400
    assert reply.json()["error"]["code"] == code


def test_credentials_may_change_words_and_limits_but_not_misspell_them() -> None:
    assert Manners.from_credentials(None) == Manners()
    assert Manners.from_credentials({"max_characters": 500}).max_characters == 500
    with pytest.raises(ValueError, match=r"unknown key max_chars.*max_characters, reply_timeout"):
        Manners.from_credentials({"max_chars": 500})
    with pytest.raises(ValueError, match="at least 1"):
        Manners.from_credentials({"max_characters": 0})


def test_rasa_finds_both_channels_by_the_names_in_credentials_yml() -> None:
    from rasa.core.run import create_http_input_channels

    from kefu.environment import PROJECT_DIR

    found = create_http_input_channels(None, str(PROJECT_DIR / "credentials.yml"))
    assert {channel.name(): type(channel) for channel in found} == {"kefu": KefuInput, "rest": LocalRestInput}
