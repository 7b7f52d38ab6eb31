"""Tests and intervals over paired differences, and intervals for single rates.

Owns: the arithmetic; it knows nothing of suites or cases. Promise: pure and reproducible (what is
random is seeded), the order of the numbers changes nothing, and what the numbers cannot tell is
None, never a made-up figure. A number that is not finite is a ValueError: whoever counts has to
leave it out first. Intervals are 95 %, tests two-sided at 5 %, power 80 %.

Measured here by evals/benchmarks/false_alarms.py, true effect 0: the paired t test holds its 5 % at
10, 20 and 40 pairs; the bootstrap does not below 40, so it refuses there.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import product
from math import fsum, isfinite, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ALPHA = 0.05
POWER = 0.8
BOOTSTRAP_FROM = 40
"""Fewest observations a bootstrap interval is honest for."""
RESAMPLES = 10_000
EXACT_UP_TO = 12
"""Up to so many non-zero differences every sign pattern is looked at."""
SEED = 20_240_229
NOISE = 1e-9
"""Scores are of the order of 1: what is smaller than this is rounding, not a result."""
MOST_PEOPLE = 100_000
CHUNK = 2_000_000
"""Numbers held at once while resampling."""


class Bounds(NamedTuple):
    """Both ends of an interval."""

    low: float
    high: float


@dataclass(frozen=True)
class PairedTest:
    """What n paired differences say about their mean."""

    n: int
    mean: float
    sd: float
    """Sample standard deviation; 0 where the differences are all the same."""
    method: str
    """paired t; identical; sign flip; or empty: too few to say anything."""
    interval: Bounds | None
    p: float | None


def paired_test(differences: Sequence[float]) -> PairedTest:
    """Student's paired t test of mean difference 0, with its interval.

    Where the differences do not vary t is undefined (and a p of 0 would be a boast): all zero is
    `identical`, p = 1; all the same and not zero falls back to the exact sign-flip test, whose
    interval is that one value from six observations on and unbounded (None) below. One
    observation says nothing. n = 0 is a ValueError.
    """
    n = len(differences)
    centre = mean(differences)
    if is_zero(differences):
        return PairedTest(n, 0.0, 0.0, "identical", Bounds(0.0, 0.0), 1.0)
    if n == 1:
        return PairedTest(n, centre, 0.0, "", None, None)
    sd = spread(differences)
    if sd == 0.0:
        p = 2.0 ** (1 - n)
        interval = Bounds(centre, centre) if p < ALPHA else None
        return PairedTest(n, centre, sd, "sign flip", interval, p)
    error = sd / sqrt(n)
    special = _special()
    reach = float(special.stdtrit(n - 1, 1 - ALPHA / 2)) * error
    p = 2 * float(special.stdtr(n - 1, -abs(centre) / error))
    return PairedTest(n, centre, sd, "paired t", Bounds(centre - reach, centre + reach), p)


def mean_interval(values: Sequence[float]) -> Bounds | None:
    """The t interval of a mean; None for one value, or where nothing varies to learn from."""
    sd = spread(values)
    if sd == 0.0:
        return None
    n = len(values)
    reach = float(_special().stdtrit(n - 1, 1 - ALPHA / 2)) * sd / sqrt(n)
    return Bounds(mean(values) - reach, mean(values) + reach)


def sign_flip(differences: Sequence[float]) -> float:
    """Two-sided p of the mean, had every difference been as likely with the other sign.

    Exact over all patterns up to 12 non-zero differences (zeros have no sign and change nothing),
    above that 10,000 seeded draws with the observed one counted in, so that p is never 0.
    """
    import numpy as np

    _finite(differences)
    # Sizes in order: neither the order nor a swap of the sides can then change the draws.
    sizes = np.sort([abs(value) for value in differences if abs(value) > NOISE])
    n = len(sizes)
    if n == 0:
        return 1.0
    observed = abs(fsum(differences)) - NOISE * float(sizes[-1])
    if n <= EXACT_UP_TO:
        return float(np.mean(np.abs(_all_signs(n) @ sizes) >= observed))
    random = np.random.default_rng(SEED)
    beyond = 0
    for rows in _chunks(RESAMPLES, n):
        signs = random.integers(0, 2, size=(rows, n), dtype=np.int8) * 2 - 1
        beyond += int(np.count_nonzero(np.abs(signs @ sizes) >= observed))
    return (beyond + 1) / (RESAMPLES + 1)


def bootstrap(differences: Sequence[float]) -> Bounds | None:
    """BCa interval of the mean, 10,000 seeded resamples; None below 40 or where nothing varies."""
    import numpy as np

    _finite(differences)
    n = len(differences)
    if n < BOOTSTRAP_FROM or spread(differences) == 0.0:
        return None
    # Turned to one side first, so that swapping base and head mirrors the interval.
    turn = -1.0 if fsum(differences) < 0 else 1.0
    values = np.sort(np.asarray(differences) * turn)
    random = np.random.default_rng(SEED)
    means = np.concatenate(
        [
            values[random.integers(0, n, size=(rows, n))].mean(axis=1)
            for rows in _chunks(RESAMPLES, n)
        ]
    )
    ends: list[float] = np.quantile(means, _bca_levels(values, means)).tolist()
    low, high = sorted(end * turn for end in ends)
    return Bounds(low, high)


def wilson(successes: float, n: int) -> Bounds:
    """Wilson's interval of a rate; `successes` may be fractional (averaged repeats).

    n = 0 is all of [0, 1].
    """
    if n == 0:
        return Bounds(0.0, 1.0)
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n}")
    z = normal_reach()
    rate, square = successes / n, z * z / n
    centre = (rate + square / 2) / (1 + square)
    reach = z / (1 + square) * sqrt(rate * (1 - rate) / n + square / (4 * n))
    # At 0 and n one end is exactly the rate; the subtraction leaves rounding there.
    low = 0.0 if successes == 0 else max(0.0, centre - reach)
    high = 1.0 if successes == n else min(1.0, centre + reach)
    return Bounds(low, high)


def normal_reach() -> float:
    """Standard errors to either side of a 95 % normal interval: 1.96."""
    return float(_special().ndtri(1 - ALPHA / 2))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment, in the order given: family-wise 5 % whatever the dependence."""
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError(f"not p values: {p_values}")
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    adjusted = [0.0] * len(p_values)
    highest = 0.0
    for rank, index in enumerate(order):
        highest = max(highest, min(1.0, p_values[index] * (len(p_values) - rank)))
        adjusted[index] = highest
    return adjusted


