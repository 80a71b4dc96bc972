"""Whatever breaks, the customer gets an answer, keeps the request, and may try again."""

import asyncio
import sqlite3
from datetime import timedelta

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import base
from actions.base import KefuAction
from actions.runtime import Runtime
from kefu.names import Intent, Say, Slot
from kefu.settings import Settings

pytestmark = pytest.mark.asyncio
STATUS = Intent.QUERY_ORDER_STATUS


async def test_a_shop_that_does_not_open(of, anna, runtime, shop_file):
    shop_file.rename(shop_file.with_suffix(".away"))
    talk = of(anna)
    assert await talk.say("我的订单到哪了", STATUS) == [Say.SHOP_UNAVAILABLE]
    assert not talk.loop
    assert talk.said[0].buttons[0]["payload"] == f"/{STATUS}"
    shop_file.with_suffix(".away").rename(shop_file)
    assert await talk.say(f"/{STATUS}", STATUS) == [Say.CHOOSE_ORDER]


async def test_a_shop_that_is_locked_while_cancelling(of, anna, shop_file, sql):
    number = anna.order("pending_shipment")
    talk = of(anna)
    await talk.say(f"取消{number}", Intent.CANCEL_ORDER)
    other = sqlite3.connect(shop_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert await talk.say("是的", Intent.AFFIRM) == [Say.SHOP_UNAVAILABLE]
    other.execute("ROLLBACK")
    other.close()
    assert sql("SELECT status FROM orders WHERE id = ?", number) == [("pending_shipment",)]
    assert await talk.say("/cancel_order", Intent.CANCEL_ORDER) == [Say.CANCEL_CONFIRM]
    assert await talk.say("是的", Intent.AFFIRM) == [Say.CANCEL_DONE]


async def test_a_retry_goes_on_about_the_same_order(of, anna, shop_file):
    number = anna.order("shipped")
    talk = of(anna)
    shop_file.rename(shop_file.with_suffix(".away"))
    assert await talk.say(f"{number}到哪了", Intent.TRACK_LOGISTICS) == [Say.SHOP_UNAVAILABLE]
    shop_file.with_suffix(".away").rename(shop_file)
    assert await talk.say("再查一下物流", Intent.TRACK_LOGISTICS) == [Say.TRACK]
    assert talk.facts()["order_id"] == number


async def test_a_shop_that_fails_in_the_middle_of_the_form(of, anna, shop_file):
    talk = of(anna)
    await talk.say("我的订单到哪了", STATUS)
    shop_file.rename(shop_file.with_suffix(".away"))
    assert await talk.say("第二个", Intent.INFORM) == [Say.SHOP_UNAVAILABLE]
    assert not talk.loop
    shop_file.with_suffix(".away").rename(shop_file)
    assert (await talk.say("我的订单到哪了", STATUS))[0] in (Say.CHOOSE_ORDER, Say.STATUS_PENDING_PAYMENT)


class Broken(KefuAction):
    action_name = "action_broken"

    async def answer(self, turn):
        turn.say(Say.DENY_FINE)
        raise KeyError("a bug")


class Slow(KefuAction):
    action_name = "action_slow"

    async def answer(self, turn):
        await asyncio.sleep(60)


async def test_a_bug_is_apologised_for_and_logged(stranger, caplog):
    stranger._hear("你好", "greet", (), ())
    await stranger.run(Broken)
    assert [message.response for message in stranger.said] == [
        Say.INTERNAL_ERROR
    ]  # what was half said is not
    assert "action_broken failed" in caplog.text
    assert "a bug" in caplog.text
    assert "你好" not in caplog.text  # the log holds no customer's words


async def test_a_hang_is_ended(stranger, monkeypatch):
    monkeypatch.setattr(base, "TIME_LIMIT", 0.05)
    stranger._hear("你好", "greet", (), ())
    await stranger.run(Slow)
    assert [message.response for message in stranger.said] == [Say.SHOP_UNAVAILABLE]


async def test_a_tracker_that_cannot_be_read(stranger):
    stranger.slots[Slot.LISTED_ORDERS] = None
    stranger.events.append({"event": "user", "parse_data": {"entities": 5, "text": 7}})
    await stranger.run(Broken)
    assert [message.response for message in stranger.said] == [Say.INTERNAL_ERROR]


async def test_the_shop_is_opened_once_for_all(runtime):
    first, second = await asyncio.gather(runtime.shop(), runtime.shop())
    assert first is second
    await runtime.close()
    assert await runtime.shop() is not first
    await runtime.close()


async def test_the_settings_limit_the_attempts(shop_file, tmp_path, anna):
    settings = Settings(
        database_url=f"sqlite+aiosqlite:///{shop_file}",
        session_secret="x" * 20,
        log_dir=tmp_path,
        verify_attempts=1,
        verify_window_minutes=7,
    )
    runtime = Runtime(settings)
    shop = await runtime.shop()
    now = runtime.clock()
    await shop.verify(anna.order("shipped"), "0001", "me")
    result = await shop.verify(anna.order("shipped"), anna.tail, "me")
    assert result.locked_until is not None
    assert timedelta(minutes=6) < result.locked_until - now <= timedelta(minutes=7, seconds=1)
    await runtime.close()


async def test_the_action_server_finds_every_action_of_the_domain():
    import yaml

    from .conftest import PROJECT

    executor = ActionExecutor()
    executor.register_package("actions")
    domain = yaml.safe_load((PROJECT / "domain.yml").read_text(encoding="utf-8"))
    ours = {name for name, run in executor.actions.items() if run.__self__.__module__.startswith("actions.")}
    assert ours == set(domain["actions"])
