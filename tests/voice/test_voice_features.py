"""What is counted of a text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from byline.ledger.events import Language
from byline.voice.features import Length, measure
from byline.voice.words import lists, manner

SAID = "其实吧，先把货放明白呢！你说对吧？大家别急……我们再看看👍🏽。"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("texts", [[], [""], [" \n"], ["https://a.cn/x #标签# @某人"]])
def test_nothing_has_features_of_nothing(texts: list[str], language: Language):
    found = measure(texts, language)
    assert (found.size, found.sentences, found.words) == (0, 0, {})
    assert found.sentence == Length(short=0, usual=0, long=0)
    assert found.rate(3) == 0


def test_emoji_alone():
    found = measure(["👩‍👩‍👧‍👦🇨🇳👍🏽"], "zh")
    assert found.emoji == 3
    assert found.particles == {}


def test_chinese():
    found = measure([SAID], "zh")
    assert found.sentences == 4
    assert found.particles == {"吧": 2, "呢": 1}
    assert found.openers == {"其实": 1, "大家": 1}
    assert found.address == {"你": 1, "大家": 1}
    assert found.self == {"我们": 1}
    assert found.emoji == 1
    assert set(found.marks) == {"！", "？", "…"}


def test_english():
    found = measure(["So I guess you know it. Honestly, it's fine though!"], "en")
    assert found.size == 10
    assert found.openers == {"honestly": 1, "so": 1}
    assert found.particles == {"though": 1}
    assert found.sentence == Length(short=4, usual=5, long=6)


def test_spread_counts_texts_and_words_count_times():
    found = measure(["其实，其实，其实。", "其实。", "没有。"], "zh")
    assert found.words["其实"] == 4
    assert found.spread["其实"] == 2


def test_half_and_full_width_marks_are_one():
    assert measure(["好!行?(对)"], "zh").marks == measure(["好！行？（对）"], "zh").marks


@example(["İ", "ſo it was", "Kelvin"], "en")
@given(st.lists(st.text(), max_size=4), st.sampled_from(["zh", "en"]))
def test_only_listed_words_are_ever_kept(texts: list[str], language: Language):
    found = measure(texts, language)
    kept = {*found.words, *found.particles, *found.openers, *found.address, *found.self}
    assert kept <= manner(language) | {*lists(language).openers}
    assert found.sentence.short <= found.sentence.usual <= found.sentence.long
    assert all(found.spread[word] <= min(count, len(texts)) for word, count in found.words.items())
