"""A draft as data to be shown: every sentence once, and what readers will not get."""

import pytest
from draft_samples import (
    ADVICE,
    ASKING,
    HALVED,
    PROPOSAL,
    QUESTION,
    SLOT,
    STICKERS,
    proposing,
    recorded,
)

from byline.drafting.document import parse, rendered
from byline.drafting.evidence import Evidence
from byline.drafting.models import Change, Cut, Draft
from byline.drafting.trace import Trace, trace
from byline.drafting.trace_page import Page, render, words_in


def traced(draft: Draft, *changes: tuple[str, str]) -> Trace:
    head, mark, post = rendered(draft).partition("\n---\n")
    for old, new in changes:
        post = post.replace(old, new)
    from pathlib import Path

    return trace(parse(Path("x.md"), head + mark + post))


def page(found: Trace) -> Page:
    facts = {name: Evidence(id=name, standing="holds", quote=HALVED) for name in found.facts()}
    return Page(trace=found, facts=facts, notes={}, position="")


def test_an_untouched_draft():
    found = traced(recorded())
    assert [(one.text, one.state, one.facts) for one in found.lines] == [
        (HALVED, "carried", ["f001"]),
        (STICKERS, "carried", ["f002", "f001"]),
        (SLOT, "slot", []),
        ("你那边是什么情况？", "plain", []),
        ("评论里说一句就行。", "plain", []),
    ]
    assert [one.heading for one in found.paragraphs] == ["我自己的一回", "别人的一回", ""]
    assert found.facts() == ["f001", "f002"]
    assert (found.gone, found.model, found.auditor) == ([], "m", "a")
    assert found.notes == ["craft/evidence", "publishing/say-it-out"]
    assert found.counts() == {
        "carried": 2,
        "proposed": 0,
        "plain": 2,
        "slot": 1,
        "edited": 0,
        "added": 0,
    }


def test_a_hand_edit_and_what_was_taken_out():
    found = traced(recorded(), ("两天改成半天", "三天改成半天"), (STICKERS, ""))
    assert (found.lines[0].state, found.lines[0].was) == ("edited", HALVED)
    assert found.gone == [STICKERS]


def test_what_the_model_wrote_and_nobody_reads_has_its_reason():
    cut = [Cut(text="一年省下十万。", reason="没人说过")]
    changed = [Change(was="降到零。", now=HALVED, reason="事实不是零")]
    found = traced(recorded().model_copy(update={"cut": cut, "changed": changed}))
    assert (found.cut, found.changed) == (cut, changed)


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "1 句待认"), ("en", "1 waiting for your yes")]
)
def test_a_proposed_sentence_is_shown_as_one(language: str, said: str):
    found = traced(proposing().model_copy(update={"language": language}))
    assert [one.state for one in found.lines] == ["carried", "proposed", "carried"]
    shown = page(found)
    assert said in shown.summary
    html = render(shown)
    assert PROPOSAL in html
    assert f'<article class="proposed">\n    <p class="words">{PROPOSAL}</p>' in html
    assert shown.words.remarks["proposed"] in html


def test_the_page_is_in_the_drafts_language():
    english = render(page(traced(recorded().model_copy(update={"language": "en"}))))
    assert '<html lang="en">' in english
    assert words_in("en").about_title in english
    assert "依据" not in english


def test_who_wrote_it_is_said():
    quotes = recorded().model_copy(update={"writes": "quotes"})
    assert page(traced(quotes)).made_by == words_in("zh").quotes
    assert page(traced(recorded())).made_by == "写的模型 m，核对的模型 a"


def test_a_question_or_advice_reworded_in_its_brackets_says_what_it_was():
    found = traced(recorded(), (QUESTION, "你帮谁做成过？哪一年的事？"))
    assert found.lines[2].was == QUESTION
    found = traced(proposing(), ("先别急着", "别急着"))
    assert (found.lines[1].state, found.lines[1].was) == ("proposed", ADVICE)


def test_notes_and_prompts_are_on_the_page():
    html = render(page(traced(recorded())))
    assert "craft/evidence" in html
    assert "drafting/write@1" in html
    assert ASKING[:9] in html
