"""Addresses, receivers and phones in customers' words, and the cities of China."""

import pytest

from actions.address_reading import masked, read_address, read_phone, read_receiver
from actions.places import cities, find_city

WENSAN = {"province": "浙江省", "city": "杭州", "district": "西湖区", "street": "文三路 18 号"}


def read(text, **how):
    return {name: value for name, value in vars(read_address(text, **how)).items() if value}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "寄到杭州市西湖区文三路 18 号,王芳收,电话 13912345678",
            {**WENSAN, "receiver": "王芳", "phone": "13912345678"},
        ),
        ("换成我公司的地址", {}),
        ("把电话改成139 1234 5678", {"phone": "13912345678"}),
        ("收货人换成李雷", {"receiver": "李雷"}),
        ("改成王芳收", {"receiver": "王芳"}),
        ("收件人改为张三,电话0571-88888888", {"receiver": "张三", "phone": "0571-88888888"}),
        ("帮我改一下收货地址", {}),
        ("地址写错了,想改", {}),
        ("我想换个收货人", {}),
        ("我填错门牌号了,应该是3幢1203室", {}),  # which street's?
        ("地址改成文三路18号", {"street": "文三路18号"}),
        ("西湖区文三路18号", {"district": "西湖区", "street": "文三路18号"}),
        ("改成两件", {}),
        (
            "浙江省绍兴市越城区解放路1号 3幢502室 王小芳 13912345678",
            {
                "province": "浙江省",
                "city": "绍兴",
                "district": "越城区",
                "street": "解放路1号 3幢502室",
                "receiver": "王小芳",
                "phone": "13912345678",
            },
        ),
        (
            "我搬家了,能不能把订单改寄到广州天河区体育西路1号",
            {"province": "广东省", "city": "广州", "district": "天河区", "street": "体育西路1号"},
        ),
        (
            "不对,是北京市朝阳区建国路 93 号,谢谢",
            {"province": "北京市", "city": "北京", "district": "朝阳区", "street": "建国路 93 号"},
        ),
        (
            "Please send it to 18 Wensan Road, Xihu District, Hangzhou, receiver Wang Fang, phone 139 1234 5678",
            {
                "province": "浙江省",
                "city": "杭州",
                "district": "Xihu District",
                "street": "18 Wensan Road",
                "receiver": "Wang Fang",
                "phone": "13912345678",
            },
        ),
        (
            "I moved. New address: Room 502, 8 Nanjing Road, Shanghai",
            {"province": "上海市", "city": "上海", "street": "Room 502, 8 Nanjing Road"},
        ),
        ("change the phone to 13912345678", {"phone": "13912345678"}),
    ],
)
def test_what_a_message_says_of_an_address(text, found):
    assert read(text) == found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("王芳", "王芳"),
        ("就写王芳吧", "王芳"),
        ("改成张三先生", "张三"),
        ("Li Lei", "Li Lei"),
        ("不知道", None),
        ("什么意思", None),
        ("13912345678", None),
    ],
)
def test_who_receives_it(text, name):
    assert read_receiver(text) == name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13912345678", "13912345678"),
        ("+86 139-1234-5678", "13912345678"),
        ("1391234567", None),
        ("139123456789", None),
    ],
)
def test_phone_numbers(text, number):
    assert read_phone(text) == number


def test_a_phone_is_never_repeated_whole():
    assert masked("13912345678") == "139****5678"


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("吉林省长春市南关区", ("吉林省", "长春")),
        ("吉林市船营区", ("吉林省", "吉林")),
        ("上海南京西路100号", ("上海市", "上海")),
        ("朝阳区建国路 93 号", None),
        ("辽宁省朝阳市双塔区", ("辽宁省", "朝阳")),
        ("广西南宁青秀区", ("广西壮族自治区", "南宁")),
        ("8 Nanjing Road", None),
        ("in Xi'an", ("陕西省", "西安")),
        ("改到公司", None),
    ],
)
def test_cities(text, city):
    found = find_city(text)
    assert (found and (found.city.province, found.city.name)) == city


def test_every_city_is_found_by_its_own_name():
    for city in cities():
        found = find_city(f"{city.province}{city.name}市")
        assert found is not None
        assert (found.city.province, found.city.name) == (city.province, city.name)
