"""The order form: what it asks, what it takes for an answer, and how it ends."""

import pytest

from actions.requests import ActionStopRequest
from kefu.names import Intent, Say, Slot

pytestmark = pytest.mark.asyncio
STATUS, TRACK, LIST = Intent.QUERY_ORDER_STATUS, Intent.TRACK_LOGISTICS, Intent.LIST_ORDERS


async def test_a_stranger_gives_number_and_tail(stranger, anna):
    number = anna.order("shipped")
    assert await stranger.say("我的订单到哪了", STATUS) == [Say.ASK_ORDER_ID]
    assert await stranger.say(number, Intent.INFORM) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.STATUS_SHIPPED]
    assert stranger.facts()["order_id"] == number
    assert stranger.slots[Slot.CUSTOMER_ID] == anna.customer_id
    assert stranger.slots[Slot.PHONE_TAIL] is None
    assert not stranger.loop


async def test_everything_in_one_message(stranger, anna):
    number = anna.order("shipped")
    assert await stranger.say(f"查物流 {number} 尾号{anna.tail}", TRACK) == [Say.TRACK]


async def test_number_and_tail_in_one_answer(stranger, anna):
    await stranger.say("where is my order", STATUS)
    said = await stranger.say(f"{anna.order('received')} and phone ends in {anna.tail}", Intent.INFORM)
    assert said == [Say.STATUS_RECEIVED]


async def test_the_tail_first_then_the_number(stranger, anna):
    assert await stranger.say(f"尾号{anna.tail}，查一下我的订单", STATUS) == [Say.ASK_ORDER_ID]
    assert await stranger.say(anna.order("received"), Intent.INFORM) == [Say.STATUS_RECEIVED]


@pytest.mark.parametrize(
    "guessed", [Intent.INFORM, Intent.NLU_FALLBACK, "thank", "greet", STATUS, "cancel_order", "product_price"]
)
async def test_a_bare_number_counts_whatever_intent_was_guessed(stranger, anna, guessed):
    await stranger.say("查物流", TRACK)
    assert await stranger.say(anna.order("shipped"), guessed) == [Say.ASK_PHONE_TAIL]
    assert stranger.slots[Slot.LAST_REQUEST] == TRACK


async def test_a_button_counts(stranger, anna):
    number = anna.order("shipped")
    await stranger.say("/track_logistics", TRACK)
    assert await stranger.say(f'/inform{{"order_id": "{number}"}}', Intent.INFORM, ("order_id", number)) == [
        Say.ASK_PHONE_TAIL
    ]


async def test_a_known_customer_with_several_orders_chooses(of, anna):
    talk = of(anna)
    assert await talk.say("我的订单到哪了？", STATUS) == [Say.CHOOSE_ORDER]
    newest = [number for number, _ in anna.orders[:5]]
    assert talk.slots[Slot.LISTED_ORDERS] == newest
    assert [button["payload"] for button in talk.said[0].buttons] == [
        f'/inform{{"order_id": "{number}"}}' for number in newest
    ]
    await talk.say("第二个", Intent.INFORM)
    assert talk.facts()["order_id"] == newest[1]


@pytest.mark.parametrize(
    ("words", "index"),
    [("2", 1), ("第三个", 2), ("the second one", 1), ("最近那个", 0), ("最后一个", -1), ("the last one", -1)],
)
async def test_ways_of_choosing(of, anna, words, index):
    talk = of(anna)
    await talk.say("查物流", TRACK)
    await talk.say(words, Intent.INFORM)
    assert talk.slots[Slot.ORDER_ID] == talk.slots[Slot.LISTED_ORDERS][index]


async def test_choosing_by_product(of, anna, sql):
    number = anna.orders[1][0]
    ((title,),) = sql(
        "SELECT name_zh FROM products JOIN order_items ON product_id = products.id WHERE order_id = ? AND line = 1",
        number,
    )
    talk = of(anna)
    await talk.say("我的订单到哪了？", STATUS)
    await talk.say(f"买{title}的那单", Intent.INFORM)
    assert talk.slots[Slot.ORDER_ID] == number


async def test_choosing_by_tracking_number(of, anna, boris, sql):
    find = "SELECT tracking_number FROM shipments WHERE order_id = ? LIMIT 1"
    (((own,),), ((foreign,),)) = sql(find, anna.order("shipped")), sql(find, boris.order("shipped"))
    talk = of(anna)
    await talk.say("取消订单", Intent.CANCEL_ORDER)
    assert await talk.say(foreign, Intent.INFORM) == [Say.CHOOSE_ORDER_AGAIN]
    assert await talk.say(own, Intent.INFORM) == [Say.CANCEL_TOO_LATE_SHIPPED]
    assert talk.facts()["order_id"] == anna.order("shipped")
    assert await talk.say(f"催一下{own}", Intent.EXPEDITE_SHIPPING) == [Say.EXPEDITE_SHIPPED]


