"""A post for a platform, as a draft's file would give it."""

from dataclasses import replace
from pathlib import Path

from draft_samples import recorded

from byline.drafting.brackets import places
from byline.drafting.document import parse, rendered
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
    draft = recorded(platform=platform)
    words = {"title": title, "body": body, "tags": list(tags)}
    # Any body, one no file could hold as well: what is tested is the laying out.
    held = parse(Path("稿.md"), rendered(draft))
    changed = {"draft": draft.model_copy(update=words), "places": tuple(places(body))}
    return post_of(replace(held, **changed, label=kept), label)
