"""Signatures by HMAC-SHA256, compared in constant time; each purpose has a key of its own."""

from __future__ import annotations

import hashlib
import hmac


def key_for(secret: str, purpose: str) -> bytes:
    """Return the key of one *purpose*, so that a signature for one thing never holds for another."""
    return hmac.new(secret.encode(), f"kefu-payment.v1.{purpose}".encode(), hashlib.sha256).digest()


def sign(key: bytes, content: bytes) -> str:
    """Return the signature of *content*, 64 hexadecimal digits."""
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def is_signed(key: bytes, content: bytes, signature: str) -> bool:
    """Return whether *signature* is that of *content*; takes equally long whatever differs."""
    return hmac.compare_digest(sign(key, content).encode(), signature.encode())
