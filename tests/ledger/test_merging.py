"""What a fact can go through after it is written, beside hand edits of the same file."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from byline.errors import HandEditError, LedgerError, UnknownFactError
from byline.ledger.models import Fact, Kind, NewFact, Proposal, verify
from byline.ledger.storage import Ledger

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SAID = "去年在康宁盘点要两天。康宁的盘点我改成两天了。八年店长。现在一个礼拜六小时。"
QUOTES = ("去年在康宁盘点要两天", "康宁的盘点我改成两天了", "八年店长", "现在一个礼拜六小时")


def new(quote: str, kind: Kind = "result") -> NewFact:
    proposal = Proposal(statement=quote, quote=quote, kind=kind)
    return verify(proposal, SAID, "a001", recorded=NOW)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "facts.yaml"
    ledger = load(path)
    ledger.add(map(new, QUOTES), said=NOW)
    ledger.save()
    return path


def load(path: Path) -> Ledger:
    return Ledger.load(path, {"a001": SAID})


def edit(path: Path, old: str, newer: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, newer, 1))


def test_new_facts_are_dated_by_what_they_say_and_when(path: Path):
    held = load(path).facts
    assert [one.happened for one in held] == ["2025", "", "", ""]
    assert {one.said for one in held} == {NOW}
    assert 'happened: "2025"' in path.read_text()


def test_without_a_day_last_year_is_no_date(tmp_path: Path):
    ledger = load(tmp_path / "other.yaml")
    (fact,) = ledger.add([new(QUOTES[0])])
    assert (fact.said, fact.happened) == (None, "")


def test_every_change_comes_back_from_the_file(path: Path):
    ledger = load(path)
    ledger.anonymise("f001", "以前那家店盘点要两天", ["康宁", "康宁"])
    ledger.supersede("f002", "f001")
    ledger.restate("f003", "做了8年店长")
    ledger.confirm("f004", NOW)
    ledger.mark_used(["f003", "f404", "f003"], NOW)
    ledger.save()
    again = load(path)
    assert again.facts == ledger.facts
    veiled, older, stated, checked = again.facts
    assert (veiled.words, veiled.identifying, veiled.confirmed) == (
        "以前那家店盘点要两天",
        ("康宁",),
        True,
    )
    assert (older.superseded_by, older.usable) == ("f001", False)
    assert (stated.statement, stated.quote, stated.last_used) == ("做了8年店长", "八年店长", NOW)
    assert (checked.checked, checked.confirmed) == (NOW, True)
    assert [one.id for one in again.public()] == ["f001", "f003", "f004"]


def test_a_change_is_written_without_a_yaml_parser(path: Path, monkeypatch: pytest.MonkeyPatch):
    ledger = load(path)
    ledger.anonymise("f001", '以前那家店，"盘点"要两天', ["康宁"])
    ledger.mark_used(["f001"], NOW)
    ledger.supersede("f002", "f001")
    ledger.confirm("f001", NOW)
    ledger.save()
    import ruamel.yaml

    monkeypatch.setattr(ruamel.yaml, "YAML", None)
    assert load(path).facts == ledger.facts


HAND = """\
facts:
  - id: f001   # 我的
    statement: 店长
    quote: 八年店长
    kind: credential
    topic: ''
    consent: public
    confirmed: false
    recorded: 2026-11-22
    happened: 2019
    anonymised:
    superseded_by:
    source: {kind: answer, id: a001, start: 0, end: 4}
