"""Drafts: written, audited, revised, adapted, filled, and what was proposed in them affirmed.

Owns: one function for each thing a person does with a draft, from their workspace to its file.
Promise: a draft is in its file before anybody is asked about it; a post that was written and not
audited (a failure, Ctrl-C) is kept as such and never passes for audited; every change is a version;
facts a draft tells are marked as used. Nothing is printed here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from byline.app.people import Person, person_of
from byline.drafting import affirm as affirming
from byline.drafting import document, engine, extractive, wishes
from byline.drafting.audit import Ground
from byline.drafting.brief import nearest_first, printable, words_in
from byline.drafting.engine import Models, Studio, Watch
from byline.drafting.models import Brief, Draft, Sentence
from byline.drafting.versions import History, Why
from byline.errors import BylineError, InputError
from byline.ledger import affirmations
from byline.ledger.affirmations import Proposed
from byline.platforms import Platform, load_platform
from byline.voice.advice import for_prompt

if TYPE_CHECKING:
    from byline.app.notes import DraftNotes
    from byline.ledger.models import Fact
    from byline.text.language import Language
    from byline.workspace import Workspace


@dataclass(frozen=True)
class Means:
    """What drafts are made with."""

    models: Models | None
    """None: nothing but the person's own words (`quotes`)."""
    notes: DraftNotes
    clock: Callable[[], datetime] = datetime.now


@dataclass(frozen=True)
class Made:
    """A draft and where it is."""

    path: Path
    draft: Draft
    version: int | None = None
    """The version it was kept as; None where nothing changed."""
    fact: str = ""
    """The fact that a yes became."""


class KeptError(BylineError):
    """A draft was written, could not be audited, and is kept as it is."""


def require_facts(workspace: Workspace) -> None:
    """LedgerError when nothing may be told, and what a broken workspace raises."""
    from byline.positioning import storage as positions

    positions.load(workspace.positioning_path)
    printable(workspace.ledger().facts)


def held_draft(path: Path) -> Made:
    """A draft as its file has it now. InputError for what is no draft."""
    return Made(path, document.load(path).current)


def brief_of(person: Person, topic: str, platform: Platform, means: Means) -> Brief:
    """What one post is for and made of. LedgerError when there is no fact it could be made of."""
    from byline.knowledge.embeddings import similarity

    facts = printable(person.facts)
    language = person.language
    held = {fact.id: fact for fact in facts}
    nearest = nearest_first(topic, facts, similarity)
    near = [held[name] for name in nearest]
    return Brief(
        topic=topic,
        platform=platform,
        language=language,
        facts=tuple(facts),
        nearest=tuple(nearest),
        notes=tuple(means.notes(topic, person.reader, platform, near)) if means.models else (),
        reader=person.reader,
        position=person.position,
        claim=person.claim,
        voice=for_prompt(person.voice, language, platform.id) if person.voice else "",
        samples=person.samples,
        told=person.told,
        struck=person.struck,
        withheld=sum(one.id not in held and not one.superseded_by for one in person.facts),
    )


def compose(
    person: Person, topic: str, platform: Platform, means: Means, watch: Watch | None = None
) -> Draft:
    """One draft of a topic for a platform, in no file yet. Raises LedgerError and ModelError."""
    brief = brief_of(person, topic, platform, means)
    if means.models is None:
        return extractive.compose(brief, person.whole, means.clock())
    return engine.compose(_studio(person, brief, means), watch)


def write_draft(
    workspace: Workspace, topic: str, platform: Platform, means: Means, watch: Watch | None = None
) -> Made:
    """Write one draft into its file.

    Raises what `compose` raises; KeptError, with the file, when the post was written and then could
    not be audited.
    """
    person = person_of(workspace, _folder(workspace, topic, means) / "draft.md")
    keeping = _Keeping(lambda draft: document.save(workspace.drafts, draft))
    try:
        draft = compose(person, topic, platform, means, keeping.watch(watch))
    except (BylineError, KeyboardInterrupt) as error:
        raise keeping.kept(error) from error
    path = document.save(workspace.drafts, draft)
    _use(workspace, draft)
    return Made(path, draft, 1)


