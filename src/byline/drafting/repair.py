"""What the audit found, mended in one call; what cannot be mended is cut.

Owns: what the mending model is asked, how its lines change the post, and the last cut. Promise: a
sentence changes only in words a model wrote or goes altogether; both are kept with the reason; a
line of the answer that names no sentence changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from byline import prompts
from byline.drafting.audit import (
    MOST_PROPOSED,
    Audited,
    Ground,
    Trouble,
    numbered,
    own_block,
)
from byline.drafting.brief import opening, words_in
from byline.drafting.marks import Line, Post, bare, line_of, lines_of
from byline.drafting.models import Change, Cut
from byline.llm.calls import complete_text
from byline.text.sentences import one_line

if TYPE_CHECKING:
    from byline.llm.chat import Role

REPAIR = "drafting/repair"
LEAST_TOKENS, PER_TROUBLE = 800, 200
_ROW = re.compile(r"^[\s\-*（(\[【]*(\d{1,3})\s*[）)\]】]?\s*[｜|:：]\s*(.*)$")


@dataclass(frozen=True)
class Repaired:
    """A post after a repair or a cut."""

    post: Post
    changed: tuple[Change, ...] = ()
    cut: tuple[Cut, ...] = ()


def repair(audited: Audited, ground: Ground, writer: Role) -> Repaired:
    """Ask for all troubles to be mended at once. Raises ModelError."""
    brief, say = ground.brief, words_in(ground.language)
    troubles = [*audited.troubles, *_too_many(audited.post, ground)]
    findings = [
        say.finding.format(number=_named(one, say.whole, brief.language), reason=one.reason)
        for one in troubles
    ]
    messages = [
        *opening(brief),
        *prompts.load(REPAIR, language=brief.language).messages(
            topic=one_line(brief.topic),
            platform=brief.platform.called(brief.language),
            own=own_block(ground),
            sentences=numbered(audited.post, say),
            findings="\n".join(findings),
        ),
    ]
    most = LEAST_TOKENS + PER_TROUBLE * len(findings)
    answer = complete_text(writer.model, messages, max_tokens=most, patience=writer.caller.patience)
    return _applied(audited.post, _rows(answer), troubles, ground)


def cut(audited: Audited, ground: Ground) -> Repaired:
    """Take out what still may not stand; troubles of the whole post are left for its status."""
    reasons: dict[int, str] = {}
    for trouble in audited.troubles:
        if trouble.verdict in ("bent", "beyond", "rule"):
            reasons |= {number: trouble.reason for number in trouble.numbers if number}
    for number in over(audited.post):
        reasons.setdefault(number, words_in(ground.language).too_many.format(most=MOST_PROPOSED))
    lines = dict(enumerate(audited.post.lines, 1))
    gone = {number: lines[number] for number in reasons if number in lines}
    post = audited.post.changed(lambda number, line: [] if number in gone else [line])
    cuts = tuple(Cut(text=line.text, reason=reasons[number]) for number, line in gone.items())
    return Repaired(_retitled(post, audited.troubles), cut=cuts)


def _named(trouble: Trouble, whole: str, language: str) -> str:
    comma = "、" if language == "zh" else ", "
    return comma.join(map(str, trouble.numbers)) or whole


def _too_many(post: Post, ground: Ground) -> Iterator[Trouble]:
    if over(post):
        proposed = [n for n, line in enumerate(post.lines, 1) if line.kind == "proposed"]
        reason = words_in(ground.language).too_many.format(most=MOST_PROPOSED)
        yield Trouble(tuple(proposed), reason, "rule")


def over(post: Post) -> list[int]:
    """The proposals past the most a post may have."""
    proposed = [n for n, line in enumerate(post.lines, 1) if line.kind == "proposed"]
    return proposed[MOST_PROPOSED:]


def _rows(answer: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for row in answer.splitlines():
        if (matched := _ROW.match(row)) and matched[2].strip():
            found[int(matched[1])] = matched[2].strip()
    return found


def _applied(
    post: Post, rows: Mapping[int, str], troubles: Sequence[Trouble], ground: Ground
) -> Repaired:
    say = words_in(ground.language)
    reasons = {number: one.reason for one in troubles for number in one.numbers}
    whole = next((one.reason for one in troubles if not one.numbers), "")
    changed: list[Change] = []

    def becomes(number: int, line: Line) -> Sequence[Line]:
        row = rows.get(number)
        if row is None or line.kind == "slot" or line.text in ground.published:
            return [line]
        deleted = bare(row).strip("。. ").casefold() in say.deleted
        new = [] if deleted else [replace(one, heading=line.heading) for one in _lines(row)]
        now = "".join(one.text for one in new)
        if now != line.text:
            reason = reasons.get(number, whole)
            changed.append(Change(was=line.text, now=now, reason=reason))
        return new

    new = post.changed(becomes)
    if (row := rows.get(0)) and post.title.text:
        title = line_of(row)
        if title.text and bare(row).casefold() not in say.deleted:
            changed.append(Change(was=post.title.text, now=title.text, reason=reasons.get(0, "")))
            new = replace(new, title=title)
    return Repaired(new, tuple(changed))


def _lines(row: str) -> list[Line]:
    """The sentences of one row, without a copied mark of what it rests on before them."""
    parts = [part for part in row.split("｜") if bare(part)]
    return lines_of(parts[-1].removeprefix("## ")) if parts else []


def _retitled(post: Post, troubles: Sequence[Trouble]) -> Post:
    """Another title where the first may not stand; which of them fits is the draft's to see."""
    if any(0 in one.numbers and one.verdict != "between" for one in troubles):
        return replace(post, title=line_of(""))
    return post
