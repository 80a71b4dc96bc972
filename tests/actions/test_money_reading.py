"""Names, numbers and sums in customers' words; what is said of them is masked."""

from decimal import Decimal

import pytest

from actions.account_reading import find_new_name, find_new_phone
from actions.amounts import find_amount
from actions.invoice_reading import (
    answered_title,
    find_email,
    find_tax_number,
    is_surely_a_name,
    named_title,
    without_title,
)
from actions.masking import mask_email, mask_phone, mask_tax_number
from actions.reading import clean

TAX = "91330106MA2KEFU01M"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"抬头是杭州远山科技有限公司，税号{TAX}", "杭州远山科技有限公司"),
        ("公司抬头写远山科技有限公司的发票", "远山科技有限公司"),
        ("抬头改成南京大学", "南京大学"),
        (f"title: Yuanshan Ltd, tax number {TAX}", "Yuanshan Ltd"),
        ("made out to Chen Siyuan", "Chen Siyuan"),
        ("发票抬头写错了", None),
        ("帮我开个公司抬头的发票", None),
        ("抬头怎么写？", None),
    ],
)
def test_titles_that_are_given_as_such(text, title):
    assert named_title(clean(text)) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"杭州远山(中国)科技有限公司 {TAX} a@b.com", "杭州远山（中国）科技有限公司"),
        ("写陈思远", "陈思远"),
        ("个人就行", "个人"),
        ("不对，抬头是远山集团", "远山集团"),
        (f"税号 {TAX}", None),
        ("多久能开好？", None),
    ],
)
def test_titles_that_answer_the_question(text, title):
    assert answered_title(clean(text)) == title


def test_what_is_surely_a_name():
    assert [is_surely_a_name(text) for text in ("远山集团", "陈思远", "查物流", "好的", "Yuanshan Ltd")] == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert without_title("开专票，抬头是远山个人护理公司") == "开专票，抬头是 "


@pytest.mark.parametrize(
    ("text", "number"),
    [
        (f"税号{TAX}", TAX),
        ("9133 0106-ma2kefu01m", TAX),
        (f"tax number {TAX} please", TAX),
        ("91330106MA2KEFU01X", None),
        ("订单261105123456", None),
        ("fin2026051912345678@example.com", None),
    ],
)
def test_tax_numbers(text, number):
    assert find_tax_number(clean(text)) == number


def test_addresses():
    assert find_email(clean("发到 fin＠yuanshan.example.com，谢谢")) == "fin@yuanshan.example.com"
    assert find_email("没有邮箱") is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3000元分期", "3000"),
        ("三千块的话呢", "3000"),
        ("两千五百块", "2500"),
        ("一万二", "12000"),
        ("十万零五百元", "100500"),
        ("1.2万", "12000"),
        ("5k", "5000"),
        ("¥5,999.00", "5999"),
        ("3000 yuan", "3000"),
        ("3000", "3000"),
        ("12", None),
        ("分12期", None),
        ("十二期", None),
        ("订单261105123456可以分期吗", None),
        ("iPhone 15 可以分期吗", None),
        ("0元", None),
    ],
)
def test_sums(text, amount):
    found = find_amount(clean(text))
    assert found == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王浩", "王浩"),
        ("改成王浩", "王浩"),
        ("我叫王浩", "王浩"),
        ("my name is Anna Lee", "Anna Lee"),
        ("查物流", None),
        ("转人工", None),
        ("好的", None),
    ],
)
def test_new_names(text, name):
    assert find_new_name(clean(text)) == name


def test_the_last_phone_number_is_the_new_one():
    assert find_new_phone(clean("从15400106721换成 154 0099 8877")) == "15400998877"
    assert find_new_phone("12345") is None


def test_masks():
    assert mask_email("chen.siyuan@example.com") == "c***@example.com"
    assert mask_phone("15400998877") == "154****8877"
    assert mask_tax_number(TAX) == "9133****U01M"
