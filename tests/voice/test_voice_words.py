"""The closed lists and finding their words."""

import pytest

from byline.ledger.events import Language
from byline.voice.words import begins_with, counted, lists, manner, places, tokens


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_word_stands_twice_in_a_list(language: Language):
    for name, words in lists(language).model_dump().items():
        assert len(words) == len(set(words)), name


def test_the_longer_of_overlapping_words_counts():
    assert counted("但是我们不过去。", manner("zh"), "zh") == {"但是": 1, "我们": 1, "不过": 1}


def test_latin_words_are_whole_and_apostrophes_one():
    assert counted("So sort it, don’t. SO!", ["so", "don't"], "en") == {"so": 2, "don't": 1}


def test_places_leave_out_the_inside_of_longer_words():
    assert places("你", "你们来，你来。", "zh") == [(4, 5)]
    assert places("家长", "家长说大家长大。", "zh") == [(0, 2)]


def test_the_beginning_of_a_sentence():
    assert begins_with("“说实话，没用。", lists("zh").openers, "zh") == "说实话"
    assert begins_with("货位说实话。", lists("zh").openers, "zh") == ""


def test_tokens_lose_nothing_but_white_space():
    text = "其实 SKU 有3,100个👍🏽，don't！"
    assert "".join(tokens(text, "zh")) == "".join(text.split())
