"""Traditional characters as simplified ones, so that both scripts are read alike."""
from __future__ import annotations

from functools import lru_cache
from typing import Any


def simplified(text: str) -> str:
    """Writes traditional characters in simplified form, one character for one (OpenCC, Taiwan's and Hong Kong's too).

    >>> simplified("我的訂單發貨了嗎")
    '我的订单发货了吗'
    """
    if text.isascii():
        return text
    converted = str(_converter().convert(text))
    if len(converted) == len(text):
        return converted
    # A phrase that OpenCC writes with another number of characters: offsets must hold.
    return "".join(one if len(one) == 1 else character for character, one in zip(text, map(_character, text)))


@lru_cache(maxsize=4096)
def _character(character: str) -> str:
    return str(_converter().convert(character))


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")
