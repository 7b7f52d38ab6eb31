"""How often the voice's distance names the right person, by how much text there is.

A person's lines are dealt into two halves; half of one is shown to every other half and the nearest
is named. Shipped people: those of the interview cases are told apart with the background of the
positioning cases and the other way round, so that nobody is in their own background. They are
invented and their halves share a trade, so this flatters every method. With --authors FOLDER the
same is done with real writers (FOLDER/<author>/*.txt or *.md, one post a file; halves are whole
posts) and the shipped background. How far the outlier test of a sample is right is told with them.

    manner    byline's likeness: words of manner and marks, nothing of the topic
    cosine    byline's Delta: Cosine Delta, the 1,000 most frequent character 1- and 2-grams
    classic   Burrows' Delta on the same
    bigrams   the plain cosine of character pairs, no background
    chance    one in the number of people

    .venv/bin/python evals/benchmarks/voice.py [--authors FOLDER] [--json]
"""

import random
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from table import report
from voice_background import People, background, people

from byline.voice import delta, likeness
from byline.voice.sample import outliers

ROUNDS = 10
SHOWN = (100, 200, 500, 1500, 5000)
"""Characters of the text to be named."""
OWN = 5000
"""Characters of everybody's own texts, at most."""
Distance = Callable[[str, str], float]
Rows = dict[str, float | int | str]


def methods(held: delta.Others) -> dict[str, Distance]:
    """Each method as a distance between two texts."""

    def profiles(one: str, other: str) -> tuple[list[float], list[float]]:
        return delta.profile(one, held, "zh"), delta.profile(other, held, "zh")

    def classic(one: str, other: str) -> float:
        pairs = zip(*profiles(one, other), strict=True)
        return statistics.fmean(abs(a - b) for a, b in pairs)

    def bigrams(one: str, other: str) -> float:
        counts = [
            Counter({g: n for g, n in delta.grams(delta.normal(t, "zh")).items() if len(g) == 2})
            for t in (one, other)
        ]
        keys = list(counts[0] | counts[1])
        return delta.angle([counts[0][k] for k in keys], [counts[1][k] for k in keys])

    return {
        "manner": lambda one, other: likeness.distance(one, [other], "zh"),
        "cosine": lambda one, other: delta.angle(*profiles(one, other)),
        "classic": classic,
        "bigrams": bigrams,
    }


def halves(held: People, shown: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """Name, own text and text to be named, of whoever has enough."""
    chance = random.Random(seed)
    for name, pieces in held.items():
        dealt = [*pieces]
        chance.shuffle(dealt)
        middle = len(dealt) // 2
        own, other = "\n".join(dealt[:middle])[:OWN], "\n".join(dealt[middle:])
        if len(other) >= shown:
            yield name, own, other[:shown]


def accuracy(held: People, distance: Distance, shown: int) -> tuple[float, int]:
    """Share of texts whose person's own are nearest, and among how many people."""
    right = total = among = 0
    for seed in range(ROUNDS):
        dealt = list(halves(held, shown, seed))
        among = len(dealt)
        for name, _, text in dealt:
            near = {other: distance(text, own) for other, own, _ in dealt}
            right += min(near, key=lambda one: near[one]) == name
            total += 1
    return (right / total if total else 0.0), among


def measured(title: str, held: People, others: delta.Others) -> Rows:
    """Accuracy of every method at every length."""
    rows: Rows = {}
    for shown in SHOWN:
        among = 0
        told: Rows = {}
        for name, distance in methods(others).items():
            share, among = accuracy(held, distance, shown)
            told[f"{title}, {shown} characters, {name}"] = share
        if among > 1:
            rows |= told | {f"{title}, {shown} characters, chance": 1 / among}
    return rows


def authors(folder: Path) -> People:
    """Real writers' posts."""
    return {
        one.name: [path.read_text(encoding="utf-8") for path in sorted(one.iterdir())]
        for one in sorted(folder.iterdir())
        if one.is_dir()
    }


def mixed(held: People, size: int, documents: int = 6) -> Rows:
    """How often a stranger's document among somebody's is named, and one of their own wrongly."""
    chance = random.Random(7)
    caught = alarms = own = tried = 0
    for _ in range(ROUNDS):
        for name in held:
            stranger = chance.choice([other for other in held if other != name])
            pieces = _documents(held[name], size, documents - 1, chance)
            strange = _documents(held[stranger], size, 1, chance)
            if len(pieces) < documents - 1 or not strange:
                continue
            found = outliers({**{str(n): t for n, t in enumerate(pieces)}, "x": strange[0]}, "zh")
            caught += "x" in found
            tried += 1
            alone = outliers({str(n): t for n, t in enumerate(pieces)}, "zh")
            alarms += len(alone)
            own += len(pieces)
    return {
        f"a stranger's {size} characters among {documents - 1}, found": caught / max(tried, 1),
        f"own {size} characters wrongly named": alarms / max(own, 1),
    }


def _documents(posts: Sequence[str], size: int, wanted: int, chance: random.Random) -> list[str]:
    pool = [post for post in posts if len(post) >= size]
    return [post[:size] for post in chance.sample(pool, min(wanted, len(pool)))]


def main() -> None:
    interviewed, positioned = people("interview", "zh"), people("positioning", "zh")
    rows = measured("interview people", interviewed, background(positioned, "zh", {}))
    rows |= measured("positioning people", positioned, background(interviewed, "zh", {}))
    if "--authors" in sys.argv:
        real = authors(Path(sys.argv[sys.argv.index("--authors") + 1]))
        rows |= measured("real writers", real, delta.others("zh"))
        for size in (1500, 2000, 3000):
            rows |= mixed(real, size)
    report("voice: the right person named", rows)


if __name__ == "__main__":
    main()
