"""A customer's data: deletion asked once, told, taken back; consent withdrawn by channel or all."""

import pytest

from actions.matters.privacy import ActionDeleteMyData
from kefu.names import Entity, Intent, Say, Slot
from shop.database import Shop
from shop.port import Capability

pytestmark = pytest.mark.asyncio
DELETE, CONSENT = Intent.DELETE_MY_DATA, Intent.WITHDRAW_CONSENT


def wishes(sql, person):
    rows = sql("SELECT status FROM deletion_requests WHERE customer_id = ? ORDER BY id", person.customer_id)
    return [status for (status,) in rows]


def granted(sql, person):
    newest = "SELECT max(id) FROM consents WHERE customer_id = ? GROUP BY channel"
    rows = sql(
        f"SELECT channel FROM consents WHERE granted AND id IN ({newest}) ORDER BY channel",
        person.customer_id,
    )
    return [channel for (channel,) in rows]


async def test_what_will_be_gone_is_shown_and_asked_for_once(of, anna, sql):
    talk = of(anna)
    assert await talk.say("我要注销账号", DELETE) == [Say.DELETION_CONFIRM]
    assert talk.facts()["days"] == "15 天"
    for words in ("笔订单还没办完", "礼品卡余额 ¥186.50", "积分"):
        assert words in talk.facts()["lost"]
    assert wishes(sql, anna) == []
    before = dict(talk.slots)
    assert await talk.say("确定", Intent.AFFIRM) == [Say.DELETION_REQUESTED]
    assert talk.facts()["by"] == "11月20日（周五）"
    talk.slots = {**before, Slot.CONFIRMED: True}
    talk.said = []
    await talk.run(ActionDeleteMyData)
    assert wishes(sql, anna) == ["requested"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("还是不注销了", Intent.DENY), ("/deny", Intent.DENY), ("不用了", Intent.UNDO_REQUEST)],
)
async def test_a_no_asks_for_nothing(of, anna, sql, text, intent):
    talk = of(anna)
    await talk.say("删除我的个人信息", DELETE)
    assert await talk.say(text, intent) == [Say.DELETION_DECLINED]
    assert wishes(sql, anna) == []


async def test_hesitating_is_no_yes(of, anna, sql):
    talk = of(anna)
    await talk.say("删除我的个人信息", DELETE)
    assert await talk.say("我再想想", Intent.AFFIRM) == [Say.UNUSABLE_ANSWER, Say.DELETION_CONFIRM]
    assert wishes(sql, anna) == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("撤回吧", Intent.UNDO_REQUEST),
        ("不注销了", Intent.DENY),
        ("/inform", Intent.INFORM),
        ("take it back please", Intent.NLU_FALLBACK),
        ("第一个", Intent.INFORM),
    ],
)
async def test_asked_before_is_told_and_can_be_taken_back(of, anna, sql, text, intent):
    talk = of(anna)
    await talk.say("我要注销账号", DELETE)
    await talk.say("确定", Intent.AFFIRM)
    assert await talk.say("注销办得怎么样了", DELETE) == [Say.DELETION_UNDER_WAY]
    assert talk.facts()["since"] == "今天 10:00"
    entities = [(Entity.CHOICE, "withdraw")] if text == "/inform" else []
    assert await talk.say(text, intent, *entities) == [Say.DELETION_TAKEN_BACK]
    assert wishes(sql, anna) == ["withdrawn"]
    assert await talk.say("注销账号", DELETE) == [Say.DELETION_CONFIRM]


@pytest.mark.parametrize("text", ["继续办理", "不撤", "leave it as it is"])
async def test_it_goes_on_where_that_is_wanted(of, anna, sql, text):
    talk = of(anna)
    await talk.say("我要注销账号", DELETE)
    await talk.say("确定", Intent.AFFIRM)
    await talk.say("我要注销账号", DELETE)
    assert await talk.say(text, Intent.INFORM) == [Say.DELETION_GOES_ON]
    assert wishes(sql, anna) == ["requested"]


