"""Invoices: filled in, shown, asked for once; told, sent again, corrected; refused with the reason."""

from dataclasses import replace

import pytest

from actions.matters import invoices
from actions.matters.invoices import ActionInvoiceRequest
from kefu.names import Entity, Intent, Say, Slot
from shop.database import Shop
from shop.enums import Verdict
from shop.port import Capability
from shop.views import InvoiceResult

pytestmark = pytest.mark.asyncio
INVOICE = Intent.INVOICE_REQUEST
TAX = "91330106MA2KEFU01M"
DETAILS = (
    Slot.INVOICE_STEP,
    Slot.INVOICE_KIND,
    Slot.INVOICE_TITLE,
    Slot.INVOICE_TAX_NUMBER,
    Slot.INVOICE_EMAIL,
)


def of_order(sql, number):
    return sql(
        "SELECT kind, title, tax_number, email, status FROM invoices WHERE order_id = ? ORDER BY id", number
    )


def issued(people, sql):
    """Return a customer with the number of an order whose invoice is issued."""
    ((owner, number),) = sql(
        "SELECT o.customer_id, o.id FROM invoices i JOIN orders o ON o.id = i.order_id WHERE i.status = 'issued'"
        " AND i.kind = 'company' LIMIT 1"
    )
    return next(person for person in people if person.customer_id == owner), number


async def filled(of, anna, *messages):
    """Open a conversation and say *messages* until the invoice is shown."""
    talk = of(anna)
    said = await talk.say(f"订单{anna.order('shipped')}开个发票", INVOICE)
    for text in messages:
        said = await talk.say(text, Intent.INFORM)
    assert said == [Say.INVOICE_CONFIRM]
    return talk


async def test_a_personal_invoice_is_filled_in_shown_and_requested(of, anna, sql):
    number = anna.order("shipped")
    talk = of(anna)
    assert await talk.say(f"订单{number}开发票", INVOICE) == [Say.ASK_INVOICE_KIND]
    assert await talk.say("个人", Intent.INFORM) == [Say.ASK_INVOICE_NAME]
    ((name,),) = sql("SELECT name FROM customers WHERE id = ?", anna.customer_id)
    assert [button["title"] for button in talk.said[0].buttons] == [name]
    assert await talk.say("/inform", Intent.INFORM, (Entity.CHOICE, name)) == [Say.ASK_INVOICE_EMAIL]
    assert await talk.say("chen.siyuan@example.com", Intent.INFORM) == [Say.INVOICE_CONFIRM]
    shown = talk.facts()["lines"]
    assert name in shown
    assert "c***@example.com" in shown
    assert "chen.siyuan" not in shown
    assert of_order(sql, number) == []
    assert await talk.say("对的", Intent.AFFIRM) == [Say.INVOICE_REQUESTED]
    assert talk.facts()["email"] == "c***@example.com"
    assert talk.facts()["ready"]
    assert of_order(sql, number) == [("personal", name, None, "chen.siyuan@example.com", "requested")]
    assert [talk.slots[slot] for slot in DETAILS] == [None] * 5


async def test_everything_about_a_company_in_one_answer(of, anna, sql):
    talk = await filled(
        of, anna, "开公司的", f"杭州远山（中国）科技有限公司，{TAX[:4]} {TAX[4:]}，fin@yuanshan.example.com"
    )
    shown = talk.facts()["lines"]
    assert "杭州远山（中国）科技有限公司" in shown
    assert "9133****U01M" in shown
    assert TAX not in shown
    await talk.say("/affirm", Intent.AFFIRM)
    assert TAX not in str(talk.facts())
    assert of_order(sql, anna.order("shipped")) == [
        ("company", "杭州远山（中国）科技有限公司", TAX, "fin@yuanshan.example.com", "requested")
    ]


async def test_what_the_first_message_says_is_not_asked(of, anna):
    talk = of(anna)
    said = await talk.say(
        f"{anna.order('shipped')}开专票，抬头是远山科技有限公司，税号{TAX}，发到 a@b.example.com", INVOICE
    )
    assert said == [Say.INVOICE_CONFIRM]
    assert talk.slots[Slot.INVOICE_KIND] == "special"


