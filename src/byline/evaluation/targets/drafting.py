"""Posts from a brief: does a draft say what the person said, all of it usable, and nothing else?

Owns: the shape of a drafting case and its scores, all counted without a model. The person comes
from a positioning case, so that one invented life is written once; what is counted is the post a
person would copy: title, paragraphs and tags, without the slots that ask for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import AfterValidator, Field, model_validator

from byline.checks import grounding
from byline.checks.review import Told
from byline.drafting import chain, settling
from byline.drafting.beats import load_beats
from byline.drafting.material import spoken
from byline.evaluation.models import Exhibit, Outcome, Turn
from byline.evaluation.targets import ledgers, posts
from byline.evaluation.targets.ledgers import Answer, PersonCase
from byline.evaluation.targets.positioning import PositioningCase
from byline.evaluation.targets.posts import Post, Stopwatch
from byline.platforms import load_platform, platform_ids
from byline.text.counting import characters

if TYPE_CHECKING:
    from byline.checks.findings import Finding
    from byline.drafting.models import Draft, Section
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


def run(case: DraftingCase, tools: Tools) -> Outcome:
    """Write one draft and score it. Raises LedgerError, ModelError and InputError."""
    from byline.knowledge.embeddings import similarity

    facts = case.recorded(tools.clock())
    around = chain.Surroundings(Told("", facts))
    writer = chain.Writer(
        tools.caller, similarity, tools.model_name, clock=tools.clock, around=around
    )
    brief = chain.Brief(case.topic, load_platform(case.platform), case.audience, spoken(facts))
    watch = Stopwatch()
    draft = chain.write(writer, brief, facts, chain.Listener(watch.mark))
    return timed(scored(case, facts, draft), watch)


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


def scored(case: DraftingCase, facts: Sequence[Fact], draft: Draft) -> Outcome:
    """Every deterministic score of one draft, and the draft as an exhibit."""
    post, platform = published(draft), load_platform(draft.platform)
    shared = posts.scores(case, facts, post, platform)
    scores = posts.Scores(
        {
            **shared.given,
            **_standing(draft),
            **_if_passed(draft, shared.given),
            "kept": kept(draft),
            "carried": ledgers.mean([float(carried(draft, case, name)) for name in case.carries]),
            "filled": None if case.expects_slot else len(_told(draft)) / len(draft.sections),
            "slot_right": float(case.expects_slot == (len(_told(draft)) < len(draft.sections))),
            "limits_ok": float(all(_bearable(finding) for finding in draft.findings)),
            "repeats": repeats(draft),
            "length_fit": posts.fitting(_length(draft), platform),
        },
        {
            **shared.why,
            **dict.fromkeys(PASSED, NOT_PASSED),
            "kept": "没有一句是模型写的",
            "carried": "这道题没有要带上的事实",
            "filled": "素材本来就不够，空着才对",
            "repeats": "没有一句正文",
            "length_fit": posts.NO_SHAPE,
        },
    )
    lines = ledgers.fact_lines(facts)
    return Outcome(
        scores=scores.numbers,
        unscored=scores.unscored,
        transcript=[
            Turn(role="fact", text=lines),
            Turn(
                role="brief",
                text=f"{case.platform}：{case.topic}（写给{case.audience or '没有定'}）",
            ),
            Turn(role="draft", text=shown(draft)),
            *(
                Turn(role="removed", text=sentence)
                for section in draft.sections
                for sentence in section.removed
            ),
            *shared.turns,
        ],
        length=_length(draft),
        exhibits=[
            Exhibit(rubric=RUBRIC, inputs={"facts": ledgers.quotes(facts), "draft": shown(draft)})
        ],
    )


PASSED = {
    "unsupported_pass": "unsupported_per_1000",
    "platform_errors_pass": "platform_errors",
    "bent_pass": "bent",
}
"""Of a post that goes out as it is, the same as of any."""


def published(draft: Draft) -> Post:
    """What readers get of a draft: its paragraphs without the slots that ask for more."""
    paragraphs = [ledgers.without_slots(section.text) for section in draft.sections]
    return Post(draft.title, paragraphs, draft.tags, ledgers.without_slots(draft.body))


def _standing(draft: Draft) -> dict[str, float]:
    """How far the draft got, one of three, and whether that is as far as it should."""
    names = {"passed": "pass", "needs_input": "needs_input", "to_revise": "revise"}
    reached = {name: float(draft.status == status) for name, status in names.items()}
    return {**reached, "settled": 1.0 - reached["to_revise"]}


def _if_passed(draft: Draft, scores: dict[str, float | None]) -> dict[str, float | None]:
    return {name: scores[of] if draft.status == "pass" else None for name, of in PASSED.items()}


def kept(draft: Draft) -> float | None:
    """Share of the model's sentences that the product did not have to take out."""
    beats = load_beats().beats.values()
    supplied = {one for beat in beats for one in beat.worded(draft.language).questions}
    stayed = sum(text not in supplied for text in _sentences(draft))
    removed = sum(len(section.removed) for section in draft.sections)
    return stayed / (stayed + removed) if stayed + removed else None


def carried(draft: Draft, person: PersonCase, fact_id: str) -> bool:
    """Whether a sentence is traced to the fact, and its labelled figures stand in the post."""
    cited = {name for section in _told(draft) for one in section.sentences for name in one.facts}
    post = "\n".join(published(draft).parts)
    figures = [figure.said for figure in person.figures if figure.fact == fact_id]
    return fact_id in cited and all(ledgers.states(post, said) for said in figures)


def repeats(draft: Draft) -> float | None:
    """Share of the sentences that an earlier one says already."""
    texts = _sentences(draft)
    again = [
        characters(text) > settling.SHORTEST_REPEAT
        and any(grounding.share(text, [earlier]) >= settling.REPEATS for earlier in texts[:place])
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


def _told(draft: Draft) -> list[Section]:
    """The paragraphs that say something instead of asking for material."""
    return [section for section in draft.sections if not ledgers.SLOT.search(section.text)]


def _length(draft: Draft) -> int:
    """Characters of what the paragraphs say; a slot says nothing."""
    return sum(characters(section.text) for section in _told(draft))


def _sentences(draft: Draft) -> list[str]:
    return [sentence.text for section in _told(draft) for sentence in section.sentences]
