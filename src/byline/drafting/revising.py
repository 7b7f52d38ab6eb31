"""A draft revised by an instruction in free words, paragraph by paragraph.

Owns: what is asked of the model, and what of its answer stands. Promise: every new sentence is held
against the facts and the sentence it stands for (`fidelity`); one that fails leaves the old one
standing and is told; slots, title, tags, headings and whatever the wish is not about stay as they
are, character for character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from byline import prompts
from byline.checks import grounding
from byline.drafting import fidelity
from byline.drafting.layout import Layout, Paragraph, Sentence
from byline.drafting.orders import Orders
from byline.drafting.settling import GLUE, REPEATS, SHORTEST_REPEAT
from byline.ledger.models import Fact
from byline.llm.schemas import list_of, one_of
from byline.llm.structured import StructuredCaller
from byline.text.counting import characters
from byline.text.language import detect
from byline.text.sentences import clean_input, one_line, sentences

PROMPT = "drafting/revise"
MOST = 5
"""Sentences a call: a small model loses count of more."""
MOST_FACTS = 6
_RULE = re.compile(r"[ \t]*-{3,}[ \t]*")


@dataclass(frozen=True)
class Change:
    """What became of one sentence."""

    paragraph: int
    old: Sentence
    new: str
    """The words that stand now; the old ones when nothing changed, '' when it went."""
    rejected: str = ""
    """What the model wrote and byline did not take."""
    reason: str = ""
    """Why not."""

    @property
    def changed(self) -> bool:
        """Whether the words are others."""
        return self.new != self.old.text


@dataclass(frozen=True)
class Revision:
    """A whole draft, revised."""

    layout: Layout
    changes: tuple[Change, ...]
    prompts: tuple[str, ...] = ()
    """What the model was asked with; empty when no model was."""
    deleted: int | None = None
    """A paragraph that was taken out."""

    @property
    def changed(self) -> bool:
        """Whether anything is different."""
        return self.deleted is not None or any(one.changed for one in self.changes)

    def text(self) -> str:
        """The words of the file with every change in its place."""
        edits = [(one.old.start, one.old.end, one.new) for one in self.changes if one.changed]
        if self.deleted is not None:
            edits.append(_whole(self.layout, self.deleted))
        text = self.layout.text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def becomes(self, sentence: Sentence) -> Change | None:
        """What became of a sentence; None when it was not touched."""
        return next((one for one in self.changes if one.old == sentence), None)


@dataclass(frozen=True)
class Reviser:
    """One wish, and what is needed to carry it out."""

    caller: StructuredCaller
    instruction: str
    orders: Orders
    facts: Sequence[Fact]
    """All that may be told."""
    layout: Layout
    on_paragraph: Callable[[int], None] = field(default=lambda number: None)

    def revise(self, wanted: Sequence[Paragraph], only: str = "") -> Revision:
        """Revise these paragraphs; of them only the sentences that hold `only`, if it is given."""
        changes: list[Change] = []
        for paragraph in wanted:
            self.on_paragraph(paragraph.number)
            for run in _runs(paragraph, only):
                changes += self._reworded(paragraph, run, changes)
        used = dict.fromkeys(_prompt(one.text).ref for one in wanted)
        return Revision(self.layout, tuple(changes), tuple(used))

    def _reworded(
        self, paragraph: Paragraph, run: Sequence[Sentence], before: Sequence[Change]
    ) -> list[Change]:
        material = self._material(paragraph)
        answers = self._asked(run, material)
        found: list[Change] = []
        for old, new in zip(run, answers, strict=True):
            reason = "" if new == old.text else self._trouble(old, new, material)
            reason = reason or self._repeated(old, new, [*before, *found])
            taken = old.text if reason else new
            found.append(Change(paragraph.number, old, taken, new if reason else "", reason))
        if not any(one.new for one in found):
            # An empty paragraph is no shorter one.
            return [Change(one.paragraph, one.old, one.old.text) for one in found]
        return found

    def _material(self, paragraph: Paragraph) -> list[Fact]:
        """The facts behind a paragraph, and those that hold what is to be added."""
        names = [name for sentence in paragraph.sentences for name in sentence.line.facts]
        held = {fact.id: fact for fact in self.facts if fact.usable}
        behind = [held[name] for name in dict.fromkeys(names) if name in held]
        return list({one.id: one for one in (*self.orders.material, *behind)}.values())[:MOST_FACTS]

    def _asked(self, run: Sequence[Sentence], material: Sequence[Fact]) -> list[str]:
        words = "\n".join(one.text for one in run)
        messages = _prompt(words).messages(
            instruction=one_line(self.instruction),
            material="\n".join(f"{fact.id} {one_line(fact.words)}" for fact in material) or "–",
            sentences="\n".join(f"{at} {one_line(one.text)}" for at, one in enumerate(run, 1)),
        )
        answer = self.caller.ask(messages, _schema(run, material), max_tokens=900)
        given = [str(getattr(answer, f"s{at}")) for at in range(1, len(run) + 1)]
        return [_cleaned(one, old.text) for one, old in zip(given, run, strict=True)]

    def _trouble(self, old: Sentence, new: str, material: Sequence[Fact]) -> str:
        """Why a new wording does not stand. The person's own sentence is held against itself."""
        shorter = self.orders.shorter
        if not new:
            return "" if shorter else "这句没了"
        quotes = [fact.words for fact in (self.orders.material if old.is_own else material)]
        return fidelity.trouble(old.text, new, quotes, shorter=shorter)

    def _repeated(self, old: Sentence, new: str, before: Sequence[Change]) -> str:
        """Whether it says what another sentence of the post says."""
        done = {id(one.old): one.new for one in before}
        others = [
            done.get(id(one), one.text)
            for paragraph in self.layout.paragraphs
            for one in paragraph.sentences
            if one is not old
        ]
        for one in sentences(new):
            if any(_says_again(one.text, other) for other in others):
                return "跟别处重复"
        return ""


