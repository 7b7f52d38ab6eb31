"""What the person said goes where a draft waited for it.

Owns: finding the open places of a draft's file, and writing what belongs there. Promise: apart from
the place itself and the record in the front matter every byte of the file stays as the person left
it, also when they change it meanwhile; nothing is written that the given facts do not carry, and no
fact that is not open is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from byline import prompts
from byline.checks import grounding
from byline.checks.faithful import faithful
from byline.drafting.beats import load_beats
from byline.drafting.chain import Writer, written_part
from byline.drafting.material import UNPRINTED, spoken
from byline.drafting.models import Brief, Draft, Section, TracedSentence
from byline.drafting.outline import Part, Place
from byline.drafting.paragraphs import PROMPTS
from byline.drafting.places import Page, Slot, read
from byline.drafting.record import recorded
from byline.drafting.settling import CARRIES, GLUE, own_words
from byline.drafting.versions import History
from byline.errors import InputError, ModelError, WorkspaceError
from byline.ledger.models import Fact
from byline.platforms import load_platform
from byline.text.counting import characters
from byline.text.quantities import quantities
from byline.text.sentences import clauses, one_line

LONGEST_PHRASE = 12
"""Characters (字) beyond which an answer is no longer a few words that stand inside a sentence."""
TRIES = 5
"""How often a place is looked up anew in a file that is changed under our hands."""
_ENDS = "。.！!？?；;…，,、 \t\n"
_WHOLE_SENTENCE = ("我", "你", "他", "她", "它", "咱", "I ", "I'", "we ", "We ", "it ", "It ")
"""Words an answer begins with when it is a sentence of its own."""


@dataclass(frozen=True)
class Filled:
    """What stands in a place now."""

    text: str
    by: Literal["model", "words"]
    facts: list[str]
    removed: list[str]
    """What the model wrote and no fact carried."""
    failure: str = ""
    """Why a model did not write it; empty when none was to."""


@dataclass(frozen=True)
class Left:
    """Why a place is still open."""

    reason: Literal["gone", "sentence", "closed"]
    """gone: it is not in the file any more; sentence: the answer does not fit into its sentence;
    closed: no open fact came of the answer."""


def open_facts(facts: Sequence[Fact]) -> list[Fact]:
    """Those a post may be made of."""
    return [fact for fact in facts if fact.usable and fact.kind not in UNPRINTED]


def phrase(text: str) -> str:
    """The few words of an answer that can stand inside a sentence; '' when it is a sentence."""
    plain = one_line(text).strip(_ENDS)
    short = 0 < characters(plain) <= LONGEST_PHRASE and len(clauses(plain)) == 1
    return plain if short and not plain.startswith(_WHOLE_SENTENCE) else ""


def fill(
    path: Path,
    slot: Slot,
    facts: Sequence[Fact],
    held: Sequence[Fact],
    writer: Writer | None,
) -> Filled | Left:
    """Write what the facts of an answer say into a place; the file is replaced at once.

    `held` are all facts, to check a sentence that rests on some of them already. Without a writer,
    and when its model fails or writes nothing the facts carry, the person's own words stand there.
    """
    usable = open_facts(facts)
    if not usable:
        return Left("closed")
    page = read(path)
    now = page.find(slot)
    if now is None:
        return Left("gone")
    if not now.whole:
        return _filled_in(path, now, usable, {fact.id: fact for fact in held})
    section, filled = _paragraph(page, now, usable, writer)
    prompt = ""
    if filled.by == "model":
        prompt = prompts.load(PROMPTS[page.stored.draft.language]).ref

    def settled(page: Page, found: Slot) -> str:
        return recorded(page, found, section.text, section, prompt)

    return _placed(path, slot, filled, settled)


def _paragraph(
    page: Page, slot: Slot, facts: Sequence[Fact], writer: Writer | None
) -> tuple[Section, Filled]:
    """The paragraph of a model, checked; else the person's words."""
    draft = page.stored.draft
    beats = load_beats().beats
    own = draft.sections[slot.section] if slot.section is not None else None
    failure, removed = "", list[str]()
    if own is not None and own.beat in beats and writer is not None:
        place = Place(own.beat, beats[own.beat], draft.language, own.heading)
        brief = Brief(draft.topic, load_platform(draft.platform), _reader(draft), draft.language)
        try:
            section = written_part(
                writer, brief, Part(place, tuple(facts)), page.sentences(but=slot)
            )
        except ModelError as error:
            failure, section = error.what, None
        if section is not None and section.facts:
            by = "words" if section.own_words else "model"
            return section, Filled(section.text, by, section.facts, section.removed)
        removed = section.removed if section else []
    beat = own.beat if own else draft.sections[slot.after_section].beat
    section = as_said(beat, own.heading if own else "", facts, removed)
    return section, Filled(section.text, "words", section.facts, removed, failure)


