"""The geometry of a report's pictures; the template draws them as inline SVG."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Tuple

from insight.report.scores import Calibration
from insight.report.tasks import TaskReport

# Pixels. Cells of small matrices are larger; below the least size a name would not fit its row.
_WIDEST, _LARGEST, _SMALLEST = 830.0, 44.0, 11.5
_LETTER = 6.2  # the width of a letter at 11 pixels
SIDE = 180.0  # of a reliability picture


@dataclass(frozen=True)
class Cell:
    """A cell of a confusion matrix.

    Attributes:
        x, y: Its left upper corner.
        count: How many sentences.
        share: Of the sentences of its row, in [0, 1].
        title: Shown on hovering.
        right: Whether it lies on the diagonal.
    """

    x: float
    y: float
    count: int
    share: float
    title: str
    right: bool


@dataclass(frozen=True)
class Matrix:
    """A confusion matrix: rows are what is right, columns what was said.

    Attributes:
        labels: In the order of rows and columns.
        size: Of a cell.
        margin: Left of and above the cells, for the names.
        cells: Only where there is a sentence.
    """

    labels: Tuple[str, ...]
    size: float
    margin: float
    cells: Tuple[Cell, ...]

    @property
    def edge(self) -> float:
        """Width and height of the picture."""
        return self.margin + self.size * len(self.labels) + 2


def matrix(report: TaskReport) -> Matrix:
    """Places the cells of a task's confusions."""
    labels = report.order
    size = max(_SMALLEST, min(_LARGEST, _WIDEST / max(1, len(labels))))
    margin = 12 + _LETTER * max((len(label) for label in labels), default=0)
    place = {label: margin + size * number for number, label in enumerate(labels)}
    cells = []
    for row in report.labels:
        label, support = row.score.label, row.score.support
        for guess, count in {label: row.score.hits, **row.taken_for}.items():
            right = guess == label
            what = f"{count} of {support}"
            what = f"{label}: {what} right" if right else f"{label} taken for {guess}: {what}"
            if count:
                cells.append(Cell(place[guess], place[label], count, count / support, what, right))
    return Matrix(labels, size, margin, tuple(cells))


@dataclass(frozen=True)
class Bar:
    """A bin of a reliability picture: its left edge, width and height, and where its confidence is."""

    x: float
    y: float
    width: float
    height: float
    expected: float
    strength: float
    title: str


def bars(calibration: Calibration) -> Tuple[Bar, ...]:
    """The bins of a reliability picture in a square of `SIDE`; full strength where most sentences are."""
    most = max((one["rows"] for one in calibration.bins), default=1)
    found = []
    for one in calibration.bins:
        height = SIDE * one["accuracy"]
        title = f"{one['low']:.1f} to {one['high']:.1f}: {one['rows']} sentences, {one['accuracy']:.1%} right"
        found.append(
            Bar(
                SIDE * one["low"] + 1,
                SIDE - height,
                SIDE * (one["high"] - one["low"]) - 2,
                height,
                SIDE * (1 - one["confidence"]),
                0.25 + 0.75 * one["rows"] / most,
                title,
            )
        )
    return tuple(found)
