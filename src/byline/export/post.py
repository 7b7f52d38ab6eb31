"""A draft as the parts a person copies.

Owns: which words leave the file, and when the AI label is among them. Promise: the label goes along
wherever the platform asks for it or the person left it in the draft; without it, or with it, the
person is told, and the words of the platform's rule are told too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template
from typing import Literal

from byline.drafting.document import Document
from byline.errors import InputError
from byline.platforms import Confidence, Platform, load_platform
from byline.shipped import WordList, load_rules

Part = Literal["title", "body", "tags"]
SURE: dict[Confidence, str] = {"high": "高", "medium": "中", "low": "低", "unknown": "未知"}


class Tags(WordList):
    """tags.toml: how a topic is written."""

    usual: str
    platforms: dict[str, str]


@dataclass(frozen=True)
class Label:
    """The AI label, and why it is or is not in the text."""

    text: str
    included: bool
    inside: bool
    """Whether the person has put these very words into the body."""
    remark: str


@dataclass(frozen=True)
class Post:
    """What can be copied."""

    platform: Platform
    title: str
    body: str
    """As it stands in the file, without title, tags and label."""
    tags: list[str]
    """Without their marks."""
    label: Label
    slots: list[str]

    @property
    def markup(self) -> bool:
        """Whether the body is Markdown; elsewhere a # or * is a character like any other."""
        return self.platform.shape.headings == "markdown"

    @property
    def closing(self) -> str:
        """The label where it has to be added under the body; '' elsewhere."""
        return self.label.text if self.label.included and not self.label.inside else ""

    @property
    def topics(self) -> str:
        """The tags as the platform writes them, in one line."""
        written = Template(_tags().platforms.get(self.platform.id, _tags().usual))
        return " ".join(written.substitute(tag=tag) for tag in self.tags)


def post_of(document: Document, label: bool | None) -> Post:
    """The parts of a draft; `label` is the person's word on the label, None if they gave none.

    InputError while a sentence waits for the person's yes: nobody said it.
    """
    if document.proposals:
        raise InputError(
            f"还有 {len(document.proposals)} 句等你认，没定之前不导出",
            value=document.proposals[0].words or document.proposals[0].text,
            next_step=f"byline draft --affirm {document.path}",
        )
    platform = load_platform(document.draft.platform)
    return Post(
        platform=platform,
        title=document.title,
        body=document.body,
        tags=document.tags,
        label=_label(document, platform, label),
        slots=[one.text for one in document.slots],
    )


def _label(document: Document, platform: Platform, wanted: bool | None) -> Label:
    rule = platform.ai_label
    draft = document.draft
    text = document.label or draft.ai_label or platform.label_in(draft.language)
    inside = text in document.body
    included = wanted if wanted is not None else bool(rule.required or document.label)
    asks = {
        True: f"{platform.names.zh}要求标明 AI 参与",
        False: f"{platform.names.zh}不要求标明 AI 参与",
        None: f"{platform.names.zh}要不要标明 AI 参与，没有查到",
    }[rule.required]
    where = f"（{rule.source}；可信度{SURE[rule.confidence]}）"
    if inside:
        done = "正文里已经写着 AI 标识"
    elif included:
        done = "附上了 AI 标识，不要就加 --no-label"
    else:
        do = "发布时请自己声明" if rule.required else "要就加 --label"
        done = f"没有附 AI 标识，{do}"
    return Label(text, included or inside, inside, f"{done}；{asks}{where}")


@cache
def _tags() -> Tags:
    return load_rules(Path(__file__).with_name("tags.toml"), Tags)
