"""Posts from a brief: does a draft say what the person said, all of it usable, and nothing else?

Owns: the shape of a drafting case and its scores, all counted without a model. The person comes
from a positioning case, so that one invented life is written once; what is counted is the post a
person would copy: title, paragraphs and tags, without the slots that ask for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import Field, model_validator

from byline.checks import grounding
from byline.drafting import chain
from byline.drafting.beats import load_beats
from byline.evaluation.models import Exhibit, Outcome, Turn
from byline.evaluation.targets import ledgers
from byline.evaluation.targets.ledgers import Answer, PersonCase
from byline.evaluation.targets.positioning import PositioningCase
from byline.platforms import load_platform
from byline.text.counting import characters

if TYPE_CHECKING:
    from byline.drafting.models import Draft, Section
    from byline.evaluation.targets import Tools
    from byline.ledger.models import Fact
    from byline.platforms import Span

RUBRIC = "draft"


class DraftingCase(PersonCase):
    """One brief, the person it is for, and what a good draft holds."""

    ledger: str = ""
    """Id of the positioning case whose person writes: their answers, `never` and `figures` are
    read into this case, so that what it depends on is in it."""
    answers: list[Answer] = Field(default_factory=list[Answer])
    """The person's words, for someone who has no positioning case."""
    topic: str = Field(min_length=1)
    """As a reader would put it."""
    platform: Literal["xiaohongshu", "wechat", "zhihu", "weibo"]
    audience: str = ""
    """Whom the chosen position is for; empty before a choice."""
    carries: list[str] = Field(default_factory=list[str])
    """Ids of the facts a good draft uses."""
    expects_slot: bool = False
    """Whether the material does not reach: the draft has to ask instead of telling."""

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
    writer = chain.Writer(tools.caller, similarity, tools.model_name, clock=tools.clock)
    brief = chain.Brief(case.topic, load_platform(case.platform), case.audience)
    sections: list[Section] = []
    draft = chain.write(writer, brief, facts, sections.append)
    return scored(case, facts, draft)


def scored(case: DraftingCase, facts: Sequence[Fact], draft: Draft) -> Outcome:
    """Every deterministic score of one draft, and the draft as an exhibit."""
    post = "\n".join(parts(draft))
    lengths = load_platform(draft.platform).drafted().body_length
    length = sum(characters(section.text) for section in _told(draft))
    scores: dict[str, float | None] = {
        "invented": float(invented(draft, case.public)),
        "leaks": float(len(ledgers.told(post, case.never, facts))),
        "bent": float(len(ledgers.bent(post, case.figures))),
        "kept": kept(draft),
        "carried": ledgers.mean([float(carried(draft, case, name)) for name in case.carries]),
        "filled": None if case.expects_slot else len(_told(draft)) / len(draft.sections),
        "slot_right": float(case.expects_slot == (len(_told(draft)) < len(draft.sections))),
        "limits_ok": float(all(finding.level != "error" for finding in draft.findings)),
        "repeats": repeats(draft),
        "length_fit": length_fit(length, lengths),
    }
    reasons = {
        "kept": "没有一句是模型写的",
        "carried": "这道题没有要带上的事实",
        "filled": "素材本来就不够，空着才对",
        "repeats": "没有一句正文",
    }
    lines = ledgers.fact_lines(facts)
    return Outcome(
        scores={name: score for name, score in scores.items() if score is not None},
        unscored={name: reasons[name] for name, score in scores.items() if score is None},
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
        ],
        length=length,
        exhibits=[
            Exhibit(rubric=RUBRIC, inputs={"facts": ledgers.quotes(facts), "draft": shown(draft)})
        ],
    )


def parts(draft: Draft) -> list[str]:
    """What is published, apart: the title, each paragraph without its slots, each tag."""
    paragraphs = [ledgers.without_slots(section.text) for section in draft.sections]
    return [draft.title, *paragraphs, *draft.tags]


def invented(draft: Draft, quotes: Sequence[str]) -> int:
    """Figures, credentials and experiences that none of the person's public quotes holds."""
    return sum(len(grounding.check(part, quotes)) for part in parts(draft))


def kept(draft: Draft) -> float | None:
    """Share of the model's sentences that the product did not have to take out."""
    supplied = {beat.question for beat in load_beats().beats.values()}
    stayed = sum(text not in supplied for text in _sentences(draft))
    removed = sum(len(section.removed) for section in draft.sections)
    return stayed / (stayed + removed) if stayed + removed else None


def carried(draft: Draft, person: PersonCase, fact_id: str) -> bool:
    """Whether a sentence is traced to the fact, and its labelled figures stand in the post."""
    cited = {name for section in _told(draft) for one in section.sentences for name in one.facts}
    post = "\n".join(parts(draft))
    figures = [figure.said for figure in person.figures if figure.fact == fact_id]
    return fact_id in cited and all(ledgers.states(post, said) for said in figures)


def repeats(draft: Draft) -> float | None:
    """Share of the sentences that an earlier one says already."""
    texts = _sentences(draft)
    again = [
        characters(text) > chain.SHORTEST_REPEAT
        and any(grounding.share(text, [earlier]) >= chain.REPEATS for earlier in texts[:place])
        for place, text in enumerate(texts)
    ]
    return ledgers.mean([float(one) for one in again])


def length_fit(length: int, usual: Span) -> float:
    """1 within the platform's usual length; outside, the shorter over the longer of the two."""
    if length < usual.minimum:
        return length / usual.minimum
    return usual.maximum / length if length > usual.maximum else 1.0


def shown(draft: Draft) -> str:
    """The post as a judge or a reader of the transcript sees it."""
    tags = " ".join(f"#{tag}" for tag in draft.tags)
    return "\n\n".join(part for part in (draft.title, draft.body, tags) if part)


def _told(draft: Draft) -> list[Section]:
    """The paragraphs that say something instead of asking for material."""
    return [section for section in draft.sections if not ledgers.SLOT.search(section.text)]


def _sentences(draft: Draft) -> list[str]:
    return [sentence.text for section in _told(draft) for sentence in section.sentences]
