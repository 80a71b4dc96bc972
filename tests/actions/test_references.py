"""Pointing at orders in both languages: places in a list, pronouns, "the other one"."""

import pytest

from actions.references import Kind, Pointer, find_pointer, is_bare, resolve

LISTED = ["261105000001", "261101000002", "261020000003"]


def place(number: int) -> Pointer:
    return Pointer(Kind.PLACE, number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第二个", place(1)),
        ("那第二个呢？", place(1)),
        ("第2个", place(1)),
        ("第２单", place(1)),
        ("第 3 笔什么时候到", place(2)),
        ("第十一个", place(10)),
        ("第二十个", place(19)),
        ("就第三个吧", place(2)),
        ("選第一個", place(0)),
        ("选3", place(2)),
        ("要2号", place(1)),
        ("2", place(1)),
        ("２", place(1)),
        ("二", place(1)),
        ("2号", place(1)),
        ("头一个", place(0)),
        ("最上面那单", place(0)),
        ("最近那个", place(0)),
        ("最近的那一笔", place(0)),
        ("最新的订单", place(0)),
        ("上一单", place(0)),
        ("刚下的那单", place(0)),
        ("最后一个", place(-1)),
        ("最后那个", place(-1)),
        ("下面那个订单", place(-1)),
        ("倒数第二个", place(-2)),
        ("di er ge", place(1)),
        ("the second one", place(1)),
        ("what about the second one?", place(1)),
        ("first one please", place(0)),
        ("the 3rd", place(2)),
        ("2nd order", place(1)),
        ("number 2", place(1)),
        ("no. 3", place(2)),
        ("#2", place(1)),
        ("two", place(1)),
        ("third please", place(2)),
        ("the last one", place(-1)),
        ("second from the bottom", place(-2)),
        ("the one at the top", place(0)),
        ("the most recent order", place(0)),
        ("my last order", place(0)),
        ("where is my latest order", place(0)),
        ("中间那条", Pointer(Kind.MIDDLE)),
        ("the middle one", Pointer(Kind.MIDDLE)),
        ("另一个", Pointer(Kind.OTHER)),
        ("另外一个呢", Pointer(Kind.OTHER)),
        ("不对，是另一个订单", Pointer(Kind.OTHER)),
        ("换一个订单", Pointer(Kind.OTHER)),
        ("不是这个", Pointer(Kind.OTHER)),
        ("剩下那单呢", Pointer(Kind.OTHER)),
        ("no, the other one", Pointer(Kind.OTHER)),
        ("that's the wrong order", Pointer(Kind.OTHER)),
        ("它什么时候到？", Pointer(Kind.CURRENT)),
        ("取消它", Pointer(Kind.CURRENT)),
        ("这个订单发货了吗", Pointer(Kind.CURRENT)),
        ("刚才那个呢", Pointer(Kind.CURRENT)),
        ("when will it arrive?", Pointer(Kind.CURRENT)),
        ("cancel that order", Pointer(Kind.CURRENT)),
        ("the same one", Pointer(Kind.CURRENT)),
    ],
)
def test_a_pointer_is_found(text: str, expected: Pointer) -> None:
    assert find_pointer(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我的订单到哪了",
        "帮我取消订单",
        "第二天能到吗",
        "第3次问你们了",
        "等一下",
        "wait a second",
        "at first I liked you",
        "last week I bought shoes",
        "last four digits",
        "我买了两件",
        "最近的订单",
        "where are my orders",
        "261105482913",
        "尾号8812",
        "",
        "😀",
        "这个月的订单",
        "这个人怎么回事",
    ],
)
def test_no_pointer_is_invented(text: str) -> None:
    assert find_pointer(text) is None


@pytest.mark.parametrize(
    ("pointer", "current", "expected"),
    [
        (place(0), None, LISTED[0]),
        (place(2), None, LISTED[2]),
        (place(3), None, None),
        (place(-1), None, LISTED[2]),
        (place(-2), None, LISTED[1]),
        (place(-4), None, None),
        (Pointer(Kind.MIDDLE), None, LISTED[1]),
        (Pointer(Kind.CURRENT), "x", "x"),
        (Pointer(Kind.CURRENT), None, None),
        (Pointer(Kind.OTHER), LISTED[0], None),
    ],
)
def test_a_pointer_is_resolved(pointer: Pointer, current: str, expected: str) -> None:
    assert resolve(pointer, LISTED, current) == expected


def test_the_other_of_two_is_clear() -> None:
    assert resolve(Pointer(Kind.OTHER), LISTED[:2], LISTED[0]) == LISTED[1]
    assert resolve(Pointer(Kind.OTHER), LISTED[:2], "somewhere else") is None


def test_it_means_the_only_one_listed() -> None:
    assert resolve(Pointer(Kind.CURRENT), LISTED[:1], None) == LISTED[0]


def test_nothing_listed_resolves_to_nothing() -> None:
    assert resolve(place(0), [], None) is None
    assert resolve(Pointer(Kind.MIDDLE), [], None) is None


@pytest.mark.parametrize(
    "text",
    [
        "261105482913",
        "订单号是261105482913",
        "是 261105482913 这一单",
        "it's 261105482913",
        "my order number is 261105482913",
        "2609 2144 8037",
        "尾号8812",
        "phone ends in 8812",
        "第二个",
        "那第二个呢？",
        "the second one",
        "what about the third?",
        "2",
        "另一个",
        "SF1390284756120",
    ],
)
def test_a_bare_answer_says_nothing_else(text: str) -> None:
    assert is_bare(text)


@pytest.mark.parametrize(
    "text",
    [
        "第二个什么时候到",
        "取消第二个",
        "查一下261105482913的物流",
        "261105482913怎么还没发货",
        "when will the second one arrive",
        "cancel the last one",
        "我要退货261105482913",
        "谢谢",
        "how much is shipping",
    ],
)
def test_a_question_is_not_bare(text: str) -> None:
    assert not is_bare(text)
