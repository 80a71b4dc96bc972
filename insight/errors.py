"""What can go wrong when one looks into a model, each error saying what to do next."""

from __future__ import annotations


class InsightError(Exception):
    """Base of all errors of `insight`."""


class NotUnderstandable(InsightError):
    """A model archive that cannot be read, or whose pipeline is not ours."""


class SourceError(InsightError):
    """Training data that cannot be read; names the file and line."""


class NothingToExplain(InsightError):
    """A text without words, or a label that the model does not know."""


class AdditivityViolated(InsightError):
    """The contributions do not add up to what the model says of the text."""
