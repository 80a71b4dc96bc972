"""What the checks measure by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """Thresholds.

    Attributes:
        chinese: An intent with fewer Chinese examples is reported.
        english: An intent with fewer English examples is reported.
        fewest: An intent with fewer examples in all is an error.
        longest: Longer sentences are reported, in characters.
    """

    chinese: int = 40
    english: int = 15
    fewest: int = 5
    longest: int = 200
