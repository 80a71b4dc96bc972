"""Complaints: heard first, then recorded in the customer's own words."""

from __future__ import annotations

import pytest

from kefu.names import Intent, Say, Slot

pytestmark = pytest.mark.asyncio

COMPLAIN = Intent.COMPLAIN
ROWS = "SELECT order_id, kind, text FROM tickets WHERE customer_id = ? ORDER BY id"


async def test_anger_is_heard_and_nothing_is_recorded(stranger, sql):
    before = sql("SELECT count(*) FROM tickets")
    assert await stranger.say("你们太差劲了", COMPLAIN) == [Say.COMPLAINT_HEARD]
    assert not stranger.loop
    assert sql("SELECT count(*) FROM tickets") == before


async def test_the_delay_that_we_see_is_named(of, anna, sql):
    number = anna.order("pending_shipment")
    sql(
        "UPDATE orders SET paid_at = '2026-10-20 02:00:00.000000', ordered_at = '2026-10-20 01:00:00.000000'"
        " WHERE id = ?",
        number,
    )
    talk = of(anna)
    talk.slots[Slot.ORDER_ID] = number
    assert await talk.say("气死我了", COMPLAIN) == [Say.COMPLAINT_UNSHIPPED]
    assert talk.facts()["order_id"] == number
    assert talk.facts()["late"].endswith("天")


async def test_nobody_elses_delay_is_named(of, anna, boris):
    talk = of(anna)
    talk.slots[Slot.ORDER_ID] = boris.order("pending_shipment")
    assert await talk.say("气死我了", COMPLAIN) == [Say.COMPLAINT_HEARD]


async def test_the_words_are_asked_and_recorded_once(of, anna, sql):
    talk = of(anna)
    assert await talk.say("我要投诉", COMPLAIN) == [Say.ASK_COMPLAINT_WORDS]
    words = "客服答应周三给我回电话，到现在没人理我"
    assert await talk.say(words, Intent.DENY) == [Say.COMPLAINT_RECORDED]
    assert sql(ROWS, anna.customer_id)[-1] == (None, "complaint", words)
    assert talk.slots[Slot.COMPLAINT_WORDS] is None
    assert await talk.say("我要投诉！快递员态度太恶劣了，直接把东西扔门口", COMPLAIN) == [Say.COMPLAINT_ADDED]
    assert words in sql(ROWS, anna.customer_id)[-1][2]


async def test_the_button_after_an_apology_records(of, anna):
    talk = of(anna)
    await talk.say("太过分了", COMPLAIN)
    assert await talk.say('/complain{"choice": "ticket"}', COMPLAIN, ("choice", "ticket")) == [
        Say.ASK_COMPLAINT_WORDS
    ]
    assert await talk.say("算了", Intent.DENY) == [Say.REQUEST_STOPPED]


async def test_a_stranger_proves_who_they_are_first(stranger, anna, sql):
    said = await stranger.say("我要投诉你们，答应的赠品一直没有给我", COMPLAIN)
    assert said == [Say.ASK_ORDER_ID]
    number = anna.order("received")
    await stranger.say(number, Intent.INFORM)
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.COMPLAINT_RECORDED]
    assert sql(ROWS, anna.customer_id)[-1][0] == number


async def test_an_angry_word_in_the_middle_does_not_end_the_matter(of, anna):
    talk = of(anna)
    await talk.say(f"取消{anna.order('pending_shipment')}", Intent.CANCEL_ORDER)
    said = await talk.say("什么破店", COMPLAIN)
    assert said[0] == Say.COMPLAINT_HEARD
    assert said[-1] == Say.CANCEL_CONFIRM
    assert await talk.say("确认取消", Intent.AFFIRM) == [Say.CANCEL_DONE]


async def test_a_complaint_in_the_middle_is_recorded_and_the_matter_taken_up_again(of, anna):
    talk = of(anna)
    await talk.say(f"取消{anna.order('pending_shipment')}", Intent.CANCEL_ORDER)
    said = await talk.say("我要投诉，你们发货拖了这么久还不给说法", COMPLAIN)
    assert said == [Say.COMPLAINT_RECORDED, Say.OFFER_TO_RESUME]
    assert await talk.say("继续", Intent.AFFIRM) == [Say.CANCEL_CONFIRM]