async def test_a_tracking_number_does_not_tell_a_stranger_anything(stranger, anna, sql):
    ((tracking,),) = sql(
        "SELECT tracking_number FROM shipments WHERE order_id = ? LIMIT 1", anna.order("shipped")
    )
    await stranger.say("查物流", TRACK)
    assert await stranger.say(tracking, Intent.INFORM) == [Say.ASK_ORDER_ID_AGAIN]


async def test_the_only_order_needs_no_choice(of, boris, sql):
    keep = boris.orders[0][0]
    sql("UPDATE orders SET customer_id = 'C10040', address_id = (SELECT id FROM addresses WHERE customer_id = 'C10040')"
        " WHERE customer_id = ? AND id <> ?", boris.customer_id, keep)  # fmt: skip
    talk = of(boris)
    await talk.say("到哪了", STATUS)
    assert talk.facts()["order_id"] == keep


async def test_no_orders_at_all(of, boris, sql):
    sql("UPDATE orders SET customer_id = 'C10040', address_id = (SELECT id FROM addresses WHERE customer_id = 'C10040')"
        " WHERE customer_id = ?", boris.customer_id)  # fmt: skip
    for intent in (STATUS, TRACK, LIST):
        talk = of(boris)
        assert await talk.say("查一下", intent) == [Say.NO_ORDERS]
        assert not talk.loop


async def test_three_unusable_answers_end_in_the_offer_of_a_person(stranger):
    await stranger.say("查订单", STATUS)
    assert await stranger.say("不知道啊", Intent.INFORM) == [Say.ASK_ORDER_ID_AGAIN]
    assert await stranger.say("什么什么", Intent.NLU_FALLBACK) == [Say.ASK_ORDER_ID_AGAIN]
    assert await stranger.say("好", Intent.AFFIRM) == [Say.GIVE_UP]
    assert not stranger.loop


async def test_a_usable_answer_forgives_the_unusable_ones(stranger, anna):
    await stranger.say("查订单", STATUS)
    await stranger.say("嗯", Intent.AFFIRM)
    await stranger.say("嗯", Intent.AFFIRM)
    assert await stranger.say(anna.order("shipped"), Intent.INFORM) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say("嗯", Intent.AFFIRM) == [Say.ASK_PHONE_TAIL_AGAIN]


@pytest.mark.parametrize("intent", ["greet", "thank", "praise", "working_hours", "request_human", "deny"])
async def test_other_matters_interrupt(stranger, intent):
    await stranger.say("查订单", STATUS)
    before = dict(stranger.slots)
    assert await stranger.say("说点别的", intent) == []
    assert stranger.interrupted
    assert stranger.loop
    assert {
        name: stranger.slots[name] for name in (Slot.LAST_REQUEST, Slot.REQUESTED_SLOT, Slot.UNUSABLE_ANSWERS)
    } == {name: before[name] for name in (Slot.LAST_REQUEST, Slot.REQUESTED_SLOT, Slot.UNUSABLE_ANSWERS)}


@pytest.mark.parametrize(
    "intent", [Intent.NLU_FALLBACK, Intent.CANCEL_ORDER, STATUS, Intent.INFORM, Intent.AFFIRM]
)
@pytest.mark.parametrize("text", ["算了", "取消", "never mind"])
async def test_leaving_the_question_whatever_intent_was_guessed(stranger, intent, text):
    await stranger.say("查订单", STATUS)
    assert await stranger.say(text, intent) == [Say.REQUEST_STOPPED]
    assert not stranger.loop


async def test_a_no_leaves_the_question_by_the_rule(stranger):
    await stranger.say("查订单", STATUS)
    await stranger.say("不了不了", Intent.DENY)
    assert stranger.interrupted
    await stranger.run(ActionStopRequest)
    assert [message.response for message in stranger.said] == [Say.REQUEST_STOPPED]
    assert stranger.events[-1] == {"event": "active_loop", "name": None, "timestamp": None}
    assert stranger.slots[Slot.REQUESTED_SLOT] is None


async def test_another_matter_with_a_number_in_it_is_begun_with_that_order(stranger, anna):
    number = anna.order("received")
    await stranger.say("取消订单", Intent.CANCEL_ORDER)
    assert await stranger.say(f"我要退货{number}", Intent.RETURN_GOODS) == [Say.ASK_PHONE_TAIL]
    assert (stranger.slots[Slot.LAST_REQUEST], stranger.slots[Slot.ORDER_ID]) == (Intent.RETURN_GOODS, number)


