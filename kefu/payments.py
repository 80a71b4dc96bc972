"""Payment links for the assistant, made from the settings; knows nothing of the payment server's pages."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Optional

from kefu.settings import Settings, get_settings
from shop.gateway.links import PaymentLinks


def payment_links(settings: Settings) -> PaymentLinks:
    """What makes and reads the links of this installation."""
    valid_for = timedelta(minutes=settings.payment_link_minutes)
    return PaymentLinks(settings.payment_secret.get_secret_value(), settings.payment_address, valid_for)


def payment_link(
    payment_id: int,
    amount: Decimal,
    language: str,
    *,
    now: Optional[datetime] = None,
    settings: Optional[Settings] = None,
) -> str:
    """The link under which a customer pays an open payment of ``amount`` CNY; ``language`` is zh or en.

    Valid for KEFU_PAYMENT_LINK_MINUTES from ``now`` (aware; this moment unless given). Raises `ValueError` for
    an amount that is not positive.
    """
    links = payment_links(settings or get_settings())
    return links.make(payment_id, amount, language, now or datetime.now(timezone.utc))
