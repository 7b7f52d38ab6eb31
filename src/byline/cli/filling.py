"""`byline interview --fill`: a draft's open places become questions, the answers go into it.

Owns: the sitting, what is told of a place that stays open, and when the one call that writes is
made. Promise: what is said is in the journal before anything else happens with it; a kill, Ctrl-C
or a model that fails costs no answer, and the next run goes on without asking again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from byline.cli.chat import Chat, shortened
from byline.cli.console import hint, say
from byline.cli.filling_words import FillingWords, filling_words, spoken
from byline.cli.writing import typed

if TYPE_CHECKING:
    from byline.app.drafts import Made
    from byline.app.models import ChatSession
    from byline.cli.people import Person
    from byline.drafting.brackets import Place
    from byline.drafting.document import Document
    from byline.interview.filling import Filling
    from byline.interview.gaps import Told
    from byline.ledger.events import Asked, Language
    from byline.settings import Settings
    from byline.workspace import Workspace

AROUND = 160
"""Columns of the paragraphs beside a place that are shown."""


@dataclass
class FillingChat(Chat):
    """A sitting about one draft."""

    typed: str = ""
    """The draft as it is typed on a command line."""
    beside: Mapping[str, str] = field(default_factory=dict[str, str])
    """Question -> where in the draft the answer will stand."""

    def above(self, question: Asked) -> str:
        """Where in the draft the answer will stand."""
        asked = question.slot.question if question.slot and not question.probe else ""
        return self.beside.get(asked, "")

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
    """Ask what a draft waits for, put the answers in, then ask about what it proposes."""
    from byline.app.drafts import held_draft
    from byline.cli.affirming import ask_about
    from byline.cli.console import settings_for
    from byline.cli.draft_words import draft_words
    from byline.cli.writing import show_standing
    from byline.drafting import document
    from byline.workspace import Workspace

    held = document.load(draft)
    workspace = Workspace.find(draft.absolute().parent if folder == Path() else folder)
    settings = settings_for(workspace, provider)
    words = draft_words(settings.language)
    with workspace.lock():
        if held.slots:
            done = _sitting(workspace, settings, held, person, language, no_model=no_model)
        else:
            say(filling_words(language or settings.language).none)
            show_standing(held.current, draft, words)
            done = True
        if done and person.live:
            ask_about(workspace, held_draft(draft), words)


def _sitting(
    workspace: Workspace,
    settings: Settings,
    held: Document,
    person: Person,
    language: Language | None,
    *,
    no_model: bool,
) -> bool:
    """Ask, read the answers for facts, write; whether it went on to its end."""
    from byline.cli.draft_words import draft_words
    from byline.cli.interview import model
    from byline.cli.writing import show_standing

    talk = _opened(workspace, settings, held, language)
    talk.patience = settings.follow_up_wait
    person.words = spoken(talk.language, typed(held.path))
    with model(settings, person.words, off=no_model) as session:
        done = _talk(talk, person, session, held)
    try:
        made = _written(workspace, settings, talk, held, off=session is None)
    except KeyboardInterrupt:
        hint(filling_words(talk.language).stopped.format(draft=typed(held.path)))
        return False
    if made is None:
        show_standing(held.current, held.path, draft_words(settings.language))
    return done


def _opened(
    workspace: Workspace, settings: Settings, held: Document, language: Language | None
) -> Filling:
    """The sitting as the journal and the draft have it, in the language of its questions."""
    from byline.app.filling import Phrases, open_filling
    from byline.cli.interview import open_talk
    from byline.interview import switching

    talk = open_talk(workspace, settings.language)
    asked = switching.detect("\n".join(slot.words for slot in held.slots))
    spoken_in = language or ("en" if asked == "en" else talk.language)
    words = filling_words(spoken_in)
    phrases = Phrases(words.name, words.nameless, words.fuller)
    return open_filling(workspace, talk, held, spoken_in, phrases)


def _talk(talk: Filling, person: Person, session: ChatSession | None, held: Document) -> bool:
    """The questions, the reading for facts, consent; whether every place was put."""
    from byline.app.answers import reconcile
    from byline.app.filling import read
    from byline.cli import closing, interview
    from byline.cli.chat import tell_gone
    from byline.cli.console import show_usage

    tell_gone(person.words.reconciled, reconcile(talk))
    if session:
        interview.equip(talk, session)
    with interview.extracting(talk) as background:
        words = filling_words(talk.language)
        beside = {
            gap.question: around(held, slot, words)
            for gap, slot in zip(talk.gaps, held.slots, strict=True)
        }
        _open(talk, person, held)
        chat = FillingChat(talk, person, background, typed=typed(held.path), beside=beside)
        done = interview.talk_through(chat)
        if session:
            interview.drain(background, person.words)
    for failure in background.failures:
        hint(person.words.extraction_failed.format(reason=failure.what))
    # Who stopped the reading with Ctrl-C wants to leave.
    failed = session is None or bool(background.failures)
    _settle_pending(talk, person if failed else None, held.path)
    closing.review(talk, person, [fact for told in read(talk) for fact in talk.facts(told)])
    if session:
        show_usage(session)
    return done


def _open(talk: Filling, person: Person, held: Document) -> None:
    """Say which draft this is and how much of it is open."""
    words = filling_words(talk.language)
    already = sum(bool(told.answers) for told in talk.told())
    talk.begin()
    if person.live:
        title = held.title or held.path.name
        hint(words.opened.strip().format(title=title, count=len(held.slots)))
    if already:
        hint(words.already.format(count=already))


def _settle_pending(talk: Filling, person: Person | None, draft: Path) -> None:
    """Answers no model has read: facts as they were said, or they wait.

    Without a person to be asked they wait.
    """
    from byline.interview import privacy

    pending = talk.pending()
    if not pending:
        return
    words = filling_words(talk.language)
    reply = person.confirm(words.offer) if person and person.live else None
    if reply is None or privacy.decision(reply) == "no":
        hint(words.waits.format(draft=typed(draft)))
        return
    for answer_id in pending:
        talk.take_as_said(answer_id)


def _written(
    workspace: Workspace, settings: Settings, talk: Filling, held: Document, *, off: bool
) -> Made | None:
    """The draft with what was said in it, shown; None when there is nothing to put in."""
    from byline.app.filling import read, to_write
    from byline.cli.draft_words import draft_words
    from byline.cli.writing import show_version
    from byline.drafting import document
    from byline.errors import ModelError

    words = filling_words(talk.language)
    before, told = document.load(held.path), read(talk)
    facts = to_write(talk, before, words.nameless)
    made = None
    if facts:
        try:
            made = _filled(workspace, settings, before, facts, words, off=off)
        except ModelError:
            hint(words.stopped.format(draft=typed(held.path)))
            raise
        show_version(made, before.current, draft_words(settings.language))
    for one in told:
        _explain(one, talk, before, made)
    return made


def _filled(
    workspace: Workspace,
    settings: Settings,
    before: Document,
    facts: list[str],
    words: FillingWords,
    *,
    off: bool,
) -> Made:
    from byline.app.drafts import fill_draft
    from byline.cli.draft_words import draft_words
    from byline.cli.writing import Page, open_means
    from byline.platforms import load_platform

    platform = load_platform(before.draft.platform)
    with open_means(settings, off=off) as means:
        if means.models is None:
            made = fill_draft(workspace, before.path, facts, means)
            hint(words.as_said)
            return made
        with Page(platform, means, draft_words(settings.language)) as page:
            watch = page.quiet if before.draft.facts else page.watch
            return fill_draft(workspace, before.path, facts, means, watch)


def _explain(told: Told, talk: Filling, before: Document, made: Made | None) -> None:
    """Why what was said to a place is not in the draft, and what can be done."""
    from byline.app.filling import why_left

    words = filling_words(talk.language)
    facts = talk.facts(told)
    draft = made.draft if made else before.draft
    left = why_left(told, facts, before, draft, words.nameless)
    if left is None:
        return
    closed = [fact for fact in facts if not fact.opened]
    named = closed if left == "closed" else facts
    options = (
        f"--{'anonymise' if fact.consent == 'anonymise' else 'public'} {fact.id}" for fact in closed
    )
    hint(
        words.left[left].format(
            question=told.gap.question,
            ids="、".join(fact.id for fact in named),
            options=" ".join(options),
            draft=typed(before.path),
        )
    )


def around(held: Document, slot: Place, words: FillingWords) -> str:
    """A place in its draft: the line it stands in, or the paragraphs above and below."""
    if slot.around:
        return words.inside.format(words=slot.around.replace(slot.text, "＿＿＿＿", 1))
    line = held.line_of(slot)
    at = line.paragraph if line else 1
    told = {
        one.number: one.text
        for one in held.paragraphs
        if any(sentence.state != "slot" for sentence in one.lines)
    }
    shown = [
        words.before.format(words=shortened(told[at - 1], AROUND)) if at - 1 in told else "",
        words.after.format(words=shortened(told[at + 1], AROUND)) if at + 1 in told else "",
    ]
    return "\n".join(line for line in shown if line)
