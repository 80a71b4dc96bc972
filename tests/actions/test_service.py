"""Hand-over and ratings: recorded, and nothing pretended."""

import json
import re

import pytest

from actions import journal
from actions.service import ActionHandover, ActionRateService, read_stars
from kefu.names import Intent, Say, Slot


def records(runtime, file):
    return [json.loads(line) for line in (runtime.journal / file).read_text(encoding="utf-8").splitlines()]


@pytest.mark.asyncio
async def test_a_handover_is_recorded_once(of, anna, runtime):
    talk = of(anna)
    await talk.say(f"查{anna.order('shipped')}", Intent.QUERY_ORDER_STATUS)
    talk.said = []
    talk._hear("转人工", Intent.REQUEST_HUMAN, (), ())
    await talk.run(ActionHandover)
    await talk.run(ActionHandover)
    assert [message.response for message in talk.said] == [Say.HANDOVER_RECORDED, Say.HANDOVER_AGAIN]
    (record,) = records(runtime, journal.HANDOVERS)
    assert record["customer_id"] == anna.customer_id
    assert record["order_id"] == anna.order("shipped")
    assert record["request"] == Intent.QUERY_ORDER_STATUS
    assert re.fullmatch(r"H1105-[2-9A-Z]{4}", record["reference"])
    assert talk.slots[Slot.HANDED_OVER] == record["reference"] == talk.said[0].facts["reference"]


@pytest.mark.asyncio
async def test_a_handover_that_cannot_be_recorded_is_not_claimed(stranger, runtime):
    runtime.journal.parent.mkdir(exist_ok=True)
    runtime.journal.write_text("a file where the folder should be")
    stranger._hear("转人工", Intent.REQUEST_HUMAN, (), ())
    await stranger.run(ActionHandover)
    assert [message.response for message in stranger.said] == [Say.INTERNAL_ERROR]
    assert stranger.slots[Slot.HANDED_OVER] is None


@pytest.mark.asyncio
async def test_a_rating_is_recorded(stranger, runtime):
    stranger._hear("五星好评", Intent.RATE_SERVICE, [("rating", "五星")], ())
    await stranger.run(ActionRateService)
    assert stranger.said[0].response == Say.RATING_THANKS
    assert [record["stars"] for record in records(runtime, journal.RATINGS)] == [5]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("text", "stars"), [("stars: 1", 1), ("给你4颗星", 4), ("5-star service", 5), ("三星吧", 3)]
)
async def test_stars_that_were_not_recognised_are_read_from_the_text(stranger, runtime, text, stars):
    stranger._hear(text, Intent.RATE_SERVICE, (), ())
    await stranger.run(ActionRateService)
    assert [record["stars"] for record in records(runtime, journal.RATINGS)] == [stars]


@pytest.mark.asyncio
async def test_without_stars_they_are_asked_for(stranger, runtime):
    stranger._hear("我要评价一下，10分", Intent.RATE_SERVICE, (), ())
    await stranger.run(ActionRateService)
    assert stranger.said[0].response == Say.RATING_ASK
    assert not (runtime.journal / journal.RATINGS).exists()


@pytest.mark.asyncio
async def test_stars_handed_over_count(stranger, runtime):
    assert await stranger.say("4 stars", Intent.INFORM, ("rating", "4 stars")) == [Say.RATING_THANKS]
    assert [record["stars"] for record in records(runtime, journal.RATINGS)] == [4]


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("五星", 5),
        ("5", 5),
        ("3 stars", 3),
        ("one star", 1),
        ("两颗星", 2),
        ("给4星", 4),
        ("10", None),
        ("0", None),
        ("好", None),
        ("", None),
    ],
)
def test_stars(text, stars):
    assert read_stars(text) == stars
