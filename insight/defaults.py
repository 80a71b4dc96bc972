"""What an explanation is made with unless told otherwise."""

from __future__ import annotations

# Combinations of pieces that the model reads: the error of a number falls with their root, the time grows with
# them. 500 take about two seconds for a message of 20 characters on two cores.
SAMPLES = 500
# Of the sampling: the same text gives the same numbers again.
SEED = 42
# Similar training sentences that are named.
NEAREST = 5
