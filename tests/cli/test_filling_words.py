"""The sentences of a sitting about a draft, and those of every draft, in both languages."""

from string import Formatter
from typing import get_args

import pytest

from byline.app.filling import Left
from byline.cli.draft_words import DraftWords, Part, draft_words
from byline.cli.filling_words import FillingWords, Instead, filling_words, spoken
from byline.cli.wording import wording
from byline.drafting.models import Status

ZH, EN = filling_words("zh"), filling_words("en")


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize(
    "name", [one for one in FillingWords.model_fields if one not in {"instead", "left"}]
)
def test_a_sentence_has_the_same_places_in_both(name: str) -> None:
    assert places(getattr(ZH, name)) == places(getattr(EN, name))
    assert getattr(ZH, name).strip()
    assert getattr(EN, name).strip()


@pytest.mark.parametrize("why", get_args(Left))
def test_every_reason_a_place_stays_open_is_told(why: Left) -> None:
    assert places(ZH.left[why]) == places(EN.left[why])


@pytest.mark.parametrize("name", Instead.model_fields)
def test_what_takes_a_sentences_place_has_its_places(name: str) -> None:
    for language in ("zh", "en"):
        told = getattr(spoken(language, "稿子.md"), name)
        usual = getattr(wording(language), name)
        assert places(told) <= places(usual)
        assert told != usual or name == "finished"


@pytest.mark.parametrize(
    "name", [one for one in DraftWords.model_fields if one not in {"parts", "statuses"}]
)
def test_a_drafts_sentence_has_the_same_places_in_both(name: str) -> None:
    zh, en = getattr(draft_words("zh"), name), getattr(draft_words("en"), name)
    assert places(zh) == places(en)
    assert zh.strip() and en.strip()


def test_every_status_and_every_part_is_told() -> None:
    for words in (draft_words("zh"), draft_words("en")):
        assert set(words.statuses) == set(get_args(Status))
        assert set(words.parts) == set(get_args(Part))
