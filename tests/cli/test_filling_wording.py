"""The sentences of a sitting about a draft, in both languages."""

from string import Formatter
from typing import get_args

import pytest

from byline.cli.filling_wording import FillingWording, Instead, filling_wording, spoken
from byline.cli.wording import wording
from byline.drafting.models import Status

ZH, EN = filling_wording("zh"), filling_wording("en")


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize(
    "name", [n for n in FillingWording.model_fields if n not in {"instead", "statuses"}]
)
def test_a_sentence_has_the_same_places_in_both(name: str) -> None:
    assert places(getattr(ZH, name)) == places(getattr(EN, name))
    assert getattr(ZH, name).strip()
    assert getattr(EN, name).strip()


@pytest.mark.parametrize("name", Instead.model_fields)
def test_what_takes_a_sentences_place_has_its_places(name: str) -> None:
    for language in ("zh", "en"):
        told = getattr(spoken(language, "稿子.md"), name)
        usual = getattr(wording(language), name)
        assert places(told) <= places(usual)
        assert told != usual or name == "finished"


@pytest.mark.parametrize("words", [ZH, EN])
def test_every_status_is_told(words: FillingWording) -> None:
    assert set(words.statuses) == set(get_args(Status))
