"""Which paragraphs a post has: prompts/drafting/beats.yaml, typed."""

from __future__ import annotations

from pydantic import Field, model_validator

from byline.ledger.models import Kind
from byline.shipped import Strict, load_data, shipped
from byline.text.language import Language


class Wording(Strict):
    """What a beat says in one language."""

    task: str = ""
    """What the model is told to write; empty for a question to the reader."""
    missing: str = ""
    """What to ask the person when there is no material; empty: leave the paragraph out."""
    questions: list[str] = Field(default_factory=list[str])
    """For a paragraph that asks the reader: one is used when the model's question will not do."""
    heading: str = ""
    """Where the platform has headings."""


class Beat(Strict):
    """One paragraph's task and where its material comes from."""

    zh: Wording
    en: Wording
    topics: list[str] = Field(default_factory=list[str])
    """Interview topics whose answers may carry it; the earlier ones are slightly preferred."""
    kinds: list[Kind] = Field(default_factory=list[Kind])
    """Kinds of facts it is told from; empty: any."""
    before: list[Kind] = Field(default_factory=list[Kind])
    """Kinds that are told too where they come just before: who it was that asked."""
    reader: bool = False
    """Whether it speaks to the reader, so that "他们" at a sentence's start must go."""
    scene: bool = False
    """Whether it may open the post, where it is nearer to the topic than what opens it else."""
    documents: bool = False
    """Whether a fact from a document or the log, which answers no topic, may carry it too."""
    passages: int = Field(default=1, ge=1, le=3)
    """Most answers it is written from."""
    longest: int = Field(default=220, ge=1)
    """Characters it is made of at most; a longer answer gives what is nearest to the topic."""
    notes: list[str]
    """Craft notes behind the task."""

    def worded(self, language: Language) -> Wording:
        """The beat in one language."""
        return self.en if language == "en" else self.zh

    @property
    def required(self) -> bool:
        """Whether a post without it has a hole."""
        return bool(self.zh.missing)

    @property
    def asks(self) -> bool:
        """Whether it asks the reader, and tells nothing."""
        return bool(self.zh.questions)

    @property
    def argues(self) -> bool:
        """Whether it says what the post argues."""
        return "opinion" in self.kinds

    @model_validator(mode="after")
    def _alike(self) -> Beat:
        if self.asks == bool(self.topics) or self.asks == bool(self.zh.task):
            raise ValueError("一段要么讲素材（topics、task），要么问读者（questions）")
        for field in ("task", "missing", "questions", "heading"):
            if bool(getattr(self.zh, field)) != bool(getattr(self.en, field)):
                raise ValueError(f"{field} 要么两种语言都写，要么都不写")
        return self


class Beats(Strict):
    """All beats and their order by platform."""

    version: int
    dangling: list[str]
    """Words at the start of a fact that lean on what was said before it."""
    leading: list[str]
    """Words a sentence may lose at its beginning without saying something else."""
    subjects: list[str]
    """Those of `leading` that say who: they stay where a paragraph begins."""
    doing: list[str]
    """How a sentence begins that somebody does something in: before it 我 may be put."""
    readers: list[str]
    """What people like the reader are called at the end of a description of them."""
    houses: list[str]
    """The same for what several people are: said to as 你们."""
    opinions: list[str]
    """Words of a question for an opinion, which nobody answers in one line."""
    beats: dict[str, Beat]
    platforms: dict[str, list[str]]

    @model_validator(mode="after")
    def _known(self) -> Beats:
        named = {beat for name in self.platforms for either in self.order(name) for beat in either}
        if unknown := named - set(self.beats):
            raise ValueError(f"没有这些段落：{sorted(unknown)}")
        if "default" not in self.platforms:
            raise ValueError("platforms 里要有 default")
        return self

    def dangles(self, words: str) -> bool:
        """Whether a fact's words make sense only after others."""
        return words.strip().casefold().startswith(tuple(self.dangling))

    def vague(self, question: str) -> bool:
        """Whether a question asks what the reader thinks, not what happened to them."""
        return any(word in question.casefold() for word in self.opinions)

    def order(self, platform: str) -> list[list[str]]:
        """The beats of one platform's post; of several in one place the nearest is told."""
        found = self.platforms.get(platform) or self.platforms.get("default", [])
        return [one.split("/") for one in found]


def load_beats() -> Beats:
    """The shipped beats, validated."""
    return load_data(shipped("prompts") / "drafting" / "beats.yaml", Beats)
