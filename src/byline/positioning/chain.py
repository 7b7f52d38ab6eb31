"""Facts become candidate positions, one model call an angle.

Owns: the angles, which notes an angle gets for this person, the schema that ties evidence to real
fact ids, and what is done with a proposal. Promise: a candidate rests on at least one fact that may
be told, and of an anonymised one on its wording only; ids are real; a figure that no supporting
fact holds leaves the text and becomes a slot; `Candidate.notes` are the notes whose text was sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, ConfigDict, Field, create_model

from byline import prompts
from byline.checks import grounding
from byline.errors import LedgerError
from byline.knowledge.selection import Situation, as_text, needs_of, select
from byline.ledger.models import Fact, Kind
from byline.llm.schemas import list_of, one_of
from byline.llm.structured import StructuredCaller
from byline.positioning.models import Builds, Candidate, Claim, Evidence, Trial
from byline.shipped import load_data, shipped
from byline.text.counting import characters
from byline.text.quantities import quantities
from byline.text.sentences import one_line

if TYPE_CHECKING:
    from byline.knowledge.notes import Note
    from byline.knowledge.retriever import NoteSearch

CLAIM = "positioning/candidate"
TRIAL = "positioning/trial"
LEAST_FACTS = 4
"""Below this many public facts three positions would be three inventions."""
COPIED = 0.5
"""Share of the examples' pieces that shows words to be theirs."""
LITTLE = 15
"""Characters below which a fact without a figure carries no position."""
LONGEST = {"audience": 40, "problem": 50, "domain": 24, "role": 36, "why_him": 60}
"""Characters a field may have: a position that needs more words is not one yet."""
SHOWN = 8
DOUBTS = 3
"""Facts an angle is shown, and beside them doubts."""
SITUATION = "situation"
"""The guide's topic that says how somebody makes a living."""
NEEDS = 3
"""Kinds of an angle's own facts that say which notes would help."""
TELLING: tuple[Kind, ...] = (
    "result",
    "people",
    "audience",
    "opinion",
    "skill",
    "experience",
    "credential",
    "constraint",
    "asset",
    "passion",
    "boundary",
    "other",
)
AGAINST: frozenset[Kind] = frozenset({"constraint"})
"""Kinds that can speak against a position."""


class Angle(BaseModel):
    """Where one candidate starts from."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    name: str
    task: str
    topics: list[str]
    builds: Builds
    """What this way of showing oneself mainly builds."""
    must_be_true: str
    """The condition every position of this angle hangs on; used when the model finds none."""
    test: str
    """A trial for one week with the sign that counts; {audience} and {problem} are filled in."""


class Angles(BaseModel):
    """prompts/positioning/angles.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: int
    angles: list[Angle] = Field(min_length=3)


def load_angles() -> list[Angle]:
    """The shipped angles, validated."""
    return load_data(shipped("prompts") / "positioning" / "angles.yaml", Angles).angles


def propose(
    caller: StructuredCaller,
    facts: Sequence[Fact],
    model: str,
    *,
    search: NoteSearch,
    notes_each: int = 3,
) -> Iterator[Candidate]:
    """Yield one candidate an angle as each is made.

    An angle is shown the text of at most `notes_each` notes, found by this person's own words and
    shown to no other angle. Raises LedgerError when there are too few public facts, and ModelError.
    """
    public = require_facts(facts)
    troubles = _troubles(public)
    limits = [fact for fact in public if fact.kind in AGAINST and fact.topic == "hours"]
    given: set[str] = set()
    for number, angle in enumerate(load_angles()):
        shown = facts_for(angle, public)
        focus = troubles[number % len(troubles)] if troubles else shown[0]
        situation = situation_of(angle, public, shown, focus)
        least = min(2, notes_each)
        notes = select(search, situation, least=least, most=notes_each, without=given)
        given |= {note.id for note in notes}
        claim = _claim(caller, angle, shown, focus, notes)
        trial = own_words(_trial(caller, claim.sentence, limits), angle)
        yield Candidate(
            id=f"c{number + 1}",
            angle=angle.name,
            **claim.model_dump(),
            **trial.model_dump(),
            test=angle.test.format(audience=claim.audience, problem=claim.problem),
            builds=angle.builds,
            notes=[note.id for note in notes],
            prompts=[prompts.load(name).ref for name in (CLAIM, TRIAL)],
            model=model,
        )


