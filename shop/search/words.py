"""Cutting names, descriptions and queries into the words of the full-text index, the same for both databases."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

_RUN = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]+")
# Words in questions about products that say nothing about which product.
_EMPTY_CHINESE = """
的 了 吗 呢 吧 啊 我 你 您 要 想 买 有 没有 有没有 什么 哪些 哪款 哪个 推荐 一下 一个 一款 帮我 看看 找 请问 给 和 或
适合 比较 好用 便宜 价格 多少 元 块 块钱 以内 以下 左右 以上 预算 款 个 想要 需要 可以 能 不 是 在 用 送 最 性价比
有点 一些 这个 那个 这款 那款 还有 关于 商品 产品 东西
"""
_EMPTY_ENGLISH = """
a an the i me my you is are do does have any some for of to in on with and or want need looking look buy find show
recommend please cheap good best under below about around yuan rmb cny which what that this
"""
_EMPTY = frozenset((_EMPTY_CHINESE + _EMPTY_ENGLISH).split())


@lru_cache(maxsize=1)
def _jieba() -> Any:
    """Return a segmenter of our own, so that nobody else's dictionary changes what is in the index."""
    import jieba  # loading its dictionary takes about a second

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.initialize()
    return segmenter


def warm() -> None:
    """Load the dictionary, which takes about a second, so that the first search does not wait for it."""
    _jieba()


def index_words(text: str) -> str:
    """Return the words of *text* for the index, with blanks between; Latin letters small, full width as half.

    Chinese is cut by dictionary, long words also into the shorter ones within. What the dictionary does not
    know (brands) falls into single characters, and is indexed by pairs of them.
    """
    return " ".join(_words(text))


def query_words(text: str) -> list[str]:
    """Return the words of a customer's *text* to look for, each once, without those that say nothing."""
    return list(dict.fromkeys(word for word in _words(text[:200]) if word not in _EMPTY))


def _words(text: str) -> Iterator[str]:
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if run[0].isascii():
            yield run
            yield from _parts(run)
        else:
            yield from _chinese(run)


def _parts(run: str) -> Iterator[str]:
    """Yield the number and the unit of 512gb and 65w as well; models like x20 stay whole."""
    match = re.fullmatch(r"([0-9]+)([a-z]+)", run)
    if match:
        yield match.group(1)


def _chinese(run: str) -> Iterator[str]:
    unknown = ""
    for word in _jieba().cut_for_search(run, HMM=False):
        if len(word) == 1 and word not in _EMPTY:
            unknown += word
            continue
        yield from _pairs(unknown)
        unknown = ""
        if len(word) > 1:
            yield word
    yield from _pairs(unknown)


def _pairs(characters: str) -> Iterator[str]:
    """Yield two neighbouring characters at a time; a single one as it is."""
    if len(characters) == 1:
        yield characters
    yield from (characters[i : i + 2] for i in range(len(characters) - 1))
