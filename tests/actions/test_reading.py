"""Numbers and yes or no, as customers really type them."""

import pytest

from actions.reading import (
    Numbers,
    clean,
    confirms_cancelling,
    has_words,
    is_unsure,
    read_numbers,
    says_cancel,
    says_stop,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("261105482913", Numbers(order_id="261105482913")),
        ("订单号２６１１０５４８２９１３，谢谢", Numbers(order_id="261105482913")),
        ("2611 0548 2913", Numbers(order_id="261105482913")),
        ("2611-0548-2913", Numbers(order_id="261105482913")),
        ("261105 482913", Numbers(order_id="261105482913")),
        ("261105482913 8812", Numbers(order_id="261105482913", phone_tail="8812")),
        ("261105482913，尾号3057", Numbers(order_id="261105482913", phone_tail="3057")),
        ("order 261105482913 and phone ends in 7719", Numbers(order_id="261105482913", phone_tail="7719")),
        ("尾号8812", Numbers(phone_tail="8812")),
        ("８８１２", Numbers(phone_tail="8812")),
        ("尾号是八八一二", Numbers(phone_tail="8812")),
        ("幺三〇九", Numbers(phone_tail="1309")),
        ("手机13758204419，全号给你", Numbers(phone_tail="4419")),
        ("137 5820 4419", Numbers(phone_tail="4419")),
        ("+86 13758204419", Numbers(phone_tail="4419")),
        ("SF1390284756120", Numbers(tracking_number="SF1390284756120")),
        ("顺丰的，sf 2048817365590到哪了", Numbers(tracking_number="SF2048817365590")),
        ("运单号JDVA0283746519203", Numbers(tracking_number="JDVA0283746519203")),
        ("ZT593027481166", Numbers(tracking_number="ZT593027481166")),
        ("the number says 4810029375", Numbers(order_id="4810029375")),
        ("202611054829130017", Numbers(order_id="202611054829130017")),
        ("when will 261105482913 arrive", Numbers(order_id="261105482913")),
        ("order no261105482913", Numbers(order_id="261105482913")),
        ("2026年的订单", Numbers()),
        ("我的订单到哪了", Numbers()),
        ("第2个", Numbers()),
        ("10.28", Numbers()),
        ("12345", Numbers()),
        ("", Numbers()),
        ("😀😀😀😀", Numbers()),
    ],
)
def test_numbers_are_read(text: str, expected: Numbers) -> None:
    assert read_numbers(clean(text)) == expected


def test_entities_fill_what_the_text_does_not_show() -> None:
    entities = [
        {"entity": "order_id", "value": "2611 0548 2913"},
        {"entity": "phone_tail", "value": "８８１２"},
        {"entity": "tracking_number", "value": "sf1390284756120"},
        {"entity": "customer_id", "value": "C10001"},
    ]
    assert read_numbers("", entities) == Numbers("261105482913", "SF1390284756120", "8812")


def test_a_mobile_number_is_never_an_order_number() -> None:
    entities = [{"entity": "order_id", "value": "13812345678"}]
    assert read_numbers("手机号是13812345678", entities) == Numbers(phone_tail="5678")
    assert read_numbers("", entities) == Numbers(phone_tail="5678")


def test_the_text_beats_a_wrong_entity() -> None:
    assert read_numbers("261105482913", [{"entity": "order_id", "value": "999"}]).order_id == "261105482913"


@pytest.mark.parametrize("value", [None, "", "abc", {}, []])
def test_unusable_entity_values_are_dropped(value: object) -> None:
    assert read_numbers("", [{"entity": "order_id", "value": value}]).order_id is None


def test_cleaning_drops_what_cannot_be_seen() -> None:
    assert clean("  你\x00好\u200b \n\t世界\ufeff ") == "你 好 世界"
    assert clean("\x07\x1b\u202e") == ""
    assert clean(None) == ""


@pytest.mark.parametrize(
    ("text", "expected"), [("😀🎉", False), ("!!!。。", False), ("", False), ("好", True), ("1", True)]
)
def test_words(text: str, expected: bool) -> None:
    assert has_words(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("确认取消", True),
        ("确定", True),
        ("取消吧", True),
        ("对的 取消吧", True),
        ("yes please", True),
        ("yes, cancel it", True),
        ("go ahead", True),
        ("不取消", False),
        ("先不取消了", False),
        ("别取消！", False),
        ("算了", False),
        ("保留订单", False),
        ("no", False),
        ("don't cancel it", False),
        ("please do not cancel my order", False),
        ("keep my order", False),
        ("确定不取消", False),
        ("取消", None),
        ("cancel", None),
        ("我的快递呢", None),
        ("now", None),
        ("不确定", None),
        ("not sure, no idea", None),
        ("算了，取消吧", None),
        ("no, cancel it", None),
    ],
)
def test_a_confirmation_is_read(text: str, expected: object) -> None:
    assert confirms_cancelling(text) is expected


@pytest.mark.parametrize(
    "text", ["可以吗?", "取消了多久退款", "不确定", "让我想想", "等一下", "what if", "not sure", "wait"]
)
def test_hesitation_and_questions(text: str) -> None:
    assert is_unsure(text)


@pytest.mark.parametrize("text", ["是的", "确认取消", "yes", "好", "不取消", "whatever"])
def test_no_hesitation(text: str) -> None:
    assert not is_unsure(text)


@pytest.mark.parametrize(
    "text",
    [
        *("取消", "取消吧", "取消它", "好的，取消吧", "帮我取消这个订单"),
        *("cancel it", "ok cancel it", "please cancel my order!"),
    ],
)
def test_cancel_alone(text: str) -> None:
    assert says_cancel(text)


@pytest.mark.parametrize("text", ["不取消", "取消耳机那单", "怎么取消", "cancel the shoes", "cancelled", ""])
def test_not_cancel_alone(text: str) -> None:
    assert not says_cancel(text)


@pytest.mark.parametrize(
    "text", ["算了", "还是算了吧", "不用了", "取消", "停", "never mind", "Cancel", "ok forget it", "stop!"]
)
def test_stop_alone(text: str) -> None:
    assert says_stop(text)


@pytest.mark.parametrize("text", ["算了一下", "不用了解", "取消订单", "stop the order", "nonstop", ""])
def test_not_stop_alone(text: str) -> None:
    assert not says_stop(text)
