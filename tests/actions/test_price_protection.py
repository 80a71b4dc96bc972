"""Price protection: each line's facts, one claim after a yes, and every refusal with its reason."""

import pytest

from actions.matters import price_protection
from actions.matters.price_protection import ActionPriceProtection
from kefu.names import Intent, Say, Slot
from shop.database import Shop
from shop.enums import Verdict
from shop.port import Capability
from shop.views import PriceQuote

pytestmark = pytest.mark.asyncio
PRICE = Intent.PRICE_PROTECTION


def claims(sql, number):
    return sql("SELECT count(*), coalesce(sum(amount), 0) FROM price_claims WHERE order_id = ?", number)[0]


async def ask(of, anna):
    talk = of(anna)
    number = anna.order("pending_shipment")
    assert await talk.say(f"订单{number}降价了，能补差价吗", PRICE) == [Say.PRICE_CONFIRM]
    return talk, number


async def test_shown_line_by_line_and_claimed_once(of, anna, sql):
    talk, number = await ask(of, anna)
    shown = talk.facts()
    assert "买时 ¥" in shown["lines"]
    assert "可退 ¥" in shown["lines"]
    assert "保价到" in shown["lines"]
    assert claims(sql, number) == (0, 0)
    before = dict(talk.slots)
    assert await talk.say("好的，申请吧", Intent.AFFIRM) == [Say.PRICE_DONE]
    assert talk.facts()["amount"] == shown["amount"]
    count, total = claims(sql, number)
    assert shown["amount"] == f"¥{total / 100:,.2f}"
    talk.slots = {**before, Slot.CONFIRMED: True}
    talk.said = []
    await talk.run(ActionPriceProtection)
    assert [message.response for message in talk.said] == [Say.PRICE_DONE]
    assert claims(sql, number)[0] == count


async def test_claimed_before_is_a_fact(of, anna):
    talk, number = await ask(of, anna)
    await talk.say("是的", Intent.AFFIRM)
    assert await talk.say(f"{number}补差价", PRICE) == [Say.PRICE_CLAIMED_BEFORE]
    assert talk.facts()["claimed"] != "¥0.00"


async def test_a_no_claims_nothing(of, anna, sql):
    talk, number = await ask(of, anna)
    assert await talk.say("先不用", Intent.DENY) == [Say.PRICE_KEPT]
    assert claims(sql, number) == (0, 0)


async def test_an_unclear_answer_is_asked_again(of, anna, sql):
    talk, number = await ask(of, anna)
    assert await talk.say("嗯？", Intent.NLU_FALLBACK) == [Say.UNUSABLE_ANSWER, Say.PRICE_CONFIRM]
    assert claims(sql, number) == (0, 0)


@pytest.mark.parametrize(("status", "said"), [
    ("pending_payment", Say.PRICE_NOT_PAID),
    ("cancelled", Say.PRICE_ORDER_CANCELLED),
    ("returned", Say.PRICE_RETURNED),
])  # fmt: skip
async def test_refusals_by_status(of, anna, status, said):
    assert await of(anna).say(f"{anna.order(status)}能价保吗", PRICE) == [said]


async def test_after_the_days_it_is_too_late(of, anna, sql):
    number = anna.order("pending_shipment")
    sql("UPDATE orders SET paid_at = '2026-10-01 00:00:00.000000' WHERE id = ?", number)
    talk = of(anna)
    assert await talk.say(f"{number}能价保吗", PRICE) == [Say.PRICE_TOO_LATE]
    assert talk.facts()["days"] == "7 天"


async def test_a_price_that_has_not_fallen(of, anna, sql):
    number = anna.order("pending_shipment")
    sql("UPDATE variants SET price = 99999900")
    assert await of(anna).say(f"{number}能价保吗", PRICE) == [Say.PRICE_NOT_LOWER]


async def test_every_verdict_has_words(of, anna, monkeypatch):
    possible = {
        Verdict.already_claimed, Verdict.only_an_offer, Verdict.too_late, Verdict.too_little, Verdict.category_excluded,
        Verdict.price_not_lower, Verdict.not_paid, Verdict.order_cancelled, Verdict.already_returned,
    }  # fmt: skip
    assert set(price_protection._REFUSED) == possible
    for verdict in possible:
        talk, _ = await ask(of, anna)

        async def refuse(self, customer_id, order_id, key, verdict=verdict):
            return PriceQuote(verdict, order_id)

        monkeypatch.setattr(Shop, "claim_price_protection", refuse)
        assert await talk.say("是的", Intent.AFFIRM) == [price_protection._REFUSED[verdict]]


async def test_a_shop_without_claims_leaves_it_to_the_staff(of, anna, monkeypatch):
    able = Shop.capabilities.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(
        Shop, "capabilities", property(lambda shop: able(shop) - {Capability.claim_price_protection})
    )
    said = await of(anna).say(f"{anna.order('pending_shipment')}能价保吗", PRICE)
    assert said == [Say.NOT_DONE_HERE, Say.HANDOVER_RECORDED]


async def test_anothers_order_is_not_found(of, boris, anna):
    assert await of(boris).say(f"{anna.order('pending_shipment')}价保", PRICE) == [Say.ORDER_NOT_FOUND]
