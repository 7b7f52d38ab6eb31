import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.checks.review import Told, review
from byline.ledger.models import Fact, Source
from byline.platforms import load_platform, platform_ids

LONG = 50_000


@pytest.mark.parametrize(
    "piece",
    [
        "啊",
        "1",
        "a",
        " ",
        "\n",
        "一二三四",
        "第一步",
        "我们家最",
        "#a",
        "\n---",
        "a.b@",
        "http",
        "**",
    ],
)
def test_no_text_is_a_trap(piece: str):
    """A pattern that tries again at every place would take minutes; all of this takes a second."""
    text = (piece * LONG)[:LONG]
    started = time.perf_counter()
    review(text, load_platform("xiaohongshu"))
    assert time.perf_counter() - started < 10


@given(st.text(max_size=200), st.sampled_from(platform_ids()))
def test_any_text_can_be_reviewed(text: str, name: str):
    report = review(text, load_platform(name))
    for one in report.findings:
        assert one.span is None or report.text[slice(*one.span)].startswith(one.text)


def test_a_text_says_that_ai_helped_or_not():
    platform = load_platform("xiaohongshu")
    assert review("正文。\n\n> 本文由 AI 辅助整理\n", platform).labelled
    assert not review("正文。\n\n> 一句引文\n", platform).labelled


def test_what_was_said_otherwise_is_found_in_title_and_body():
    quote = "旺季的时候一个月流水做到十二万。"
    fact = Fact(
        id="f001",
        statement=quote,
        quote=quote,
        source=Source(kind="answer", id="a001", start=0, end=len(quote)),
        kind="result",
        consent="public",
        recorded=datetime(2026, 11, 25, tzinfo=UTC),
    )
    text = "# 一年流水十二万\n\n旺季一个月净赚十二万。\n"
    report = review(text, load_platform("xiaohongshu"), Told("陈砚", [fact]))
    bent = [finding for finding in report.findings if finding.rule == "bent"]
    assert [finding.kind for finding in bent] == ["period", "amount"]
    for finding in bent:
        assert finding.span is not None
        assert report.text[slice(*finding.span)] == finding.text
        assert quote in finding.reason