def audit_draft(workspace: Workspace, path: Path, means: Means, watch: Watch | None = None) -> Made:
    """Hold a draft's file as it stands now against the facts, mend it, and keep what came of it."""
    held = document.load(path)
    studio, now = _again(workspace, held, means)
    studio = replace(studio, ground=replace(studio.ground, published=frozenset(now.own.values())))
    draft = engine.settle(studio, now.post, watch)
    return _replaced(workspace, held, _keeping_record(held.draft, draft), "revised", "")


def revise_draft(
    workspace: Workspace,
    path: Path,
    wish: str,
    means: Means,
    watch: Watch | None = None,
    *,
    paragraphs: str = "",
    only: str = "",
) -> Made:
    """Change a draft by a wish in words. Raises InputError, ModelError and what files raise."""
    held = document.load(path)
    numbers = wishes.paragraph_numbers(paragraphs, held)
    if only and only not in held.body:
        raise InputError(
            "没有句子里有这几个字", value=only, next_step=f"byline trace {path} 看每一句"
        )
    studio, now = _again(workspace, held, means)
    asked = wishes.revision(held, now, wish, numbers, only)
    back = partial(wishes.put_back, now.post, paragraphs=numbers) if numbers else None
    draft = engine.compose(studio, watch, asked, back)
    words = " ".join(wish.split())
    return _replaced(workspace, held, _keeping_record(held.draft, draft), "revised", words)


def adapt_draft(
    workspace: Workspace, path: Path, platform: Platform, means: Means, watch: Watch | None = None
) -> Made:
    """Tell the facts of a draft again for another platform, in a file beside it."""
    held = document.load(path)
    person = person_of(workspace, path)
    if not [name for name in held.draft.facts if _usable(person.facts, name)]:
        raise InputError(
            "这篇没有一句靠着能公开的事实，没有东西可以重讲",
            value=str(path),
            next_step=f"byline trace {path} 看每句的依据",
        )
    brief = brief_of(person, held.draft.topic, platform, means)
    save = partial(document.save_in, path.parent, why="adapted", words=path.name)
    if means.models is None:
        draft = extractive.compose(brief, person.whole, means.clock(), held.draft.facts)
    else:
        now = wishes.standing(held)
        ground = Ground(brief, person.whole, now.own)
        studio = Studio(means.models, ground, person.voice, means.clock)
        asked = wishes.adaptation(now, platform, brief.language)
        keeping = _Keeping(save)
        try:
            draft = engine.compose(studio, keeping.watch(watch), asked)
        except (BylineError, KeyboardInterrupt) as error:
            raise keeping.kept(error) from error
        draft = wishes.compared(draft, held)
    made = save(draft)
    _use(workspace, draft)
    return Made(made, draft, 1)


def fill_draft(
    workspace: Workspace,
    path: Path,
    facts: Sequence[str],
    means: Means,
    watch: Watch | None = None,
) -> Made:
    """Put facts that answer a draft's slots where they belong; with no model, as they were said."""
    held = document.load(path)
    if means.models is None:
        person = person_of(workspace, path)
        brief = brief_of(person, held.draft.topic, load_platform(held.draft.platform), means)
        told = [one for one in brief.facts if one.id in facts]
        draft = extractive.fill(held, told, brief, person.whole)
    else:
        studio, now = _again(workspace, held, means)
        asked = wishes.filling(now, facts, held.draft.language)
        draft = engine.compose(studio, watch, asked)
    return _replaced(workspace, held, _keeping_record(held.draft, draft), "filled", "")


def affirm_sentence(
    workspace: Workspace,
    path: Path,
    sentence: Sentence,
    words: str | None = None,
    clock: Callable[[], datetime] | None = None,
) -> Made:
    """The person says yes to a proposed sentence, in its words or their own: a fact, and told.

    The journal has the yes before the fact is in the ledger, the ledger before the file changes.
    """
    held = document.load(path)
    said = affirming.worded(words if words is not None else sentence.text)
    # Before a yes is written down: one to a sentence that went meanwhile would be no answer.
    affirming.located(held.current, sentence)
    proposed = Proposed(inside(workspace, path), sentence.text, language=held.draft.language)
    fact = affirmations.affirm(workspace.journal(clock), workspace.ledger(), proposed, said)
    draft = affirming.affirm(held.current, sentence, said, fact.id)
    return replace(_replaced(workspace, held, draft, "affirmed", said), fact=fact.id)


