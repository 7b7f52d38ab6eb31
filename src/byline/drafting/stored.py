"""A draft's file as it stands now, after whatever the person did to it.

Owns: reading back what `storage` wrote. Promise: the record (who carried which sentence) and the
words of the file are kept apart, so that an edit of the words never passes for what was traced; a
file that is no draft is an InputError, a record broken by hand a HandEditError, and neither is
touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from byline.drafting.models import Draft
from byline.errors import BylineError, HandEditError, InputError
from byline.files import read_text
from byline.front_matter import read_front_matter, split_front_matter
from byline.text.sentences import Span, sentences
from byline.validation import first_problem

SLOT = re.compile(r"【待补(?:[^】\n]*】|[^】\n。！？]*[。！？]?)")
"""A place that waits for the person's words; one that lost its bracket ends with its question."""
_TITLE = re.compile(r"\A#[ \t]+([^\n]*)\n?|\A#\n")
_TAGS = re.compile(r"#[^\s#]+#?(\s+#[^\s#]+#?)*")
_LABEL_WORDS = ("AI", "人工智能")


@dataclass(frozen=True)
class Words:
    """The part of the file below its front matter, taken apart."""

    title: str
    body: str
    """Paragraphs as the person left them; `##` headings where the platform has them."""
    tags: list[str]
    label: str
    """The AI label as it stands; '' when the person took it out."""


@dataclass(frozen=True)
class StoredDraft:
    """A draft's record and the words that stand in its file."""

    path: Path
    draft: Draft
    """What was recorded when it was written; title and tags are the file's."""
    words: Words

    @property
    def slots(self) -> list[str]:
        """Every 【待补：…】 still open, in order."""
        return SLOT.findall(f"{self.words.title}\n{self.words.body}")


def load(path: Path) -> StoredDraft:
    """Read a draft; InputError for what is none, HandEditError for a broken record."""
    if path.is_dir():
        raise _not_one(path)
    head, _ = split_front_matter(read_text(path))
    if head is None:
        raise _foreign(path)

    def wrong(field: str, problem: str) -> BylineError:
        return HandEditError(path, line=None, field=field, problem=problem)

    record, text = read_front_matter(path, wrong)
    if not isinstance(record, dict) or "sections" not in record:
        raise _foreign(path)
    return StoredDraft(path, *_validated(path, cast(dict[str, Any], record), parsed(text)))


def parsed(text: str) -> Words:
    """Take title, body, tags and label apart; whatever is not there is empty."""
    rest = text.strip()
    found = _TITLE.match(rest + "\n")
    title = (found.group(1) or "").strip() if found else ""
    paragraphs = re.split(r"\n[ \t]*\n+", rest[found.end() :].strip() if found else rest)
    label = _label(paragraphs[-1])
    if label:
        paragraphs.pop()
    tags: list[str] = []
    if paragraphs and _TAGS.fullmatch(paragraphs[-1].strip()):
        tags = [tag.strip("#") for tag in paragraphs.pop().split()]
    return Words(title, "\n\n".join(paragraphs).strip(), tags, label)


def cut(text: str) -> Iterator[Span]:
    """Sentences with their places; a slot is one, whatever stands in it."""
    start = 0
    for slot in SLOT.finditer(text):
        yield from _moved(sentences(text[start : slot.start()]), start)
        yield Span(slot.start(), slot.end(), slot[0])
        start = slot.end()
    yield from _moved(sentences(text[start:]), start)


def _moved(spans: Sequence[Span], by: int) -> Iterator[Span]:
    return (Span(span.start + by, span.end + by, span.text) for span in spans)


def _label(paragraph: str) -> str:
    """The words of a closing quote that speaks of AI; '' for any other paragraph."""
    lines = [line.strip() for line in paragraph.strip().split("\n")]
    if not all(line.startswith(">") for line in lines):
        return ""
    words = " ".join(line.lstrip("> ") for line in lines).strip()
    return words if any(word in words for word in _LABEL_WORDS) else ""


def _validated(path: Path, record: dict[str, Any], words: Words) -> tuple[Draft, Words]:
    try:
        draft = Draft.model_validate({**record, "title": words.title, "tags": words.tags})
    except ValidationError as error:
        problem = first_problem(error)
        raise HandEditError(
            path, line=None, field=problem.field, problem=problem.message
        ) from error
    return draft, words


def _foreign(path: Path) -> InputError:
    return InputError(
        "这不是 byline 写的稿子，开头没有它的记录",
        value=str(path),
        next_step='用 drafts/ 里的文件，或 byline draft "题目" 写一篇',
    )


def _not_one(folder: Path) -> InputError:
    held = sorted(folder.glob("*.md")) or sorted(folder.glob("*/*.md"))
    return InputError(
        "这是一个文件夹，要的是一篇稿子",
        value=str(folder),
        next_step="、".join(str(path) for path in held[:4]) or 'byline draft "题目" 写一篇',
    )
