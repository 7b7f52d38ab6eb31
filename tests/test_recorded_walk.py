"""The main job on the embedded model, replayed: answers, facts, positions, a draft.

Record again after a prompt changed:

    .venv/bin/pytest -m vcr --record-mode=rewrite tests/test_recorded_walk.py
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "knowledge"))

from note_samples import everywhere, make

from byline import prompts
from byline.app import drafts
from byline.app.notes import notes_for_drafts
from byline.app.people import Person
from byline.checks import grounding
from byline.drafting import document
from byline.interview.follow_up import ModelFollowUps
from byline.interview.guide import load_guide
from byline.interview.session import Interview
from byline.ledger.models import Fact
from byline.llm.structured import StructuredCaller
from byline.platforms import load_platform
from byline.positioning import chain as positioning
from byline.text.quantities import quantities
from byline.workspace import Workspace

pytestmark = pytest.mark.vcr

ANSWERS = {
    "situation": "我在区里一家养老院做护理长，干了十四年，手下带九个护工。",
    "skill": "老人不肯洗澡都来找我。去年有个爷爷三个月没洗，"
    "我先陪他泡了一礼拜脚，第八天自己说想洗。",
    "asked": "来问的都是家里有失智老人的女儿，问得最多的是老人半夜闹着要回家怎么办。",
    "audience": "白天上班晚上照顾爸妈的人，四十来岁，最怕半夜电话。"
    "还有刚把老人送进养老院的，头一个礼拜不敢去看，怕老人骂自己不孝。",
    "opinion": "都说要跟老人讲道理。我不同意，他记不住道理，记得住你当时凶不凶。"
    "先顺着说，再换个地方。",
    "hours": "一周就两个晚上，加起来三个小时。",
}


def clock() -> datetime:
    return datetime(2026, 11, 22, 9, 0)


def told(tmp_path: Path, model: Any, topics: list[str]) -> tuple[Interview, list[Fact]]:
    """An interview in which these topics were answered and extracted."""
    workspace = Workspace.create(tmp_path / "她", "护理长")
    guide = load_guide()
    with workspace.lock():
        talk = Interview(
            workspace.journal(clock),
            workspace.ledger(),
            guide,
            caller=StructuredCaller(model),
            model="recorded",
            clock=clock,
        )
        while (question := talk.next_question()) is not None:
            if question.topic in topics and not question.probe:
                talk.answer(question, ANSWERS[question.topic])
            else:
                talk.skip(question)
        for answer_id in talk.pending():
            talk.extract(answer_id)
        for fact in talk.ledger.facts:
            talk.ledger.set_consent(fact.id, "public")
        talk.ledger.save()
    return talk, workspace.ledger().facts


def test_every_fact_is_a_piece_of_what_was_said(tmp_path: Path, recorded_model: Any) -> None:
    talk, facts = told(tmp_path, recorded_model, ["skill", "opinion", "hours"])
    answers = talk.journal.answers()
    assert len(facts) >= 3
    for fact in facts:
        source = fact.source
        assert answers[source.id][source.start : source.end] == fact.quote
    # Nothing of the story may get lost on the way: the turn, the opinion, the hours.
    everything = "".join(fact.quote for fact in facts)
    assert "第八天自己说想洗" in everything
    assert "先顺着说，再换个地方" in everything
    assert "三个小时" in everything


def test_a_follow_up_quotes_the_answer(recorded_model: Any) -> None:
    ask = ModelFollowUps(StructuredCaller(recorded_model))
    question = ask(
        "说一件你做成的、身边人不容易做成的事，不大也行。",
        "有个爷爷谁劝都不肯洗澡，后来是我陪着他慢慢肯洗了，家里人都说没想到。",
        "数字（多少、几成、几天）",
    )
    assert question is not None
    assert question.count("？") == 1
    assert not quantities(question)


def test_positions_rest_on_facts_and_add_no_figure(tmp_path: Path, recorded_model: Any) -> None:
    _, facts = told(tmp_path, recorded_model, list(ANSWERS))
    held = {fact.id: fact for fact in facts}
    caller = StructuredCaller(recorded_model)
    # Of this test's own: a shipped note may change without a model being asked again.
    names = ("positioning/one-field", "advantages/stories")
    changes = {"stage": ["positioning"]}
    search = everywhere(*(make(name).model_copy(update=changes) for name in names))
    made = list(positioning.propose(caller, facts, "recorded", search=search, notes_each=1))
    assert len(made) == 3
    assert len({candidate.problem for candidate in made}) >= 2
    assert [candidate.notes for candidate in made] == [[names[0]], [names[1]], []]
    for candidate in made:
        assert candidate.support
        assert set(candidate.support) | set(candidate.against) <= set(held)
        quotes = [held[fact_id].quote for fact_id in candidate.support]
        if not candidate.why_him.startswith("你说过"):
            assert not grounding.unsupported_quantities(candidate.why_him, quotes)
        assert candidate.prompts == [
            prompts.load(name).ref for name in (positioning.CLAIM, positioning.TRIAL)
        ]


def test_a_draft_is_the_persons_own_words(tmp_path: Path, recorded_model: Any) -> None:
    _, facts = told(tmp_path, recorded_model, list(ANSWERS))
    person = Person(facts=facts)
    with notes_for_drafts() as notes:
        means = drafts.Means(None, notes, clock)
        platform = load_platform("xiaohongshu")
        draft = drafts.compose(person, "老人半夜闹着要回家", platform, means)
    words = {fact.id: "".join(fact.words.split()) for fact in facts}
    assert draft.writes == "quotes" and draft.facts
    for one in draft.sentences:
        if one.kind == "told":
            [name] = one.facts
            assert "".join(one.text.split()).rstrip("。") in words[name]
        else:
            assert one.kind == "slot"
    path = document.save(tmp_path, draft)
    assert document.load(path).body == draft.body
