"""What the grounding checks find in the labelled sentences.

Of the words a reader marked as carried by no fact, how many are found (recall, target 0.98), and of
what is found, how much was marked (precision, target 0.90); by rule, all rules together, and by
file. Words are counted, not cases. A sentence is clean when no word of it is marked and all four
rules are labelled.

    .venv/bin/python evals/benchmarks/grounding.py [--json]
"""

from collections import defaultdict
from dataclasses import dataclass

from table import report

from byline.checks.faithful import faithful
from byline.checks.findings import Finding
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import GROUNDING, ChecksCase

CROWD = 8
"""Facts of other people's cases beside a case's own, in the second table."""


def labelled() -> list[ChecksCase]:
    """The cases, in the order of their files."""
    return [case for case in load_cases(load_suite("checks")) if isinstance(case, ChecksCase)]


@dataclass
class Tally:
    """Words that should be found and were; findings, and those that hit a word."""

    due: int = 0
    hit: int = 0
    found: int = 0
    right: int = 0

    def add(self, words: list[tuple[int, int]], spans: list[tuple[int, int]]) -> None:
        """Count one case."""
        self.due += len(words)
        self.hit += sum(any(overlap(word, span) for span in spans) for word in words)
        self.found += len(spans)
        self.right += sum(any(overlap(word, span) for word in words) for span in spans)

    def shown(self) -> str:
        recall = self.hit / self.due if self.due else 1.0
        precision = self.right / self.found if self.found else 1.0
        return (
            f"recall {recall:.3f} ({self.hit}/{self.due}) "
            f"precision {precision:.3f} ({self.right}/{self.found})"
        )


def overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def grounding(crowd: int = 0) -> dict[str, float | int | str]:
    """The grounding rows; with `crowd`, every case also has so many facts of other cases."""
    cases = [case for case in labelled() if any(n in GROUNDING for n, _ in case.expect.words())]
    facts = list(dict.fromkeys(fact for case in cases for fact in case.facts))
    tallies: dict[str, Tally] = defaultdict(Tally)
    clean = fired = 0
    for case in cases:
        at = facts.index(case.facts[0])
        near = facts[max(0, at - crowd // 2) : at + crowd] if crowd else []
        findings = faithful(case.text, list(dict.fromkeys([*case.facts, *near])))
        spans = [finding.span for finding in findings if finding.span]
        marked = {name: places(case.text, words) for name, words in case.expect.words()}
        every = [place for name in marked if name in GROUNDING for place in marked[name]]
        tallies["all rules"].add(every, spans)
        tallies[f"file {case.id.rsplit('-', 1)[0]}"].add(every, spans)
        tallies[f"language {case.language}"].add(every, spans)
        for name in GROUNDING:
            if name in marked:
                mine = [f.span for f in findings if f.span and counts(f, name, every)]
                tallies[f"rule {name}"].add(marked[name], mine)
        whole = not every and len([name for name in marked if name in GROUNDING]) == len(GROUNDING)
        clean, fired = clean + whole, fired + (whole and bool(spans))
    rows: dict[str, float | int | str] = {"sentences": len(cases)}
    rows |= {name: tallies[name].shown() for name in sorted(tallies)}
    return rows | {"clean sentences found fault with": f"{fired} of {clean}"}


def counts(finding: Finding, name: str, marked: list[tuple[int, int]]) -> bool:
    """Whether a finding is scored for a rule: its own, and a bend anything that hits."""
    span = finding.span or (0, 0)
    hits = any(overlap(span, place) for place in marked)
    return finding.rule == name or (hits and "bent" in (name, finding.rule))


def places(text: str, words: list[str]) -> list[tuple[int, int]]:
    return [(text.index(word), text.index(word) + len(word)) for word in words]


def main() -> None:
    report("grounding, on the facts of each sentence", grounding())
    report(f"grounding, among {CROWD} to {CROWD + CROWD // 2} other facts", grounding(CROWD))


if __name__ == "__main__":
    main()
