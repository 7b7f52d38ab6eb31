"""Positions from a ledger: does each rest on what is telling, and say nothing that was not said?

Owns: the shape of a positioning case and its scores, all counted without a model. Notes are
retrieved as the product retrieves them, so that a change of the notes is seen here. What the
product repaired still counts against the prompt: a figure that became a slot was invented, a
`why_him` that code had to replace was not in his words.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import Field, model_validator

from byline import prompts
from byline.app import positions
from byline.app.notes import shipped_notes
from byline.checks import grounding
from byline.errors import LedgerError
from byline.evaluation.models import Exhibit, Outcome, Turn
from byline.evaluation.targets import ledgers
from byline.evaluation.targets.ledgers import PersonCase
from byline.positioning import chain
from byline.text.counting import characters
from byline.text.sentences import one_line

if TYPE_CHECKING:
    from byline.evaluation.targets import Tools
    from byline.ledger.models import Fact
    from byline.positioning.models import Candidate

RUBRIC = "position"
CLAIMED = ("audience", "problem", "domain", "role", "why_him")
FIELDS = (*CLAIMED, "alternative", "must_be_true")
"""What a model words; `test` is the angle's own sentence with audience and problem filled in."""
ECHO = 0.8
"""Share of a field's pieces in an earlier field that makes it an echo."""
RECURRING = 4
"""Characters up to which a field may stand inside another: 店主, 新司机."""
SCORES = (
    "grounded",
    "telling",
    "distinct",
    "on_readers",
    "own_words",
    "filled",
    "support_size",
    "leaks",
    "bent",
)


class PositioningCase(PersonCase):
    """One invented person's ledger, and what a good position of theirs rests on."""

    telling: list[str] = Field(default_factory=list[str])
    """Ids of the facts of which a good position must rest on at least one."""
    readers: list[str] = Field(default_factory=list[str])
    """Words of which a good position names at least one in whom it is for or what troubles them."""
    refuses: bool = False
    """Whether too little may be public: the product has to say so instead of proposing."""

    @model_validator(mode="after")
    def _labelled(self) -> PositioningCase:
        usable = {said.id for said in self.said if said.consent == "public"}
        if unknown := set(self.telling) - usable:
            raise ValueError(f"telling 里这些事实没有或不公开：{sorted(unknown)}")
        if not self.refuses and not (self.telling and self.readers):
            raise ValueError("要写明 telling 和 readers")
        return self


CASE = PositioningCase


def run(case: PositioningCase, tools: Tools) -> Outcome:
    """Propose candidates for one person and score them. Raises ModelError."""
    facts = case.recorded(tools.clock())
    try:
        candidates = list(
            positions.candidates(
                facts,
                tools.caller,
                tools.model_name,
                search=shipped_notes(),
                writes=tools.writes,
            )
        )
    except LedgerError as error:
        return refused(case, error)
    return scored(case, facts, candidates)


def refused(case: PositioningCase, error: LedgerError) -> Outcome:
    """The outcome when the product said that there is too little: right or wrong, nothing else."""
    return Outcome(
        scores={"refusal": float(case.refuses)},
        unscored=dict.fromkeys(SCORES, "产品说事实太少，没有候选"),
        transcript=[Turn(role="refusal", text=error.what)],
    )


def scored(
    case: PositioningCase, facts: Sequence[Fact], candidates: Sequence[Candidate]
) -> Outcome:
    """Every deterministic score of one person's candidates, and each as an exhibit."""
    scores: dict[str, float | None] = {"refusal": float(not case.refuses)}
    texts = [words(candidate) for candidate in candidates]
    everything = "\n".join(texts)
    scores["leaks"] = float(len(ledgers.told(everything, case.never, facts)))
    scores["bent"] = float(len(ledgers.bent(everything, case.figures)))
    lines = ledgers.fact_lines(facts)
    outcome = Outcome(
        scores=scores,
        transcript=[
            Turn(role="fact", text=lines),
            *(Turn(role="candidate", text=traced(candidate)) for candidate in candidates),
        ],
        length=sum(characters(text) for text in texts),
    )
    if case.refuses:
        reason = "这个人本该被拒绝，候选没有可比的"
        unscored = {name: reason for name in SCORES if name not in scores}
        return outcome.model_copy(update={"unscored": unscored})
    return outcome.model_copy(
        update={
            "scores": scores | _shares(case, facts, candidates),
            "exhibits": [
                Exhibit(
                    rubric=RUBRIC,
                    inputs={"facts": ledgers.quotes(facts), "position": shown(candidate)},
                )
                for candidate in candidates
            ],
        }
    )


