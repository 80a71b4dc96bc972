"""The order of labels in a confusion matrix: what is confused stands side by side."""

from __future__ import annotations

from typing import List

import numpy as np


def confusable_order(counts: np.ndarray) -> List[int]:
    """Numbers of labels, ordered so that confusions lie near the diagonal.

    Average linkage on the shares in which two labels are taken for each other, its leaves in the order of the
    least distance between neighbours (Bar-Joseph, Gifford and Jaakkola 2001, Bioinformatics 17).

    Args:
        counts: How often each label (row) was taken for each label (column), int (labels, labels).
    """
    if len(counts) < 3:
        return list(range(len(counts)))
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    both = counts + counts.T
    np.fill_diagonal(both, 0)
    # A label with many sentences is confused more often by its size alone.
    sizes = np.sqrt(np.maximum(counts.sum(axis=1), 1.0))
    shares = both / np.outer(sizes, sizes)
    distances = 1.0 / (1.0 + 20.0 * shares)
    np.fill_diagonal(distances, 0.0)
    tree = linkage(squareform(distances, checks=False), "average", optimal_ordering=True)
    return [int(leaf) for leaf in leaves_list(tree)]
