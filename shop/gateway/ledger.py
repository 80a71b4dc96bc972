"""The sandbox's own book of charges, in an SQLite file: what was paid stays paid until the shop has heard of it."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from shop.enums import PaymentFailure, PaymentMethod
from shop.views import PaymentNotice

_TABLE = """
CREATE TABLE IF NOT EXISTS charges (
    notice_id TEXT PRIMARY KEY,
    trade_number TEXT NOT NULL UNIQUE,
    payment_id INTEGER NOT NULL,
    amount TEXT NOT NULL,
    method TEXT NOT NULL,
    failure TEXT,
    charged_at TEXT NOT NULL,
    answer TEXT
)
"""
_BUSY_TIMEOUT = 5.0  # seconds


class Ledger:
    """Charges of the sandbox. Every call is short and blocks: call it in a thread."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        with self._writing() as connection:
            connection.execute(_TABLE)

    def charge(
        self,
        payment_id: int,
        amount: Decimal,
        method: PaymentMethod,
        failure: PaymentFailure | None,
        now: datetime,
    ) -> PaymentNotice:
        """Enter a charge, or a failed one; return what the shop must hear.

        A payment that was charged is not charged again, unless the shop has sent that money back.
        """
        with self._writing() as connection:
            if failure is None:
                row = connection.execute(
                    "SELECT * FROM charges WHERE payment_id = ? AND failure IS NULL"
                    " AND (answer IS NULL OR answer = 'paid')",
                    (payment_id,),
                ).fetchone()
                if row is not None:
                    return _notice(row)
            notice_id, trade_number = f"msg_{secrets.token_hex(12)}", f"KP{now:%Y%m%d}{secrets.token_hex(8)}"
            values = (payment_id, str(amount), method.value, failure.value if failure else None)
            connection.execute(
                "INSERT INTO charges (notice_id, trade_number, payment_id, amount, method, failure, charged_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (notice_id, trade_number, *values, now.isoformat()),
            )
        return PaymentNotice(notice_id, payment_id, trade_number, amount, method, failure)

    def answered(self, notice_id: str, answer: str) -> None:
        """Note what the shop made of the notice, so that it is not told again."""
        with self._writing() as connection:
            connection.execute("UPDATE charges SET answer = ? WHERE notice_id = ?", (answer, notice_id))

    def untold(self) -> list[PaymentNotice]:
        """Return what the shop has not answered yet, the oldest first."""
        with self._writing() as connection:
            rows = connection.execute("SELECT * FROM charges WHERE answer IS NULL ORDER BY charged_at").fetchall()
        return [_notice(row) for row in rows]

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=_BUSY_TIMEOUT, isolation_level=None)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")
        finally:
            connection.close()  # without COMMIT everything is undone


def _notice(row: sqlite3.Row) -> PaymentNotice:
    return PaymentNotice(
        row["notice_id"],
        row["payment_id"],
        row["trade_number"],
        Decimal(row["amount"]),
        PaymentMethod(row["method"]),
        PaymentFailure(row["failure"]) if row["failure"] else None,
    )
