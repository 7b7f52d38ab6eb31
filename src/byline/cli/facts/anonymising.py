"""Finding, with the person, the words under which a fact may be told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from byline.app.facts import Hiding, Proposed
    from byline.ledger.models import Fact
    from byline.workspace import Workspace


def anonymise(
    workspace: Workspace,
    fact_id: str,
    *,
    wording: str,
    hide: Sequence[str],
    provider: str | None,
) -> None:
    """Set a fact to be told anonymously, and its wording once the person has agreed to one."""
    from byline.app import facts
    from byline.cli.console import hint

    with workspace.lock():
        hiding = facts.hide(workspace, fact_id, wording=wording, words=hide)
        if not wording:
            _ask(workspace, hiding, provider)
        # Another fact that names what this one hides gives it away beside it.
        for word, beside in facts.neighbours(hiding).items():
            hint(f"“{word}”在 {'、'.join(beside)} 里还是公开的，放在一起还是认得出")


def _ask(workspace: Workspace, hiding: Hiding, provider: str | None) -> None:
    from byline.cli.asking import ask
    from byline.cli.console import hint, say

    fact = hiding.fact
    say(f"\n{fact.id}  {fact.quote}", style="bold")
    say(f"会让人认出来的：{'、'.join(hiding.known) or '没有看出来'}")
    reply = ask("还有要隐去的词就打出来，空格隔开；不用隐的前面加 -；没有就回车› ")
    if reply is None:
        hint(f"先不定。定下说法以前不会写进稿子：byline facts --anonymise {fact.id}")
        return
    hidden = _amended(hiding.known, reply)
    proposed = _proposed(workspace, fact, hidden, provider)
    if proposed:
        origin = "模型挑的词" if proposed.origin == "model" else "照规则换的"
        say(f"  原话  {fact.quote}\n  说法  {proposed.wording}（{origin}）")
    _confirm(hiding, hidden, proposed)


def _amended(known: Sequence[str], reply: str) -> list[str]:
    words = reply.replace("、", " ").replace("，", " ").split()
    freed = {word[1:] for word in words if word[:1] in "-－"}
    named = [word for word in words if word[:1] not in "-－"]
    return [word for word in dict.fromkeys([*known, *named]) if word not in freed]


def _proposed(
    workspace: Workspace, fact: Fact, hidden: Sequence[str], provider: str | None
) -> Proposed | None:
    """A proposal with the model when there is one and something to name; by rule otherwise."""
    from byline.app import facts
    from byline.cli.console import hint, open_model, settings_for, waiting
    from byline.errors import InputError, ModelError, StorageError

    if not facts.needs_model(fact, hidden):
        return facts.propose(None, fact, hidden)
    try:
        with open_model(settings_for(workspace, provider)) as session, waiting("在想怎么说…"):
            return facts.propose(session, fact, hidden)
    except (ModelError, InputError, StorageError) as error:
        hint(f"{error}\n没有模型，照规则换词。")
        return facts.propose(None, fact, hidden)


def _confirm(hiding: Hiding, hidden: Sequence[str], proposed: Proposed | None) -> None:
    """Ask until a wording stands or the person leaves it; nothing is told before that."""
    from byline.app import facts
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
            hint(f"先不定。定下说法以前不会写进稿子：byline facts --anonymise {hiding.fact.id}")
            return
        try:
            facts.agree(hiding, words, hidden)
        except LedgerError as error:
            say(f"不行：{error.what}")
            continue
        return
