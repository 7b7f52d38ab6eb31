"""A small recorded draft, and its file after a hand went over it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from byline.drafting import document
from byline.drafting.brackets import places
from byline.drafting.models import AFFIRM, Draft, Sentence

LABEL = "本文由 AI 辅助整理，经历与观点来自本人，已逐句核对"
HALVED = "去年我把盘点从两天改成半天，差错率降到千分之二。"
STICKERS = "每个货架先贴标签，再两个人一起数。"
ASKING = "你那边是什么情况？评论里说一句就行。"
QUESTION = "你帮谁做成过？哪一年？"
SLOT = f"【待补：{QUESTION}】"
ADVICE = "货位没排好，先别急着买系统。"
PROPOSAL = AFFIRM.format(ADVICE)
FORMAT_1 = Path(__file__).with_name("format1")
"""Files of an earlier byline: four of its gallery, and one that waits for the person."""


@dataclass(frozen=True)
class Part:
    """A paragraph of a draft and its heading."""

    sentences: tuple[Sentence, ...]
    text: str
    heading: str

    @property
    def body(self) -> str:
        return f"## {self.heading}\n\n{self.text}" if self.heading else self.text


def section(*told: tuple[str, list[str]], heading: str = "") -> Part:
    """A paragraph of sentences with their facts; one in brackets waits."""
    return Part(
        tuple(_sentence(text, facts) for text, facts in told),
        "".join(text for text, _ in told),
        heading,
    )


def _sentence(text: str, facts: list[str]) -> Sentence:
    waiting = next(iter(places(text)), None)
    if waiting is not None and waiting.text == text:
        return Sentence(text=waiting.words, kind=waiting.kind)
    return Sentence(text=text, kind="told" if facts else "plain", facts=facts)


def recorded(
    *sections: Part,
    platform: str = "wechat",
    title: str = "盘点怎么改",
    tags: tuple[str, ...] = (),
    label: str = LABEL,
) -> Draft:
    usual = (
        section((HALVED, ["f001"]), (STICKERS, ["f002", "f001"]), heading="我自己的一回"),
        section((SLOT, []), heading="别人的一回"),
        section((ASKING, [])),
    )
    parts = list(sections or usual)
    return Draft(
        platform=platform,
        topic="盘点",
        made=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        title=title,
        tags=list(tags),
        body="\n\n".join(part.body for part in parts),
        sentences=[one for part in parts for one in part.sentences],
        status="needs_input",
        findings=[],
        ai_label=label,
        notes=["craft/evidence", "publishing/say-it-out"],
        prompts=["drafting/write@1"],
        model="m",
        auditor="a",
    )


def proposing(platform: str = "wechat") -> Draft:
    """A draft with a sentence nobody said."""
    return recorded(
        section((HALVED, ["f001"]), (PROPOSAL, []), (STICKERS, ["f002"])), platform=platform
    )


def saved(folder: Path, draft: Draft, *changes: tuple[str, str]) -> Path:
    """The draft's file, with words below the front matter replaced by hand."""
    path = document.save(folder, draft)
    head, _, post = path.read_text(encoding="utf-8").partition("\n---\n")
    for old, new in changes:
        assert old in post, old
        post = post.replace(old, new)
    path.write_text(f"{head}\n---\n{post}", encoding="utf-8")
    return path
