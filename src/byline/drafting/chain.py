"""A topic and the facts become a draft for one platform.

Owns: the order of work: material, a paragraph a beat, what the checks take out, headline, status.
Promise: what a draft states of the person is carried by the facts its paragraph was offered; what
is not is taken out and kept in `removed`, and a paragraph without material is a visible slot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, create_model

from byline import prompts
from byline.checks import grounding, limits
from byline.checks.findings import Finding
from byline.drafting.beats import Beat, load_beats
from byline.drafting.headline import Headline, fitting_tags, fitting_title
from byline.drafting.material import Passage, Similarity, choose, passages
from byline.drafting.models import Draft, Section, Status, TracedSentence
from byline.errors import LedgerError
from byline.ledger.models import Fact
from byline.llm.schemas import list_of, one_of
from byline.llm.structured import StructuredCaller
from byline.platforms import Platform, What
from byline.text.counting import characters
from byline.text.sentences import clean_input, one_line, sentences

PARAGRAPH = "drafting/paragraph"
HEADLINE = "drafting/headline"
CARRIES = 0.3
"""Share of a sentence's pieces a fact must hold to be named as carrying it."""
REPEATS = 0.75
"""Share of a sentence's pieces in an earlier sentence that makes it a repetition."""
LONGEST_PARAGRAPH = 300
"""Characters: a small model that passes this has begun to go round in circles."""
SHORTEST_REPEAT = 4
"""Characters up to which saying something again is style."""
MOST_TITLE = 64


@dataclass(frozen=True)
class Brief:
    """What a draft is to be."""

    topic: str
    platform: Platform
    audience: str
    """Whom the chosen position is for; '' before a choice."""


@dataclass(frozen=True)
class Writer:
    """What drafting needs from outside, and what it has written in this sitting."""

    caller: StructuredCaller
    similarity: Similarity
    model: str
    clock: Callable[[], datetime] = datetime.now
    written: dict[str, tuple[str, list[str]]] = field(
        default_factory=dict[str, tuple[str, list[str]]]
    )
    """Request -> paragraph: a second platform that asks for the same one is not made to wait."""


@dataclass(frozen=True)
class Place:
    """Where in a post a paragraph stands."""

    name: str
    beat: Beat
    heading: str


def write(
    writer: Writer, brief: Brief, facts: Sequence[Fact], on_section: Callable[[Section], None]
) -> Draft:
    """Write one draft; `on_section` sees each paragraph as it is ready.

    Raises LedgerError when no public fact could carry a post, and ModelError.
    """
    held = require_passages(facts)
    sections: list[Section] = []
    for section in _sections(writer, brief, held):
        sections.append(section)
        on_section(section)
    title, tags = _headline(writer, brief, sections)
    return _assembled(writer, brief, sections, title, tags)


def require_passages(facts: Sequence[Fact]) -> list[Passage]:
    """The passages a post may be made of; LedgerError when there is none."""
    held = passages(facts)
    if not held:
        raise LedgerError(
            "还没有可以公开的事实，写出来只能是编的",
            next_step="byline interview；已经聊过就用 byline facts --public f001 放开几条",
        )
    return held


def _sections(writer: Writer, brief: Brief, held: Sequence[Passage]) -> Iterator[Section]:
    plan = load_beats()
    used: set[str] = set()
    earlier: list[str] = []
    for name in plan.order(brief.platform.id):
        beat = plan.beats[name]
        chosen = choose(beat, brief.topic, held, used, writer.similarity)
        used |= {passage.facts[0].id for passage in chosen}
        markdown = brief.platform.drafted().headings == "markdown"
        place = Place(name, beat, plan.headings.get(name, "") if markdown else "")
        material = [fact for passage in chosen for fact in passage.facts]
        if material:
            text, cited = _written(writer, brief.topic, beat, material)
            section = settled(place, text, material, cited, earlier)
        else:
            section = slot_section(place, beat.missing) if beat.missing else None
        if section is None:
            continue
        earlier.extend(sentence.text for sentence in section.sentences)
        yield section


def slot_section(place: Place, question: str) -> Section:
    """A paragraph that only asks: nobody has said anything it could be made of."""
    text = f"【待补：{question}】"
    return Section(
        beat=place.name,
        heading=place.heading,
        text=text,
        facts=[],
        sentences=[TracedSentence(text=text, facts=[])],
    )


def _written(
    writer: Writer, topic: str, beat: Beat, material: Sequence[Fact]
) -> tuple[str, list[str]]:
    """The model's paragraph and the fact ids it names."""
    messages = prompts.load(PARAGRAPH).messages(
        topic=topic,
        task=beat.task,
        material="\n".join(f"{fact.id} {one_line(fact.words)}" for fact in material),
    )
    key = messages[-1].text
    if key not in writer.written:
        answer = writer.caller.ask(messages, paragraph_schema(material), max_tokens=600)
        text = clean_input(str(getattr(answer, "text"))).strip()  # noqa: B009
        writer.written[key] = text, cast(list[str], getattr(answer, "facts"))  # noqa: B009
    return writer.written[key]


def paragraph_schema(material: Sequence[Fact]) -> type[BaseModel]:
    """Text and the ids it used, of the facts offered and no others."""
    ids: Any = one_of([fact.id for fact in material])
    return create_model(
        "Paragraph",
        __config__=ConfigDict(extra="forbid"),
        text=(str, Field(min_length=1, max_length=LONGEST_PARAGRAPH)),
        facts=(list_of(ids), Field(min_length=1, max_length=len(material))),
    )


