"""A small recorded draft, and its file after a hand went over it."""

from datetime import UTC, datetime
from pathlib import Path

from byline.drafting import storage
from byline.drafting.models import Draft, Section, TracedSentence

LABEL = "本文由 AI 辅助整理，经历与观点来自本人，已逐句核对"
HALVED = "去年我把盘点从两天改成半天，差错率降到千分之二。"
STICKERS = "每个货架先贴标签，再两个人一起数。"
ASKING = "你那边是什么情况？评论里说一句就行。"
SLOT = "【待补：你帮谁做成过？哪一年？】"


def section(*sentences: tuple[str, list[str]], beat: str = "done", heading: str = "") -> Section:
    return Section(
        beat=beat,
        heading=heading,
        text="".join(text for text, _ in sentences),
        facts=[name for _, facts in sentences for name in facts],
        sentences=[TracedSentence(text=text, facts=facts) for text, facts in sentences],
    )


def recorded(
    *sections: Section,
    platform: str = "wechat",
    title: str = "盘点怎么改",
    tags: tuple[str, ...] = (),
    label: str = LABEL,
) -> Draft:
    usual = (
        section((HALVED, ["f001"]), (STICKERS, ["f002", "f001"]), heading="我自己的一回"),
        section((SLOT, []), beat="helped", heading="别人的一回"),
        section((ASKING, []), beat="closing"),
    )
    return Draft(
        platform=platform,
        topic="盘点",
        made=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        title=title,
        tags=list(tags),
        sections=list(sections or usual),
        status="needs_input",
        findings=[],
        ai_label=label,
        notes=["craft/evidence", "publishing/say-it-out"],
        prompts=["drafting/paragraph@1"],
        model="m",
    )


def saved(folder: Path, draft: Draft, *changes: tuple[str, str]) -> Path:
    """The draft's file, with words below the front matter replaced by hand."""
    path = storage.save(folder, draft)
    head, _, post = path.read_text(encoding="utf-8").partition("\n---\n")
    for old, new in changes:
        assert old in post, old
        post = post.replace(old, new)
    path.write_text(f"{head}\n---\n{post}", encoding="utf-8")
    return path
