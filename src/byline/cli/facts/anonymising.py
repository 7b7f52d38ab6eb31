"""Finding, with the person, the words under which a fact may be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byline.interview.anonymising import Proposed
    from byline.ledger.models import Fact
    from byline.ledger.storage import Ledger
    from byline.workspace import Workspace


def anonymise(
    workspace: Workspace,
    fact_id: str,
    *,
    wording: str,
    hide: Sequence[str],
    provider: str | None,
) -> None:
    """Set a fact to be told anonymously, and its wording once the person has agreed to one.

    The decision is written down first: a fact without a wording is told to nobody.
    """
    from byline.ledger.anonymity import identifying

    with workspace.lock():
        ledger = workspace.ledger()
        fact = ledger.set_consent(fact_id, "anonymise")
        known = [*fact.identifying, *identifying(fact.quote), *hide]
        if wording:
            ledger.anonymise(fact_id, wording, known if not hide else [*fact.identifying, *hide])
        ledger.save()
        if not wording:
            _ask(workspace, ledger, fact, list(dict.fromkeys(known)), provider)
        _warn_of_neighbours(ledger, ledger.get(fact_id))


def _ask(
    workspace: Workspace, ledger: Ledger, fact: Fact, known: list[str], provider: str | None
) -> None:
    from byline.cli.asking import ask
    from byline.cli.console import hint, say

    say(f"\n{fact.id}  {fact.quote}", style="bold")
    say(f"会让人认出来的：{'、'.join(known) or '没有看出来'}")
    reply = ask("还有要隐去的词就打出来，空格隔开；不用隐的前面加 -；没有就回车› ")
    if reply is None:
        hint(f"先不定。定下说法以前不会写进稿子：byline facts --anonymise {fact.id}")
        return
    hidden = _amended(known, reply)
    proposed = _proposed(workspace, fact, hidden, provider)
    if proposed:
        origin = "模型挑的词" if proposed.origin == "model" else "照规则换的"
        say(f"  原话  {fact.quote}\n  说法  {proposed.wording}（{origin}）")
    _confirm(ledger, fact, hidden, proposed)


def _amended(known: Sequence[str], reply: str) -> list[str]:
    words = reply.replace("、", " ").replace("，", " ").split()
    freed = {word[1:] for word in words if word[:1] in "-－"}
    named = [word for word in words if word[:1] not in "-－"]
    return [word for word in dict.fromkeys([*known, *named]) if word not in freed]


def _proposed(
    workspace: Workspace, fact: Fact, hidden: Sequence[str], provider: str | None
) -> Proposed | None:
    """A proposal with the model when there is one and something to name; by rule otherwise."""
    from byline.cli.console import hint, open_model, settings_for, waiting
    from byline.errors import InputError, ModelError, StorageError
    from byline.interview import anonymising

    if not anonymising.names(fact.quote, hidden):
        return anonymising.propose(None, fact.quote, hidden)
    try:
        with open_model(settings_for(workspace, provider)) as session, waiting("在想怎么说…"):
            return anonymising.propose(session.caller, fact.quote, hidden)
    except (ModelError, InputError, StorageError) as error:
        hint(f"{error}\n没有模型，照规则换词。")
        return anonymising.propose(None, fact.quote, hidden)


def _confirm(ledger: Ledger, fact: Fact, hidden: Sequence[str], proposed: Proposed | None) -> None:
    """Ask until a wording stands or the person leaves it; nothing is told before that."""
    from byline.cli.asking import ask
    from byline.cli.console import hint, say
    from byline.errors import LedgerError

    how = (
        "回车就用它；要改就把整句打出来；- 先不定› "
        if proposed
        else "隐名怎么说？把整句打出来；- 先不定› "
    )
    while True:
        reply = ask(how, unseen=True)
        words = proposed.wording if proposed and reply == "" else reply
        if words is None or words in ("", "-", "－"):
            hint(f"先不定。定下说法以前不会写进稿子：byline facts --anonymise {fact.id}")
            return
        try:
            ledger.anonymise(fact.id, words, [word for word in hidden if word in fact.quote])
        except LedgerError as error:
            say(f"不行：{error.what}")
            continue
        ledger.save()
        return


def _warn_of_neighbours(ledger: Ledger, fact: Fact) -> None:
    """Another fact that names what this one hides gives it away beside it."""
    from byline.cli.console import hint

    for word in fact.identifying if fact.opened else ():
        beside = [one.id for one in ledger.public() if one.id != fact.id and word in one.words]
        if beside:
            hint(f"“{word}”在 {'、'.join(beside)} 里还是公开的，放在一起还是认得出")