@pytest.mark.parametrize("typo", ["91330106MA2KEFU01X", "91330106MA2KEFU0", "税号我回头查一下 1"])
async def test_a_wrong_tax_number_is_pointed_out(of, anna, typo):
    talk = of(anna)
    await talk.say(f"订单{anna.order('shipped')}开公司发票", INVOICE)
    assert await talk.say("远山科技有限公司", Intent.INFORM) == [Say.ASK_INVOICE_TAX_NUMBER]
    assert await talk.say(typo, Intent.INFORM) == [Say.INVOICE_TAX_NUMBER_WRONG, Say.ASK_INVOICE_TAX_NUMBER]
    assert await talk.say(TAX, Intent.INFORM) == [Say.ASK_INVOICE_EMAIL]
    assert await talk.say("没有呀", Intent.INFORM) == [Say.INVOICE_EMAIL_UNCLEAR, Say.ASK_INVOICE_EMAIL]


@pytest.mark.parametrize(
    ("title", "intent"),
    [
        ("杭州远山科技有限公司", Intent.QUERY_ORDER_STATUS),
        ("陈思远", "greet"),
        ("Hangzhou Yuanshan Co., Ltd.", Intent.NLU_FALLBACK),
        ("抬头写远山个人护理有限公司", INVOICE),
    ],
)
async def test_a_name_is_a_name_whatever_it_is_taken_for(of, anna, title, intent):
    talk = of(anna)
    await talk.say(f"订单{anna.order('shipped')}开公司发票", INVOICE)
    assert await talk.say(title, intent) == [Say.ASK_INVOICE_TAX_NUMBER]
    assert talk.slots[Slot.INVOICE_KIND] == "company"


@pytest.mark.parametrize(
    ("text", "intent"), [("我要开发票", INVOICE), ("抬头怎么写？", INVOICE), ("好的", Intent.AFFIRM)]
)
async def test_what_is_no_name_is_asked_again(of, anna, text, intent):
    talk = of(anna)
    await talk.say(f"订单{anna.order('shipped')}开公司发票", INVOICE)
    assert (await talk.say(text, intent))[-1] == Say.ASK_INVOICE_COMPANY


@pytest.mark.parametrize(
    ("correction", "words"),
    [
        ("抬头改成南京大学", "南京大学"),
        ("邮箱换成 new@example.com", "n***@example.com"),
        ("不对，要专票", "增值税专用发票"),
    ],
)
async def test_a_correction_is_shown_before_anything_is_asked_for(of, anna, sql, correction, words):
    talk = await filled(of, anna, "公司", "远山科技有限公司", TAX, "fin@example.com")
    assert await talk.say(correction, INVOICE) == [Say.INVOICE_CONFIRM]
    assert words in talk.facts()["lines"]
    assert of_order(sql, anna.order("shipped")) == []
    assert await talk.say("没问题", Intent.AFFIRM) == [Say.INVOICE_REQUESTED]


async def test_another_order_begins_anew(of, anna, sql):
    talk = await filled(of, anna, "个人", "陈思远", "fin@example.com")
    other = anna.order("pending_shipment")
    assert await talk.say(f"不对，是{other}", Intent.DENY) == [Say.ASK_INVOICE_KIND]
    assert talk.slots[Slot.INVOICE_TITLE] is None


async def test_a_no_and_giving_up_leave_nothing(of, anna, sql):
    talk = await filled(of, anna, "个人", "陈思远", "fin@example.com")
    assert await talk.say("先不开了", Intent.DENY) == [Say.INVOICE_KEPT]
    await talk.say(f"订单{anna.order('shipped')}开发票", INVOICE)
    await talk.say("个人", Intent.INFORM)
    assert await talk.say("算了", INVOICE) == [Say.REQUEST_STOPPED]
    assert of_order(sql, anna.order("shipped")) == []
    assert [talk.slots[slot] for slot in DETAILS] == [None] * 5


