"""Proposed sentences put to the person one by one: yes, other words, strike.

Owns: the asking. Promise: every answer is kept before the next question; Ctrl-C and the end of
input leave the rest in the draft, open; a sentence about health, law or money takes a yes of its
own.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from byline.cli.asking import ask
from byline.cli.console import hint, say

if TYPE_CHECKING:
    from byline.app.drafts import Made
    from byline.cli.draft_words import DraftWords
    from byline.drafting.models import Draft, Sentence
    from byline.workspace import Workspace

YES = frozenset({"y", "yes", "认", "是", "好", "对", "ok"})
NO = frozenset({"n", "no", "删", "删掉", "不认", "不"})
EDIT = frozenset({"e", "edit", "改"})
LATER = frozenset({"q", "later", "以后", "以后再说", "先放着"})


def ask_about(
    workspace: Workspace, one: Made, words: DraftWords, *, yes: bool = False, quiet: bool = False
) -> Made:
    """The draft after the person was asked what it proposes.

    `yes` agrees to what may be agreed to at once; what is left stays open where nobody is to be
    asked, and in `quiet`.
    """
    from byline.cli.writing import show_standing, somebody

    draft = one.draft
    if yes:
        draft = affirm_harmless(workspace, one.path, draft, words)
    if not quiet and somebody():
        draft = affirm_all(workspace, one.path, draft, words)
    if not quiet and draft != one.draft:
        show_standing(draft, one.path, words)
    return replace(one, draft=draft)


def affirm_all(workspace: Workspace, path: Path, draft: Draft, words: DraftWords) -> Draft:
    """Ask about every proposed sentence; returns the draft as it stands after that."""
    from byline.app.drafts import to_affirm
    from byline.cli.writing import typed

    waiting = to_affirm(draft, words.language)
    if waiting:
        say("\n" + words.ask_intro.format(count=len(waiting)), style="bold")
    for number, (sentence, delicate) in enumerate(waiting):
        remark = words.ask_delicate.format(reason=delicate) if delicate else ""
        say(f"\n{number + 1}/{len(waiting)} {sentence.text}{remark}", style="cyan")
        answered = _asked(workspace, path, sentence, words)
        if answered is None:
            hint(words.left.format(count=len(waiting) - number, path=typed(path)))
            break
        draft = answered
    return draft


def affirm_harmless(workspace: Workspace, path: Path, draft: Draft, words: DraftWords) -> Draft:
    """Say yes to everything that takes no yes of its own."""
    from byline.app.drafts import affirm_sentence, to_affirm
    from byline.cli.writing import typed

    waiting = to_affirm(draft, words.language)
    for sentence, delicate in waiting:
        if delicate is None:
            made = affirm_sentence(workspace, path, sentence)
            hint(words.affirmed.format(fact=made.fact, text=sentence.text))
            draft = made.draft
    if left := [one for one, delicate in waiting if delicate]:
        hint(words.skipped.format(count=len(left), path=typed(path)))
    return draft


def _asked(workspace: Workspace, path: Path, sentence: Sentence, words: DraftWords) -> Draft | None:
    """The draft after one answer; None for no answer."""
    from byline.app.drafts import held_draft
    from byline.errors import InputError

    while (reply := ask(words.ask, unseen=True)) is not None:
        said = reply.casefold()
        own: str | None = sentence.text
        if said in LATER:
            return None
        if said not in YES | NO | EDIT:
            hint(words.ask_unclear)
            continue
        if said in EDIT and (own := ask(words.ask_words, sentence.text)) is None:
            return None
        try:
            return _decided(workspace, path, sentence, None if said in NO else own, words)
        except InputError as error:
            hint(str(error))
            held = held_draft(path).draft
            # Taken out of the file meanwhile: there is nothing left to ask about.
            if sentence.text not in [one.text for one in held.proposed]:
                return held
    return None


def _decided(
    workspace: Workspace, path: Path, sentence: Sentence, own: str | None, words: DraftWords
) -> Draft:
    """The draft with the sentence in these words, or without it."""
    from byline.app.drafts import affirm_sentence, strike_sentence

    if own is None:
        made = strike_sentence(workspace, path, sentence)
        hint(words.struck)
    else:
        made = affirm_sentence(workspace, path, sentence, own)
        hint(words.affirmed.format(fact=made.fact, text=own))
    return made.draft
