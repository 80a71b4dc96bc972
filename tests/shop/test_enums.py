"""Values of the shop: each has words of its own, though others are stored alike."""

from __future__ import annotations

import pytest

from shop import enums
from shop.enums import ConsentChannel, CouponStatus, LabelledEnum, PointsKind, ShopEnum
from shop.enums.base import LABELS

LABELLED = [
    member
    for kind in vars(enums).values()
    if isinstance(kind, type) and issubclass(kind, LabelledEnum) and kind is not LabelledEnum
    for member in kind
]


@pytest.mark.parametrize("member", LABELLED, ids=lambda member: f"{type(member).__name__}.{member}")
def test_every_value_has_its_own_words(member: LabelledEnum):
    keys = [key for key in LABELS if type(key) is type(member) and key == member]
    assert len(keys) == 1
    assert (member.label_zh, member.label_en) == LABELS[keys[0]]


def test_values_of_two_kinds_are_never_the_same():
    assert CouponStatus.expired != PointsKind.expired
    assert CouponStatus.expired.label_zh == "已过期"
    assert ConsentChannel.phone.label_zh == "电话"


def test_a_value_is_its_text():
    assert CouponStatus.expired == "expired"
    assert {"expired": 1}[CouponStatus.expired] == 1
    assert isinstance(CouponStatus.expired, ShopEnum)