async def test_carried_out_while_it_was_spoken_of(of, anna, sql, monkeypatch):
    talk = of(anna)
    await talk.say("我要注销账号", DELETE)
    await talk.say("确定", Intent.AFFIRM)
    await talk.say("撤回注销", DELETE)
    assert wishes(sql, anna) == ["withdrawn"], "the first message says it all"
    await talk.say("我要注销账号", DELETE)
    await talk.say("确定", Intent.AFFIRM)
    await talk.say("我要注销账号", DELETE)
    deletion = Shop.withdraw_deletion

    async def too_late(self, customer_id, key):
        sql(
            "UPDATE deletion_requests SET status = 'refused', ended_at = requested_at WHERE status = 'requested'"
        )
        return await deletion(self, customer_id, key)

    monkeypatch.setattr(Shop, "withdraw_deletion", too_late)
    assert await talk.say("撤回", Intent.INFORM) == [Say.DELETION_CANNOT_BE_TAKEN_BACK]


async def test_a_stranger_cannot_ask_without_proof(stranger, anna, sql):
    assert await stranger.say("注销我的账号", DELETE) == [Say.ASK_ORDER_ID]
    assert await stranger.say("确定", Intent.AFFIRM) == [Say.ASK_ORDER_ID_AGAIN]
    assert wishes(sql, anna) == []


async def test_one_channel_is_withdrawn_at_once(of, anna, sql):
    assert granted(sql, anna) == ["app", "sms"]
    talk = of(anna)
    assert await talk.say("别再给我发推广短信了，收回授权", CONSENT) == [Say.CONSENT_WITHDRAWN]
    assert (talk.facts()["channel"], talk.facts()["left"]) == ("短信", "应用推送")
    assert granted(sql, anna) == ["app"]
    assert talk.slots[Slot.CONSENT_CHANNEL] is None


@pytest.mark.parametrize("text", ["全部", "都收回", "第三个", "all of them"])
async def test_asked_which_then_all(of, anna, sql, text):
    talk = of(anna)
    assert await talk.say("我要撤回个人信息授权", CONSENT) == [Say.ASK_CONSENT_CHANNEL]
    assert await talk.say(text, Intent.INFORM) == [Say.CONSENT_ALL_WITHDRAWN]
    assert granted(sql, anna) == []
    assert await talk.say("撤回授权", CONSENT) == [Say.CONSENT_NONE]


async def test_the_only_one_that_is_left_needs_no_question(of, anna, sql):
    sql("UPDATE consents SET granted = 0 WHERE customer_id = ? AND channel = 'app'", anna.customer_id)
    assert await of(anna).say("撤回授权", CONSENT) == [Say.CONSENT_ALL_WITHDRAWN]


async def test_what_a_stranger_names_first_is_kept_until_they_are_known(stranger, anna, sql):
    await stranger.say("收回短信授权", CONSENT)
    await stranger.say(anna.order("received"), Intent.INFORM)
    assert await stranger.say(anna.tail, Intent.INFORM) == [Say.CONSENT_WITHDRAWN]
    assert granted(sql, anna) == ["app"]


async def test_giving_up_withdraws_nothing(of, anna, sql):
    talk = of(anna)
    await talk.say("撤回授权", CONSENT)
    assert await talk.say("算了", CONSENT) == [Say.REQUEST_STOPPED]
    assert granted(sql, anna) == ["app", "sms"]


@pytest.mark.parametrize(
    ("missing", "words", "intent"),
    [(Capability.request_deletion, "注销账号", DELETE), (Capability.set_consent, "撤回授权", CONSENT)],
)
async def test_what_the_shop_cannot_do_goes_to_the_staff(of, anna, monkeypatch, missing, words, intent):
    able = Shop.capabilities.fget  # type: ignore[attr-defined]
    monkeypatch.setattr(Shop, "capabilities", property(lambda shop: able(shop) - {missing}))
    assert await of(anna).say(words, intent) == [Say.NOT_DONE_HERE, Say.HANDOVER_RECORDED]
