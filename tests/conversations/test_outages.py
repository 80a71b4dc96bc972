"""What customers hear when something of ours is down, and that they can go on afterwards."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from kefu.names import UTTER_SERVICE_UNAVAILABLE

from .scenes import Dialogue, Stage


@pytest.fixture(scope="module")
def stage(server: Any) -> Stage:
    return Stage(server.shop_url, server.open_shop)


@pytest.fixture
def cast(stage: Stage) -> dict[str, str]:
    from shop.enums import OrderStatus

    return stage.cast(Dialogue("", True, (OrderStatus.pending_shipment,), ()))


@pytest.fixture
def without_actions(server: Any) -> Iterator[None]:
    server.kill_actions()
    try:
        yield
    finally:
        server.kill_actions()  # a test may have started it again, and two would answer in turn
        server.start_actions()


def talk(server: Any, cast: dict[str, str]) -> Any:
    sender, token = f"outage-{uuid.uuid4().hex}", server.token(cast["customer"])

    def say(text: str) -> str:
        return "\n".join(str(message.get("text")) for message in server.say(sender, text, token))

    say.sender = sender  # type: ignore[attr-defined]
    return say


def responses(server: Any, sender: str) -> set[str]:
    events = server.tracker(sender)["events"]
    return {event["metadata"].get("utter_action") for event in events if event["event"] == "bot"}


def test_a_dead_action_server(server: Any, cast: dict[str, str], without_actions: None):
    say = talk(server, cast)
    assert "抱歉" in say("我的订单到哪了？")
    assert "小客" in say("你好")  # what needs no action still works
    assert "抱歉" in say(f"取消{cast['pending_shipment']}")
    assert responses(server, say.sender) == {UTTER_SERVICE_UNAVAILABLE, "utter_greet"}
    server.start_actions()
    assert cast["first"] in say("我的订单到哪了？")
    assert cast["second"] in say("第二个")


def test_an_action_server_that_dies_in_the_middle_of_the_form(server: Any, cast: dict[str, str]):
    say = talk(server, cast)
    assert cast["first"] in say("我的订单到哪了？")
    server.kill_actions()
    try:
        assert "抱歉" in say("第二个")
    finally:
        server.start_actions()
    assert cast["second"] in say("第二个")


def test_a_locked_database(server: Any, cast: dict[str, str], stage: Stage):
    say, number = talk(server, cast), cast["pending_shipment"]
    assert "确定要取消吗" in say(f"取消{number}")
    url = server.settings.shop_database_url if server.shop.kind == "mapped" else server.shop_url
    lock = sqlite3.connect(url.split("///")[1], isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        assert "没有响应" in say("/affirm")
    finally:
        lock.execute("ROLLBACK")
        lock.close()
    assert stage.statuses(cast["customer"], [number]) == {number: "pending_shipment"}
    assert "确定要取消吗" in say("/cancel_order")
    assert "已经取消" in say("/affirm")
    assert stage.statuses(cast["customer"], [number]) == {number: "cancelled"}
