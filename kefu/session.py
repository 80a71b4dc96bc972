"""Signed session tokens: who a customer is, said by the shop's backend and believed by nobody else's word.

A token is ``v1.<payload>.<signature>``: base64url JSON (customer, session, expiry) and its HMAC-SHA256
(RFC 2104) under the installation's secret.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, Optional, Union

from pydantic import SecretStr

VERSION = "v1"
MAX_TOKEN_LENGTH = 1024
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")

Secret = Union[str, SecretStr]


class SessionInvalid(Exception):
    """A token that proves nothing; `reason` is ``malformed``, ``forged`` or ``expired``."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"The session token is {reason}.")
        self.reason = reason


@dataclass(frozen=True)
class Session:
    """What a valid token states; `customer_id` is None for an anonymous visitor."""

    customer_id: Optional[str]
    session_id: str
    expires: datetime


def mint(
    customer_id: Optional[str],
    secret: Secret,
    ttl: Union[timedelta, int],
    *,
    session_id: Optional[str] = None,
    now: Optional[datetime] = None,
) -> str:
    """Makes a token for a customer, or with None for an anonymous visitor.

    ``ttl`` is a timedelta or a number of seconds. ``session_id`` continues an existing conversation, for
    example when an anonymous visitor logs in; by default a new random one is drawn (128 bits).
    Raises ValueError for a ttl that is not positive or an id with other characters than A-Z a-z 0-9 _ -.
    """
    lifetime = ttl if isinstance(ttl, timedelta) else timedelta(seconds=ttl)
    if lifetime <= timedelta(0):
        raise ValueError(f"Expected a positive ttl, got {lifetime}.")
    session = session_id if session_id is not None else secrets.token_hex(16)
    for name, value in (("customer_id", customer_id), ("session_id", session)):
        if value is not None and not _NAME.fullmatch(value):
            raise ValueError(f"Expected a {name} of 1 to 64 letters, digits, _ or -, got {value!r}.")
    expires = (now or datetime.now(timezone.utc)) + lifetime
    claims = {"c": customer_id, "s": session, "e": int(expires.timestamp())}
    payload = _encode(json.dumps(claims, separators=(",", ":")).encode("ascii"))
    return f"{VERSION}.{payload}.{_sign(payload, secret)}"


def read(token: str, secret: Secret, now: Optional[datetime] = None) -> Session:
    """Checks a token and returns what it states; ``now`` is timezone-aware. Raises `SessionInvalid`."""
    if not isinstance(token, str) or not token.isascii() or len(token) > MAX_TOKEN_LENGTH:
        raise SessionInvalid("malformed")
    version, _, rest = token.partition(".")
    payload, _, signature = rest.partition(".")
    if version != VERSION or not payload or not signature:
        raise SessionInvalid("malformed")
    if not hmac.compare_digest(signature, _sign(payload, secret)):
        raise SessionInvalid("forged")
    session = _parse(payload)
    if (now or datetime.now(timezone.utc)) >= session.expires:
        raise SessionInvalid("expired")
    return session


def _sign(payload: str, secret: Secret) -> str:
    key = secret.get_secret_value() if isinstance(secret, SecretStr) else secret
    if not key:
        raise ValueError("Expected a session secret, got an empty one.")
    text = f"kefu-session.{VERSION}.{payload}".encode("ascii")
    return _encode(hmac.new(key.encode("utf-8"), text, hashlib.sha256).digest())


def _parse(payload: str) -> Session:
    try:
        claims: Any = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        customer_id, session_id, seconds = claims["c"], claims["s"], claims["e"]
        expires = datetime.fromtimestamp(seconds, tz=timezone.utc)
    except (binascii.Error, ValueError, KeyError, TypeError, OverflowError, OSError):
        raise SessionInvalid("malformed") from None
    if not isinstance(session_id, str) or not (customer_id is None or isinstance(customer_id, str)):
        raise SessionInvalid("malformed")
    return Session(customer_id=customer_id, session_id=session_id, expires=expires)


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
