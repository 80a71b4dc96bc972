"""Session tokens: what was signed comes back, and nothing else is believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from kefu.session import SessionInvalid, mint, read

SECRET = "a secret for tests only, 32 chars"
NOW = datetime(2026, 11, 11, 8, 0, tzinfo=timezone.utc)
HOUR = timedelta(hours=1)


def reason(token: str, secret: str = SECRET, now: datetime = NOW) -> str:
    with pytest.raises(SessionInvalid) as caught:
        read(token, secret, now)
    assert token not in str(caught.value) or not token
    return caught.value.reason


def signed(payload: bytes) -> str:
    """A token with a right signature over whatever payload, as a buggy backend could make one."""
    text = base64.urlsafe_b64encode(payload).rstrip(b"=").decode()
    mac = hmac.new(SECRET.encode(), f"kefu-session.v1.{text}".encode(), hashlib.sha256).digest()
    return f"v1.{text}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def test_a_customer_and_a_visitor_come_back() -> None:
    customer = read(mint("C10001", SECRET, HOUR, now=NOW), SECRET, NOW)
    assert (customer.customer_id, customer.expires) == ("C10001", NOW + HOUR)
    visitor = read(mint(None, SECRET, 60, now=NOW), SECRET, NOW)
    assert (visitor.customer_id, visitor.expires) == (None, NOW + timedelta(seconds=60))
    assert len(visitor.session_id) == 32
    assert visitor.session_id != customer.session_id


def test_a_given_session_continues_and_secret_str_is_the_same_secret() -> None:
    token = mint("C10002", SecretStr(SECRET), HOUR, session_id="visitor-1", now=NOW)
    assert read(token, SECRET, NOW).session_id == "visitor-1"


def test_the_last_second_is_valid_and_the_end_is_not() -> None:
    token = mint("C10001", SECRET, HOUR, now=NOW)
    assert read(token, SECRET, NOW + HOUR - timedelta(seconds=1)).customer_id == "C10001"
    assert reason(token, now=NOW + HOUR) == "expired"


def test_another_secret_does_not_open_it() -> None:
    assert reason(mint("C10001", SECRET, HOUR, now=NOW), secret=SECRET + "!") == "forged"


@given(position=st.integers(min_value=3), letter=st.sampled_from("ABCabc019-_"))
def test_no_changed_character_is_believed(position: int, letter: str) -> None:
    token = mint("C10001", SECRET, HOUR, session_id="s1", now=NOW)
    place = 3 + position % (len(token) - 3)
    changed = token[:place] + letter + token[place + 1 :]
    if changed != token:
        assert reason(changed) in ("forged", "malformed")


def test_a_payload_swapped_for_another_customers_is_forged() -> None:
    own, other = mint("C10001", SECRET, HOUR, now=NOW), mint("C10002", "x" * 32, HOUR, now=NOW)
    assert reason(".".join([own.split(".")[0], other.split(".")[1], own.split(".")[2]])) == "forged"


@pytest.mark.parametrize(
    "token",
    ["", "v1", "v1.", "v1..", "v1.e30.", "v2.e30.e30", "会话", "v1.e30.é", "v1." + "A" * 2000, "null", ". ."],
)
def test_malformed_tokens(token: str) -> None:
    assert reason(token) == "malformed"


@pytest.mark.parametrize("value", [None, 7, b"v1.e30.e30", ["v1"]])
def test_what_is_no_text_is_malformed(value: object) -> None:
    with pytest.raises(SessionInvalid, match="malformed"):
        read(value, SECRET, NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "claims",
    [[], {}, {"c": None, "s": "x"}, {"c": 7, "s": "x", "e": 2e9}, {"c": None, "s": None, "e": 2e9},
     {"c": None, "s": "x", "e": "soon"}, {"c": None, "s": "x", "e": 1e30}],
)  # fmt: skip
def test_signed_nonsense_is_malformed(claims: object) -> None:
    assert reason(signed(json.dumps(claims).encode())) == "malformed"


def test_signed_bytes_that_are_no_json_are_malformed() -> None:
    assert reason(signed(b"\xff\x00")) == "malformed"


@pytest.mark.parametrize("customer", ["", "C 1", "C1'; DROP TABLE orders", "客户", "x" * 65])
def test_only_plain_customer_ids_are_signed(customer: str) -> None:
    with pytest.raises(ValueError, match="customer_id"):
        mint(customer, SECRET, HOUR)


@pytest.mark.parametrize("ttl", [0, -5, timedelta(0)])
def test_a_ttl_must_be_positive(ttl: object) -> None:
    with pytest.raises(ValueError, match="positive ttl"):
        mint(None, SECRET, ttl)  # type: ignore[arg-type]


def test_an_empty_secret_is_refused() -> None:
    with pytest.raises(ValueError, match="secret"):
        mint(None, "", HOUR)
