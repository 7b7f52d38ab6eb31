"""A post as readers get it, and the scores that do not depend on who wrote it.

Owns: the parts of a published post, read from a draft or from a model's plain text, and what the
drafting suite and its yardstick are both measured by. Promise: nothing here asks a model.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from byline.checks import grounding, limits
from byline.checks.post import take_apart
from byline.evaluation import heldout
from byline.evaluation.targets import ledgers
from byline.llm.counting import Count, current_call

if TYPE_CHECKING:
    from byline.evaluation.targets.drafting import DraftingCase
    from byline.ledger.models import Fact
    from byline.platforms import Platform, Span, What

_TITLE = re.compile(
    r"\A\s*(?:#\s*(?!\S*\s*#)|\*\*|标题[:：]\s*|Title:\s*)?(?P<words>[^\n#]+?)(?:\*\*)?\s*\n"
)
_BODY = re.compile(r"^\s*(?:正文|Body)[:：][ \t]*\n?", re.MULTILINE | re.IGNORECASE)
LONGEST_TITLE = 40
"""Characters of a first line that is still taken for a title when nothing marks it as one."""


@dataclass(frozen=True)
class Post:
    """What is published: slots are asked of the person, and not in it."""

    title: str
    paragraphs: Sequence[str]
    tags: Sequence[str]
    thread: str = ""
    """The body with the lines that divide a thread, where paragraphs alone do not show them."""

    @property
    def parts(self) -> list[str]:
        """Title, paragraphs and tags, apart."""
        return [self.title, *self.paragraphs, *self.tags]

    @property
    def told(self) -> str:
        """All of it, a line a part."""
        return "\n".join(part for part in self.parts if part)

    @property
    def body(self) -> str:
        """The paragraphs."""
        return "\n\n".join(self.paragraphs)


def read(text: str, platform: Platform) -> Post:
    """A model's plain text as the parts of a post, however it marked the title."""
    post = take_apart(_BODY.sub("", text.replace("**", "")), platform)
    body, title = post.body.text, post.title.text if post.title else ""
    if not title and (found := _TITLE.match(body)) and len(found["words"]) <= LONGEST_TITLE:
        title, body = found["words"], body[found.end() :].strip()
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", body) if part.strip()]
    return Post(title, paragraphs, list(dict.fromkeys(post.tags)))


def scores(case: DraftingCase, facts: Sequence[Fact], post: Post, platform: Platform) -> Scores:
    """What is measured of any post, and why something could not be."""
    distance = heldout.distance(case.cluster, post.body, case.written_in)
    broken = {
        "invented": [found for part in post.parts for found in _invented(part, case)],
        "leaks": ledgers.told(post.told, case.never, facts),
        "platform_errors": refused(post, platform),
    }
    given: dict[str, float | None] = {
        **{name: float(len(texts)) for name, texts in broken.items()},
        "bent": float(len(ledgers.bent(post.told, case.figures))),
        "voice_distance": distance.value,
        "voice_manner": distance.manner,
    }
    why: dict[str, str] = dict.fromkeys(["voice_distance", "voice_manner"], distance.reason)
    return Scores(given, why, broken)


def _invented(text: str, case: DraftingCase) -> list[str]:
    """Figures and credentials that neither a public fact nor the topic holds.

    Invented experiences take reading, which no rule of code does well enough to be a promise.
    """
    said = [*case.public, case.topic, case.audience]
    found = [
        *grounding.unsupported_quantities(text, said),
        *grounding.unsupported_credentials(text, said),
    ]
    return [one.text for one in found]


@dataclass
class Scores:
    """Numbers, reasons for their absence, and the texts behind what must never happen."""

    given: dict[str, float | None]
    why: dict[str, str]
    violations: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    @property
    def numbers(self) -> dict[str, float | None]:
        """The scores that have a number."""
        return {name: score for name, score in self.given.items() if score is not None}

    @property
    def unscored(self) -> dict[str, str]:
        """Why the others have none."""
        return {name: self.why[name] for name, score in self.given.items() if score is None}


def refused(post: Post, platform: Platform) -> list[str]:
    """The limits of the platform that the post breaks so that it would be turned down."""
    parts: dict[What, str | Sequence[str]] = {"body": post.body, "tags": list(post.tags)}
    if post.title:
        parts["title"] = post.title
    found = limits.check(parts, platform)
    if platform.thread:
        found += limits.check_post(take_apart(post.thread or post.body, platform), platform)
    return [finding.reason for finding in found if finding.level == "error"]


def length_fit(length: int, usual: Span) -> float:
    """1 within the platform's usual length; outside, the shorter over the longer of the two."""
    if length < usual.minimum:
        return length / usual.minimum
    return usual.maximum / length if length > usual.maximum else 1.0


def fitting(length: int, platform: Platform) -> float | None:
    """`length_fit` on a platform; None where byline gives it no shape."""
    return length_fit(length, platform.shape.body_length) if platform.shape else None


NO_SHAPE = "这个平台还没有写稿的长短"


class Stopwatch:
    """Seconds since it was made, as the model took them when it really answered.

    A replayed answer is there at once, so the time it was recorded with counts where it is longer.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._count: Count = current_call()[1]
        self._started = clock()
        self._model = self._count.seconds
        self.first: float | None = None
        """When the first paragraph was there; None before."""

    def mark(self, *_: object) -> None:
        """Something was shown."""
        if self.first is None:
            self.first = self.seconds

    @property
    def seconds(self) -> float:
        """Up to now."""
        return max(self._clock() - self._started, self._count.seconds - self._model)