async def test_three_unusable_answers_end_it(of, anna):
    talk = of(anna)
    await talk.say(f"订单{anna.order('shipped')}开发票", INVOICE)
    await talk.say("个人", Intent.INFORM)
    await talk.say("陈思远", Intent.INFORM)
    await talk.say("嗯", Intent.AFFIRM)
    await talk.say("啊", Intent.NLU_FALLBACK)
    assert await talk.say("哦", Intent.NLU_FALLBACK) == [Say.GIVE_UP]
    assert talk.slots[Slot.INVOICE_TITLE] is None


async def test_an_inquiry_between_and_back(of, anna):
    talk = await filled(of, anna, "个人", "陈思远", "fin@example.com")
    said = await talk.say("这个到哪了", Intent.TRACK_LOGISTICS)
    assert said == [Say.TRACK, Say.INVOICE_CONFIRM]
    assert await talk.say("是的", Intent.AFFIRM) == [Say.INVOICE_REQUESTED]


async def test_a_double_yes_asks_once(of, anna, sql):
    talk = await filled(of, anna, "个人", "陈思远", "fin@example.com")
    before = dict(talk.slots)
    await talk.say("是的", Intent.AFFIRM)
    talk.slots = {**before, Slot.CONFIRMED: True}
    talk.said = []
    await talk.run(ActionInvoiceRequest)
    assert len(of_order(sql, anna.order("shipped"))) == 1


async def test_an_issued_invoice_is_told_masked_and_sent_again_elsewhere(of, people, sql):
    person, number = issued(people, sql)
    talk = of(person)
    assert await talk.say(f"订单{number}的发票开好了吗", INVOICE) == [Say.INVOICE_ISSUED]
    facts = talk.facts()
    assert facts["number"].startswith("2633")
    assert TAX not in str(facts)
    assert facts["email"] == "i***@example.com"
    assert await talk.say("没收到，重新发一下", INVOICE) == [Say.INVOICE_RESEND_CONFIRM]
    assert await talk.say("发到 new@example.com", Intent.INFORM) == [Say.INVOICE_RESEND_CONFIRM]
    assert talk.facts()["email"] == "n***@example.com"
    assert await talk.say("好的", Intent.AFFIRM) == [Say.INVOICE_RESENT]
    assert of_order(sql, number)[0][3] == "new@example.com"


async def test_a_wrong_invoice_is_replaced(of, people, sql):
    person, number = issued(people, sql)
    talk = of(person)
    assert await talk.say(f"订单{number}的发票抬头开错了", INVOICE) == [Say.ASK_INVOICE_KIND]
    assert await talk.say("公司", Intent.INFORM) == [Say.ASK_INVOICE_COMPANY]
    await talk.say(f"远山科技有限公司 {TAX}", Intent.INFORM)
    assert await talk.say("fin@example.com", Intent.INFORM) == [Say.INVOICE_CORRECT_CONFIRM]
    assert await talk.say("是的", Intent.AFFIRM) == [Say.INVOICE_CORRECTED]
    assert [row[-1] for row in of_order(sql, number)] == ["replaced", "requested"]


async def test_the_same_once_more_is_a_fact_and_no_error(of, people, sql):
    person, number = issued(people, sql)
    (_, title, _, _, _) = of_order(sql, number)[0]
    talk = of(person)
    await talk.say(f"订单{number}的发票要换开，公司抬头是{title}，税号{TAX}，发到 a@example.com", INVOICE)
    assert await talk.say("是的", Intent.AFFIRM) == [Say.INVOICE_SAME]
    assert [row[-1] for row in of_order(sql, number)] == ["issued"]


async def test_leaving_the_invoice_as_it_is(of, people, sql):
    person, number = issued(people, sql)
    talk = of(person)
    await talk.say(f"订单{number}的发票", INVOICE)
    assert await talk.say("知道了，没问题", Intent.AFFIRM) == [Say.INVOICE_KEPT]


