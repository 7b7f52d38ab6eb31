"""Questions worded by the embedded model, replayed.

Record again after the prompt changed:

    .venv/bin/pytest -m vcr --record-mode=rewrite tests/topics/test_wording_recorded.py
"""

from typing import Any

import pytest
from topic_samples import told

from byline.llm.structured import StructuredCaller
from byline.topics.nearness import Nearness
from byline.topics.seeds import seeds
from byline.topics.wording import Stance, fits, wordings

pytestmark = pytest.mark.vcr
STANCE = Stance("小网店老板", "一到大促就发错货", ("f004",))


def test_the_embedded_model_asks_what_readers_ask(recorded_model: Any, near: Nearness) -> None:
    caller = StructuredCaller(recorded_model)
    worded: dict[str, str] = {}
    for seed in seeds(told(), [], near):
        found = list(wordings(caller, seed, STANCE))
        assert found, seed.form.id
        trouble = seed.worry.words if seed.worry else STANCE.problem
        quotes = [fact.words for fact in seed.facts]
        for one in found:
            if one.origin == "model":
                worded.setdefault(seed.form.id, one.question)
                assert fits(one.question, quotes, trouble)
    # What comes of a story or a view is the model's; a worry is the person's.
    assert worded.keys() >= {"done", "view"}
    assert "asked" not in worded
