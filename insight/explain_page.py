"""Writes explanations as one HTML page that needs no network and no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any, List, Sequence, Tuple

from insight.attribution import Attribution
from insight.explain import Explanation, values_found
from insight.explain_rows import LEGEND, MOST_ROWS, Row, balance, rows, signed, strongest

_TEMPLATES = Path(__file__).parent / "templates"
_TEMPLATE = "explain.html"


def page(explanations: Sequence[Explanation], model: str) -> str:
    """The whole page; all that comes from texts and data is escaped.

    Args:
        explanations: What to show, in this order.
        model: The model's name, for the heading.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(signed=signed, percent=lambda share: f"{share:.1%}", width=_width)
    environment.globals.update(
        balance=balance,
        legend=LEGEND,
        most_rows=MOST_ROWS,
        segments=_segments,
        strongest=strongest,
        values_found=values_found,
    )
    return environment.get_template(_TEMPLATE).render(explanations=explanations, model=model)


def write_page(file: Path, explanations: Sequence[Explanation], model: str) -> None:
    """Writes the page as UTF-8; the folder is made when absent."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(page(explanations, model), encoding="utf-8")


def _segments(attribution: Attribution) -> List[Tuple[str, Any]]:
    """The text in its order: what stands between pieces, and after it the piece's row (None at the end)."""
    parts: List[Tuple[str, Any]] = []
    at = 0
    for piece, row in zip(attribution.pieces, rows(attribution)):
        parts.append((attribution.text[at : piece.start], row))
        at = piece.end
    return [*parts, (attribution.text[at:], None)]


def _width(value: Any) -> str:
    """A share as the length of a bar, in percent."""
    share = abs(value.strength) if isinstance(value, Row) else float(value)
    return f"{100 * min(1.0, share):.1f}%"
