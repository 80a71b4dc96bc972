"""A circuit breaker: a service that fails again and again is left alone for a while.

Nygard, Release It! (2nd edition, 2018), chapter 5. A class of our own, because after the pause exactly one call
shall try the service while all others are still refused, and because pauses are measured on the monotonic clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed: calls pass. Open after *failures* in a row: refused for *pause* seconds, then one call a pause tries."""

    def __init__(
        self, failures: int = 5, pause: float = 10.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if failures < 1 or pause <= 0:
            raise ValueError(f"expected at least 1 failure and a positive pause, got {failures} and {pause}")
        self._most, self._pause, self._clock = failures, pause, clock
        self._failed = 0
        self._open_until: float | None = None

    def ask(self) -> bool:
        """Return whether a call may be made now."""
        if self._open_until is None:
            return True
        if self._clock() < self._open_until:
            return False
        # This one tries. If nobody ever hears how it ended, another may after a pause.
        self._open_until = self._clock() + self._pause
        return True

    @property
    def rest(self) -> float:
        """Seconds until the next try, 0 when calls pass."""
        return 0.0 if self._open_until is None else max(0.0, self._open_until - self._clock())

    def succeeded(self) -> None:
        """Report a call that the service answered: the circuit is closed."""
        self._failed, self._open_until = 0, None

    def failed(self) -> bool:
        """Report a call that the service did not answer rightly; return whether the circuit is open now."""
        self._failed += 1
        if self._failed >= self._most:
            self._open_until = self._clock() + self._pause
        return self._open_until is not None
