"""What can go wrong in a search, each error saying what to do next."""

from __future__ import annotations

from insight.errors import InsightError


class TuneError(InsightError):
    """A search that cannot be made: its space, its study, its data or config.yml is not as expected."""
