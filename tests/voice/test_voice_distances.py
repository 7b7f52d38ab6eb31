"""Delta and likeness: what a distance must be whatever the texts."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.ledger.events import Language
from byline.voice import delta, likeness

TALK = "其实吧，货没放明白，系统里的数就是错的。你先用一张表，把货位定死，跑顺了再说。"
OTHER = "I think you should count the stock first, then buy whatever system you like."
LANGUAGES = st.sampled_from(["zh", "en"])
Distance = Callable[[str, list[str], Language], float]
DISTANCES = [delta.distance, likeness.distance]


@pytest.mark.parametrize("distance", DISTANCES)
def test_own_text_is_at_no_distance(distance: Distance):
    assert distance(TALK, [TALK], "zh") == pytest.approx(0, abs=1e-9)
    assert distance(OTHER, [OTHER], "en") == pytest.approx(0, abs=1e-9)
    assert distance(TALK, [OTHER], "zh") > 0.3


@pytest.mark.parametrize("distance", DISTANCES)
@pytest.mark.parametrize(("text", "own"), [("", [TALK]), (TALK, []), ("", [])])
def test_nothing_is_like_nothing(distance: Distance, text: str, own: list[str]):
    assert distance(text, own, "zh") == 1


@given(st.text(max_size=80), st.text(max_size=80), LANGUAGES)
def test_distances_are_symmetric_and_bounded(one: str, other: str, language: Language):
    for distance, most in ((delta.distance, 2), (likeness.distance, 1)):
        there = distance(one, [other], language)
        assert there == pytest.approx(distance(other, [one], language), abs=1e-9)
        assert -1e-9 <= there <= most + 1e-9


@given(st.text(max_size=60), LANGUAGES)
def test_saying_it_twice_is_the_same_manner(text: str, language: Language):
    once = likeness.counts(text, language)
    if any(once):
        doubled = [2 * count for count in once]
        assert likeness.between(once, doubled) == pytest.approx(0, abs=1e-9)


def test_links_tags_and_figures_are_no_manner():
    plain = delta.normal("有3个 https://a.cn/%E5 #仓库# 在这", "zh")
    assert plain == "有0个在这"


def test_each_from_the_others_is_the_distance_from_them():
    texts = {"a": TALK, "b": "说实话，不用买。" * 3, "c": "然后呢？然后就没了！"}
    apart = likeness.from_the_others(texts, "zh")
    for name, far in apart.items():
        rest = [text for other, text in texts.items() if other != name]
        assert far == pytest.approx(likeness.distance(texts[name], rest, "zh"), abs=1e-9)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_background_is_whole(language: Language):
    held = delta.others(language)
    assert len(held.grams) == len(set(held.grams)) == len(held.mean) == len(held.spread)
    assert all(spread > 0 for spread in held.spread)
    assert held.people >= 2
    assert all(one > 0 for one in held.sentence)