def strike_sentence(workspace: Workspace, path: Path, sentence: Sentence) -> Made:
    """The person does not want a proposed sentence: it goes, and is not proposed again."""
    held = document.load(path)
    draft = affirming.strike(held.current, sentence)
    affirmations.strike(workspace.journal(), Proposed(inside(workspace, path), sentence.text))
    return _replaced(workspace, held, draft, "affirmed", "")


def to_affirm(draft: Draft, language: Language | None = None) -> list[tuple[Sentence, str | None]]:
    """What the person is still asked about, delicate matters first, each with why it is one.

    The reason is in `language`, the draft's when nothing is said.
    """
    return [
        (one, affirming.delicate(one.text, language or draft.language))
        for one in affirming.order(draft.proposed)
    ]


def inside(workspace: Workspace, draft: Path) -> str:
    """A draft's path as the journal keeps it: the same from wherever it is called."""
    whole, root = draft.resolve(), workspace.root.resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()


@dataclass
class _Keeping:
    """Keeps a post that was written, should it never be audited."""

    save: Callable[[Draft], Path]
    written: list[Draft] = field(default_factory=list[Draft])

    def watch(self, other: Watch | None) -> Watch:
        """The same watcher, and this one."""
        hears = other or Watch()

        def written(draft: Draft) -> None:
            self.written.append(draft)
            hears.written(draft)

        return replace(hears, written=written)

    def kept(self, error: BaseException) -> BaseException:
        """What to raise instead of an error that came between writing and audit."""
        if not self.written:
            return error
        path = self.save(self.written[-1])
        what = error.what if isinstance(error, BylineError) else words_in("zh").stopped
        return KeptError(
            f"{what}。稿子写出来了，还没有核，先照原样存着",
            value=str(path),
            next_step=f"byline draft --audit {path}",
        )


def _studio(person: Person, brief: Brief, means: Means) -> Studio:
    assert means.models is not None
    return Studio(means.models, Ground(brief, person.whole), person.voice, means.clock)


def _again(
    workspace: Workspace, held: document.Document, means: Means
) -> tuple[Studio, wishes.Standing]:
    """What a draft that exists is worked on with. InputError where no model may write."""
    if means.models is None:
        raise InputError(
            "这个模型只按原话写稿，不会照要求改写",
            value="quotes",
            next_step="直接改文件；或换一个能写的模型：byline revise … --writer 服务名",
        )
    person = person_of(workspace, held.path)
    brief = brief_of(person, held.draft.topic, load_platform(held.draft.platform), means)
    now = wishes.standing(held)
    ground = Ground(brief, person.whole, now.own, now.published)
    return Studio(means.models, ground, person.voice, means.clock), now


def _keeping_record(old: Draft, new: Draft) -> Draft:
    """A changed draft keeps when it was made and what was cut from it before."""
    return new.model_copy(
        update={
            "made": old.made,
            "cut": list(dict.fromkeys([*old.cut, *new.cut])),
            "changed": list(dict.fromkeys([*old.changed, *new.changed])),
            "notes": list(dict.fromkeys([*old.notes, *new.notes])),
            "prompts": list(dict.fromkeys([*old.prompts, *new.prompts])),
        }
    )


def _replaced(
    workspace: Workspace, held: document.Document, draft: Draft, why: Why, words: str
) -> Made:
    """Put a draft in its file's place; the file is read again, so that an edit is not lost."""
    history = History(held.path)
    base = history.now()
    if document.load(held.path).text != held.text:
        raise InputError(
            "改的时候这个文件被别处改过了，没有动它", value=str(held.path), next_step="再运行一次"
        )
    text = document.replaced(held, draft)
    if text == held.text:
        return Made(held.path, draft)
    version = history.replace(text, why, words, base=base)
    _use(workspace, draft)
    return Made(held.path, draft, version.number)


def _use(workspace: Workspace, draft: Draft) -> None:
    ledger = workspace.ledger()
    ledger.mark_used(draft.facts, draft.made)
    ledger.save()


def _usable(facts: Sequence[Fact], name: str) -> bool:
    return any(fact.id == name and fact.usable for fact in facts)


def _folder(workspace: Workspace, topic: str, means: Means) -> Path:
    return document.folder(workspace.drafts, topic, means.clock())
