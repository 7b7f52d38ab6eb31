"""Plain text, Markdown and data.

Owns: what stands in each, whole or by part. Promise: a part holds that part and nothing more, but
for the label, which belongs under the body.
"""

from __future__ import annotations

from typing import Any

from byline.export import teleprompter
from byline.export.blocks import blocks, plain
from byline.export.post import Part, Post


def text(post: Post, part: Part | None) -> str:
    """The words to paste: title, body, tags, label, a blank line between them."""
    body = plain(blocks(post.body, markup=post.markup))
    return _joined(post, part, post.title, body, post.closing)


def markdown(post: Post, part: Part | None) -> str:
    """The same as Markdown; the body is as it stands in the draft."""
    title = post.title if part or not post.title else f"# {post.title}"
    return _joined(post, part, title, post.body, post.closing and f"> {post.closing}")


def _joined(post: Post, part: Part | None, title: str, body: str, closing: str) -> str:
    match part:
        case "title":
            pieces = [title]
        case "body":
            pieces = [body, closing]
        case "tags":
            pieces = [post.topics]
        case None:
            pieces = [title, body, post.topics, closing]
    return "\n\n".join(filter(None, pieces))


def data(post: Post, part: Part | None) -> dict[str, Any]:
    """Everything, each part on its own; with `part` that one alone."""
    parts: dict[str, Any] = {
        "title": post.title,
        "body": post.body,
        "tags": post.tags,
    }
    if part:
        return {part: parts[part]}
    return {
        "platform": post.platform.id,
        **parts,
        "text": text(post, "body"),
        "topics": post.topics,
        "ai_label": {
            "text": post.label.text,
            "included": post.label.included,
            "required": post.platform.ai_label.required,
            "source": post.platform.ai_label.source,
            "date": post.platform.ai_label.date.isoformat(),
            "confidence": post.platform.ai_label.confidence,
        },
        "slots": post.slots,
        "spoken_seconds": teleprompter.script(post).seconds,
    }