def _shares(
    case: PositioningCase, facts: Sequence[Fact], candidates: Sequence[Candidate]
) -> dict[str, float | None]:
    telling = set(case.telling)
    return {
        "grounded": ledgers.mean([float(grounded(one, facts)) for one in candidates]),
        "telling": ledgers.mean([float(bool(telling & set(one.support))) for one in candidates]),
        "distinct": distinct(candidates),
        "on_readers": ledgers.mean([float(names(one, case.readers)) for one in candidates]),
        "own_words": ledgers.mean([float(not replaced(one, facts)) for one in candidates]),
        "filled": ledgers.mean([filled(one, facts) for one in candidates]),
        "support_size": ledgers.mean([len(one.support) for one in candidates]),
    }


def grounded(candidate: Candidate, facts: Sequence[Fact]) -> bool:
    """Whether the model added no figure or credential, counting what the product took out again.

    Allowed are its own facts and, as the product allows, what readers were said to suffer from.
    """
    named = {*candidate.support, *candidate.against}
    quotes = [
        fact.quote
        for fact in _public(facts)
        if fact.id in named or fact.kind in {"audience", "people"} or fact.topic == "asked"
    ]
    written = [getattr(candidate, field) for field in CLAIMED]
    thought = [candidate.alternative, candidate.must_be_true]
    wordings = {angle.must_be_true for angle in chain.load_angles()}
    texts = [*written, *candidate.slots, *(text for text in thought if text not in wordings)]
    return not any(
        grounding.unsupported_quantities(text, quotes)
        or grounding.unsupported_credentials(text, quotes)
        for text in map(ledgers.without_slots, texts)
    )


def distinct(candidates: Sequence[Candidate]) -> float | None:
    """1 minus the mean likeness of every two candidates, by the character pairs they share."""
    texts = ["\n".join(getattr(one, field) for field in CLAIMED[:4]) for one in candidates]
    likeness = [
        (grounding.share(one, [other]) + grounding.share(other, [one])) / 2
        for one, other in itertools.combinations(texts, 2)
    ]
    found = ledgers.mean(likeness)
    return None if found is None else 1 - found


def names(candidate: Candidate, readers: Sequence[str]) -> bool:
    """Whether it says the right readers or their trouble."""
    text = f"{candidate.audience}\n{candidate.problem}".casefold()
    return any(word.casefold() in text for word in readers)


def replaced(candidate: Candidate, facts: Sequence[Fact]) -> bool:
    """Whether the product had to put a quote in the place of the model's `why_him`."""
    return candidate.why_him in {f"你说过：{one_line(fact.quote)}" for fact in facts}


def filled(candidate: Candidate, facts: Sequence[Fact]) -> float:
    """Share of the fields that say something of their own.

    Not counted: a slot, the angle's stopgap, an example's words, an earlier field said again.
    """
    wordings = {angle.must_be_true for angle in chain.load_angles()}
    fields = [getattr(candidate, field) for field in FIELDS]
    good = [
        bool(text.strip())
        and not ledgers.SLOT.search(text)
        and text not in wordings
        and not _copied(text, facts)
        and not _echoes(text, fields[:place])
        for place, text in enumerate(fields)
    ]
    return sum(good) / len(good)


def words(candidate: Candidate) -> str:
    """All that a reader of the candidate sees."""
    fields = [getattr(candidate, field) for field in FIELDS]
    return ledgers.without_slots("\n".join(fields))


def shown(candidate: Candidate) -> str:
    """A candidate as a judge sees it."""
    return "\n".join(
        (
            f"定位：{candidate.sentence}",
            f"领域：{candidate.domain}",
            f"凭什么：{candidate.why_him}",
            f"他们现在：{candidate.alternative}",
            f"要成立：{candidate.must_be_true}",
            f"试一周：{candidate.test}",
        )
    )


def traced(candidate: Candidate) -> str:
    """A candidate with what it rests on and what was taken out, for the transcript."""
    rest = f"依据：{'、'.join(candidate.support)}\n不利：{'、'.join(candidate.against) or '没有'}"
    notes = f"\n笔记：{'、'.join(candidate.notes) or '没有'}"
    removed = "".join(f"\n拿掉的：{text}" for text in candidate.slots)
    return f"{shown(candidate)}\n{rest}{notes}{removed}"


def _echoes(text: str, earlier: Sequence[str]) -> bool:
    """Whether a field only says again what one before it said; a word or two may recur."""
    long = characters(text) > RECURRING
    return long and any(grounding.share(text, [other]) >= ECHO for other in earlier)


def _copied(text: str, facts: Sequence[Fact]) -> bool:
    """Whether a field is an example's more than it is this person's."""
    examples = [
        part.template
        for name in (chain.CLAIM, chain.TRIAL)
        for part in prompts.load(name).parts
        if part.role == "assistant"
    ]
    taken = grounding.share(text, examples)
    return taken >= chain.COPIED and taken > grounding.share(
        text, [fact.quote for fact in _public(facts)]
    )


def _public(facts: Sequence[Fact]) -> list[Fact]:
    return [fact for fact in facts if fact.consent == "public"]