def detectable(sd: float, n: int) -> float | None:
    """Smallest true mean difference that n differences of this sd show with 80 % power.

    By the noncentral t distribution, one metric at 5 %. None below two observations and where
    nothing varied: a spread of 0 in a sample is no knowledge of the spread.
    """
    if n < 2 or sd == 0.0:
        return None
    special = _special()
    threshold = special.stdtrit(n - 1, 1 - ALPHA / 2)
    return float(special.nctdtrinc(n - 1, 1 - POWER, threshold)) * sd / sqrt(n)


def people_needed(sd: float, effect: float) -> int | None:
    """Fewest observations that show `effect` with 80 % power; None where no sensible number do."""
    most = detectable(sd, MOST_PEOPLE)
    if most is None or most > effect:
        return None
    low, high = 2, MOST_PEOPLE
    while low < high:
        middle = (low + high) // 2
        reached = detectable(sd, middle)
        if reached is not None and reached <= effect:
            high = middle
        else:
            low = middle + 1
    return low


def cluster_means(observations: Iterable[tuple[Hashable, float]]) -> list[float]:
    """One mean per cluster, in the order clusters first appear."""
    groups: dict[Hashable, list[float]] = {}
    for cluster, value in observations:
        groups.setdefault(cluster, []).append(value)
    return [mean(values) for values in groups.values()]


def mean(values: Sequence[float]) -> float:
    """The mean, correctly rounded, so that the order cannot matter; ValueError without values."""
    _finite(values)
    if not values:
        raise ValueError("the mean of nothing")
    return fsum(values) / len(values)


def spread(values: Sequence[float]) -> float:
    """Sample standard deviation; 0 for one value and for values that differ by rounding only."""
    centre = mean(values)
    if max(values) - min(values) <= NOISE * max(map(abs, values)):
        return 0.0
    return sqrt(fsum((value - centre) ** 2 for value in values) / (len(values) - 1))


def is_zero(values: Sequence[float]) -> bool:
    """Whether nothing is different but for rounding; scores are of the order of 1."""
    return all(abs(value) <= NOISE for value in values)


def _bca_levels(values: NDArray[np.float64], means: NDArray[np.float64]) -> list[float]:
    """Quantile levels of a BCa interval (Efron 1987); for a mean the jackknife has closed form."""
    special = _special()
    centre = float(values.mean())
    below = float((means < centre).mean() + (means == centre).mean() / 2)
    bias = float(special.ndtri(min(max(below, 1 / len(means)), 1 - 1 / len(means))))
    off = values - centre
    skew = float((off**3).sum() / (6 * (off**2).sum() ** 1.5))
    levels: list[float] = []
    for tail in (ALPHA / 2, 1 - ALPHA / 2):
        z = bias + float(special.ndtri(tail))
        levels.append(float(special.ndtr(bias + z / (1 - skew * z))))
    return levels


@lru_cache(maxsize=EXACT_UP_TO)
def _all_signs(n: int) -> NDArray[np.float64]:
    """Every pattern of n signs, one a row."""
    import numpy as np

    return np.array(list(product((-1.0, 1.0), repeat=n)))


def _chunks(total: int, width: int) -> list[int]:
    """`total` rows of `width` numbers, in parts that fit in memory."""
    most = max(1, CHUNK // width)
    return [min(most, total - start) for start in range(0, total, most)]


def _finite(values: Sequence[float]) -> None:
    if not all(map(isfinite, values)):
        raise ValueError("not a finite number among the values")


@lru_cache(maxsize=1)
def _special() -> Any:
    """scipy.special alone, when first asked: scipy.stats would cost most of a second more."""
    return import_module("scipy.special")
