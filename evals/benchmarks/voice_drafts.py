"""Whose drafts are nearer to the person's own posts, by person instead of by draft.

Burrows' Delta says next to nothing of one post of 300 characters (voice.py shows it), and the
suite's `voice_distance` is measured on just such. Here all drafts of one person are one text,
byline's and the plain prompt's of the same briefs, held against posts byline never read. The
differences are paired by person, with a 95 % interval of Student's t. Slots are no text.

    delta     Cosine Delta, the 1,000 most frequent character 1- and 2-grams: manner and topic
    manner    words of manner and marks alone
    own       the distance to the person's own posts; whoever has 500 characters on both sides
    beyond    the same less the mean distance to everybody else's posts in that language: whether
              it is this person's voice, or just nearer to people who write; texts of 120
              characters on, languages of ten people on
    rank      how many of the others are nearer than the person, of how many

    .venv/bin/python evals/benchmarks/voice_drafts.py RUN [--json]

RUN is the folder of `byline eval run drafting drafting-plain`.
"""

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from table import report

from byline.evaluation import heldout
from byline.evaluation.loading import cases_by_id
from byline.evaluation.rows import read_rows
from byline.evaluation.statistics import mean, paired_test
from byline.evaluation.targets import ledgers, posts
from byline.ledger.events import Language
from byline.platforms import load_platform
from byline.voice import delta, likeness

OURS, PLAIN = "drafting", "drafting-plain"
FEWEST = 10
"""People in a language below which "everybody else" is too few."""
MEASURES: dict[str, Callable[[str, Sequence[str], Language], float]] = {
    "delta": delta.distance,
    "manner": likeness.distance,
}
Rows = dict[str, float | int | str]


@dataclass(frozen=True)
class Person:
    """One person's drafts by both sides, each as one text, and their own posts."""

    held: heldout.HeldOut
    texts: dict[str, str]

    def long(self, characters: int) -> bool:
        """Whether there is that much on both sides."""
        return all(len("".join(text.split())) >= characters for text in self.texts.values())


def people(run: Path) -> list[Person]:
    """Whoever has posts held out and drafts by both suites."""
    cases = cases_by_id(OURS)
    bodies: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows(run):
        if row.status == "done" and row.suite in (OURS, PLAIN) and row.case in cases:
            said = {turn.role: turn.text for turn in row.outcome.transcript}
            platform = load_platform(cases[row.case].platform)
            bodies[row.case][row.suite] = posts.read(
                ledgers.SLOT.sub("", said["draft"]), platform
            ).body
    by_person: dict[str, list[dict[str, str]]] = defaultdict(list)
    for name, sides in bodies.items():
        if all(sides.get(suite, "").strip() for suite in (OURS, PLAIN)):
            by_person[cases[name].cluster].append(sides)
    found: list[Person] = []
    for name, drafts in by_person.items():
        if own := heldout.load(name):
            both = {suite: "\n\n".join(one[suite] for one in drafts) for suite in (OURS, PLAIN)}
            found.append(Person(own, both))
    return found


def compared(title: str, pairs: Sequence[tuple[float, float]]) -> Rows:
    """Byline's and the plain prompt's mean, and what is between them."""
    test = paired_test([plain - ours for ours, plain in pairs])
    rows: Rows = {
        f"{title}, byline": mean([ours for ours, _ in pairs]),
        f"{title}, plain prompt": mean([plain for _, plain in pairs]),
        f"{title}, plain minus byline": test.mean,
    }
    if test.interval:
        rows[f"{title}, interval"] = f"[{test.interval.low:.4f}, {test.interval.high:.4f}]"
    return rows


def own(found: Sequence[Person]) -> Rows:
    """Distances to the person's own posts."""
    long = [one for one in found if one.long(delta.SHORTEST)]
    rows: Rows = {"own, people": len(long)}
    for name, measure in MEASURES.items():
        pairs = [
            (_to(one.held, one.texts[OURS], measure), _to(one.held, one.texts[PLAIN], measure))
            for one in long
        ]
        rows |= compared(f"{name}, own", pairs)
    return rows


def beyond(found: Sequence[Person]) -> Rows:
    """The same, against everybody else's posts."""
    everybody = [held for name in heldout.people() if (held := heldout.load(name))]
    fit = [
        one
        for one in found
        if one.long(heldout.SHORTEST)
        and sum(other.language == one.held.language for other in everybody) > FEWEST
    ]
    rows: Rows = {"beyond, people": len(fit)}
    for name, measure in MEASURES.items():
        pairs: list[tuple[float, float]] = []
        ranks: dict[str, list[float]] = {OURS: [], PLAIN: []}
        for one in fit:
            more: dict[str, float] = {}
            for suite, text in one.texts.items():
                mine = _to(one.held, text, measure)
                others = [
                    _to(other, text, measure)
                    for other in everybody
                    if other.language == one.held.language and other.person != one.held.person
                ]
                more[suite] = mine - mean(others)
                ranks[suite].append(sum(other < mine for other in others))
            pairs.append((more[OURS], more[PLAIN]))
        rows |= compared(f"{name}, beyond", pairs)
        rows[f"{name}, rank, byline"] = mean(ranks[OURS])
        rows[f"{name}, rank, plain prompt"] = mean(ranks[PLAIN])
    return rows


def _to(
    held: heldout.HeldOut, text: str, measure: Callable[[str, Sequence[str], Language], float]
) -> float:
    return measure(text, [post.text for post in held.posts], held.language)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("--json", action="store_true")
    found = people(parser.parse_args().run)
    report("distance of a person's drafts to their held-out posts", own(found) | beyond(found))


if __name__ == "__main__":
    main()
