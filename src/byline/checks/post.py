"""A text to publish, taken apart: title, body, tags, the AI label, pieces of a thread.

Owns: how a plain file says which part is which. Pure. Promise: every part is a span of `Post.text`,
so that a finding can point at the line it is in.

    ---  front matter of a draft, not part of the post  ---
    # title                  the first line, when it begins with "# "
    body
    ---                      divides the posts of a thread, where the platform has them
    #tag #tag                the last line, when it holds nothing else
    > label                  the last line, when it quotes
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from byline.front_matter import split_front_matter
from byline.platforms import Platform, What
from byline.text.sentences import Span

_TITLE = re.compile(r"\s*# +(?P<words>\S[^\n]*)\n?")
_LABEL = re.compile(r"(?:\A|\n)>\s*(?P<words>[^\n]+)\s*\Z")
_TAG = r"#(?=[^\s#]*[^\W\d])[^\s#，。！？、；,!?;]+#?"
_TAGS = re.compile(rf"(?<![A-Za-z0-9#&/]){_TAG}")
_TAG_LINE = re.compile(rf"(?:\A|\n)[ \t]*(?P<words>{_TAG}(?:[ \t]*{_TAG})*)\s*\Z")
_DIVIDER = re.compile(r"^[ \t]*-{3,}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class Post:
    """What stands where. Line ends are one character; spans are places in `text`."""

    text: str
    start: int
    """Where the post begins: after the front matter."""
    title: Span | None
    body: Span
    tags: tuple[str, ...]
    """Without their marks; those inside the body too."""
    label: Span | None
    pieces: tuple[Span, ...]
    """The posts of a thread; empty where the platform has none."""

    @property
    def shown(self) -> str:
        """What readers see: all of it but the front matter."""
        return self.text[self.start :]

    def parts(self) -> Iterator[tuple[What, str | list[str]]]:
        """What a platform may limit, as `Limit.measure` wants it."""
        if self.title:
            yield "title", self.title.text
        yield "body", self.body.text
        yield "tags", list(self.tags)


def take_apart(text: str, platform: Platform) -> Post:
    """Read the parts of a text as this platform has them."""
    _, rest = split_front_matter(text)
    unified = text.replace("\r\n", "\n")
    start = len(unified) - len(rest)
    end = len(unified.rstrip())
    titled = _TITLE.match(unified, start)
    label = _LABEL.search(unified[:end], titled.end() if titled else start)
    end = label.start() if label else end
    tag_line = _TAG_LINE.search(unified[:end], titled.end() if titled else start)
    body = _trimmed(
        unified, titled.end() if titled else start, tag_line.start() if tag_line else end
    )
    return Post(
        text=unified,
        start=start,
        title=_group(titled) if titled else None,
        body=body,
        tags=tuple(found.strip("#") for found in _TAGS.findall(unified[start:end])),
        label=_group(label) if label else None,
        pieces=tuple(_pieces(unified, body.start, end)) if platform.thread else (),
    )


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    at = start
    for divider in _DIVIDER.finditer(text, start, end):
        yield from filter(_filled, [_trimmed(text, at, divider.start())])
        at = divider.end()
    yield from filter(_filled, [_trimmed(text, at, end)])


def _filled(span: Span) -> bool:
    return bool(span.text)


def _group(found: re.Match[str]) -> Span:
    start, end = found.span("words")
    return Span(start, end, found["words"])


def _trimmed(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Span(start, start + len(piece.strip()), piece.strip())
