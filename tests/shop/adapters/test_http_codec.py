"""JSON and back: every type of the port, and what is said about what does not fit."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from shop.adapters.http import openapi
from shop.adapters.http.codec import WrongAnswer, decode, encode
from shop.adapters.http.routes import ROUTES, segment
from shop.enums import CaseKind, CaseReason, OrderStatus, VerifyOutcome
from shop.port import Capability, ShopPort
from shop.views import BookingWish, CaseRequest, OrderSummary, PickupWish, Verification

ORDER = {
    "order_id": "261106000001",
    "status": "shipped",
    "ordered_at": "2026-11-06T10:00:00+08:00",
    "total": "12.50",
    "item_count": 2,
    "title_zh": "茶",
    "title_en": "tea",
}


def test_an_answer_becomes_a_view() -> None:
    found = decode(list[OrderSummary], [{**ORDER, "colour": "a key of the service's own"}])
    moment = datetime(2026, 11, 6, 2, tzinfo=timezone.utc)
    assert found == [
        OrderSummary("261106000001", OrderStatus.shipped, moment, Decimal("12.50"), 2, "茶", "tea")
    ]
    assert decode(list[OrderSummary], json.loads(json.dumps(encode(found)))) == found


def test_nested_things_come_back_as_they_went() -> None:
    pickup = PickupWish(date(2026, 11, 9), 9, 12)
    wish = CaseRequest("1", CaseKind.exchange, CaseReason.wrong_size, ((1, 2), (3, 1)), "大了", "V1", pickup)
    assert decode(CaseRequest, json.loads(json.dumps(encode(wish)))) == wish


def test_what_is_left_out_is_null_or_the_default() -> None:
    assert decode(Verification, {"outcome": "mismatch", "attempts_left": 3}) == Verification(
        VerifyOutcome.mismatch, None, 3, None
    )
    bare = {"order_id": "1", "kind": "repair", "reason": "faulty"}
    assert decode(CaseRequest, bare) == CaseRequest("1", CaseKind.repair, CaseReason.faulty)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"status": "lost"}, r"\$\[0\]\.status: expected one of pending_payment, .*, got str 'lost'"),
        (
            {"total": 12.5},
            r'\$\[0\]\.total: expected a decimal in quotes such as "12\.50", got float \'12\.5\'',
        ),
        ({"total": "NaN"}, r"\$\[0\]\.total: expected a decimal"),
        ({"total": "much"}, r"\$\[0\]\.total: expected a decimal"),
        ({"ordered_at": "2026-11-06T10:00:00"}, r"ordered_at: expected a time with its zone"),
        ({"ordered_at": "yesterday"}, r"ordered_at: expected a time with its zone"),
        ({"ordered_at": 1762394400}, r"ordered_at: expected a time with its zone"),
        ({"item_count": "2"}, r"item_count: expected a whole number, got str '2'"),
        ({"item_count": True}, r"item_count: expected a whole number, got bool"),
        ({"title_zh": None}, r"title_zh: expected a text, got null"),
    ],
)
def test_what_does_not_fit_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(WrongAnswer, match=message):
        decode(list[OrderSummary], [{**ORDER, **change}])


@pytest.mark.parametrize("missing", sorted(ORDER))
def test_a_missing_key_is_named(missing: str) -> None:
    value = {key: one for key, one in ORDER.items() if key != missing}
    with pytest.raises(WrongAnswer, match=rf"\.{missing}: expected a value, got null"):
        decode(OrderSummary, value)


@pytest.mark.parametrize("value", [None, "text", 3, {"0": ORDER}])
def test_a_list_is_a_list(value: Any) -> None:
    with pytest.raises(WrongAnswer, match="expected a list"):
        decode(list[OrderSummary], value)


def test_a_time_without_its_zone_is_never_sent() -> None:
    with pytest.raises(TypeError, match="zone"):
        encode(datetime(2026, 11, 6))  # noqa: DTZ001


def test_every_method_of_the_port_has_a_route() -> None:
    methods = {name for name in dir(ShopPort) if not name.startswith("_")} - {"capabilities", "close"}
    assert set(ROUTES) == methods
    writes = {route.name for route in ROUTES.values() if route.capability}
    assert writes == {one.value for one in Capability}
    assert not any(ROUTES[name].safe for name in (*writes, "verify"))
    assert len({(route.method, route.path) for route in ROUTES.values()}) == len(ROUTES)


@pytest.mark.parametrize(
    ("name", "value", "part"),
    [
        ("order_id", " 2611-0600 0001 ", "261106000001"),
        ("order_id", "../..", "%2F"),
        ("order_id", "..", "-"),
        ("order_id", "", "-"),
        ("tracking_number", "sf 123", "SF123"),
        ("customer_id", "..", "-"),
        ("customer_id", "a/../b?c#d", "a%2F..%2Fb%3Fc%23d"),
        ("line", 2, "2"),
    ],
)
def test_nobody_climbs_up_a_path(name: str, value: Any, part: str) -> None:
    assert segment(name, value) == part


def test_a_request_has_its_parameters_in_their_places() -> None:
    arguments = {"customer_id": "C1", "order_id": "1", "wish": BookingWish(date(2026, 11, 9), 9, 12)}
    path, sent = ROUTES["book_delivery"].request({**arguments, "request_key": "k"})
    assert path == "/customers/C1/orders/1/delivery-appointment"
    assert sent == {"wish": {"day": "2026-11-09", "from_hour": 9, "to_hour": 12, "pickup_point_id": None}}
    _, sent = ROUTES["verify"].request(
        {"order_id": "1", "phone_tail": "6721", "session_key": "s", "now": datetime.now(timezone.utc)}
    )
    assert sent == {"order_id": "1", "phone_tail": "6721", "session_key": "s"}


def test_the_document_is_the_one_of_this_code() -> None:
    assert openapi.FILE.read_text(encoding="utf-8") == openapi.text(), (
        "run python -m shop.adapters.http.openapi"
    )


def test_the_document_holds_valid_schemas_for_what_is_sent() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = openapi.document()
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator({**document, **schemas["OrderSummary"]})
    checker.validate(ORDER)
    found = decode(OrderSummary, ORDER)
    checker.validate(encode(found))
    with pytest.raises(jsonschema.ValidationError):
        checker.validate({**ORDER, "status": "lost"})
    with pytest.raises(jsonschema.ValidationError):
        checker.validate({**ORDER, "total": 12.5})
    later = OrderSummary(
        "1", OrderStatus.shipped, found.ordered_at + timedelta(days=1), Decimal(1), 1, "", ""
    )
    checker.validate(encode(later))
