"""Sentences that are nearly the same, so that none is measured on what its double has taught. Imports scikit-learn."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import List, Tuple

# Shared pairs of neighbouring characters, as a share of all in either sentence (Jaccard). At 0.7 go together
# "confirm receipt?" and "Confirm receipt", a doubled word and a courtesy more; a reworded question does not.
LIKE = 0.7
_NO_WORDS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4)  # every split of a search asks for the same texts
def near_duplicates(texts: Tuple[str, ...]) -> List[int]:
    """For each text the number of its group: texts that are like one another, or like one in between.

    Case, width and punctuation make no difference, unless there is nothing else.
    """
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from sklearn.feature_extraction.text import CountVectorizer

    if not texts:
        return []
    counter = CountVectorizer(analyzer="char", ngram_range=(2, 2), binary=True, lowercase=False, dtype=np.int32)
    pairs = counter.fit_transform([f"^{_bare(text)}$" for text in texts])
    shared, sizes = (pairs @ pairs.T).tocoo(), np.asarray(pairs.sum(axis=1)).ravel()
    either = sizes[shared.row] + sizes[shared.col] - shared.data
    like = shared.data >= LIKE * either
    graph = coo_matrix((like[like], (shared.row[like], shared.col[like])), shape=shared.shape)
    return [int(group) for group in connected_components(graph, directed=False)[1]]


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return _NO_WORDS.sub(" ", plain).strip() or plain
