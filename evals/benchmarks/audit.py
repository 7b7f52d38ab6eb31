"""What the audit finds: by code alone, by a model alone, by both.

Sentences: the 732 labelled sentences of evals/cases/checks, each told by its own facts among those
of a few others, as a draft's sentence is. A sentence is due when a reader marked any word of it as
carried by no fact or said otherwise. Posts: evals/cases/audit, true sentences whose whole is
untrue, and good posts beside them; due are the faults a reader labelled.

    .venv/bin/python evals/benchmarks/audit.py                     code alone, all sentences
    .venv/bin/python evals/benchmarks/audit.py --model             150 sentences and the posts, with
                                                                   the recorded answers of a model
    .venv/bin/python evals/benchmarks/audit.py --record            the same, asking the model in the
                                                                   settings and recording it

Model answers are in evals/recorded/audit.jsonl.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from grounding import labelled, places
from table import report

from byline.app.models import open_cached_model, open_responses
from byline.checks.faithful import faithful
from byline.checks.review import Told
from byline.drafting.audit import Audit, Ground, ask, by_code
from byline.drafting.marks import Post, read
from byline.drafting.models import Brief
from byline.evaluation.models import Strict
from byline.evaluation.targets.audit_cases import AuditCase, Fault
from byline.evaluation.targets.checks import GROUNDING
from byline.ledger.models import Fact, Source
from byline.llm.chat import Role
from byline.platforms import load_platform
from byline.settings import load_settings
from byline.shipped import load_data
from byline.text.language import Language, detect

RECORDED = Path(__file__).parents[1] / "recorded" / "audit.jsonl"
TOGETHER = 10
"""Labelled sentences that are audited as one post."""
ASKED = 150
"""Labelled sentences put to a model, evenly over the files."""
WRONG = ("bent", "beyond", "proposed")
"""Verdicts on a sentence that cites facts which say that they do not carry it."""
WHEN = datetime(2026, 11, 30)


@dataclass(frozen=True)
class Labelled:
    """One sentence with the facts it was written from."""

    text: str
    facts: tuple[str, ...]
    due: bool
    file: str


def sentences() -> list[Labelled]:
    """Those whose facts are labelled by all rules, or that have a word marked."""
    found: list[Labelled] = []
    for case in labelled():
        marked = {name: words for name, words in case.expect.words() if name in GROUNDING}
        if not marked:
            continue
        due = any(places(case.text, words) for words in marked.values())
        if due or len(marked) == len(GROUNDING):
            found.append(Labelled(case.text, tuple(case.facts), due, case.id.rsplit("-", 1)[0]))
    return found


def chosen(every: Sequence[Labelled], count: int) -> list[Labelled]:
    """As many, evenly from the whole list, so that every file has its share."""
    step = len(every) / count
    return [every[int(place * step)] for place in range(min(count, len(every)))]


def batches(every: Sequence[Labelled]) -> Iterator[tuple[Language, list[Labelled]]]:
    """Sentences of one language, a few at a time."""
    for language in ("zh", "en"):
        held = [one for one in every if (detect(one.text) or "zh") == language]
        for at in range(0, len(held), TOGETHER):
            yield language, held[at : at + TOGETHER]


def ground_of(language: Language, batch: Sequence[Labelled]) -> tuple[Ground, str]:
    """The facts of a batch, and its sentences as a post that cites them."""
    facts: list[Fact] = []
    lines: list[str] = []
    for one in batch:
        names: list[str] = []
        for quote in one.facts:
            facts.append(fact(len(facts) + 1, quote))
            names.append(facts[-1].id)
        lines.append(f"{' '.join(one.text.split())}〔{','.join(names)}〕")
    platform = load_platform("wechat" if language == "zh" else "newsletter")
    brief = Brief("–", platform, language, tuple(facts))
    return Ground(brief, Told("", facts)), "[正文]\n" + "\n\n".join(lines)


def fact(number: int, quote: str) -> Fact:
    source = Source(kind="answer", id=f"a{number:03}", start=0, end=max(len(quote), 1))
    return Fact(
        id=f"f{number:03}",
        statement=quote,
        quote=quote,
        source=source,
        kind="experience",
        consent="public",
        confirmed=True,
        recorded=WHEN,
    )


@dataclass
class Tally:
    """Sentences due, and what was found among them and among the others."""

    due: int = 0
    hit: int = 0
    clean: int = 0
    false: int = 0

    def add(self, due: bool, found: bool) -> None:
        self.due += due
        self.hit += due and found
        self.clean += not due
        self.false += found and not due

    def shown(self) -> str:
        found = self.hit + self.false
        recall = self.hit / self.due if self.due else 1.0
        precision = self.hit / found if found else 1.0
        return (
            f"recall {recall:.3f} ({self.hit}/{self.due})  precision {precision:.3f} "
            f"({self.hit}/{found})  false alarms {self.false}/{self.clean}"
        )


def code(every: Sequence[Labelled]) -> dict[str, float | int | str]:
    """The hard gates alone, and the whole hand-written grammar, on each sentence's own facts."""
    gates, grammar = Tally(), Tally()
    for one in every:
        ground, post = ground_of("zh", [one])
        found = by_code(read(post), ground)
        gates.add(one.due, any(trouble.verdict != "rule" for trouble in found.troubles))
        grammar.add(one.due, bool(faithful(one.text, list(one.facts))))
    return {
        "sentences": len(every),
        "hard gates": gates.shown(),
        "with the grammar of bends": grammar.shown(),
    }


