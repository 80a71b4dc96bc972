"""Yes and no mean what was offered before."""

import pytest
from rasa_sdk.events import Restarted

from actions.small_answers import ActionBack, ActionRestart
from kefu.names import Intent, Say, Slot

pytestmark = pytest.mark.asyncio


def offered(talk, *payloads):
    buttons = [{"title": payload, "payload": payload} for payload in payloads]
    talk.events.append({"event": "bot", "data": {"buttons": buttons}})


async def test_yes_to_a_person(stranger):
    offered(stranger, "/request_human")
    assert await stranger.say("好的", Intent.AFFIRM) == [Say.HANDOVER_RECORDED]
    assert stranger.slots[Slot.HANDED_OVER]


async def test_yes_takes_the_only_offer_besides_a_person(of, anna):
    talk = of(anna)
    await talk.say(f"查{anna.order('pending_shipment')}", Intent.QUERY_ORDER_STATUS)
    offered(talk, "/expedite_shipping", "/request_human")
    assert await talk.say("好啊", Intent.AFFIRM) == [Say.EXPEDITE_RECORDED]


async def test_yes_to_one_of_several_is_asked_about(stranger):
    offered(stranger, "/expedite_shipping", "/cancel_order", "/request_human")
    assert await stranger.say("好的", Intent.AFFIRM) == [Say.AFFIRM_WHAT]


async def test_a_question_is_no_yes(stranger):
    offered(stranger, "/request_human")
    assert await stranger.say("你确定吗？", Intent.AFFIRM) == [Say.AFFIRM_WHAT]
    assert stranger.slots[Slot.HANDED_OVER] is None


async def test_yes_to_the_one_listed_order(of, anna):
    talk = of(anna)
    offered(talk, f'/inform{{"order_id": "{anna.order("shipped")}"}}')
    assert await talk.say("对", Intent.AFFIRM) == [Say.STATUS_SHIPPED]


async def test_yes_to_one_suggested_matter(stranger):
    offered(stranger, "/working_hours")
    assert await stranger.say("是的", Intent.AFFIRM) == ["utter_working_hours"]


@pytest.mark.parametrize("payload", ["/no_such_intent", "/inform{broken", "", "/inform"])
async def test_an_odd_offer_is_no_offer(stranger, payload):
    offered(stranger, payload)
    assert await stranger.say("好的", Intent.AFFIRM) == [Say.AFFIRM_WHAT]


async def test_only_the_last_message_offers(stranger):
    offered(stranger, "/request_human")
    offered(stranger)
    assert await stranger.say("好的", Intent.AFFIRM) == [Say.AFFIRM_WHAT]


async def test_yes_and_no_out_of_the_blue(stranger):
    assert await stranger.say("好的", Intent.AFFIRM) == [Say.AFFIRM_WHAT]
    assert await stranger.say("不用了", Intent.DENY) == [Say.DENY_FINE]


async def test_a_value_out_of_the_blue(stranger):
    assert await stranger.say("杭州", Intent.INFORM) == [Say.INFORM_UNCLEAR]


async def test_restart_and_back(stranger):
    stranger._hear("/restart", "restart", (), ())
    assert Restarted() in await stranger.run(ActionRestart)
    await stranger.run(ActionBack)
    assert [message.response for message in stranger.said] == [Say.RESTARTED, Say.BACK]
