"""Which indexes the database uses for what a query of the shop asks, by EXPLAIN."""
from __future__ import annotations

import re
from contextlib import contextmanager
from typing import Any, Dict, Iterator, List, Tuple

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

Asked = List[Tuple[str, Any]]
_SQLITE_INDEX = re.compile(r"USING (?:COVERING )?INDEX (\w+)|USING (INTEGER PRIMARY KEY)|VIRTUAL TABLE INDEX")
_SQLITE_SCAN = re.compile(r"^SCAN (\w+)$")
_POSTGRES_INDEX = re.compile(r"(?:Index (?:Only )?Scan|Bitmap Index Scan)(?: Backward)?(?: using| on) (\w+)")
_POSTGRES_SCAN = re.compile(r"Seq Scan on (\w+)")


@contextmanager
def watched(engine: AsyncEngine) -> Iterator[Asked]:
    """Gives a list that fills with the SELECT statements and parameters that the engine runs meanwhile."""
    asked: Asked = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine.sync_engine, "before_cursor_execute", note)


async def explain(engine: AsyncEngine, asked: Asked) -> Dict[str, List[str]]:
    """The indexes and the tables that were read whole, over all statements, and the plans themselves."""
    sqlite = engine.dialect.name == "sqlite"
    lines: List[str] = []
    async with engine.connect() as connection:
        for statement, parameters in asked:
            prefix = "EXPLAIN QUERY PLAN" if sqlite else "EXPLAIN"
            rows = await connection.exec_driver_sql(f"{prefix} {statement}", parameters)
            lines += [str(row[-1]).strip() for row in rows]
    return {"indexes": indexes(lines, sqlite), "scanned": scanned(lines, sqlite), "plan": lines}


def indexes(lines: List[str], sqlite: bool) -> List[str]:
    """The names of the indexes in a plan, each once, sorted."""
    if not sqlite:
        return sorted({name for line in lines for name in _POSTGRES_INDEX.findall(line)})
    found = set()
    for line in lines:
        match = _SQLITE_INDEX.search(line)
        if match:
            found.add(match[1] or (match[2] and "primary key") or "full text")
    return sorted(found)


def scanned(lines: List[str], sqlite: bool) -> List[str]:
    """The tables in a plan that were read whole, without those that a query made itself."""
    pattern = _SQLITE_SCAN if sqlite else _POSTGRES_SCAN
    own = {"matches", "offers"}
    return sorted({name for line in lines for name in pattern.findall(line)} - own)
