"""Which sentences count as nearly the same."""

from __future__ import annotations

import pytest

from insight.tune.likeness import near_duplicates


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Where is my parcel?", "where is my parcel"),
        ("优惠券怎么用", "优惠券怎么用？？"),
        ("ＯＫ，谢谢", "ok 谢谢"),
        ("转人工", "转人工转人工"),
        ("how do I use the coupon", "how do i use this coupon"),
        ("same", "same"),
    ],
)
def test_go_together(one: str, other: str) -> None:
    first, stranger, second = near_duplicates((one, "完全是另一回事 something else", other))
    assert first == second != stranger


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("我要取消订单", "我不想要这个订单了"),
        ("优惠券怎么用", "会员有什么优惠"),
        ("where is my parcel", "when does my parcel leave the warehouse"),
        ("？？？", "👌"),
        ("", "？"),
    ],
)
def test_stay_apart(one: str, other: str) -> None:
    first, second = near_duplicates((one, other))
    assert first != second


def test_likeness_goes_on_from_one_to_the_next() -> None:
    chain = ("can I cancel my order", "can i cancel my orders now", "can i cancel my orders now please")
    assert len(set(near_duplicates(chain))) == 1
    assert len(set(near_duplicates((chain[0], chain[2])))) == 2


def test_no_sentences_have_no_groups() -> None:
    assert near_duplicates(()) == []
