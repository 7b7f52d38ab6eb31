from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from byline.errors import QuoteError
from byline.ledger.models import Fact, Proposal, Source, verify

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
SAID = "嗯，我做了 十年HR，\n带过两千多个客户，月薪3万。"


def check(statement, quote, kind="experience"):
    return verify(
        Proposal(statement=statement, quote=quote, kind=kind),
        SAID,
        "a003",
        recorded=NOW,
        topic="work",
    )


def test_a_quote_is_cut_from_the_source():
    fact = check("做了10年HR", "我做了十年HR,带过")
    assert fact.quote == "我做了 十年HR，\n带过" == SAID[fact.source.start : fact.source.end]
    assert (fact.statement, fact.topic, fact.confirmed, fact.source.id) == (
        "做了10年HR",
        "work",
        False,
        "a003",
    )


def test_a_quote_that_was_not_said_is_refused():
    with pytest.raises(QuoteError, match="找不到原文") as caught:
        check("做了十二年", "我做了十二年HR")
    assert caught.value.value == "我做了十二年HR"


@pytest.mark.parametrize(
    ("statement", "quote", "kept"),
    [
        ("有10年经验", "我做了 十年HR", True),
        ("有12年经验", "我做了 十年HR", False),
        ("十年服务300家公司", "我做了 十年HR", False),
        ("带过2000多个客户", "带过两千多个客户", True),
        ("带过2000个客户", "带过两千多个客户", False),
        ("带过3000多个客户", "带过两千多个客户", False),
        ("月薪三万元", "月薪3万", True),
        ("做人力资源", "我做了 十年HR", True),
    ],
)
def test_a_statement_with_a_foreign_number_falls_back_to_the_quote(statement, quote, kept):
    assert check(statement, quote).statement == (statement if kept else quote)


def test_consent_starts_cautious():
    assert check("薪水", "月薪3万").consent == "private"
    assert check("做HR", "我做了 十年HR").consent == "public"


@pytest.mark.parametrize(
    "change", [{"id": "x1"}, {"quote": ""}, {"kind": "rumour"}, {"consent": "yes"}, {"extra": 1}]
)
def test_a_fact_is_strict(change):
    good = {"id": "f001", **check("做HR", "我做了 十年HR").model_dump()}
    assert Fact.model_validate(good).id == "f001"
    with pytest.raises(ValidationError):
        Fact.model_validate(good | change)


def test_a_span_runs_forward():
    with pytest.raises(ValidationError, match="end"):
        Source(kind="answer", id="a001", start=3, end=3)
