"""Cases, price protection and refunds."""

from __future__ import annotations

from dataclasses import replace

from shop import price_claims, refunds
from shop.cases import filing, quoting, reading
from shop.doors.base import Door
from shop.enums import Verdict
from shop.numbers import normalise_order_id
from shop.views import Case, CaseQuote, CaseRequest, CaseResult, PriceQuote, RefundState


class AfterSalesDoor(Door):
    """What a customer can ask for after a purchase."""

    async def quote_case(self, customer_id: str, request: CaseRequest) -> CaseQuote:
        """Return what filing the *request* would bring, or why it is refused and what is possible instead."""
        number = normalise_order_id(request.order_id)
        if number is None:
            return CaseQuote(Verdict.not_found, request.order_id, request.kind)
        async with self._reading() as work:
            return await quoting.quote_case(work, customer_id, replace(request, order_id=number))

    async def file_case(self, customer_id: str, request: CaseRequest, request_key: str) -> CaseResult:
        """File a return, exchange, repair, refund, missing-parts or quality case; once a *request_key*."""
        number = normalise_order_id(request.order_id)
        if number is None:
            return CaseResult(Verdict.not_found)
        async with self._writing() as work:
            return await filing.file_case(work, customer_id, replace(request, order_id=number), request_key)

    async def withdraw_case(self, customer_id: str, case_id: str, request_key: str) -> CaseResult:
        """Take a case back while the goods are still with the customer; once a *request_key*."""
        number = reading.read_case_number(case_id)
        if number is None:
            return CaseResult(Verdict.not_found)
        async with self._writing() as work:
            return await filing.withdraw_case(work, customer_id, number, request_key)

    async def cases(self, customer_id: str, order_id: str | None = None) -> list[Case]:
        """Return the customer's cases with their events, newest first, of one order if given."""
        number = None if order_id is None else normalise_order_id(order_id)
        if order_id is not None and number is None:
            return []
        async with self._reading() as work:
            return await reading.cases_of(work, customer_id, number)

    async def case(self, customer_id: str, case_id: str) -> Case | None:
        """Return the customer's case with this number (``AS00000012``), or None."""
        number = reading.read_case_number(case_id)
        if number is None:
            return None
        async with self._reading() as work:
            found = await reading.cases_of(work, customer_id, case_id=number)
        return found[0] if found else None

    async def refunds(self, customer_id: str, order_id: str | None = None) -> list[RefundState]:
        """Return the customer's refunds, newest first, of one order if given."""
        number = None if order_id is None else normalise_order_id(order_id)
        if order_id is not None and number is None:
            return []
        async with self._reading() as work:
            return await refunds.refunds_of(work, customer_id, number)

    async def quote_price_protection(self, customer_id: str, order_id: str) -> PriceQuote:
        """Return what price protection would bring for the customer's order."""
        number = normalise_order_id(order_id)
        if number is None:
            return PriceQuote(Verdict.not_found, order_id)
        async with self._reading() as work:
            return await price_claims.quote_price(work, customer_id, number)

    async def claim_price_protection(self, customer_id: str, order_id: str, request_key: str) -> PriceQuote:
        """Claim every line of the order whose price has fallen; once a *request_key* and line."""
        number = normalise_order_id(order_id)
        if number is None:
            return PriceQuote(Verdict.not_found, order_id)
        async with self._writing() as work:
            return await price_claims.claim_price(work, customer_id, number, request_key)