def require_facts(facts: Sequence[Fact]) -> list[Fact]:
    """The facts positions may be made of; LedgerError when they are too few to carry three."""
    public = [fact for fact in facts if fact.usable and fact.kind != "boundary"]
    supporting = [fact for fact in public if fact.kind not in AGAINST]
    if len(supporting) < LEAST_FACTS:
        raise LedgerError(
            f"能公开的事实只有 {len(supporting)} 条，三个定位撑不起来（至少 {LEAST_FACTS} 条）",
            next_step="byline interview 再聊几句，或 byline facts --public f001 放开几条",
        )
    return public


def told_audience(choice: Candidate, facts: Sequence[Fact]) -> str:
    """Whom a position is for; '' when words of a fact that was closed since may be in it."""
    held = {fact.id: fact for fact in facts}
    support = [held.get(fact_id) for fact_id in choice.support]
    told = all(
        fact and fact.opened and not any(word in choice.audience for word in fact.identifying)
        for fact in support
    )
    return choice.audience if told else ""


def candidate_schema(facts: Sequence[Fact]) -> type[BaseModel]:
    """A claim whose evidence can only be ids of the facts shown, public ones for the support."""
    support = [fact.id for fact in facts if fact.kind not in AGAINST]
    against = [fact.id for fact in facts if fact.kind in AGAINST]
    ids: Any = one_of(support)
    doubts: Any = (
        (list_of(one_of(against)), Field(max_length=2))
        if against
        else (list[str], Field(max_length=0))
    )
    evidence = create_model(
        "Evidence", support=(list_of(ids), Field(min_length=1, max_length=4)), against=doubts
    )
    # The later base's fields come first: a model that has named its facts words the claim by them.
    lengths: Any = {name: (str, Field(max_length=most)) for name, most in LONGEST.items()}
    return create_model("Candidate", __base__=(Claim, evidence), **lengths)


def facts_for(angle: Angle, public: Sequence[Fact]) -> list[Fact]:
    """What one angle is shown: its own topics first, then the most telling rest, then doubts.

    A position thought from everything at once comes out the same three times.
    """
    supporting = [fact for fact in public if fact.kind not in AGAINST]
    own = [fact for topic in angle.topics for fact in supporting if fact.topic == topic]
    ranked = sorted(supporting, key=lambda fact: TELLING.index(fact.kind))
    rest = [fact for fact in ranked if fact not in own]
    doubts = [fact for fact in public if fact.kind in AGAINST]
    # A small model takes the first ids it sees: what says little goes last.
    chosen = sorted([*own, *rest][:SHOWN], key=_says_little)
    return [*chosen, *doubts[:DOUBTS]]


def situation_of(
    angle: Angle, public: Sequence[Fact], shown: Sequence[Fact], focus: Fact
) -> Situation:
    """What notes are searched by: the trouble, how the person lives, what the angle builds on."""
    own = [fact for fact in shown if fact.topic in angle.topics] or list(shown)
    situation = [fact.words for fact in public if fact.topic == SITUATION]
    return Situation(
        stage="positioning",
        topic=one_line(focus.words),
        who=one_line(" ".join(situation or [fact.words for fact in own])),
        needs=tuple(needs_of("positioning", [fact.kind for fact in own])[:NEEDS]),
    )


def _says_little(fact: Fact) -> bool:
    return characters(fact.words) < LITTLE and not quantities(fact.words)


def _line(fact: Fact) -> str:
    return f"{fact.id} {fact.kind} {one_line(fact.words)}"


def _troubles(public: Sequence[Fact]) -> list[Fact]:
    """What readers suffer from, in the person's words: each candidate starts from another one."""
    return [fact for kind in ("audience", "people") for fact in public if fact.kind == kind] or [
        fact for fact in public if fact.topic == "asked"
    ]