"""


def test_a_hand_written_entry_keeps_its_shape_through_changes(path: Path):
    path.write_text(HAND)
    ledger = load(path)
    assert ledger.get("f001").happened == "2019"
    ledger.anonymise("f001", "当过八年店长", [])
    ledger.mark_used(["f001"], NOW)
    ledger.save()
    text = path.read_text()
    for kept in ("# 我的", "quote: 八年店长", "happened: 2019", "{kind: answer", "当过八年店长"):
        assert kept in text
    assert load(path).facts == ledger.facts
    ledger.set_consent("f001", "private")
    ledger.save()
    assert load(path).get("f001").consent == "private"


@pytest.mark.parametrize(
    ("old", "newer", "field"),
    [
        ('happened: "2025"', 'happened: "去年"', "happened"),
        ("- id: f002\n", "- id: f002\n  superseded_by: 一号\n", "superseded_by"),
        ("- id: f002\n", "- id: f002\n  anonymised: 康宁\n  identifying: [康宁]\n", "identifying"),
        ("- id: f002\n", "- id: f002\n  last_used: 昨天\n", "last_used"),
    ],
)
def test_a_broken_new_field_is_named(path: Path, old: str, newer: str, field: str):
    edit(path, old, newer)
    before = path.read_bytes()
    with pytest.raises(HandEditError) as caught:
        load(path)
    assert (caught.value.field, path.read_bytes()) == (field, before)
    assert caught.value.line


def test_a_statement_may_not_state_what_was_not_said(path: Path):
    ledger = load(path)
    with pytest.raises(LedgerError, match="九年") as caught:
        ledger.restate("f003", "做了九年店长")
    assert "八年店长" in caught.value.next_step
    with pytest.raises(LedgerError, match="空"):
        ledger.restate("f003", "  ")
    assert ledger.get("f003").statement == "八年店长"


@pytest.mark.parametrize(
    ("wording", "why"), [("康宁要两天", "康宁"), ("要三天", "三天"), (" ", "空")]
)
def test_a_wording_that_tells_too_much_is_refused(path: Path, wording: str, why: str):
    ledger = load(path)
    with pytest.raises(LedgerError, match=why):
        ledger.anonymise("f001", wording, ["康宁"])
    assert ledger.get("f001").consent == "public"


def test_facts_do_not_replace_each_other_in_a_circle(path: Path):
    ledger = load(path)
    ledger.supersede("f001", "f002")
    for old, newer in (("f002", "f001"), ("f003", "f001"), ("f003", "f003")):
        with pytest.raises(LedgerError):
            ledger.supersede(old, newer)
    with pytest.raises(UnknownFactError, match="f404"):
        ledger.supersede("f003", "f404")
    assert ledger.restore("f001").usable
    assert ledger.supersede("f002", "f001").superseded_by == "f001"


def test_what_a_person_typed_meanwhile_stays_and_the_rest_is_ours(path: Path):
    ledger = load(path)
    ledger.restate("f003", "做了8年店长")
    ledger.anonymise("f001", "以前那家店盘点要两天", ["康宁"])
    ledger.mark_used(["f001", "f003"], NOW)
    edit(path, 'statement: "八年店长"', "statement: 老店长 # 改的")
    ledger.save()
    merged = load(path)
    assert merged.get("f003").statement == "老店长"
    assert merged.get("f003").last_used == NOW
    assert merged.get("f001").words == "以前那家店盘点要两天"
    assert "# 改的" in path.read_text()


def test_a_wording_typed_meanwhile_stays(path: Path):
    ledger = load(path)
    ledger.anonymise("f001", "以前那家店盘点要两天", ["康宁"])
    edit(path, "  confirmed: false\n", "  anonymised: 那家店要两天\n  confirmed: false\n")
    ledger.save()
    assert load(path).get("f001").words == "那家店要两天"


def test_a_wording_is_dropped_when_the_quote_it_was_made_for_has_changed(path: Path):
    ledger = load(path)
    ledger.anonymise("f001", "以前那家店盘点要两天", ["康宁"])
    edit(path, f'quote: "{QUOTES[0]}"', 'quote: "在康宁盘点要两天"')
    ledger.save()
    kept = load(path).get("f001")
    assert (kept.consent, kept.anonymised, kept.usable) == ("anonymise", "", False)


def test_the_later_of_two_dates_stays(path: Path):
    first, second = load(path), load(path)
    first.mark_used(["f001"], NOW + timedelta(days=1))
    first.save()
    second.mark_used(["f001"], NOW)
    second.save()
    assert load(path).get("f001").last_used == NOW + timedelta(days=1)


def test_a_renumbered_fact_is_still_the_one_that_replaces(path: Path):
    ledger = load(path)
    (mine,) = ledger.add([new("康宁")])
    ledger.supersede("f001", mine.id)
    other = load(path)
    other.add([new("盘点")])
    other.save()
    assert ledger.save() == {"f005": "f006"}
    assert load(path).get("f001").superseded_by == "f006"


def test_a_fact_that_may_not_be_told_has_no_words(path: Path):
    fact: Fact = load(path).get("f001")
    assert fact.words == fact.quote
    for closed in (
        {"consent": "private"},
        {"consent": "anonymise"},
        {"superseded_by": "f002"},
        {"consent": "private", "anonymised": "说法"},
    ):
        with pytest.raises(RuntimeError, match="f001"):
            _ = fact.model_copy(update=closed).words
