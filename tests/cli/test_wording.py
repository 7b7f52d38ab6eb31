"""The sentences of the interview, in both languages."""

from string import Formatter
from typing import get_args

import pytest

from byline.cli.wording import Wording, wording
from byline.interview.overview import State

ZH, EN = wording("zh"), wording("en")


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize(
    "name", [n for n in Wording.model_fields if n not in {"commands", "states", "date"}]
)
def test_a_sentence_has_the_same_places_in_both(name: str) -> None:
    assert places(getattr(ZH, name)) == places(getattr(EN, name))
    assert getattr(ZH, name).strip()
    assert getattr(EN, name).isascii() or set(getattr(EN, name)) & set("›…“”↑")


def test_every_state_has_a_name() -> None:
    assert set(ZH.states) == set(EN.states) == set(get_args(State))