class Grounded(Claim):
    """A claim with its evidence, after the checks."""

    support: list[str]
    against: list[str]
    evidence: Evidence
    slots: list[str]


def _claim(
    caller: StructuredCaller,
    angle: Angle,
    shown: Sequence[Fact],
    focus: Fact,
    notes: Sequence[Note],
) -> Grounded:
    messages = prompts.load(CLAIM).messages(
        notes=as_text(notes),
        facts="\n".join(_line(fact) for fact in shown),
        angle=angle.task,
        focus=one_line(focus.words),
    )
    values = caller.ask(messages, candidate_schema(shown), max_tokens=500).model_dump()
    support = list(dict.fromkeys(cast(list[str], values.pop("support"))))
    against = list(dict.fromkeys(cast(list[str], values.pop("against"))))
    held = {fact.id: fact for fact in shown}
    evidence = [held[fact_id] for fact_id in support]
    said = [fact for fact in shown if fact not in evidence and carries(fact, values["why_him"])]
    return grounded(values, [*evidence, *said[:1]], focus, against)


def grounded(
    values: dict[str, str], support: Sequence[Fact], focus: Fact, against: Sequence[str]
) -> Grounded:
    """Take out of a claim what its facts do not carry; what was said takes the place of a boast."""
    quotes = [fact.words for fact in support]
    slots: list[str] = []
    for field in ("audience", "problem", "domain", "role"):
        values[field], removed = _without_inventions(values[field], [*quotes, focus.words])
        slots.extend(removed)
    if not any(carries(fact, values["why_him"]) for fact in support):
        slots.append(values["why_him"])
        values["why_him"] = f"你说过：{one_line(_strongest(support).words)}"
    return Grounded(
        **values,
        support=[fact.id for fact in support],
        against=list(against),
        evidence=_evidence(support),
        slots=slots,
    )


def carries(fact: Fact, words: str) -> bool:
    """Whether a fact holds what is said: no figure or credential of its own, mostly its words."""
    share = grounding.share(words, [fact.words])
    return share >= grounding.EXPERIENCE_SHARE and not grounding.check(words, [fact.words])


def _trial(caller: StructuredCaller, position: str, limits: Sequence[Fact]) -> Trial:
    messages = prompts.load(TRIAL).messages(
        position=position,
        limits="；".join(one_line(fact.words) for fact in limits[:DOUBTS]) or "没有说",
    )
    return caller.ask(messages, Trial, max_tokens=160)


def own_words(trial: Trial, angle: Angle) -> Trial:
    """The trial without what a small model copied from the prompt's examples."""
    examples = [part.template for part in prompts.load(TRIAL).parts if part.role == "assistant"]
    copied = {
        name
        for name, words in trial.model_dump().items()
        if grounding.share(words, examples) >= COPIED
    }
    kept = {
        "alternative": "【待补：他们现在找谁、怎么凑合？】",
        "must_be_true": angle.must_be_true,
    }
    return trial.model_copy(update={name: kept[name] for name in copied})


def _strongest(support: Sequence[Fact]) -> Fact:
    """A result with a figure before a result before the rest."""
    return min(support, key=lambda fact: (not quantities(fact.words), TELLING.index(fact.kind)))


def _without_inventions(text: str, quotes: Sequence[str]) -> tuple[str, list[str]]:
    """The text with unsupported figures and credentials as slots, and what was taken out."""
    removed: list[str] = []
    for what, find in (
        ("数字", grounding.unsupported_quantities),
        ("资历", grounding.unsupported_credentials),
    ):
        for finding in reversed(find(text, quotes)):
            if finding.span:
                start, end = finding.span
                text = f"{text[:start]}【待补：{what}】{text[end:]}"
                removed.append(finding.text)
    return text, removed


def _evidence(support: Sequence[Fact]) -> Evidence:
    return Evidence(
        facts=len(support),
        figures=sum(bool(quantities(fact.words)) for fact in support),
        results=sum(fact.kind == "result" for fact in support),
        people=sum(fact.kind in {"people", "audience"} for fact in support),
        advantages=list(dict.fromkeys(fact.topic for fact in support if fact.topic)),
    )
