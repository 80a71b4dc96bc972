"""Finding products, in Chinese and English, the same on both databases."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.database import Shop
from shop.search.words import index_words, query_words
from shop.views import ProductQuery

# What is asked, and the products of which the first must be one.
ASKED = [
    (ProductQuery("降噪耳机"), {"P10061", "P10063"}),
    (ProductQuery("noise-cancelling headphones"), {"P10063"}),
    (ProductQuery("适合老人用的手机"), {"P10008"}),
    (ProductQuery("星澜 X20 Pro"), {"P10001"}),
    (ProductQuery("有没有５１２ＧＢ的手机"), {f"P1000{n}" for n in (1, 2, 3, 4, 5, 6, 7, 9)}),
    (ProductQuery("手机壳"), {"P10021", "P10022"}),
    (ProductQuery("充电宝"), {"P10025", "P10026"}),
    (ProductQuery("可以带上飞机的行李箱"), {"P10147"}),
    (ProductQuery("rice cooker"), {"P10101"}),
    (ProductQuery("想买一双登山鞋"), {"P10142"}),
    (ProductQuery("声屿"), {"P10062", "P10064", "P10066", "P10061", "P10070", "P10071", "P10063", "P10065"}),
]  # fmt: skip


@pytest.mark.asyncio
async def test_what_is_asked_for_comes_first(shop: Shop) -> None:
    for query, expected in ASKED:
        hits = await shop.search_products(query)
        assert hits, query
        assert hits[0].product_id in expected, (query, [hit.name_zh for hit in hits])


@pytest.mark.asyncio
async def test_filters(shop: Shop) -> None:
    budget = ProductQuery("手机", category="手机", most_price=Decimal(2000), limit=20)
    hits = await shop.search_products(budget)
    assert {hit.product_id for hit in hits} == {"P10003", "P10007", "P10008"}
    assert [hit.price for hit in hits] == sorted(hit.price for hit in hits)
    brand = await shop.search_products(ProductQuery(brand="Soundisle", category="audio-watches", limit=20))
    assert {hit.brand_zh for hit in brand} == {"声屿"}
    assert [hit.price for hit in brand] == sorted(hit.price for hit in brand)
    black = await shop.search_products(ProductQuery("耳机", attributes=("黑色",), limit=20))
    assert black
    assert not await shop.search_products(ProductQuery("手机", attributes=("彩虹色",)))
    assert not await shop.search_products(ProductQuery("手机", most_price=Decimal(1)))


@pytest.mark.parametrize(
    "text", ["", "   ", "的了吗", "'; DROP TABLE orders; --", '" OR rowid:*', "😀", "a" * 5000]
)
@pytest.mark.asyncio
async def test_any_text_gets_an_answer(shop: Shop, text: str) -> None:
    assert isinstance(await shop.search_products(ProductQuery(text)), list)


@pytest.mark.asyncio
async def test_an_offer_counts_as_the_price(shop: Shop) -> None:
    found = await shop.search_products(ProductQuery("Buds Lite", most_price=Decimal(170)))
    assert (found[0].product_id, found[0].price) == ("P10062", Decimal("169.00"))
    detail = await shop.product("P10062")
    assert detail is not None
    assert {(v.regular_price, v.offer_price, v.price) for v in detail.variants} == {
        (Decimal("199.00"), Decimal("169.00"), Decimal("169.00"))
    }


@pytest.mark.asyncio
async def test_a_product_and_its_rivals_side_by_side(shop: Shop) -> None:
    compared = await shop.compare_products(["P10061", "P10063", "P99999", "P10061"])
    assert [product.product_id for product in compared.products] == ["P10061", "P10063"]
    rows = {row.name_zh: row.values_zh for row in compared.rows}
    assert rows["续航"] == ("8 小时 配盒 36 小时", "50 小时")
    assert rows["防水"] == ("IPX4", None)
    assert await shop.product("P99999") is None
    sold_out = await shop.product("P10001")
    assert sold_out is not None
    assert [variant.stock == 0 for variant in sold_out.variants] == [False, True, False]
    assert sold_out.warranty_months == 12


@given(st.text(max_size=60))
def test_a_query_is_always_found_in_an_index_of_itself(text: str) -> None:
    assert set(query_words(text)) <= set(index_words(text).split())


def test_brands_that_no_dictionary_knows_are_found_within_longer_text() -> None:
    assert "星澜" in index_words("星澜手机").split()
    assert query_words("推荐一款512GB的星澜") == ["512gb", "512", "星澜"]
