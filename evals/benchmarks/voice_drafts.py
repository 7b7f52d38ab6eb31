"""Whose drafts are nearer to the person's own posts, by person instead of by draft.

Burrows' Delta says next to nothing of one post of 300 characters (voice.py shows it), and the
suite's `voice_distance` is measured on just such. Here all drafts of one person are one text,
byline's and the plain prompt's of the same briefs, held against the posts of theirs that byline
never read; whoever has less than 500 characters on either side is left out. Smaller is nearer; the
differences are paired by person, with a 95 % interval of Student's t. Slots are no text.

    delta    Cosine Delta, the 1,000 most frequent character 1- and 2-grams: manner and topic
    manner   words of manner and marks alone

    .venv/bin/python evals/benchmarks/voice_drafts.py RUN [--json]

RUN is the folder of `byline eval run drafting drafting-plain`.
"""

import argparse
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from table import report

from byline.evaluation import heldout
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.rows import read_rows
from byline.evaluation.statistics import mean, paired_test
from byline.evaluation.targets import posts
from byline.platforms import load_platform
from byline.voice import delta

OURS, PLAIN = "drafting", "drafting-plain"
SLOT = re.compile(r"【待补[^】]*】")


def bodies(run: Path) -> dict[str, dict[str, list[str]]]:
    """Person -> suite -> the bodies of the briefs that both suites wrote."""
    cases: dict[str, Any] = {case.id: case for case in load_cases(load_suite(OURS))}
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows(run):
        said = {turn.role: turn.text for turn in row.outcome.transcript}
        if row.status == "done" and row.suite in (OURS, PLAIN) and row.case in cases:
            platform = load_platform(cases[row.case].platform)
            post = posts.read(SLOT.sub("", said["draft"]), platform)
            found[row.case][row.suite] = post.body
    by_person: dict[str, dict[str, list[str]]] = defaultdict(lambda: {OURS: [], PLAIN: []})
    for name, sides in found.items():
        if all(sides.get(suite, "").strip() for suite in (OURS, PLAIN)):
            for suite, body in sides.items():
                by_person[cases[name].cluster][suite].append(body)
    return by_person


def distances(held: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, heldout.Distance]]:
    """Person -> suite -> distance, of those with enough text on both sides."""
    found: dict[str, dict[str, heldout.Distance]] = {}
    for person, sides in held.items():
        own = heldout.load(person)
        texts = {suite: "\n\n".join(written) for suite, written in sides.items()}
        if own and all(len("".join(text.split())) >= delta.SHORTEST for text in texts.values()):
            measured = {
                suite: heldout.distance(person, text, own.language) for suite, text in texts.items()
            }
            found[person] = measured
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("run", type=Path)
    parser.add_argument("--json", action="store_true")
    found = distances(bodies(parser.parse_args().run))
    rows: dict[str, float | int | str] = {"people": len(found)}
    for name, of in (("delta", "value"), ("manner", "manner")):
        ours = [getattr(sides[OURS], of) for sides in found.values()]
        plain = [getattr(sides[PLAIN], of) for sides in found.values()]
        test = paired_test([b - a for a, b in zip(ours, plain, strict=True)])
        rows |= {f"{name}, byline": mean(ours), f"{name}, plain prompt": mean(plain)}
        rows[f"{name}, plain minus byline"] = test.mean
        if test.interval:
            rows[f"{name}, interval from"] = test.interval.low
            rows[f"{name}, interval to"] = test.interval.high
    report("distance of a person's drafts to their held-out posts", rows)


if __name__ == "__main__":
    main()
