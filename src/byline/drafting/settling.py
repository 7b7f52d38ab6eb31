"""What is done with a paragraph a model wrote: kept, mended, or taken out.

Owns: when a sentence of a paragraph may stand. Promise: what stands is carried by the facts the
paragraph was offered, said the way they say it; what is not is mended within a bound or taken out
and kept beside; where nothing of a paragraph holds, the person's own words are the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from byline.checks import advertising, contacts, grounding, slips
from byline.checks.faithful import faithful
from byline.checks.findings import Finding
from byline.drafting.address import addressed, opened, speaks_to_reader
from byline.drafting.models import Section, TracedSentence
from byline.drafting.outline import Part, Place
from byline.drafting.verbatim import Spot, as_said
from byline.ledger.models import Fact
from byline.platforms import Platform
from byline.text.counting import characters
from byline.text.language import Language
from byline.text.sentences import clauses, one_line, sentences

CARRIES = 0.3
"""Share of a sentence's pieces a fact must hold to be named as carrying it."""
TO_READER = 0.2
"""The same for advice to the reader, who is spoken to in words of his own."""
CLAUSE = 0.2
"""The same for each clause of a sentence, so that no half of one rides on the other."""
SHORTEST_CLAUSE = 6
"""Characters below which a clause is a turn of speech."""
OWNED = 0.75
"""Share of a clause's pieces in one fact that makes it that fact's."""
REPEATS = 0.75
"""Share of a sentence's pieces in an earlier sentence that makes it a repetition."""
SHORTEST_REPEAT = 4
"""Characters up to which saying something again is style."""
GLUE: dict[Language, str] = {"zh": "", "en": " "}
UNCARRIED: dict[Language, str] = {
    "zh": "素材里没有这个意思",
    "en": "the material does not say this",
}
UNTURNED: dict[Language, str] = {
    "zh": "这句要用“你”对读者说",
    "en": 'this must speak to the reader as "you"',
}

_WORDS = re.compile(r"[a-z]{4,}")
Mend = Callable[[str, str], str]
"""A sentence and what is wrong with it -> another wording; '' when there is none to be had."""


@dataclass
class Settling:
    """One paragraph on its way to a section."""

    part: Part
    platform: Platform
    earlier: Sequence[str]
    """Sentences already in the post: nobody wants to read one twice."""
    mend: Mend
    kept: list[TracedSentence] = field(default_factory=list[TracedSentence])
    removed: list[str] = field(default_factory=list[str])
    mended: list[str] = field(default_factory=list[str])

    def take(self, sentence: str) -> None:
        """Judge one sentence; what stands for it goes to `kept`."""
        for piece in apart(sentence, self.part.facts, self.part.place.language):
            self._take(piece)

    def _take(self, sentence: str) -> None:
        plain = self.worded(sentence)
        if repeats(plain, [*self.earlier, *self._told]):
            return
        if trouble := self.trouble(plain):
            better = self.worded(self.mend(plain, trouble))
            if not better or self.trouble(better):
                self.removed.append(plain)
                self._said_instead(plain)
                return
            self.mended.append(plain)
            plain = better
        self.kept.append(TracedSentence(text=plain, facts=carriers(plain, self.part.facts)))

    @property
    def _told(self) -> list[str]:
        return [one.text for one in self.kept]

    @cached_property
    def _own(self) -> list[TracedSentence]:
        """What the person said, the same for every sentence of the paragraph."""
        return own_words(self.part.facts, self.part.place.language)

    def _said_instead(self, sentence: str) -> None:
        """Keep the person's own words for what a refused sentence was about, unless they stand."""
        names = carriers(sentence, self.part.facts)[:1]
        here = [*self.earlier, *self._told]
        self.kept += [
            own for own in self._own if own.facts == names and not repeats(own.text, here)
        ]

    def worded(self, sentence: str) -> str:
        """The sentence, or what the person said where it is nearly that, turned to the reader."""
        place = self.part.place
        spot = Spot(place.beat.reader, not self.kept, [*self.earlier, *self._told])
        own = as_said(sentence, [one.text for one in self._own], place.language, spot)
        unturned = speaks_to_reader(sentence) and not speaks_to_reader(own)
        if own != sentence and not unturned and not self.trouble(own):
            sentence = own
        if not place.beat.reader:
            return sentence
        said = addressed(sentence, place.language)
        return said if self.kept else opened(said, place.language)

    def trouble(self, sentence: str) -> str:
        """What is wrong with a sentence, '' when it may stand."""
        quotes = [fact.words for fact in self.part.facts]
        found: Iterable[Finding] = [
            *faithful(sentence, quotes),
            *advertising.check(sentence),
            *contacts.check(sentence, self.platform),
            *slips.to_the_author(sentence),
        ]
        wrong = [one.reason for one in found if one.level == "error"]
        if wrong:
            return wrong[0]
        return "" if _carried(sentence, quotes) else UNCARRIED[self.part.place.language]

    def section(self, cited: Sequence[str]) -> Section | None:
        """The paragraph as it stands; None when it only repeats others and may be left out."""
        place = self.part.place
        if not self.kept and not self.removed and not place.beat.required:
            return None
        kept = self.kept or [one for one in self._own if not repeats(one.text, self.earlier)]
        if not kept:
            missing = place.words.missing
            return slot_section(place, missing, self.removed) if missing else None
        used = {fact_id for sentence in kept for fact_id in sentence.facts} | set(cited)
        return Section(
            beat=place.name,
            heading=place.heading,
            text=GLUE[place.language].join(sentence.text for sentence in kept),
            facts=[fact.id for fact in self.part.facts if fact.id in used],
            sentences=list(kept),
            removed=self.removed,
            own_words=not self.kept,
            mended=self.mended,
        )