async def test_coming_back_after_an_interruption_asks_again_and_counts_nothing(stranger):
    await stranger.say("查订单", STATUS)
    await stranger.say("你们家东西真不错", Intent.PRAISE)
    stranger.events.append({"event": "action", "name": "utter_shipping_fee"})
    stranger.said = []
    await stranger._form()
    assert [message.response for message in stranger.said] == [Say.ASK_ORDER_ID]
    assert stranger.slots[Slot.UNUSABLE_ANSWERS] == 0


async def test_the_matter_may_change_in_the_middle(stranger, anna):
    number = anna.order("shipped")
    await stranger.say("取消订单", Intent.CANCEL_ORDER)
    await stranger.say(number, Intent.INFORM)
    assert await stranger.say("等等，先帮我查下物流", TRACK) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.TRACK, Say.OFFER_TO_RESUME]
    assert stranger.said[0].facts["order_id"] == number


async def test_what_was_left_in_the_middle_is_taken_up_again(of, anna):
    talk, number = of(anna), anna.order("pending_shipment")
    await talk.say(f"取消{number}", Intent.CANCEL_ORDER)
    await talk.say("先给我催一下发货吧", Intent.EXPEDITE_SHIPPING)
    assert [said.response for said in talk.said][-1] == Say.OFFER_TO_RESUME
    assert talk.said[-1].buttons[0]["payload"] == "/cancel_order"
    assert await talk.say("好的", Intent.AFFIRM) == [Say.CANCEL_CONFIRM]
    assert talk.facts()["order_id"] == number
    assert await talk.say("确认取消", Intent.AFFIRM) == [Say.CANCEL_DONE]


async def test_an_inquiry_in_the_middle_is_answered_and_the_question_asked_again(of, anna):
    talk, number = of(anna), anna.order("pending_shipment")
    await talk.say(f"取消{number}", Intent.CANCEL_ORDER)
    said = await talk.say("它现在什么状态？", STATUS)
    assert said in (
        [Say.STATUS_PENDING_SHIPMENT, Say.CANCEL_CONFIRM],
        [Say.STATUS_DISPATCH_OVERDUE, Say.CANCEL_CONFIRM],
    )
    assert talk.slots[Slot.LAST_REQUEST] == Intent.CANCEL_ORDER
    assert await talk.say("确认取消", Intent.AFFIRM) == [Say.CANCEL_DONE]


async def test_who_names_an_order_gets_that_one_not_a_list(of, anna):
    number = anna.order("shipped")
    assert await of(anna).say(f"我买的{number}，看看买了什么", Intent.LIST_ORDERS) == [Say.STATUS_SHIPPED]


async def test_who_names_one_product_does_not_compare(stranger):
    said = await stranger.say("介绍一下星澜 X20 Pro", Intent.PRODUCT_COMPARE, ("product", "星澜 X20 Pro"))
    assert said == [Say.PRODUCT_TOLD]


async def test_who_says_where_it_shall_go_wants_another_address(of, anna):
    number = anna.order("pending_shipment")
    text = f"把{number}寄到北京市朝阳区建国路 93 号"
    assert await of(anna).say(text, STATUS) == [Say.ADDRESS_CONFIRM]


async def test_a_corrected_number_replaces_the_first(stranger, anna, boris):
    await stranger.say(f"查{boris.order('shipped')}", STATUS)
    await stranger.say(f"不对，是{anna.order('shipped')}", Intent.DENY)
    assert stranger.slots[Slot.ORDER_ID] == anna.order("shipped")
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.STATUS_SHIPPED]


@pytest.mark.parametrize("text", ["", "😀😀", "\x00\x07", "a" * 10_000, "1" * 10_000, "%s{0}{order_id}"])
async def test_odd_answers_are_only_unusable(stranger, text):
    await stranger.say("查订单", STATUS)
    said = await stranger.say(text, Intent.NLU_FALLBACK)
    assert said in ([Say.ASK_ORDER_ID_AGAIN], [Say.ASK_PHONE_TAIL])


async def test_the_words_follow_the_language(stranger, of, anna):
    talk = of(anna)
    talk.slots[Slot.LANGUAGE] = "en"
    await talk.say("where is my order", STATUS)
    assert "awaiting" in talk.facts()["orders"] or "shipped" in talk.facts()["orders"]
    assert "待发货" not in talk.facts()["orders"]
