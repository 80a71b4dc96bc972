"""A circuit breaker: a service that fails again and again is left alone for a while.

Nygard, Release It! (2nd edition, 2018), chapter 5. A class of our own, because after the pause exactly one call
shall try the service while all others are still refused, and because pauses are measured on the monotonic clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable


class CircuitBreaker:
    """Closed: calls pass. Open after *failures* in a row: refused for *pause* seconds. Then one call tries.

    A call that ended neither well nor badly (it was cancelled) gives its turn back with `unknown`.
    """

    def __init__(
        self, failures: int = 5, pause: float = 10.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if failures < 1 or pause <= 0:
            raise ValueError(f"expected at least 1 failure and a positive pause, got {failures} and {pause}")
        self._most, self._pause, self._clock = failures, pause, clock
        self._failed = 0
        self._open_until: float | None = None
        self._trying = False

    def ask(self) -> bool:
        """Return whether a call may be made; who gets True must report how it ended."""
        if self._open_until is None:
            return True
        if self._trying or self._clock() < self._open_until:
            return False
        self._trying = True
        return True

    @property
    def rest(self) -> float:
        """Seconds until the next try, 0 when calls pass."""
        return 0.0 if self._open_until is None else max(0.0, self._open_until - self._clock())

    def succeeded(self) -> None:
        """Report a call that the service answered: the circuit is closed."""
        self._failed, self._open_until, self._trying = 0, None, False

    def failed(self) -> bool:
        """Report a call that the service did not answer rightly; return whether that opened the circuit."""
        self._failed += 1
        opens = self._trying or (self._failed >= self._most and self._open_until is None)
        if opens:
            self._open_until = self._clock() + self._pause
        self._trying = False
        return opens

    def unknown(self) -> None:
        """Report a call of which nobody knows how it ended."""
        self._trying = False
