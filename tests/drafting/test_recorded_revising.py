"""A draft revised and retold by the embedded model, replayed.

Record again after a prompt changed:

    .venv/bin/pytest -m vcr --record-mode=rewrite tests/drafting/test_recorded_revising.py
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from draft_samples import ASKING, recorded, saved, section
from fact_samples import fact

from byline.checks import grounding
from byline.drafting import adapted, orders
from byline.drafting.adapting import Adapter
from byline.drafting.layout import Layout, lay_out
from byline.drafting.rerecording import rerecorded
from byline.drafting.revising import Reviser
from byline.drafting.stored import load
from byline.drafting.trace import trace
from byline.llm.structured import StructuredCaller
from byline.platforms import load_platform

pytestmark = pytest.mark.vcr

FACTS = [
    fact(1, "去年有个爷爷三个月没洗澡，我先陪他泡了一礼拜脚，第八天自己说想洗。"),
    fact(2, "都说要跟老人讲道理，我不同意，他记不住道理，记得住你当时凶不凶。", kind="opinion"),
]
TOLD = "去年有位爷爷连续三个月没有洗澡，我先陪他泡了一礼拜脚，第八天他自己提出想洗。"
VIEW = "我不同意跟老人讲道理，他记不住道理，记得住你当时凶不凶。"
QUOTES = [one.words for one in FACTS]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = recorded(
        section((TOLD, ["f001"])),
        section((VIEW, ["f002"]), beat="view"),
        section((ASKING, []), beat="closing"),
        platform="xiaohongshu",
        title="爷爷三个月不洗澡",
    )
    return saved(tmp_path, made)


def laid_out(path: Path) -> Layout:
    text = path.read_text(encoding="utf-8")
    return lay_out(load(path), text, load_platform("xiaohongshu"))


def test_a_wish_adds_nothing_and_the_trace_stays_true(path: Path, recorded_model: Any) -> None:
    layout, held = laid_out(path), load(path)
    asked = orders.read("更口语一点", len(layout.paragraphs), FACTS)
    reviser = Reviser(StructuredCaller(recorded_model), "更口语一点", asked, FACTS, layout)
    revision = reviser.revise(layout.paragraphs)
    assert revision.changed
    draft, whole = rerecorded(held.draft, revision, FACTS, load_platform("xiaohongshu"))
    path.write_text(whole, encoding="utf-8")
    words = load(path).words
    assert not grounding.check(words.body, [*QUOTES, TOLD, VIEW])
    lines = [line for one in trace(load(path), {}).paragraphs for line in one.lines]
    assert {line.state for line in lines} <= {"carried", "nothing"}
    assert {name for line in lines for name in line.facts} == {"f001", "f002"}
    assert draft.title == "爷爷三个月不洗澡"


def test_retold_for_another_platform(path: Path, recorded_model: Any) -> None:
    layout, platform = laid_out(path), load_platform("zhihu")
    adapter = Adapter(StructuredCaller(recorded_model), platform, layout, FACTS)
    made = datetime(2026, 11, 26, tzinfo=UTC)
    draft = adapted.assembled(load(path).draft, adapter, adapter.sections(), made=made)
    assert draft.sections[0].facts == ["f002"]
    assert draft.title
    assert not grounding.check(f"{draft.title}\n{draft.body}", QUOTES)
    for one in draft.sections[:-1]:
        assert one.sentences and all(sentence.facts for sentence in one.sentences)