def _prompt(words: str) -> prompts.Prompt:
    """The one in the language of the paragraph."""
    return prompts.load(f"{PROMPT}_en" if detect(words) == "en" else PROMPT)


def delete(layout: Layout, number: int) -> Revision:
    """Take one paragraph out, with its heading or the rule that set it off."""
    return Revision(layout, (), deleted=number)


def joined(texts: Sequence[str]) -> str:
    """Sentences as a paragraph: English ones with a blank between them."""
    return GLUE[detect("\n".join(texts)) or "zh"].join(texts)


def _says_again(new: str, other: str) -> bool:
    """Whether one of the two says most of what the other says; a word or two may."""
    if min(characters(new), characters(other)) <= SHORTEST_REPEAT:
        return False
    return max(grounding.share(new, [other]), grounding.share(other, [new])) >= REPEATS


def _runs(paragraph: Paragraph, only: str) -> Iterator[list[Sentence]]:
    """The sentences to reword, a few at a time; a slot parts them."""
    run: list[Sentence] = []
    for one in paragraph.sentences:
        wanted = not one.is_slot and only in one.text
        if wanted:
            run.append(one)
        if run and (not wanted or len(run) == MOST):
            yield run
            run = []
    if run:
        yield run


def _schema(run: Sequence[Sentence], material: Sequence[Fact]) -> type[BaseModel]:
    """A field for each sentence, so that none can be left out, and the ids of facts offered."""
    fields: dict[str, Any] = {
        f"s{at}": (str, Field(max_length=3 * len(one.text) + 40)) for at, one in enumerate(run, 1)
    }
    if material:
        ids: Any = list_of(one_of([fact.id for fact in material]))
        fields["facts"] = (ids, Field(max_length=len(material)))
    return create_model("Rewording", __config__=ConfigDict(extra="forbid"), **fields)


def _cleaned(new: str, old: str) -> str:
    """The model's words on one line, ended as the old sentence was when they end in nothing."""
    words = one_line(clean_input(new))
    ending = old[-1]
    bare = bool(words) and (words[-1].isalnum() or words[-1] in "，,、：:")
    if bare and not ending.isalnum():
        words = words.rstrip("，,、：: ") + ending
    return words


def _whole(layout: Layout, number: int) -> tuple[int, int, str]:
    """The stretch of a paragraph with what belongs to it: its heading, its rule in a thread."""
    one = next(one for one in layout.paragraphs if one.number == number)
    above, below = layout.text[: one.start].rstrip(), layout.text[one.end :].lstrip()
    if one.heading:
        above = above[: above.rfind("\n") + 1].rstrip()
    before, after = above.rpartition("\n")[2], below.partition("\n")[0]
    if _RULE.fullmatch(after) and (number == 1 or _RULE.fullmatch(before)):
        below = below[len(after) :].lstrip()
    elif number == len(layout.paragraphs) and _RULE.fullmatch(before):
        above = above[: len(above) - len(before)].rstrip()
    between = "\n\n" if above and below else "\n"
    return len(above), len(layout.text) - len(below), between
