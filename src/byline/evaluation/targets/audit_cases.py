"""Posts of true sentences, labelled as a whole: what the audit has to see between them.

Owns: the shape of evals/cases/audit/*.yaml. Promise: every mark names a fact of the case, every
label stands in the post as a reader would get it, once, and what it points at can be told from the
facts; a case without labels is a good post, on which every finding is a false alarm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from byline.evaluation.models import Case, Strict
from byline.ledger.models import Kind
from byline.platforms import load_platform, platform_ids

FaultKind = Literal["reference", "order", "owner", "join", "title"]
"""reference: 他, "she", "it" or an omitted subject is read as somebody else; order: what came first
is read as later; owner: another's result is read as the author's; join: two true things side by
side say a third, a cause or a comparison; title: the post does not answer what it promises."""
PROPOSED = "?"
_MARK = re.compile(r"[ \t]*〔(?P<held>[^〔〕\n]*)〕")


def _known(platform: str) -> str:
    if platform not in platform_ids():
        raise ValueError(f"没有这个平台：{platform}；有的是 {'、'.join(platform_ids())}")
    return platform


class AuditFact(Strict):
    """One fact the author said; all of a case are public."""

    id: str = Field(pattern=r"^f\d{3}$")
    kind: Kind
    words: str = Field(min_length=1)


class MarkedPost(Strict):
    """A post as a model hands it in."""

    title: str = ""
    """Empty where the platform has none."""
    body: str = Field(min_length=1)
    """Told sentences end with their facts, 〔f001,f002〕, proposed ones with 〔?〕."""

    @property
    def marks(self) -> Iterator[list[str]]:
        """What each mark holds, in order."""
        for mark in _MARK.finditer(self.body):
            yield [one.strip() for one in mark["held"].split(",")]

    @property
    def plain(self) -> str:
        """Title and body as a reader gets them."""
        return f"{self.title}\n\n{_MARK.sub('', self.body)}".strip()


class Fault(Strict):
    """One place where the whole says what no fact does."""

    kind: FaultKind
    words: str = Field(min_length=1)
    """The sentences concerned, as they stand in the post without marks; for `title`, the title."""
    why: str = Field(min_length=1)
    """What a reader takes from it, and which facts say otherwise."""


class AuditCase(Case):
    """One post, the facts it was written from, and what is untrue in it as a whole."""

    platform: Annotated[str, AfterValidator(_known)]
    topic: str = Field(min_length=1)
    """As a reader would put it."""
    facts: list[AuditFact] = Field(min_length=4)
    post: MarkedPost
    expected: list[Fault] = Field(default_factory=list[Fault])
    """Empty for a good post."""

    @model_validator(mode="after")
    def _labelled(self) -> AuditCase:
        ids = [fact.id for fact in self.facts]
        if len(ids) != len(set(ids)):
            raise ValueError("事实的编号重复了")
        marks = list(self.post.marks)
        if not marks:
            raise ValueError("正文一个注也没有")
        if unknown := {one for mark in marks for one in mark} - {*ids, PROPOSED}:
            raise ValueError(f"注里有的不是这里的事实：{sorted(unknown)}")
        for fault in self.expected:
            place = self.post.title if fault.kind == "title" else self.post.plain
            if place.count(fault.words) != 1:
                raise ValueError(f"“{fault.words}”在帖子里应正好出现一次")
        if self.language not in load_platform(self.platform).languages:
            raise ValueError(f"{self.platform} 不用 {self.language} 写")
        return self
