from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline import files
from byline.errors import HandEditError, UnknownFactError
from byline.ledger.models import NewFact, Proposal, Source, verify
from byline.ledger.storage import Ledger

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SOURCES = {
    "a001": "我做了十年HR。我考过了心理咨询师。我喜欢写字。",
    "cv.md": "毕业于某大学\n第二行",
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "facts.yaml"


def fact(quote, source="a001", kind="experience"):
    return verify(
        Proposal(statement=quote, quote=quote, kind=kind),
        SOURCES[source],
        source,
        recorded=NOW,
        topic="work",
        source_kind="answer" if source[0] == "a" else "material",
    )


TEN, EXAM, WRITE, CV = (
    fact("我做了十年HR"),
    fact("我考过了心理咨询师"),
    fact("我喜欢写字"),
    fact("大学\n第二行", "cv.md"),
)


@pytest.fixture
def saved(path):
    ledger = Ledger.load(path, SOURCES)
    ledger.add([TEN, EXAM, CV])
    assert ledger.save() == {}
    return path


def load(path):
    return Ledger.load(path, SOURCES)


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_facts_come_back_as_they_were(saved):
    ledger = load(saved)
    assert [f.id for f in ledger.facts] == ["f001", "f002", "f003"]
    plain = set(NewFact.model_fields)
    assert [NewFact.model_validate(f.model_dump(include=plain)) for f in ledger.facts] == [
        TEN,
        EXAM,
        CV,
    ]
    assert saved.read_text().startswith("# 这里是 byline")
    assert "我做了十年HR" in saved.read_text()
    assert saved.stat().st_mode & 0o777 == 0o600


def test_the_file_is_yaml_any_parser_reads_alike(saved):
    from ruamel.yaml import YAML

    data = YAML(typ="safe", pure=True).load(saved.read_text())
    assert [row["quote"] for row in data["facts"]] == [f.quote for f in load(saved).facts]


@given(st.text(min_size=1).filter(lambda text: text.strip()))
def test_any_quote_survives_the_file_and_any_yaml_parser(tmp_path_factory, text):
    from ruamel.yaml import YAML

    path = tmp_path_factory.mktemp("f") / "facts.yaml"
    sources = {"a001": text}
    new = NewFact(
        statement=text,
        quote=text,
        source=Source(kind="answer", id="a001", start=0, end=len(text)),
        kind="other",
        topic=text,
        consent="public",
        recorded=NOW,
    )
    ledger = Ledger.load(path, sources)
    (kept,) = ledger.add([new])
    ledger.save()
    assert Ledger.load(path, sources).facts == [kept]
    assert YAML(typ="safe", pure=True).load(path.read_text())["facts"][0]["quote"] == text


def test_a_quote_is_held_once(saved):
    ledger = load(saved)
    assert ledger.add([TEN, WRITE, WRITE.model_copy(update={"statement": "别的说法"})]) == [
        ledger.get("f004")
    ]
    assert ledger.get("f004").statement == WRITE.statement


def test_unknown_fact(saved):
    for call in (load(saved).get, load(saved).remove, load(saved).confirm):
        with pytest.raises(UnknownFactError, match="f099"):
            call("f099")


def test_ids_are_never_given_twice(saved):
    ledger = load(saved)
    ledger.remove("f003")
    ledger.save()
    ledger = load(saved)
    assert [f.id for f in ledger.add([CV])] == ["f004"]
    ledger.remove("f004")
    assert [f.id for f in ledger.add([WRITE])] == ["f005"]
    ledger.save()
    for name in ("f001", "f002", "f005"):
        ledger.remove(name)
    ledger.save()
    assert load(saved).facts == []
    assert [f.id for f in load(saved).add([TEN])] == ["f006"]


def test_an_id_given_and_taken_back_stays_used_through_a_merge(saved):
    ledger = load(saved)
    ledger.add([WRITE])
    ledger.remove("f004")
    ledger.confirm("f001")
    saved.write_text(saved.read_text() + "# 备注\n")
    ledger.save()
    assert [f.id for f in load(saved).add([WRITE])] == ["f005"]


def test_only_what_is_not_private_is_public(saved):
    ledger = load(saved)
    ledger.set_consent("f001", "private")
    ledger.set_consent("f002", "anonymise")
    ledger.confirm("f002")
    ledger.save()
    again = load(saved)
    assert [f.id for f in again.public()] == ["f003"]
    assert again.get("f002").confirmed
    again.anonymise("f002", "有一张行业里的证", ["心理咨询师"])
    again.save()
    assert [(f.id, f.words) for f in load(saved).public()] == [
        ("f002", "有一张行业里的证"),
        ("f003", CV.quote),
    ]


HAND = """\
# 我的备注
last_id: 7   # 别动
facts: # 列表
  # ---- 工作 ----
  - kind: experience   # 自己改的
    id: f001
    statement: 做HR十年
    quote: >-
      我做了十年HR
    source: {kind: answer, id: a001, start: 0, end: 7}
    topic: work
    consent: public    # 可以
    confirmed: false
    recorded: 2026-01-02T03:04:00Z

  # ---- 证书 ----
  - id: f002
    statement: "心理咨询师"
    quote: '我考过了心理咨询师'
    source:
      kind: answer
      id: a001
      start: 8
      end: 17
    kind: credential
    topic: work
    consent: public
    confirmed: true
    recorded: 2026-01-02
# 完
"""


def test_hand_edits_survive_a_save(path):
    path.write_text(HAND)
    ledger = load(path)
    assert [f.quote for f in ledger.facts] == ["我做了十年HR", "我考过了心理咨询师"]
    ledger.set_consent("f001", "private")
    assert [f.id for f in ledger.add([WRITE])] == ["f008"]
    ledger.save()
    text = path.read_text()
    for kept in (
        "# 我的备注",
        "# 别动",
        "# 列表",
        "# ---- 工作 ----",
        "# 自己改的",
        "# 可以",
        "# ---- 证书 ----",
        "# 完",
        "'我考过了心理咨询师'",
        ">-",
    ):
        assert kept in text, kept
    assert text.index("kind: experience") < text.index("id: f001")
    untouched = HAND[HAND.index("  # ---- 证书") : HAND.index("# 完")]
    assert untouched in text
    again = load(path)
    assert [(f.id, f.consent) for f in again.facts] == [
        ("f001", "private"),
        ("f002", "public"),
        ("f008", "public"),
    ]
    assert [f.id for f in again.add([CV])] == ["f009"]


def test_removing_a_fact_keeps_the_comments_around_it(path):
    path.write_text(HAND)
    ledger = load(path)
    ledger.remove("f002")
    ledger.save()
    assert "# ---- 证书 ----" in path.read_text()
    ledger.remove("f001")
    ledger.save()
    assert "# ---- 工作 ----" in path.read_text()
    assert load(path).facts == []


def test_a_shifted_span_is_repaired_in_memory(saved):
    edit(saved, "start: 0\n    end: 7", "start: 3\n    end: 9")
    before = saved.read_text()
    found = load(saved).get("f001")
    assert SOURCES["a001"][found.source.start : found.source.end] == found.quote
    assert saved.read_text() == before


@pytest.mark.parametrize(
    ("old", "new", "line", "field"),
    [
        ("  kind: experience", "  kind: rumour", 11, "kind"),
        ("  consent: public", "  consent: yes!", 13, "consent"),
        ("  topic: ", "  colour: red\n  topic: ", 12, "colour"),
        ("  topic: ", "  topics: ", 12, "topics"),
        ('  quote: "我做了十年HR"', '  quote: "我做了二十年HR"', 10, "quote"),
        ("  confirmed: false\n", "  confirmed: [false\n", None, ""),
        ("- id: f002", "- id: f001", 21, "id"),
        ("- id: f001", "- id: 一号", 8, "id"),
        ('    id: "a001"', '    id: "a099"', 18, "source.id"),
        ("  consent: public\n", "", 8, "consent"),
        ("  consent: public\n", "  consent: public\n  consent: private\n", 14, ""),
        ("    start: 0\n", "    start: 很前面\n", 19, "source.start"),
        ("facts:\n", "fact:\n", None, "facts"),
        ("last_id: 3", "last_id: 三", 6, "last_id"),
        ("last_id: 3", "author: 我\nlast_id: 3", 6, "author"),
        ('  statement: "我做了十年HR"', "\tstatement: x", 9, ""),
        ('  recorded: "2026-01-02T03:04:00+00:00"', "  recorded: 昨天", 15, "recorded"),
        ("facts:\n", "facts:\n这里写点什么\n", None, ""),
    ],
)
def test_a_broken_edit_is_reported_and_left(saved, old, new, line, field):
    edit(saved, old, new)
    before = saved.read_bytes()
    with pytest.raises(HandEditError) as caught:
        load(saved)
    assert caught.value.field == field or (not field and caught.value.line)
    if line:
        assert caught.value.line == line
    assert "facts.yaml" in str(caught.value)
    assert saved.read_bytes() == before


def test_an_edit_made_since_the_load_is_merged(saved):
    ledger = load(saved)
    ledger.add([WRITE])
    ledger.set_consent("f003", "anonymise")
    edit(saved, "  consent: public", "  consent: private")
    edit(saved, 'statement: "我考过了心理咨询师"', "statement: 有心理咨询师证 # 改短")
    ledger.save()
    merged = load(saved)
    assert [(f.id, f.consent) for f in merged.facts] == [
        ("f001", "private"),
        ("f002", "public"),
        ("f003", "anonymise"),
        ("f004", "public"),
    ]
    assert merged.get("f002").statement == "有心理咨询师证"
    assert "# 改短" in saved.read_text()
    assert merged.facts == ledger.facts


def test_the_stricter_of_two_consents_stays(saved):
    ledger = load(saved)
    ledger.set_consent("f001", "anonymise")
    edit(saved, "  consent: public", "  consent: private")
    ledger.save()
    assert load(saved).get("f001").consent == "private"


def test_a_fact_removed_by_hand_stays_removed(saved):
    ledger = load(saved)
    ledger.set_consent("f003", "private")
    text = saved.read_text()
    saved.write_text(text[: text.index("- id: f003")])
    ledger.save()
    assert [f.id for f in load(saved).facts] == ["f001", "f002"]


def test_a_taken_id_is_renumbered(saved):
    ledger = load(saved)
    (mine,) = ledger.add([WRITE])
    assert mine.id == "f004"
    other = Ledger.load(saved, {**SOURCES, "a002": "另一句"})
    other.add(
        [
            TEN.model_copy(
                update={
                    "quote": "另一句",
                    "source": Source(kind="answer", id="a002", start=0, end=3),
                }
            )
        ]
    )
    other.save()
    ledger._sources = {**SOURCES, "a002": "另一句"}
    assert ledger.save() == {"f004": "f005"}
    assert ledger.get("f005").quote == WRITE.quote


def test_a_broken_edit_during_the_session_overwrites_nothing(saved):
    ledger = load(saved)
    ledger.add([WRITE])
    edit(saved, "  kind: experience", "  kind: rumour")
    before = saved.read_bytes()
    with pytest.raises(HandEditError):
        ledger.save()
    assert saved.read_bytes() == before
    edit(saved, "  kind: rumour", "  kind: experience")
    ledger.save()
    assert load(saved).get("f004").quote == WRITE.quote


def test_facts_of_answers_younger_than_the_load_can_be_merged(path):
    ledger = Ledger.load(path, {})
    ledger.add([TEN])
    ledger.save()
    ledger.add([EXAM])
    path.write_text("# 备注\n" + path.read_text())
    ledger.save()
    assert len(load(path).facts) == 2
    assert path.read_text().startswith("# 备注\n")


def test_nothing_to_save_writes_nothing(path):
    ledger = Ledger.load(path, SOURCES)
    assert ledger.save() == {}
    assert not path.exists()


def test_a_vanished_file_is_restored_whole(saved):
    ledger = load(saved)
    ledger.add([WRITE])
    saved.unlink()
    ledger.save()
    assert len(load(saved).facts) == 4


@pytest.mark.parametrize(
    "text", ["", "\n", "# 只有注释\n", "facts: []\n", "last_id: 3\nfacts:\n", "---\nfacts:\n"]
)
def test_an_empty_ledger_in_any_spelling(path, text):
    path.write_text(text)
    ledger = load(path)
    assert ledger.facts == []
    ledger.add([TEN])
    ledger.save()
    assert load(path).facts == ledger.facts


def test_windows_line_ends(saved):
    saved.write_bytes(b"\xef\xbb\xbf" + saved.read_bytes().replace(b"\n", b"\r\n"))
    ledger = load(saved)
    ledger.confirm("f001")
    ledger.save()
    assert load(saved).get("f001").confirmed


def test_ten_thousand_facts_take_no_yaml_parser(path, monkeypatch):
    text = "".join(f"第{n}件事。" for n in range(10_000))
    new, at = [], 0
    for n in range(10_000):
        quote = f"第{n}件事"
        new.append(
            TEN.model_copy(
                update={
                    "quote": quote,
                    "statement": quote,
                    "source": Source(kind="answer", id="a001", start=at, end=at + len(quote)),
                }
            )
        )
        at += len(quote) + 1
    ledger = Ledger.load(path, {"a001": text})
    ledger.add(new)
    ledger.save()
    import ruamel.yaml

    monkeypatch.setattr(ruamel.yaml, "YAML", None)
    assert len(Ledger.load(path, {"a001": text}).facts) == 10_000


def test_a_failed_write_keeps_the_changes_for_the_next_try(saved, monkeypatch):
    ledger = load(saved)
    ledger.add([WRITE])
    before = saved.read_bytes()
    with monkeypatch.context() as broken:
        broken.setattr(files.os, "fsync", _no_space)
        with pytest.raises(files.StorageError):
            ledger.save()
    assert saved.read_bytes() == before
    ledger.save()
    assert len(load(saved).facts) == 4


def _no_space(handle):
    raise OSError(28, "No space left on device")
