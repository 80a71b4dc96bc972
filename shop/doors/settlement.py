"""The payment server's door; no part of the port: what proves the caller is a signature, not a customer."""

from __future__ import annotations

from shop import settlement
from shop.doors.base import Door
from shop.enums import Settlement
from shop.views import LinkedPayment, PaymentNotice


class SettlementDoor(Door):
    """What a payment link shows, and what a payment provider reports. The caller has checked the signature."""

    async def linked_payment(self, payment_id: int) -> LinkedPayment | None:
        """Return the payment that a signed link names, or None."""
        async with self._reading() as work:
            return await settlement.linked_payment(work, payment_id)

    async def settle_payment(self, notice: PaymentNotice) -> Settlement:
        """Enter what the provider says of a charge, once; money that nothing is due for goes back."""
        async with self._writing() as work:
            return await settlement.settle(work, notice)
