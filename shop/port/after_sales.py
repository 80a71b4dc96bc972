"""Cases, price protection and refunds."""

from __future__ import annotations

from typing import Protocol

from shop.views import Case, CaseQuote, CaseRequest, CaseResult, PriceQuote, RefundState


class AfterSalesPort(Protocol):
    """What a customer can ask for after a purchase."""

    async def quote_case(self, customer_id: str, request: CaseRequest) -> CaseQuote:
        """Return what filing the *request* would bring, or why it is refused and what is possible instead."""
        ...

    async def file_case(self, customer_id: str, request: CaseRequest, request_key: str) -> CaseResult:
        """File a return, exchange, repair, refund, missing-parts or quality case; once a *request_key*."""
        ...

    async def withdraw_case(self, customer_id: str, case_id: str, request_key: str) -> CaseResult:
        """Take a case back while the goods are still with the customer; once a *request_key*."""
        ...

    async def cases(self, customer_id: str, order_id: str | None = None) -> list[Case]:
        """Return the customer's cases with their events, newest first, of one order if given."""
        ...

    async def case(self, customer_id: str, case_id: str) -> Case | None:
        """Return the customer's case with this number (``AS00000012``), or None."""
        ...

    async def refunds(self, customer_id: str, order_id: str | None = None) -> list[RefundState]:
        """Return the customer's refunds, newest first, of one order if given."""
        ...

    async def quote_price_protection(self, customer_id: str, order_id: str) -> PriceQuote:
        """Return what price protection would bring for the customer's order."""
        ...

    async def claim_price_protection(self, customer_id: str, order_id: str, request_key: str) -> PriceQuote:
        """Claim every line of the order whose price has fallen; once a *request_key* and line."""
        ...