def settled(
    place: Place,
    text: str,
    material: Sequence[Fact],
    cited: Sequence[str],
    earlier: Sequence[str] = (),
) -> Section | None:
    """Keep the sentences the facts carry; take out the others, or leave a slot if none is left.

    `earlier` are sentences already in the post: nobody wants to read one twice. None when the
    paragraph only repeats them and may be left out.
    """
    quotes = [fact.words for fact in material]
    kept: list[TracedSentence] = []
    removed: list[str] = []
    for sentence in sentences(text):
        plain = addressed(sentence.text) if place.beat.reader else sentence.text
        if _repeats(plain, [*earlier, *(other.text for other in kept)]):
            continue
        if grounding.check(plain, quotes) or not _carried(plain, quotes):
            removed.append(plain)
        else:
            kept.append(TracedSentence(text=plain, facts=_carriers(plain, material)))
    if place.beat.question:
        kept, dropped = asking(kept, place.beat.question)
        removed.extend(dropped)
    if not kept and not removed and not place.beat.missing:
        return None
    if not kept:
        slot = slot_section(place, place.beat.missing or "这一段的素材")
        return slot.model_copy(update={"removed": removed})
    used = {fact_id for sentence in kept for fact_id in sentence.facts} | set(cited)
    return Section(
        beat=place.name,
        heading=place.heading,
        text="".join(sentence.text for sentence in kept),
        facts=[fact.id for fact in material if fact.id in used],
        sentences=kept,
        removed=removed,
    )


def _repeats(sentence: str, earlier: Sequence[str]) -> bool:
    """Whether an earlier sentence says this already; a word or two is no repetition."""
    return characters(sentence) > SHORTEST_REPEAT and any(
        grounding.share(sentence, [other]) >= REPEATS for other in earlier
    )


def _carried(sentence: str, quotes: Sequence[str]) -> bool:
    """Whether a statement comes from the material; what is said to the reader need not."""
    to_reader = "你" in sentence or sentence.endswith(("？", "?"))
    return to_reader or grounding.share(sentence, quotes) >= CARRIES


def asking(kept: Sequence[TracedSentence], question: str) -> tuple[list[TracedSentence], list[str]]:
    """Statements first, then one question to the reader: the model's, or the plain one.

    Also returns what had to go: half-questions, and all questions but the last.
    """
    questions = [one for one in kept if one.text.endswith(("？", "?")) and "你" in one.text]
    told = [one for one in kept if one not in questions and "你" not in one.text]
    last = questions[-1] if questions else TracedSentence(text=question, facts=[])
    dropped = [one.text for one in kept if one not in told and one != last]
    return [*told, last], dropped


def addressed(sentence: str) -> str:
    """A sentence turned to the reader: Chinese drops the subject where English would say "you"."""
    return re.sub(r"^(?:他们|她们|[他她](?![们人俩乡]))(?=[\u4e00-\u9fff])", "", sentence)


def _carriers(sentence: str, material: Sequence[Fact]) -> list[str]:
    shares = [(grounding.share(sentence, [fact.words]), fact.id) for fact in material]
    return [fact_id for share, fact_id in sorted(shares, reverse=True) if share >= CARRIES]


def _headline(writer: Writer, brief: Brief, sections: Sequence[Section]) -> tuple[str, list[str]]:
    body = "\n".join(section.text for section in sections)
    title_limits = brief.platform.limits_on("title")
    most = min((limit.maximum for limit in title_limits if limit.maximum), default=MOST_TITLE)
    messages = prompts.load(HEADLINE).messages(
        platform=brief.platform.names.zh,
        limit=most,
        body=body,
        audience=brief.audience or "没有定",
    )
    found = writer.caller.ask(messages, Headline, max_tokens=300)
    return (
        fitting_title([*found.titles, brief.topic], body, brief.platform),
        fitting_tags(found.tags, body)[: brief.platform.drafted().tags.maximum],
    )


def _assembled(
    writer: Writer, brief: Brief, sections: list[Section], title: str, tags: list[str]
) -> Draft:
    body = "\n\n".join(section.text for section in sections)
    parts: dict[What, str | Sequence[str]] = {"title": title, "body": body}
    if tags:
        parts["tags"] = tags
    findings = [*limits.check(parts, brief.platform), *_slots(sections)]
    beats = load_beats()
    notes = [note for section in sections for note in beats.beats[section.beat].notes]
    return Draft(
        platform=brief.platform.id,
        topic=brief.topic,
        made=writer.clock(),
        title=title,
        tags=tags,
        sections=sections,
        status=_status(findings),
        findings=findings,
        ai_label=brief.platform.ai_label.text,
        notes=list(dict.fromkeys(notes)),
        prompts=[prompts.load(name).ref for name in (PARAGRAPH, HEADLINE)],
        model=writer.model,
    )


def _slots(sections: Sequence[Section]) -> list[Finding]:
    return [
        Finding(rule="slot", level="warning", text=section.text, reason="这一段还缺你的话")
        for section in sections
        if "【待补" in section.text
    ]


def _status(findings: Sequence[Finding]) -> Status:
    if any(finding.level == "error" for finding in findings):
        return "revise"
    return "needs_input" if any(finding.rule == "slot" for finding in findings) else "pass"
