"""How often each test cries wolf: two-sided 5 %, true effect 0, at 10, 20 and 40 people.

Three kinds of data: normal differences; shares of eight (lumpy, with ties, as precision and recall
are); skewed ones (exponential, centred). Every sample goes through the harness's own functions,
the bootstrap with its refusal below 40 lifted, to show what the refusal is for. Target for the
paired t, on which verdicts rest: 3 to 7 % on normal and lumpy data. The last rows are the same t
test over five people's cases taken as independent, and over people, and the whole verdict over
five metrics with Holm. Not called statistics.py: the script's folder comes first on the path,
where that name would hide the standard library's.

    .venv/bin/python evals/benchmarks/false_alarms.py [--json]
"""

from collections.abc import Callable

import numpy as np
from table import report

from byline.evaluation import statistics
from byline.evaluation.statistics import cluster_means, holm, paired_test
from byline.evaluation.verdict import decide

SIMULATIONS = 3000
PEOPLE = (10, 20, 40)
SEED = 1


def t_hit(sample: list[float]) -> bool:
    p = paired_test(sample).p
    return p is not None and p < statistics.ALPHA


def flip_hit(sample: list[float]) -> bool:
    return statistics.sign_flip(sample) < statistics.ALPHA


def bootstrap_hit(sample: list[float]) -> bool:
    bounds = statistics.bootstrap(sample)
    return bounds is not None and not bounds.low <= 0 <= bounds.high


def verdict_hit(metrics: list[list[float]]) -> bool:
    tests = [paired_test(gains) for gains in metrics]
    adjusted = holm([1.0 if test.p is None else test.p for test in tests])
    verdicts = [
        decide(test, p, 1e-9, len(tests)).verdict for test, p in zip(tests, adjusted, strict=True)
    ]
    return "better" in verdicts or "worse" in verdicts


def samples(kind: str, n: int) -> list[list[float]]:
    random = np.random.default_rng((SEED, n))
    shape = (SIMULATIONS, n)
    if kind == "normal":
        return random.normal(size=shape).tolist()
    if kind == "shares":
        return ((random.binomial(8, 0.7, shape) - random.binomial(8, 0.7, shape)) / 8).tolist()
    return (random.exponential(size=shape) - 1).tolist()


def clustered(n: int) -> list[list[list[float]]]:
    """Runs of n people with five cases each; half of the spread is the person's."""
    random = np.random.default_rng((SEED, n, 5))
    people = random.normal(size=(SIMULATIONS, n, 1))
    return (people + random.normal(size=(SIMULATIONS, n, 5))).tolist()


def share(hits: list[bool]) -> float:
    """In percent."""
    return 100 * sum(hits) / len(hits)


def main() -> None:
    statistics.BOOTSTRAP_FROM = min(PEOPLE)
    tests: dict[str, Callable[[list[float]], bool]] = {
        "paired t": t_hit,
        "sign flip": flip_hit,
        "BCa bootstrap": bootstrap_hit,
    }
    rows: dict[str, float | int | str] = {"simulations a figure": SIMULATIONS}
    for kind in ("normal", "shares", "skewed"):
        for name, hit in tests.items():
            for n in PEOPLE:
                rows[f"{name}, {kind}, n = {n}"] = share([hit(one) for one in samples(kind, n)])
    for n in PEOPLE:
        runs = clustered(n)
        rows[f"paired t, cases taken as independent, n = {n} x 5"] = share(
            [t_hit([value for cases in run for value in cases]) for run in runs]
        )
        rows[f"paired t, people averaged first, n = {n} x 5"] = share(
            [
                t_hit(cluster_means((who, one) for who, cases in enumerate(run) for one in cases))
                for run in runs
            ]
        )
        metrics = np.random.default_rng((SEED, n, 9)).normal(size=(SIMULATIONS, 5, n)).tolist()
        rows[f"verdict over five metrics, n = {n}"] = share([verdict_hit(run) for run in metrics])
        found = statistics.detectable(0.18, n)
        rows[f"minimum detectable effect at sd 0.18, n = {n}"] = found if found is not None else "-"
    report("false alarms in percent, nominal 5, true effect 0", rows)


if __name__ == "__main__":
    main()