def _reader(draft: Draft) -> str:
    return draft.brief.reader if draft.brief else ""


def as_said(beat: str, heading: str, facts: Sequence[Fact], removed: Sequence[str] = ()) -> Section:
    """A paragraph of the facts' own words, each sentence carried by the fact it is."""
    language = spoken(facts)
    traced = own_words(facts, language)
    return Section(
        beat=beat,
        heading=heading,
        text=GLUE[language].join(one.text for one in traced),
        facts=[fact.id for fact in facts],
        sentences=traced,
        removed=list(removed),
        own_words=True,
    )


def _filled_in(
    path: Path, slot: Slot, facts: Sequence[Fact], held: Mapping[str, Fact]
) -> Filled | Left:
    """A few words inside a sentence; the record is kept where facts carry the whole sentence."""
    fact = facts[-1]
    words = _joined(phrase(fact.words), slot)
    if not words:
        return Left("sentence")
    filled = Filled(words, "words", [fact.id], [])

    def settled(page: Page, found: Slot) -> str:
        return recorded(page, found, words, _sentence(page.stored.draft, found, words, fact, held))

    return _placed(path, slot, filled, settled)


def _joined(words: str, slot: Slot) -> str:
    """An amount without its unit where the sentence goes on with it: 三天 before 天 is 三."""
    after = slot.paragraph.text[slot.end - slot.paragraph.start :]
    twice = bool(words) and after.startswith(words[-1])
    return words[:-1] if twice and quantities(words) and words[-1].isalpha() else words


def _sentence(
    draft: Draft, slot: Slot, words: str, fact: Fact, held: Mapping[str, Fact]
) -> Section | None:
    """The record of a sentence that is whole now; None for one that no facts carry."""
    section = draft.sections[slot.section] if slot.section is not None else None
    was = (
        next((one for one in section.sentences if one.text == slot.sentence), None)
        if section
        else None
    )
    if section is None or was is None:
        return None
    names = list(dict.fromkeys([*was.facts, fact.id]))
    quotes = [held[name].words for name in names if name in held and held[name].usable]
    now = slot.sentence.replace(slot.text, words, 1)
    if faithful(now, quotes) or grounding.share(now, quotes) < CARRIES:
        return None
    told = TracedSentence(text=now, facts=names)
    traced = [told if one is was else one for one in section.sentences]
    return section.model_copy(
        update={
            "text": GLUE[draft.language].join(one.text for one in traced),
            "facts": list(dict.fromkeys([*section.facts, fact.id])),
            "sentences": traced,
        }
    )


def _placed(
    path: Path, slot: Slot, filled: Filled, written: Callable[[Page, Slot], str]
) -> Filled | Left:
    """Put words where the slot stands in the file as it is this instant."""
    for _ in range(TRIES):
        page = read(path)
        found = page.find(slot)
        if found is None:
            return Left("gone")
        if _replace(path, page.raw, written(page, found), slot.question):
            return filled
    raise InputError(
        "稿子一直在被别的程序改，没有写进去",
        value=str(path),
        next_step=f"在编辑器里存好，再运行 byline interview --fill {path}",
    )


def _replace(path: Path, before: str, text: str, question: str) -> bool:
    """Replace the file, the earlier state kept, unless it is no longer what `text` is made from."""
    base = before.encode("utf-8")
    if path.read_bytes() != base:
        return False
    try:
        History(path).replace(text, "filled", question, base=base)
    except WorkspaceError:
        return False
    return True
