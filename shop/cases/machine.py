"""Which way a case may go from where it stands. Pure, no database."""

from __future__ import annotations

from collections.abc import Mapping

from shop.enums import CaseKind, CaseStatus

_S = CaseStatus
_REVIEW = frozenset({_S.approved, _S.rejected, _S.withdrawn})
_SENT_BACK: dict[CaseStatus, frozenset[CaseStatus]] = {
    _S.requested: _REVIEW,
    _S.approved: frozenset({_S.in_transit, _S.withdrawn}),
    _S.in_transit: frozenset({_S.arrived}),
}

# By kind: from each status those that may follow. What is not a key is an end.
STEPS: Mapping[CaseKind, Mapping[CaseStatus, frozenset[CaseStatus]]] = {
    CaseKind.return_goods: {**_SENT_BACK, _S.arrived: frozenset({_S.refunded, _S.rejected})},
    CaseKind.exchange: {
        **_SENT_BACK,
        _S.arrived: frozenset({_S.resent, _S.rejected}),
        _S.resent: frozenset({_S.completed}),
    },
    CaseKind.repair: {
        **_SENT_BACK,
        _S.arrived: frozenset({_S.processing, _S.rejected}),
        _S.processing: frozenset({_S.resent}),
        _S.resent: frozenset({_S.completed}),
    },
    CaseKind.refund: {_S.requested: _REVIEW, _S.approved: frozenset({_S.refunded, _S.withdrawn})},
    CaseKind.missing_parts: {
        _S.requested: _REVIEW,
        _S.approved: frozenset({_S.resent, _S.withdrawn}),
        _S.resent: frozenset({_S.completed}),
    },
    # The shop looks at the fault and proposes a remedy, which becomes a case of its own.
    CaseKind.quality: {_S.requested: _REVIEW, _S.approved: frozenset({_S.completed, _S.withdrawn})},
}
ENDS = frozenset({_S.rejected, _S.refunded, _S.completed, _S.withdrawn})


def may_follow(kind: CaseKind, status: CaseStatus, following: CaseStatus) -> bool:
    """Return whether a case of *kind* may go from *status* to *following*."""
    return following in STEPS[kind].get(status, ())
