"""A post for a platform, as a draft's file would give it."""

from pathlib import Path

from draft_samples import recorded

from byline.drafting.stored import StoredDraft, Words
from byline.export.post import Post, post_of


def post(
    body: str,
    platform: str = "wechat",
    *,
    label: bool | None = False,
    tags: tuple[str, ...] = (),
    title: str = "盘点怎么改",
    kept: str = "",
) -> Post:
    """`kept` is the label as it stands in the file."""
    stored = StoredDraft(
        Path("稿.md"), recorded(platform=platform), Words(title, body, list(tags), kept)
    )
    return post_of(stored, label)
