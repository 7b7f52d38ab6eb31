"""What a ranking is worth: recall, reciprocal rank and nDCG over the first ten answers.

Owns: the definitions. Every function takes the ids found, best first, and the ids that answer the
question; a question counts the same as any other. An id found twice counts where it comes first.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

DEPTH = 10
"""Answers looked at."""
RECALL_AT = (1, 5, 10)


def recall(found: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of what answers the question that is among the first `k`."""
    return len(set(found[:k]) & set(relevant)) / len(relevant)


def reciprocal_rank(found: Sequence[str], relevant: Collection[str], k: int = DEPTH) -> float:
    """One over the place of the first answer; 0 when the first `k` hold none."""
    for place, name in enumerate(found[:k], start=1):
        if name in relevant:
            return 1 / place
    return 0.0


def ndcg(found: Sequence[str], relevant: Collection[str], k: int = DEPTH) -> float:
    """Discounted gain of the first `k` over the most there could be; relevance is 0 or 1."""
    gains = [name in relevant for name in dict.fromkeys(found[:k])]
    best = sum(1 / math.log2(place + 1) for place in range(1, min(k, len(relevant)) + 1))
    gained = sum(gain / math.log2(place + 1) for place, gain in enumerate(gains, start=1))
    return gained / best


def scored(
    rankings: Mapping[str, Sequence[str]], relevant: Mapping[str, Collection[str]]
) -> dict[str, float]:
    """Every metric, averaged over the questions in `relevant`; one without a ranking scores 0."""
    if not relevant:
        raise ValueError("no questions to score")
    sums = dict.fromkeys([*(f"recall@{k}" for k in RECALL_AT), "MRR", f"nDCG@{DEPTH}"], 0.0)
    for name, answers in relevant.items():
        found = rankings.get(name, ())
        for k in RECALL_AT:
            sums[f"recall@{k}"] += recall(found, answers, k)
        sums["MRR"] += reciprocal_rank(found, answers)
        sums[f"nDCG@{DEPTH}"] += ndcg(found, answers)
    return {metric: total / len(relevant) for metric, total in sums.items()}
