"""Any walk through the state machines ends, and the tables hold every state of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shop.cases.machine import ENDS, STEPS, may_follow
from shop.enums import CaseKind, CaseStatus


@given(st.sampled_from(list(CaseKind)), st.data())
def test_every_walk_ends_and_money_goes_back_once(kind: CaseKind, data: st.DataObject) -> None:
    status, seen = CaseStatus.requested, [CaseStatus.requested]
    while status not in ENDS:
        following = sorted(STEPS[kind][status])
        status = data.draw(st.sampled_from(following))
        assert status not in seen, "no step is taken twice"
        seen.append(status)
    assert not any(may_follow(kind, status, other) for other in CaseStatus)
    assert seen.count(CaseStatus.refunded) <= int(kind in (CaseKind.return_goods, CaseKind.refund))


@given(st.sampled_from(list(CaseKind)), st.lists(st.sampled_from(list(CaseStatus)), max_size=12))
def test_wishes_in_any_order_never_leave_the_machine(kind: CaseKind, wishes: list[CaseStatus]) -> None:
    status = CaseStatus.requested
    for wish in wishes:
        if may_follow(kind, status, wish):
            status = wish
    assert status in STEPS[kind] or status in ENDS
    goods_left = {CaseStatus.in_transit, CaseStatus.arrived, CaseStatus.processing, CaseStatus.resent}
    if status in goods_left:
        assert not may_follow(kind, status, CaseStatus.withdrawn)
