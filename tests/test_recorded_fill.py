"""An open place of a draft filled on the embedded model, replayed: answer, facts, paragraph.

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

from byline.checks import grounding
from byline.drafting import storage
from byline.drafting.chain import Writer
from byline.drafting.filling import Filled, fill
from byline.drafting.places import read
from byline.drafting.stored import load
from byline.interview.filling import Filling
from byline.interview.gaps import Gap
from byline.interview.guide import load_guide
from byline.knowledge.embeddings import similarity
from byline.llm.structured import StructuredCaller
from byline.workspace import Workspace

pytestmark = pytest.mark.vcr

ASKED = "你自己做成过的一回：原来怎样，你怎么做，后来怎样？"
SLOT = f"【待补：{ASKED}】"
ANSWER = (
    "嗯去年冬天玫瑰老是烂，一桶十支要扔三四支。后来我把根剪成斜口，水换成早晚各一次，"
    "再把叶子都撸干净，烂的一桶就一支了。"
)


def clock() -> datetime:
    return datetime(2026, 11, 22, 9, 0).astimezone()


def test_a_florists_answer_becomes_the_paragraph_that_waited(
    tmp_path: Path, recorded_model: Any
) -> None:
    caller = StructuredCaller(recorded_model)
    workspace = Workspace.create(tmp_path / "她", "小沈")
    made = recorded(
        section(("你是不是刷视频觉得开花店很美？", []), beat="opening"),
        section((SLOT, [])),
        platform="xiaohongshu",
    )
    path = storage.save(workspace.drafts, made.model_copy(update={"topic": "开花店之前先知道什么"}))
    (slot,) = read(path).slots
    with workspace.lock():
        talk = Filling(
            workspace.journal(clock),
            workspace.ledger(),
            load_guide(),
            caller=caller,
            model="recorded",
            clock=clock,
            draft="drafts/花店/xiaohongshu.md",
            gaps=[Gap(slot.question, slot.topic(made))],
        )
        talk.begin()
        question = talk.next_question()
        assert question is not None
        assert question.text == ASKED
        talk.extract(talk.answer(question, ANSWER).answer_id)
        facts = talk.facts(talk.told()[0])
    assert "".join(fact.quote for fact in facts) == ANSWER
    writer = Writer(caller, similarity, "recorded", clock=clock)
    done = fill(path, slot, facts, talk.ledger.facts, writer)
    assert isinstance(done, Filled)
    assert (done.by, done.facts) == ("model", [fact.id for fact in facts])
    assert not grounding.check(done.text, [ANSWER])
    assert grounding.share(done.text, [ANSWER]) > 0.5
    held = load(path)
    assert (held.slots, held.draft.status) == ([], "pass")
    assert done.text in held.words.body
