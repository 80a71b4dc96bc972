"""The terminal chat against a real HTTP server that speaks as the signed channel does."""

from __future__ import annotations

import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Dict, Iterator, List, Optional, Tuple

import pytest
from rich.console import Console

from kefu import session
from kefu.chat import Chat, client_for
from kefu.client import BotMessage, ChatClient, ChatFailed
from kefu.settings import Settings

SECRET = "a secret for tests only, 32 chars"
ORDERS = {
    "text": "您有两个订单 [bold]",
    "buttons": [{"title": "第一个", "payload": "/pick{\"n\": 1}"}, {"title": "都不是", "payload": "/deny"}],
}  # fmt: skip


class Channel:
    """What the server was asked, and what it is to answer next: (status, body) pairs."""

    def __init__(self) -> None:
        self.asked: List[Tuple[str, Optional[str], Any]] = []
        self.answers: List[Tuple[int, Any]] = []
        self.url = ""


@pytest.fixture
def channel() -> Iterator[Channel]:
    state = Channel()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.asked.append((self.path, self.headers["Authorization"], body))
            opening = self.path.endswith("/session")
            status, answer = (201, {"token": f"t{len(state.asked)}"}) if opening else state.answers.pop(0)
            raw = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_port}"
    yield state
    server.shutdown()
    server.server_close()


def said(channel: Channel) -> List[str]:
    return [body["message"] for path, _, body in channel.asked if path.endswith("/message")]


def chat(channel: Channel, monkeypatch: pytest.MonkeyPatch, lines: str, customer: Optional[str] = None) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    shown = io.StringIO()
    settings = Settings(session_secret=SECRET)
    Chat(Console(file=shown, width=200), lambda who: client_for(settings, channel.url, who), customer).run()
    return shown.getvalue()


def test_a_visitor_opens_one_session_and_keeps_it(channel: Channel) -> None:
    client = ChatClient(channel.url)
    channel.answers = [(200, [{"text": "你好"}]), (200, [])]
    assert client.send("在吗") == [BotMessage("你好")]
    assert client.send("?") == []
    assert channel.asked == [
        ("/webhooks/kefu/session", None, {}),
        ("/webhooks/kefu/message", "Bearer t1", {"message": "在吗"}),
        ("/webhooks/kefu/message", "Bearer t1", {"message": "?"}),
    ]


def test_a_visitors_expired_session_is_renewed_and_the_message_sent_again(channel: Channel) -> None:
    client = ChatClient(channel.url)
    expired: Dict[str, Any] = {"error": {"code": "session_expired", "message": "The session has expired."}}
    channel.answers = [(401, expired), (200, [{"text": "好的"}])]
    assert client.send("我的订单") == [BotMessage("好的")]
    assert said(channel) == ["我的订单", "我的订单"]


def test_a_customers_expired_session_is_not_replaced_by_a_visitors(channel: Channel) -> None:
    client = ChatClient(channel.url, token="customer")
    channel.answers = [(401, {"error": {"code": "session_expired", "message": "The session has expired."}})]
    with pytest.raises(ChatFailed, match="has expired"):
        client.send("我的订单")


@pytest.mark.parametrize("answer", [(500, b"<html>"), (200, {"no": "list"}), (404, [])])
def test_a_foreign_server_is_recognised(channel: Channel, answer: Tuple[int, Any]) -> None:
    channel.answers = [answer]
    with pytest.raises(ChatFailed, match="Is a Kefu server at this address"):
        ChatClient(channel.url).send("hi")


def test_no_server_at_all() -> None:
    with pytest.raises(ChatFailed, match="Is the server running"):
        ChatClient("http://127.0.0.1:9").send("hi")


def test_buttons_are_numbered_and_picked_by_number(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    channel.answers = [(200, [ORDERS, {"text": "要哪一个？"}]), (200, [{"text": "好"}]), (200, [])]
    shown = chat(channel, monkeypatch, "我的订单\n2\n2\n")
    # Two buttons are gone after the pick, so the second "2" is what the customer says.
    assert said(channel) == ["我的订单", "/deny", "2"]
    assert "您有两个订单 [bold]" in shown
    assert shown.index("要哪一个？") < shown.index("→ 都不是")
    assert "  [1] 第一个" in shown


@pytest.mark.parametrize("line", ["0", "3", "12", "²", "第一个"])
def test_other_numbers_are_words(channel: Channel, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    channel.answers = [(200, [ORDERS]), (200, [])]
    chat(channel, monkeypatch, f"我的订单\n{line}\n")
    assert said(channel) == ["我的订单", line]


def test_a_full_width_number_picks_too(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    channel.answers = [(200, [ORDERS]), (200, [])]
    chat(channel, monkeypatch, "我的订单\n２\n")
    assert said(channel)[-1] == "/deny"


def test_commands(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    channel.answers = [(200, []), (200, []), (200, [])]
    shown = chat(channel, monkeypatch, "a\n/as C10001\nb\n\n/help\n/as 1 2\n/new\nc\n/quit\nnever said\n")
    assert said(channel) == ["a", "b", "c"]
    tokens = [header.partition(" ")[2] for path, header, _ in channel.asked if header and path.endswith("message")]
    assert tokens[0] == "t1"
    customers = [session.read(token, SECRET) for token in tokens[1:]]
    assert [customer.customer_id for customer in customers] == ["C10001", "C10001"]
    assert customers[0].session_id != customers[1].session_id
    assert "/quit, Ctrl-D" in shown
    assert "Expected a customer_id" in shown


def test_an_unreachable_server_is_told_and_the_chat_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    dead = Channel()
    dead.url = "http://127.0.0.1:9"
    shown = chat(dead, monkeypatch, "hi\nhi\n")
    assert shown.count("Is the server running") == 2


def test_a_server_that_ended_ends_the_chat(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(Exception):
        pass

    def check() -> None:
        raise Ended

    monkeypatch.setattr("sys.stdin", io.StringIO("hi\n"))
    with pytest.raises(Ended):
        Chat(Console(file=io.StringIO()), lambda _: ChatClient("http://127.0.0.1:9"), None, check).run()


def test_images_and_attachments_are_shown(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    channel.answers = [(200, [{"image": "https://shop.example/p.png"}, {"custom": {"card": 1}}, "junk"])]
    shown = chat(channel, monkeypatch, "看看\n")
    assert "https://shop.example/p.png" in shown
    assert "{'card': 1}" in shown


def test_chinese_is_not_pushed_to_the_next_line(channel: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    channel.answers = [(200, [{"text": "您好，" + "很高兴为您服务，" * 20}])]
    assert "客服 Kefu › 您好，很高兴" in chat(channel, monkeypatch, "在吗\n")
