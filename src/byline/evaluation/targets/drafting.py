"""Posts from a brief: does a draft say what the person said, all of it usable, and nothing else?

Owns: the shape of a drafting case and its scores, all counted without a model. The person comes
from a positioning case, so that one invented life is written once; what is counted is the post a
person would copy: title, paragraphs and tags, without the slots that ask for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import AfterValidator, Field, model_validator

from byline.app import drafts
from byline.app.notes import notes_for_drafts
from byline.app.people import Person
from byline.checks import grounding
from byline.drafting.engine import Models, Watch
from byline.drafting.write import Ear
from byline.evaluation.models import Exhibit, Outcome, Turn
from byline.evaluation.targets import ledgers, posts
from byline.evaluation.targets.ledgers import Answer, PersonCase
from byline.evaluation.targets.overheard import Overheard, from_nowhere
from byline.evaluation.targets.positioning import PositioningCase
from byline.evaluation.targets.posts import Post, Stopwatch
from byline.knowledge.notes import read_notes
from byline.platforms import load_platform, platform_ids
from byline.shipped import shipped
from byline.text.counting import characters
from byline.text.sentences import sentences

if TYPE_CHECKING:
    from byline.checks.findings import Finding
    from byline.drafting.models import Draft
    from byline.evaluation.targets import Tools
    from byline.ledger.models import Fact

RUBRIC = "draft"
NOT_PASSED = "没有到 pass，不会这样发出去"


def _known(platform: str) -> str:
    if platform not in platform_ids():
        raise ValueError(f"没有这个平台：{platform}；有的是 {'、'.join(platform_ids())}")
    return platform


class DraftingCase(PersonCase):
    """One brief, the person it is for, and what a good draft holds."""

    ledger: str = ""
    """Id of the positioning case whose person writes: their answers, `never` and `figures` are
    read into this case, so that what it depends on is in it."""
    answers: list[Answer] = Field(default_factory=list[Answer])
    """The person's words, for someone who has no positioning case."""
    topic: str = Field(min_length=1)
    """As a reader would put it."""
    platform: Annotated[str, AfterValidator(_known)]
    """Id of any platform; a brief for one that byline does not draft for yet fails."""
    audience: str = ""
    """Whom the chosen position is for; empty before a choice."""
    carries: list[str] = Field(default_factory=list[str])
    """Ids of the facts a good draft uses."""
    expects_slot: bool = False
    """Whether the material does not reach: the draft has to ask instead of telling."""

    @property
    def written_in(self) -> Literal["zh", "en"]:
        """The post's language: the platform's first, or the person's where readers take both."""
        languages = load_platform(self.platform).languages
        return self.language if self.language in languages else languages[0]

    @model_validator(mode="before")
    @classmethod
    def _with_person(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        brief = cast(dict[str, Any], data)
        if not brief.get("ledger"):
            return brief
        if "answers" in brief:
            raise ValueError("ledger 和 answers 只写一个")
        person = ledgers.load_person(brief["ledger"], PositioningCase)
        return {
            **brief,
            "answers": person.answers,
            "never": [*person.never, *brief.get("never", [])],
            "figures": [*person.figures, *brief.get("figures", [])],
        }

    @model_validator(mode="after")
    def _labelled(self) -> DraftingCase:
        if not self.answers:
            raise ValueError("ledger 和 answers 要写一个")
        if not self.carries and not self.expects_slot:
            raise ValueError("素材够的题目要写明 carries")
        usable = {said.id for said in self.said if said.consent == "public"}
        if unknown := set(self.carries) - usable:
            raise ValueError(f"carries 里这些事实没有或不公开：{sorted(unknown)}")
        return self


CASE = DraftingCase


@dataclass(frozen=True)
class Written:
    """A draft, and what passed between byline and the model about it."""

    draft: Draft
    heard: Overheard


def run(case: DraftingCase, tools: Tools) -> Outcome:
    """Write one draft and score it. Raises LedgerError, ModelError and InputError."""
    facts = case.recorded(tools.clock())
    heard, watch = Overheard(), Stopwatch()
    models = None
    if tools.writes == "posts":
        role = heard.role(tools.role)
        models = Models(role, role)
    person = Person(facts=facts, reader=case.audience)
    with notes_for_drafts() as notes:
        means = drafts.Means(models, notes, tools.clock)
        draft = drafts.compose(
            person,
            case.topic,
            load_platform(case.platform),
            means,
            Watch(ear=Ear(text=watch.mark)),
        )
    watch.mark()
    return timed(scored(case, facts, Written(draft, heard)), watch)


def timed(found: Outcome, watch: Stopwatch) -> Outcome:
    """The outcome with how long it took."""
    took: dict[str, float | None] = {"seconds": watch.seconds, "first_seconds": watch.first}
    return found.model_copy(
        update={
            "scores": {**found.scores, **{k: v for k, v in took.items() if v is not None}},
            "unscored": {
                **found.unscored,
                **{name: "没有分段写" for name, value in took.items() if value is None},
            },
        }
    )


def scored(case: DraftingCase, facts: Sequence[Fact], written: Written) -> Outcome:
    """Every deterministic score of one draft, and the draft as an exhibit."""
    draft = written.draft
    post, platform = published(draft), load_platform(draft.platform)
    shared = posts.scores(case, facts, post, platform)
    broken = {**shared.violations, **_promises(case, facts, written)}
    scores = posts.Scores(
        {
            **shared.given,
            **_standing(draft),
            **{name: float(len(texts)) for name, texts in broken.items()},
            **_if_passed(draft, shared.given),
            "proposed": float(len(draft.proposed)),
            "kept": kept(draft),
            "carried": ledgers.mean([float(carried(draft, case, name)) for name in case.carries]),
            "slot_right": float(case.expects_slot == _asks_only(draft)),
            "limits_ok": float(all(_bearable(finding) for finding in draft.findings)),
            "repeats": repeats(draft),
            "length_fit": None if _asks_only(draft) else posts.fitting(_length(draft), platform),
        },
        {
            **shared.why,
            **dict.fromkeys(PASSED, NOT_PASSED),
            "kept": "没有一句是模型写的",
            "carried": "这道题没有要带上的事实",
            "repeats": "没有一句正文",
            "length_fit": posts.NO_SHAPE,
        },
    )
    lines = ledgers.fact_lines(facts)
    return Outcome(
        scores=scores.numbers,
        unscored=scores.unscored,
        violations=broken,
        transcript=[
            Turn(role="fact", text=lines),
            Turn(
                role="brief",
                text=f"{case.platform}：{case.topic}（写给{case.audience or '没有定'}）",
            ),
            Turn(role="draft", text=shown(draft)),
            *(Turn(role="removed", text=f"{one.text}（{one.reason}）") for one in draft.cut),
        ],
        length=_length(draft),
        exhibits=[
            Exhibit(rubric=RUBRIC, inputs={"facts": ledgers.quotes(facts), "draft": shown(draft)})
        ],
    )


PASSED = {"platform_errors_pass": "platform_errors", "bent_pass": "bent"}
"""Of a post that goes out as it is, the same as of any."""


def published(draft: Draft) -> Post:
    """What readers get of a draft: its paragraphs without what still waits for the person."""
    body = ledgers.without_slots(draft.body)
    paragraphs = [part.strip() for part in body.split("\n\n") if part.strip("-# \n")]
    return Post(draft.title, paragraphs, draft.tags, body)


def _promises(case: DraftingCase, facts: Sequence[Fact], written: Written) -> dict[str, list[str]]:
    """Sentences neither the model's nor the person's, and private words that were sent."""
    draft, heard = written.draft, written.heard
    said = [fact.words for fact in facts if fact.usable]
    standing = [one.text for one in draft.sentences if one.kind != "slot"]
    private = [fact for fact in facts if not fact.opened]
    sent = "\n".join(heard.asked)
    ours = [note.text for note in read_notes(shipped("knowledge")) if note.id in draft.notes]
    anybodys = "\n".join([*said, *ours])
    return {
        "by_code": from_nowhere(standing, [*heard.answered, *said, *_bare_ends(said)]),
        "private_sent": [fact.quote for fact in private if fact.quote in sent]
        + [word for word in case.never if word in sent and word not in anybodys],
    }


def _bare_ends(quotes: Sequence[str]) -> list[str]:
    """A person's words as sentences: an end mark is no word."""
    return [
        f"{one.text.rstrip('，,、；; ')}{mark}"
        for quote in quotes
        for one in sentences(quote)
        for mark in "。."
    ]


def _standing(draft: Draft) -> dict[str, float]:
    """How far the draft got, one of three, and whether that is as far as it should."""
    names = {"passed": "pass", "needs_input": "needs_input", "to_revise": "revise"}
    reached = {name: float(draft.status == status) for name, status in names.items()}
    return {**reached, "settled": 1.0 - reached["to_revise"]}


def _if_passed(draft: Draft, scores: dict[str, float | None]) -> dict[str, float | None]:
    return {name: scores[of] if draft.status == "pass" else None for name, of in PASSED.items()}


def kept(draft: Draft) -> float | None:
    """Share of the model's sentences that stand as it first wrote them."""
    stayed = len([one for one in draft.sentences if one.kind != "slot"])
    lost = len(draft.cut) + len(draft.changed)
    return stayed / (stayed + lost) if stayed + lost and draft.writes == "posts" else None


def carried(draft: Draft, person: PersonCase, fact_id: str) -> bool:
    """Whether a sentence is traced to the fact, and its labelled figures stand in the post."""
    post = "\n".join(published(draft).parts)
    figures = [figure.said for figure in person.figures if figure.fact == fact_id]
    return fact_id in draft.facts and all(ledgers.states(post, said) for said in figures)


SHORTEST_REPEAT, REPEATS = 4, 0.75
"""Characters up to which saying something again is style; share of a sentence's pieces in an
earlier one that makes it a repetition."""


def repeats(draft: Draft) -> float | None:
    """Share of the sentences that an earlier one says already."""
    texts = [one.text for one in draft.sentences if one.kind != "slot"]
    again = [
        characters(text) > SHORTEST_REPEAT
        and any(grounding.share(text, [earlier]) >= REPEATS for earlier in texts[:place])
        for place, text in enumerate(texts)
    ]
    return ledgers.mean([float(one) for one in again])


def shown(draft: Draft) -> str:
    """The post as a judge or a reader of the transcript sees it."""
    tags = " ".join(f"#{tag}" for tag in draft.tags)
    return "\n\n".join(part for part in (draft.title, draft.body, tags) if part)


def _bearable(finding: Finding) -> bool:
    """Whether a platform would take the post all the same."""
    return finding.rule != "limit" or finding.level != "error"


def _asks_only(draft: Draft) -> bool:
    """Whether the draft tells nothing, because the topic is not carried, or has a hole."""
    return bool(draft.slots)


def _length(draft: Draft) -> int:
    """Characters of what the paragraphs say; a slot says nothing."""
    return characters(ledgers.without_slots(draft.body))
