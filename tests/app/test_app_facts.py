"""What may be told, in which words."""

from collections.abc import Callable

import pytest

from byline.app import facts
from byline.errors import LedgerError
from byline.ledger.models import Fact
from byline.workspace import Workspace

Hold = Callable[..., Fact]


def consents(workspace: Workspace) -> dict[str, str]:
    return {fact.id: fact.consent for fact in workspace.ledger().facts}


def test_of_several_changes_all_are_made_or_none(workspace: Workspace, hold: Hold) -> None:
    hold("我管仓库八年")
    hold("错发率降到千分之一点二", "result")
    with pytest.raises(LedgerError):
        facts.change(workspace, private=["f001"], remove=["f009"])
    assert consents(workspace)["f001"] == "public"
    facts.change(workspace, private=["f001"], confirm=["f002"])
    assert consents(workspace) == {"f001": "private", "f002": "public"}
    assert all(fact.confirmed for fact in workspace.ledger().facts)


def test_of_two_made_one_what_was_closed_stays_closed(workspace: Workspace, hold: Hold) -> None:
    kept, other = hold("我管仓库八年"), hold("管了八年仓库")
    facts.change(workspace, private=[other.id])
    with workspace.lock():
        ledger = workspace.ledger()
        assert facts.make_one(ledger, ledger.get(kept.id), ledger.get(other.id))
    assert consents(workspace)[kept.id] == "private"
    assert workspace.ledger().get(other.id).superseded_by == kept.id


def test_a_fact_to_be_told_anonymously_is_told_to_nobody_before_its_wording(
    workspace: Workspace, hold: Hold
) -> None:
    hold("我在锦绣童装管仓库")
    beside = hold("锦绣童装一年发三百万件", "result")
    facts.change(workspace, public=[beside.id])
    with workspace.lock():
        hiding = facts.hide(workspace, "f001", words=["锦绣童装"])
        assert not workspace.ledger().get("f001").usable
        with pytest.raises(LedgerError, match="还看得出是谁"):
            facts.agree(hiding, "我在锦绣童装管过仓", ["锦绣童装"])
        assert facts.neighbours(hiding) == {}
        facts.agree(hiding, "我在一家童装公司管仓库", ["锦绣童装"])
        assert facts.neighbours(hiding) == {"锦绣童装": [beside.id]}
    fact = workspace.ledger().get("f001")
    assert fact.usable and fact.words == "我在一家童装公司管仓库"


def test_a_wording_that_gives_somebody_away_changes_nothing(
    workspace: Workspace, hold: Hold
) -> None:
    hold("我在锦绣童装管仓库")
    before = workspace.facts_path.read_bytes()
    with workspace.lock(), pytest.raises(LedgerError):
        facts.hide(workspace, "f001", wording="锦绣童装的仓库", words=["锦绣童装"])
    assert workspace.facts_path.read_bytes() == before
