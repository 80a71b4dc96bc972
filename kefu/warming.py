"""What a server loads when it starts, so that no customer waits for it."""

from __future__ import annotations

from shop.search import words


def warm_search() -> None:
    """Loads the dictionary of the product search; blocks for about a second: call it in a thread."""
    words.warm()
