"""A brief and the facts become a draft for one platform.

Owns: the order of work: outline, a small call a paragraph, what the checks have mended or take out,
closing question, headline, assembly, status. Promise: what a draft states of the person is carried
by the facts its paragraph was offered; what is not is mended within a bound or taken out and kept
in `removed`; what nobody has told is a visible slot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from byline import prompts
from byline.drafting import asking, paragraphs
from byline.drafting.address import speaks_to_reader
from byline.drafting.assembly import Origin, Surroundings, assembled
from byline.drafting.headline import HEADLINES, headline, untold
from byline.drafting.material import Passage, require_passages
from byline.drafting.mending import Mending
from byline.drafting.models import Brief, BriefRecord, Draft, Section, TracedSentence
from byline.drafting.outline import Part, outlined
from byline.drafting.paragraphs import Wordings
from byline.drafting.relevance import Similarity
from byline.drafting.settling import UNTURNED, Settling, slot_section
from byline.ledger.models import Fact
from byline.llm.structured import StructuredCaller
from byline.text.sentences import sentences

__all__ = [
    "Brief",
    "Listener",
    "Surroundings",
    "Writer",
    "require_passages",
    "write",
    "written_part",
]


@dataclass(frozen=True)
class Writer:
    """What drafting needs from outside, and what it has written in this sitting."""

    caller: StructuredCaller
    similarity: Similarity
    model: str
    clock: Callable[[], datetime] = datetime.now
    around: Surroundings = field(default_factory=Surroundings)
    """What the whole of a draft is held against."""
    wordings: Wordings = field(init=False)

    def __post_init__(self) -> None:
        """Start a sitting with nothing written."""
        object.__setattr__(self, "wordings", Wordings(self.caller))


@dataclass(frozen=True)
class Listener:
    """Who hears of a draft while it is written."""

    section: Callable[[Section], None] = lambda section: None
    """Each paragraph once it is settled."""
    sentence: Callable[[str], None] | None = None
    """Each sentence that will stand, as early as that is known; None asks for no streaming."""
    heading: Callable[[str], None] = lambda heading: None
    """The heading of the paragraph that comes next, '' where there is none."""
    record: Callable[[BriefRecord], None] = lambda record: None
    """What the post argues and from which facts, before a word is written."""


def write(
    writer: Writer, brief: Brief, facts: Sequence[Fact], listener: Listener | None = None
) -> Draft:
    """Write one draft.

    Raises LedgerError when no public fact could carry a post, and ModelError.
    """
    hears = listener or Listener()
    held = require_passages(facts)
    parts = outlined(brief, held, writer.similarity)
    record = _record(brief, parts, facts, held)
    hears.record(record)
    sections: list[Section] = []
    for section in _sections(writer, brief, parts, hears):
        sections.append(section)
        hears.section(section)
    body = _told(sections)
    top = headline(writer.caller, brief, body) if body else untold(brief)
    origin = Origin(writer.clock(), writer.model, record, _prompts(brief))
    around = replace(writer.around, language=brief.language)
    return assembled(brief, sections, top, origin, around)


def written_part(
    writer: Writer,
    brief: Brief,
    part: Part,
    earlier: Sequence[str] = (),
    heard: Callable[[str], None] | None = None,
    mending: Mending | None = None,
) -> Section | None:
    """One paragraph, settled; None when it may be left out. Raises ModelError."""
    if part.missing:
        return slot_section(part.place, part.missing)
    repairs = mending or Mending(writer.caller, brief.language)
    settling = Settling(
        part,
        brief.platform,
        earlier,
        lambda sentence, trouble: repairs.mend(sentence, trouble, part.facts),
    )
    live = _Live(settling, heard)
    worded = writer.wordings.paragraph(brief, part, live.hear if heard else None)
    live.rest(worded.text)
    if part.place.beat.reader:
        _turned(settling)
    section = settling.section(worded.facts)
    if section:
        live.tell(section.sentences)
    return section


@dataclass
class _Live:
    """Sentences judged while the model still writes.

    A sentence in trouble is mended after the paragraph is whole, and all behind it wait for it. So
    do those of a paragraph for the reader, until one speaks to the reader.
    """

    settling: Settling
    heard: Callable[[str], None] | None
    taken: int = 0
    told: int = 0
    waiting: bool = False

    def hear(self, sentence: str) -> None:
        if self.waiting or self.settling.trouble(self.settling.worded(sentence)):
            self.waiting = True
            return
        self._take(sentence)

    def rest(self, text: str) -> None:
        for sentence in sentences(text)[self.taken :]:
            self._take(sentence.text)

    def tell(self, standing: Sequence[TracedSentence]) -> None:
        """Let the listener hear what stands and was not told yet."""
        for sentence in standing[self.told :]:
            self.told += 1
            if self.heard:
                self.heard(sentence.text)

    def _take(self, sentence: str) -> None:
        self.taken += 1
        self.settling.take(sentence)
        if not self.settling.part.place.beat.reader or _addresses(self.settling.kept):
            self.tell(self.settling.kept)


def _addresses(kept: Sequence[TracedSentence]) -> bool:
    return any(speaks_to_reader(one.text) for one in kept)


def _turned(settling: Settling) -> None:
    """Have a paragraph for the reader speak to the reader, if one repair can do it."""
    if not settling.kept or _addresses(settling.kept):
        return
    first = settling.kept[0]
    better = settling.worded(settling.mend(first.text, UNTURNED[settling.part.place.language]))
    if speaks_to_reader(better) and not settling.trouble(better):
        settling.mended.append(first.text)
        settling.kept[0] = TracedSentence(text=better, facts=first.facts)


def _sections(
    writer: Writer, brief: Brief, parts: Sequence[Part], listener: Listener
) -> Iterator[Section]:
    mending = Mending(writer.caller, brief.language)
    told: list[Section] = []
    for part in parts:
        listener.heading(part.place.heading)
        if part.place.beat.asks:
            section = _question(writer, brief, part, told)
        else:
            earlier = [sentence.text for one in told for sentence in one.sentences]
            section = written_part(writer, brief, part, earlier, listener.sentence, mending)
        if section:
            told.append(section)
            yield section


def _question(writer: Writer, brief: Brief, part: Part, told: Sequence[Section]) -> Section:
    body = _told(told)
    earlier = [one.text for one in writer.around.told.earlier] if writer.around.told else []
    plain = asking.plain_question(part.place.words.questions, brief.topic, earlier)
    text = asking.closing_question(writer.caller, brief, body, plain) if body else plain
    return Section(
        beat=part.place.name,
        text=text,
        facts=[],
        sentences=[TracedSentence(text=text, facts=[])],
    )


def _told(sections: Sequence[Section]) -> str:
    """What a post says so far, without what it still asks for."""
    return "\n".join(section.text for section in sections if section.facts)


def _record(
    brief: Brief, parts: Sequence[Part], facts: Sequence[Fact], held: Sequence[Passage]
) -> BriefRecord:
    offered = {fact.id for passage in held for fact in passage.facts}
    return BriefRecord(
        reader=brief.audience,
        question=brief.topic,
        judgement=[fact.id for part in parts if part.place.beat.argues for fact in part.facts],
        facts=list(dict.fromkeys(fact.id for part in parts for fact in part.facts)),
        withheld=sum(fact.id not in offered for fact in facts if not fact.superseded_by),
    )


def _prompts(brief: Brief) -> list[str]:
    names = (paragraphs.PROMPTS, asking.PROMPTS, HEADLINES)
    return [prompts.load(name[brief.language]).ref for name in names]