def model(every: Sequence[Labelled], auditor: Role) -> dict[str, float | int | str]:
    """A model's word on the same sentences, alone and with the gates."""
    alone, both = Tally(), Tally()
    by_file: dict[str, Tally] = {}
    for language, batch in batches(every):
        ground, text = ground_of(language, batch)
        post = read(text)
        answer = ask(post, ground, auditor)
        gates = by_code(post, ground)
        groups = grouped(post.plain, [" ".join(one.text.split()) for one in batch])
        for numbers, one in zip(groups, batch, strict=True):
            said = any(row.verdict in WRONG for row in answer.sentences if row.n in numbers)
            gated = any(
                set(trouble.numbers) & numbers and trouble.verdict != "rule"
                for trouble in gates.troubles
            )
            alone.add(one.due, said)
            both.add(one.due, said or gated)
            by_file.setdefault(one.file, Tally()).add(one.due, said or gated)
    rows: dict[str, float | int | str] = {
        "sentences": len(every),
        "model alone": alone.shown(),
        "both": both.shown(),
    }
    return rows | {f"both, {name}": tally.shown() for name, tally in sorted(by_file.items())}


def grouped(text: str, wholes: Sequence[str]) -> list[set[int]]:
    """For each labelled text the numbers of the sentences that it was cut into."""
    groups: list[set[int]] = []
    number = 0
    for whole in wholes:
        count = len(read(f"[正文]\n{whole}〔f001〕").lines)
        groups.append(set(range(number + 1, number + count + 1)))
        number += count
    assert number == len(read(f"[正文]\n{text}").lines)
    return groups


def posts(cases: Sequence[AuditCase], auditor: Role) -> dict[str, float | int | str]:
    """Faults between sentences: found when the audit names one of the sentences concerned."""
    faults, clean, alarms, sentence_alarms, judged = 0, 0, 0, 0, 0
    hit: dict[str, list[bool]] = {}
    for case in cases:
        facts = [fact(int(one.id[1:]), one.words) for one in case.facts]
        platform = load_platform(case.platform)
        brief = Brief(case.topic, platform, case.language, tuple(facts))
        post = read(f"[标题]\n{case.post.title}\n[正文]\n{case.post.body}")
        answer = ask(post, Ground(brief, Told("", facts)), auditor)
        for one in case.expected:
            faults += 1
            hit.setdefault(one.kind, []).append(found(one, post, answer))
        if not case.expected:
            clean += 1
            alarms += bool(answer.between) or not answer.answered
            told = [n for n, line in enumerate(post.lines, 1) if line.kind == "told"]
            judged += len(told)
            sentence_alarms += sum(
                row.verdict in WRONG for row in answer.sentences if row.n in told
            )
    found_all = sum(sum(rows) for rows in hit.values())
    return {
        "faults found": f"{found_all} of {faults}",
        **{f"  {kind}": f"{sum(rows)} of {len(rows)}" for kind, rows in sorted(hit.items())},
        "good posts found fault with as a whole": f"{alarms} of {clean}",
        "told sentences of good posts found fault with": f"{sentence_alarms} of {judged}",
    }


def found(fault: Fault, post: Post, answer: Audit) -> bool:
    """Whether any finding names a sentence of the fault; a title's by `answered` or number 0."""
    if fault.kind == "title":
        title = any(row.n == 0 and row.verdict in WRONG for row in answer.sentences)
        return not answer.answered or title
    concerned = {n for n, line in enumerate(post.lines, 1) if line.text in fault.words}
    named = {n for one in answer.between for n in one.sentences}
    named |= {row.n for row in answer.sentences if row.verdict in ("bent", "beyond")}
    return bool(concerned & named)


class _File(Strict):
    cases: list[AuditCase]


def audit_cases() -> list[AuditCase]:
    """The labelled posts, in the order of their files."""
    folder = Path(__file__).parents[1] / "cases" / "audit"
    return [case for path in sorted(folder.glob("*.yaml")) for case in load_data(path, _File).cases]


@contextmanager
def opened(*, record: bool) -> Iterator[Role]:
    """The auditing model: the one in the settings, or what it answered before."""
    settings = load_settings()
    if not record:
        settings = settings.model_copy(
            update={
                "provider": "custom",
                "base_url": "http://127.0.0.1:9/v1",
                "model": "auditor",
            }
        )
    mode = "record" if record else "offline"
    with open_responses(settings, mode, RECORDED if RECORDED.exists() else None) as responses:
        with open_cached_model(settings, responses) as session:
            yield session.role
        if record:
            responses.export(responses.keys(), RECORDED)


def main() -> None:
    every = sentences()
    report("code alone, all labelled sentences", code(every))
    if {"--model", "--record"} & set(sys.argv[1:]):
        with opened(record="--record" in sys.argv[1:]) as auditor:
            asked = chosen(every, ASKED)
            report("code alone, the sentences put to the model", code(asked))
            report("a model, the same sentences", model(asked, auditor))
            report("whole posts", posts(audit_cases(), auditor))


if __name__ == "__main__":
    main()
