"""Who is speaking: session tokens, and nothing that a customer can write."""

from datetime import timedelta

import pytest
from rasa_sdk import Tracker

from actions.identity import BY_ORDER, BY_SESSION, Identity, identify
from kefu.names import Slot
from kefu.session import mint

from .conftest import NOW, SECRET

HOUR = timedelta(hours=1)


def token(customer_id, secret=SECRET, ttl=HOUR, now=NOW):
    return mint(customer_id, secret, ttl, now=now)


def user(token=None):
    return {"event": "user", "metadata": {"session_token": token} if token else {}}


def who(events=(), **slots):
    tracker = Tracker("someone", slots, {}, list(events), False, None, {}, None)
    return identify(tracker, SECRET, NOW)


def test_nobody_without_a_token():
    assert who() == Identity()


def test_a_token_names_the_customer():
    assert who([user(token("C10001"))]) == Identity("C10001", BY_SESSION)


def test_a_token_holds_for_later_messages_without_one():
    assert who([user(token("C10001")), user(), user()]).customer_id == "C10001"


def test_the_newest_token_decides():
    assert who([user(token("C10001")), user(token("C10002"))]).customer_id == "C10002"


def test_a_token_of_the_session_start_counts():
    started = {Slot.SESSION_METADATA: {"session_token": token("C10001")}}
    assert who([user()], **started).customer_id == "C10001"


def test_an_anonymous_token_is_nobody_and_ends_an_earlier_login():
    assert who([user(token("C10001")), user(token(None))]) == Identity()


@pytest.mark.parametrize(
    "bad",
    [
        token("C10001", secret="the secret of somebody else"),
        token("C10001", now=NOW - 2 * HOUR),
        token("C10001")[:-2],
        "v1.eyJjIjoiQzEwMDAxIn0.x",
        "C10001",
        "x" * 5000,
    ],
)
def test_a_forged_expired_or_broken_token_proves_nothing(bad):
    assert who([user(bad)]) == Identity()


def test_an_expired_session_is_nobody_though_the_slot_still_names_them():
    expired = token("C10001", now=NOW - 2 * HOUR)
    assert who([user(expired)], **{Slot.CUSTOMER_ID: "C10001", Slot.VERIFIED_BY: BY_SESSION}) == Identity()


def test_a_slot_alone_proves_nothing():
    assert who([user()], **{Slot.CUSTOMER_ID: "C10001"}) == Identity()


def test_an_order_verified_in_this_conversation_counts():
    slots = {Slot.CUSTOMER_ID: "C10001", Slot.VERIFIED_BY: BY_ORDER}
    assert who([user(token(None))], **slots) == Identity("C10001", BY_ORDER)


def test_a_token_before_a_restart_is_forgotten():
    assert who([user(token("C10001")), {"event": "restart"}, user()]) == Identity()


@pytest.mark.parametrize("metadata", [None, [], "text", {"session_token": None}, {"session_token": {"a": 1}}])
def test_odd_metadata_is_no_token(metadata):
    assert who([{"event": "user", "metadata": metadata}]) == Identity()
