"""When we did not understand: buttons first, then other words, then a person; and input that holds no words."""

import pytest

from actions.fallback import ActionDefaultFallback
from actions.intent_labels import LABELS
from kefu.names import Action, Intent, Say, Slot

pytestmark = pytest.mark.asyncio
RANKING = [
    ("nlu_fallback", 0.4),
    ("cancel_order", 0.3),
    ("inform", 0.2),
    ("return_goods", 0.15),
    ("shipping_fee", 0.12),
]


async def test_three_stages(stranger):
    said = []
    for _ in range(4):
        said += await stranger.say("那个那个啥来着", Intent.NLU_FALLBACK, ranking=RANKING)
    assert said == [Say.ASK_BACK, Say.REPHRASE, Say.FALLBACK_HUMAN, Say.FALLBACK_HUMAN]


async def test_the_likeliest_matters_become_buttons(stranger):
    await stranger.say("那个那个啥来着", Intent.NLU_FALLBACK, ranking=RANKING)
    assert stranger.said[0].buttons == [
        {"title": "取消订单", "payload": "/cancel_order"},
        {"title": "退货", "payload": "/return_goods"},
        {"title": "运费", "payload": "/shipping_fee"},
    ]


async def test_buttons_are_in_the_customers_language(stranger):
    stranger.slots[Slot.LANGUAGE] = "en"
    await stranger.say("hmm that thing", Intent.NLU_FALLBACK, ranking=RANKING)
    assert [button["title"] for button in stranger.said[0].buttons] == [
        LABELS[name][1] for name in ("cancel_order", "return_goods", "shipping_fee")
    ]


async def test_unlikely_matters_are_not_offered(stranger):
    ranking = [("nlu_fallback", 0.4), ("cancel_order", 0.01), ("return_goods", 0.005)]
    assert await stranger.say("呃", Intent.NLU_FALLBACK, ranking=ranking) == [Say.REPHRASE]


async def test_an_understood_message_starts_the_count_anew(stranger):
    await stranger.say("那个那个啥来着", Intent.NLU_FALLBACK, ranking=RANKING)
    await stranger.say("嗯", Intent.AFFIRM)
    assert await stranger.say("那个那个啥来着", Intent.NLU_FALLBACK, ranking=RANKING) == [Say.ASK_BACK]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", Say.MESSAGE_EMPTY),
        ("   \n\t", Say.MESSAGE_EMPTY),
        ("\x00\x1b\u200b", Say.MESSAGE_EMPTY),
        ("😀🎉❤️", Say.NO_WORDS),
        ("？？！！……", Say.NO_WORDS),
        ("长" * 1001, Say.MESSAGE_TOO_LONG),
        ("a" * 10_000, Say.MESSAGE_TOO_LONG),
    ],
)
async def test_input_without_words(stranger, text, said):
    assert await stranger.say(text, Intent.NLU_FALLBACK, ranking=RANKING) == [said]


async def test_an_order_number_is_understood_all_the_same(stranger, anna):
    assert await stranger.say(anna.order("shipped"), Intent.NLU_FALLBACK) == [Say.ASK_PHONE_TAIL]


async def test_it_in_a_muddled_sentence_is_no_pointer(of, anna):
    talk = of(anna)
    await talk.say(f"查{anna.order('shipped')}", Intent.QUERY_ORDER_STATUS)
    said = await talk.say("it rains cats and dogs out there", Intent.NLU_FALLBACK, ranking=RANKING)
    assert said == [Say.ASK_BACK]


async def test_a_question_about_our_order_is_answered_though_uncertain(of, anna):
    talk = of(anna)
    await talk.say(f"查{anna.order('shipped')}", Intent.QUERY_ORDER_STATUS)
    ranking = [("nlu_fallback", 0.45), ("track_logistics", 0.4), ("delivery_time", 0.3)]
    assert await talk.say("它到哪儿了", Intent.NLU_FALLBACK, ranking=ranking) == [Say.TRACK]


async def test_nothing_is_done_on_an_uncertain_intent(of, anna, sql):
    talk = of(anna)
    await talk.say(f"查{anna.order('pending_shipment')}", Intent.QUERY_ORDER_STATUS)
    ranking = [("nlu_fallback", 0.45), ("expedite_shipping", 0.44), ("cancel_order", 0.4)]
    assert await talk.say("它弄一下嘛", Intent.NLU_FALLBACK, ranking=ranking) == [Say.ASK_BACK]
    assert sql("SELECT count(*) FROM audit WHERE actor = ?", anna.customer_id) == [(0,)]


async def test_the_default_fallback_is_ours(stranger):
    stranger._hear("/nonsense", "nonsense", (), ())
    await stranger.run(ActionDefaultFallback)
    assert ActionDefaultFallback(None).name() == Action.DEFAULT_FALLBACK
    assert stranger.said[0].response == Say.REPHRASE