def slot_section(place: Place, question: str, removed: Sequence[str] = ()) -> Section:
    """A paragraph that only asks: nobody has said anything it could be made of."""
    text = f"【待补：{question}】"
    return Section(
        beat=place.name,
        heading=place.heading,
        text=text,
        facts=[],
        sentences=[TracedSentence(text=text, facts=[])],
        removed=list(removed),
    )


def repeats(sentence: str, earlier: Sequence[str]) -> bool:
    """Whether an earlier sentence says this already; a word or two is no repetition."""
    return characters(sentence) > SHORTEST_REPEAT and any(
        grounding.share(sentence, [other]) >= REPEATS for other in earlier
    )


def apart(sentence: str, material: Sequence[Fact], language: Language) -> list[str]:
    """A sentence that runs two facts together, as one sentence a fact.

    By commas it says more than either: of the 120 hired in one month a third left again.
    """
    runs: list[tuple[int, int, Fact | None]] = []
    for clause in clauses(sentence):
        start, _, owner = runs[-1] if runs else (clause.start, 0, None)
        mine = _owner(clause.text, material, owner)
        if runs and owner and mine and mine is not owner:
            runs.append((clause.start, clause.end, mine))
        else:
            runs[-1:] = [(start, clause.end, owner or mine)]
    if len(runs) < 2:
        return [sentence]
    return [_whole(sentence[start:end], language) for start, end, _ in runs]


def _owner(clause: str, material: Sequence[Fact], before: Fact | None) -> Fact | None:
    """The one fact a clause is from; the one of the clause before it where that holds it too."""
    if len(clause) < SHORTEST_CLAUSE:
        return None
    holding = [one for one in material if grounding.share(clause, [one.words]) >= OWNED]
    return before if before in holding else holding[0] if holding else None


def _whole(text: str, language: Language) -> str:
    """A run of clauses as a sentence."""
    begun = text[:1].upper() + text[1:] if language == "en" else text
    return _ended(begun.strip(), language)


def carriers(sentence: str, material: Sequence[Fact]) -> list[str]:
    """Ids of the facts that carry a sentence, best first; one that may not be told carries none."""
    shares = [
        (grounding.share(sentence, [fact.words]), fact.id) for fact in material if fact.usable
    ]
    return [fact_id for share, fact_id in sorted(shares, reverse=True) if share >= CARRIES]


def _carried(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a sentence comes from the material; a question to the reader need not."""
    if speaks_to_reader(sentence) and sentence.endswith(("？", "?")):
        return True
    bound = TO_READER if speaks_to_reader(sentence) else CARRIES
    if grounding.share(sentence, quotes) < bound:
        return False
    words = set(_WORDS.findall("\n".join(quotes).lower()))
    return all(
        grounding.share(clause.text, quotes) >= CLAUSE and _worded_in(clause.text, words)
        for clause in clauses(sentence)
        if characters(clause.text) >= SHORTEST_CLAUSE and not speaks_to_reader(clause.text)
    )


def _worded_in(clause: str, words: set[str]) -> bool:
    """Whether half the longer English words of a clause were said: pairs of letters tell little."""
    own = _WORDS.findall(clause.lower())
    return not own or sum(word in words for word in own) >= len(own) / 2


def own_words(facts: Sequence[Fact], language: Language) -> list[TracedSentence]:
    """The person's own words, sentence by sentence: true whatever a model makes of them."""
    found: list[TracedSentence] = []
    for fact in facts:
        # The statement is the quote without the fillers it began with, unless it was reworded.
        words = fact.statement if fact.statement in fact.words else fact.words
        for sentence in sentences(one_line(words)):
            found.append(TracedSentence(text=_ended(sentence.text, language), facts=[fact.id]))
    return found


def _ended(sentence: str, language: Language) -> str:
    if sentence.endswith(tuple("。.！!？?；;…”’」』）)")):
        return sentence
    return sentence.rstrip("，,、：: ") + ("。" if language == "zh" else ".")
