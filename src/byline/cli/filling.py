"""`byline interview --fill`: a draft's open places become questions, the answers paragraphs.

Promise: what is said is in the journal before anything else happens with it; a kill, Ctrl-C or a
model that fails costs at most the paragraph being written, which the next run goes on with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from byline.cli.chat import Chat
from byline.cli.console import hint, say
from byline.cli.filled import around, end, explain, next_step, show, typed
from byline.cli.filling_wording import filling_wording, spoken
from byline.drafting.places import Slot

if TYPE_CHECKING:
    from byline.cli.people import Person
    from byline.drafting.chain import Writer
    from byline.drafting.places import Page
    from byline.interview.filling import Filling
    from byline.ledger.events import Asked, Language
    from byline.llm.chat import ChatSession
    from byline.settings import Settings
    from byline.workspace import Workspace


@dataclass
class FillingChat(Chat):
    """A sitting about one draft."""

    typed: str = ""
    """The draft as it is typed on a command line."""
    slots: Mapping[str, Slot] = field(default_factory=dict[str, Slot])
    """Question -> its place."""

    def above(self, question: Asked) -> str:
        """Where in the draft the answer will stand."""
        asked = question.slot.question if question.slot and not question.probe else ""
        slot = self.slots.get(asked)
        return around(slot, filling_wording(self.talk.language)) if slot else ""

    def speak(self, language: Language, *, asked: bool, question: Asked | None = None) -> None:
        """Go on in another language."""
        super().speak(language, asked=asked, question=question)
        self.person.words = spoken(language, self.typed)


def fill(
    draft: Path,
    folder: Path,
    person: Person,
    language: Language | None,
    *,
    provider: str | None,
    no_model: bool,
) -> None:
    """Ask what a draft waits for, and put the answers where they belong."""
    from byline.cli.console import settings_for
    from byline.cli.interview import model
    from byline.drafting import places
    from byline.workspace import Workspace

    page = places.read(draft)
    workspace = Workspace.find(draft.absolute().parent if folder == Path() else folder)
    settings = settings_for(workspace, provider)
    with workspace.lock():
        talk = _opened(workspace, settings, draft, page, language)
        talk.patience = settings.follow_up_wait
        if not page.slots:
            words = filling_wording(talk.language)
            say(words.none)
            hint(next_step(words, draft, page))
            return
        person.words = spoken(talk.language, typed(draft))
        with model(settings, person.words, off=no_model) as session:
            _sit(talk, person, session, draft, page)


def _opened(
    workspace: Workspace, settings: Settings, draft: Path, page: Page, language: Language | None
) -> Filling:
    """The sitting as the journal and the draft have it, still without a model."""
    from byline.cli.interview import open_talk
    from byline.drafting.filling import phrase
    from byline.interview import switching
    from byline.interview.filling import Filling
    from byline.interview.gaps import FOR_DRAFTS, Gap

    held = open_talk(workspace, settings.language)
    asked = switching.detect("\n".join(slot.question for slot in page.slots))
    words = filling_wording(language or ("en" if asked == "en" else held.language))
    record = page.stored.draft
    return Filling(
        held.journal,
        held.ledger,
        held.guide,
        language=language or ("en" if asked == "en" else held.language),
        draft=_inside(workspace, draft),
        gaps=[
            Gap(
                slot.question or words.nameless,
                slot.topic(record) or FOR_DRAFTS,
                phrase=None if slot.whole else phrase,
                known=slot.known,
                notes=slot.notes(record),
            )
            for slot in page.slots
        ],
        used=frozenset(name for section in record.sections for name in section.facts),
        name=words.name,
        shorter=words.shorter,
    )


def _sit(
    talk: Filling, person: Person, session: ChatSession | None, draft: Path, page: Page
) -> None:
    """Ask, have the answers read for facts, ask about consent, write."""
    from byline.cli import closing, interview
    from byline.cli.chat import tell_gone
    from byline.cli.console import show_usage
    from byline.interview.revising import settle

    tell_gone(person.words.reconciled, settle(talk.journal, talk.ledger))
    if session:
        interview.equip(talk, session)
    with interview.extracting(talk) as background:
        slots = {gap.question: slot for gap, slot in zip(talk.gaps, page.slots, strict=True)}
        _open(talk, person, page)
        chat = FillingChat(talk, person, background, typed=typed(draft), slots=slots)
        interview.talk_through(chat)
        if session:
            interview.drain(background, person.words)
    for failure in background.failures:
        hint(person.words.extraction_failed.format(reason=failure.what))
    talk.read_short()
    # Who stopped the reading with Ctrl-C wants to leave.
    failed = session is None or bool(background.failures)
    _settle_pending(talk, person if failed else None, draft)
    told = [one for one in talk.told() if one.answers]
    closing.review(talk, person, [fact for one in told for fact in talk.facts(one)])
    try:
        _write(talk, draft, page, _writer(session))
    except KeyboardInterrupt:
        hint(filling_wording(talk.language).stopped.format(draft=typed(draft)))
        return
    if session:
        show_usage(session)
    end(talk, draft)


def _open(talk: Filling, person: Person, page: Page) -> None:
    """Say which draft this is and how much of it is open."""
    words = filling_wording(talk.language)
    already = sum(bool(told.answers) for told in talk.told())
    talk.begin()
    if person.live:
        title = page.stored.words.title or page.stored.path.name
        hint(words.opened.strip().format(title=title, count=len(page.slots)))
    if already:
        hint(words.already.format(count=already))


def _settle_pending(talk: Filling, person: Person | None, draft: Path) -> None:
    """Answers no model has read: into the draft as they were said, or they wait.

    Without a person to be asked they wait.
    """
    from byline.interview import privacy

    pending = _unread(talk)
    if not pending:
        return
    words = filling_wording(talk.language)
    reply = person.confirm(words.offer) if person and person.live else None
    if reply is None or privacy.decision(reply) == "no":
        hint(words.waits.format(draft=typed(draft)))
        return
    for answer_id in pending:
        talk.take_as_said(answer_id)


def _unread(talk: Filling) -> list[str]:
    """Answers to whole paragraphs that are no facts yet."""
    paragraphs = (told for told in talk.told() if told.gap.phrase is None)
    ours = {one.answer_id for told in paragraphs for one in told.answers}
    return [answer_id for answer_id in talk.pending() if answer_id in ours]


def _writer(session: ChatSession | None) -> Writer | None:
    if session is None:
        return None
    from byline.drafting.chain import Writer
    from byline.knowledge.embeddings import similarity

    return Writer(session.caller, similarity, session.choice.model)


def _write(talk: Filling, draft: Path, page: Page, writer: Writer | None) -> None:
    """Fill every place that has an answer with facts, one file write each."""
    from byline.cli.console import waiting
    from byline.drafting import filling

    words = filling_wording(talk.language)
    unread = set(_unread(talk))
    for number, (slot, told) in enumerate(zip(page.slots, talk.told(), strict=True), start=1):
        if not told.answers or any(one.answer_id in unread for one in told.answers):
            continue
        facts = talk.facts(told)
        with waiting(words.writing.format(number=number)):
            done = filling.fill(draft, slot, facts, talk.ledger.facts, writer)
        if isinstance(done, filling.Filled):
            talk.ledger.mark_used(done.facts, talk.clock().astimezone())
            talk.ledger.save()
            show(done, slot, words)
        else:
            explain(done, told, talk, words, draft)


def _inside(workspace: Workspace, draft: Path) -> str:
    """A draft's path as the journal keeps it: the same from wherever it is called."""
    whole = draft.resolve()
    root = workspace.root.resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()
