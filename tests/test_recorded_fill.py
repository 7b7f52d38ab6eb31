"""An open place of a draft filled by somebody whose model writes quotes, replayed: answer, facts,
their words in its place.

Record again after a prompt changed:

    .venv/bin/pytest -m vcr --record-mode=rewrite tests/test_recorded_fill.py
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent / "drafting"))

from draft_samples import recorded, section

from byline.app import drafts
from byline.app.filling import Phrases, open_filling, to_write, why_left
from byline.app.interviews import open_interview
from byline.app.notes import notes_for_drafts
from byline.drafting import document
from byline.llm.structured import StructuredCaller
from byline.workspace import Workspace

pytestmark = pytest.mark.vcr

ASKED = "你自己做成过的一回：原来怎样，你怎么做，后来怎样？"
HERS = "我开了六年花店。"
ANSWER = (
    "嗯去年冬天玫瑰老是烂，一桶十支要扔三四支。后来我把根剪成斜口，水换成早晚各一次，"
    "再把叶子都撸干净，烂的一桶就一支了。"
)


def clock() -> datetime:
    return datetime(2026, 11, 22, 9, 0).astimezone()


def test_a_florists_answer_stands_where_it_was_waited_for(
    tmp_path: Path, recorded_model: Any
) -> None:
    workspace = Workspace.create(tmp_path / "她", "小沈")
    made = recorded(
        section((HERS, ["f001"])), section((f"【待补：{ASKED}】", [])), platform="xiaohongshu"
    )
    made = made.model_copy(update={"topic": "玫瑰老烂怎么办"})
    path = document.save(workspace.drafts, made)
    held = document.load(path)
    with workspace.lock():
        phrases = Phrases("待补", "补什么？", "再说细一点？")
        interview = open_interview(workspace, clock=clock)
        first = interview.next_question()
        assert first is not None
        said = interview.answer(first, HERS)
        talk = open_filling(workspace, interview, held, "zh", phrases)
        talk.caller, talk.model, talk.clock = StructuredCaller(recorded_model), "recorded", clock
        talk.take_as_said(said.answer_id)
        talk.begin()
        question = talk.next_question()
        assert question is not None and question.text == ASKED
        talk.extract(talk.answer(question, ANSWER).answer_id)
        [told] = talk.told()
        facts = talk.facts(told)
        assert "".join(fact.quote for fact in facts) == ANSWER
        with notes_for_drafts() as notes:
            means = drafts.Means(None, notes, clock)
            done = drafts.fill_draft(workspace, path, to_write(talk, held, "补什么？"), means)
    assert done.draft.facts == ["f001", *(fact.id for fact in facts)]
    assert why_left(told, facts, held, done.draft, "补什么？") is None
    body = document.load(path).body
    assert body.startswith(HERS) and "【待补" not in body
    assert "根剪成斜口" in body and "烂的一桶就一支了。" in body
