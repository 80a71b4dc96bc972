"""Spares a server that has loaded its model the search for garbage in it."""
from __future__ import annotations

import gc
from functools import lru_cache


@lru_cache(maxsize=1)
def settle() -> None:
    """Takes all that lives now out of Python's garbage collection, once in a process.

    Rasa, TensorFlow and spaCy hold over a million objects that live as long as the server; a full collection
    walks through them all and holds up the message of that moment by tens of milliseconds
    (`gc.freeze`, Python's library reference).
    """
    gc.collect()
    gc.freeze()