async def test_one_under_way_can_still_be_corrected_but_not_sent(of, anna, sql):
    talk = await filled(of, anna, "个人", "陈思远", "fin@example.com")
    await talk.say("是的", Intent.AFFIRM)
    assert await talk.say(f"订单{anna.order('shipped')}的发票呢", INVOICE) == [Say.INVOICE_UNDER_WAY]
    assert [Entity.CHOICE in button["payload"] for button in talk.said[0].buttons] == [True, True]
    assert "resend" not in str(talk.said[0].buttons)


async def test_too_late_to_correct_leaves_sending_it_again(of, people, sql):
    person, number = issued(people, sql)
    sql("UPDATE invoices SET issued_at = '2026-03-01 00:00:00.000000' WHERE order_id = ?", number)
    talk = of(person)
    assert await talk.say(f"订单{number}的发票抬头错了", INVOICE) == [Say.INVOICE_ISSUED]
    assert "correct" not in str(talk.said[0].buttons)


@pytest.mark.parametrize(
    ("status", "change", "said"),
    [
        ("pending_payment", None, Say.INVOICE_NOT_PAID),
        ("shipped", "paid_at = '2025-01-01 00:00:00.000000'", Say.INVOICE_TOO_LATE),
    ],
)
async def test_refusals_are_said_without_asking(of, anna, sql, status, change, said):
    number = anna.order(status)
    if change:
        sql(f"UPDATE orders SET {change} WHERE id = ?", number)
    assert await of(anna).say(f"订单{number}开发票", INVOICE) == [said]


async def test_nothing_is_left_to_invoice_after_a_full_refund(of, people, sql):
    person = next(person for person in people if any(status == "cancelled" for _, status in person.orders))
    number = person.order("cancelled")
    sql("UPDATE orders SET paid_at = ordered_at WHERE id = ?", number)
    assert await of(person).say(f"订单{number}开发票", INVOICE) == [Say.INVOICE_NOTHING_PAID]


async def test_every_verdict_has_words(of, anna, monkeypatch):
    possible = {
        Verdict.not_paid, Verdict.nothing_paid, Verdict.too_late, Verdict.kind_not_offered, Verdict.already_invoiced,
        Verdict.no_invoice, Verdict.bad_email, Verdict.bad_value, Verdict.tax_number_needed, Verdict.bad_tax_number,
    }  # fmt: skip
    assert set(invoices._REFUSED) == possible
    for verdict in possible:
        talk = await filled(of, anna, "个人", "陈思远", "fin@example.com")

        async def refuse(self, customer_id, order_id, *_, verdict=verdict):
            return InvoiceResult(verdict, order_id)

        monkeypatch.setattr(Shop, "request_invoice", refuse)
        assert await talk.say("是的", Intent.AFFIRM) == [invoices._REFUSED[verdict]]


async def test_what_the_shop_cannot_do_goes_to_the_staff(of, anna, monkeypatch):
    able = Shop.capabilities.fget  # type: ignore[attr-defined]
    without = property(lambda shop: able(shop) - {Capability.request_invoice})
    monkeypatch.setattr(Shop, "capabilities", without)
    talk = of(anna)
    assert await talk.say(f"订单{anna.order('shipped')}开发票", INVOICE) == [
        Say.NOT_DONE_HERE,
        Say.HANDOVER_RECORDED,
    ]


async def test_only_kinds_that_the_shop_offers(of, anna, runtime):
    rules = runtime.policy.invoices
    runtime.policy = replace(runtime.policy, invoices=replace(rules, kinds=rules.kinds[:1]))
    talk = of(anna)
    assert await talk.say(f"订单{anna.order('shipped')}开发票", INVOICE) == [Say.ASK_INVOICE_NAME]


async def test_a_stranger_proves_the_order_first(stranger, anna):
    number = anna.order("shipped")
    assert await stranger.say(f"{number}开公司发票", INVOICE) == [Say.ASK_PHONE_TAIL]
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.ASK_INVOICE_COMPANY]


async def test_nobody_learns_of_anothers_invoice(of, people, sql):
    person, number = issued(people, sql)
    other = next(one for one in people if one is not person)
    assert await of(other).say(f"订单{number}的发票", INVOICE) == [Say.ORDER_NOT_FOUND]
