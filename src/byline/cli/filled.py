"""What `byline interview --fill` shows of a draft: where a place stands, what stands there now.

Promise: a place that is still open is never passed over in silence; why, and what to do, is said.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from byline.cli.chat import shortened
from byline.cli.console import hint, say

if TYPE_CHECKING:
    from byline.cli.filling_wording import FillingWording
    from byline.drafting.filling import Filled, Left
    from byline.drafting.places import Page, Slot
    from byline.interview.filling import Filling
    from byline.interview.gaps import Told

AROUND = 160
"""Columns of the paragraphs beside a place that are shown."""
_PLAIN = re.compile(r"[^\s'\"()&;|<>$`*?!\\]+")


def around(slot: Slot, words: FillingWording) -> str:
    """The place in its draft: its sentence, or the paragraphs above and below."""
    if not slot.whole:
        return words.inside.format(words=slot.sentence.replace(slot.text, "＿＿＿＿", 1))
    shown = [
        words.before.format(words=shortened(slot.before, AROUND)) if slot.before else "",
        words.heading.format(words=slot.paragraph.heading) if slot.paragraph.heading else "",
        words.after.format(words=shortened(slot.after, AROUND)) if slot.after else "",
    ]
    return "\n".join(line for line in shown if line)


def show(done: Filled, slot: Slot, words: FillingWording) -> None:
    """What stands in a place now, and what was not used."""
    say(f"\n{words.filled.format(facts='、'.join(done.facts))}", style="bold")
    if slot.whole and slot.paragraph.heading:
        say(slot.paragraph.heading)
    say(done.text if slot.whole else slot.sentence.replace(slot.text, done.text, 1))
    for removed in done.removed:
        hint(words.removed.format(words=removed))
    if done.failure:
        hint(words.failed.format(reason=done.failure))
    elif done.by == "words" and slot.whole:
        hint(words.as_said)


def explain(left: Left, told: Told, talk: Filling, words: FillingWording, draft: Path) -> None:
    """Why a place that was answered is still open, and what can be done."""
    question = told.gap.question
    facts = talk.facts(told)
    if left.reason == "gone":
        hint(words.gone.format(question=question))
    elif left.reason == "sentence" or (told.gap.phrase and not facts):
        hint(words.sentence.format(question=question))
    elif closed := [fact for fact in facts if not fact.opened]:
        options = " ".join(
            f"--{'anonymise' if fact.consent == 'anonymise' else 'public'} {fact.id}"
            for fact in closed
        )
        ids = "、".join(fact.id for fact in closed)
        hint(words.closed.format(question=question, ids=ids, options=options, draft=typed(draft)))
    else:
        hint(words.nothing.format(question=question))


def end(talk: Filling, draft: Path) -> None:
    """How the draft stands now, and what to do with it."""
    from byline.cli.filling_wording import filling_wording
    from byline.drafting import places

    words = filling_wording(talk.language)
    page = places.read(draft)
    record = page.stored.draft
    status = words.statuses[record.status].format(draft=typed(draft), platform=record.platform)
    say(f"\n{words.status.format(status=f'{record.status}，{status}')}")
    if page.slots:
        hint(words.left.format(count=len(page.slots), draft=typed(draft)))
    hint(next_step(words, draft, page))


def next_step(words: FillingWording, draft: Path, page: Page) -> str:
    """The commands that come next."""
    record = page.stored.draft
    return words.next_step.format(draft=typed(draft), platform=record.platform)


def typed(draft: Path) -> str:
    """A draft as it is typed on a command line."""
    name = str(draft)
    return name if _PLAIN.fullmatch(name) else shlex.quote(name)
