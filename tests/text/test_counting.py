import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.text.counting import (
    characters,
    spoken_seconds,
    utf16_length,
    x_weighted_length,
    xiaohongshu_title_length,
)
from byline.text.emoji import EMOJI

FAMILY = "👨‍👩‍👧"
ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"
SEQUENCES = [FAMILY, "🇨🇳", "1️⃣", "❤️", "👍🏽", "👩🏻‍💻", ENGLAND, "🏳️‍🌈", "😀", "©️"]
PIECES = st.sampled_from(
    ["你", "好", "a", "Z", " ", "\n", "é", "e\u0301", "，", "。", "3", "ü", "ガ", *SEQUENCES]
)
MIXED = st.lists(PIECES, max_size=30).map("".join)


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_an_emoji_sequence_is_one_emoji(sequence):
    assert EMOJI.fullmatch(sequence)
    assert x_weighted_length(sequence) == 2
    assert characters(sequence) == 1


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("你好。", 3),
        ("AI product", 2),
        ("我做了10年AI，累", 8),
        ("3,100元", 2),
        ("“好”……", 5),
        ("a-b c", 2),
        (" \n", 0),
    ],
)
def test_characters(text, count):
    assert characters(text) == count


@pytest.mark.parametrize(
    ("title", "length"),
    [
        ("", 0),
        ("a", 1),
        ("ab", 1),
        ("abc", 2),
        ("打工人必看", 5),
        ("打工人a", 4),
        ("😀", 2),
        (FAMILY, 8),
        ("a，", 2),
        ("字" * 20, 20),
    ],
)
def test_xiaohongshu_title(title, length):
    assert xiaohongshu_title_length(title) == length


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("", 0),
        ("hello", 5),
        ("你好", 4),
        ("é", 1),
        ("e\u0301", 1),
        ("©", 1),
        ("“ok”", 4),
        ("…", 2),
        ("‰", 2),
        ("ガ", 2),
        ("https://example.com/a?b=c#d", 23),
        ("看https://a.cn/x。好", 29),
        ("example.com 好", 26),
        ("a.b@example.com", 15),
        ("字" * 140, 280),
        ("3.5 e.g. v1.2", 13),
        ("https://a.cn/x.", 24),
        ("☺︎", 4),
    ],
)
def test_x_weight(text, weight):
    assert x_weighted_length(text) == weight


@given(MIXED)
def test_composed_or_decomposed_counts_the_same(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert x_weighted_length(decomposed) == x_weighted_length(text)
    assert characters(decomposed) == characters(text)


@given(st.text())
def test_utf16_is_what_javascript_shows(text):
    assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(MIXED)
def test_title_halves(text):
    others = utf16_length("".join(c for c in text if not c.isascii()))
    plain = sum(c.isascii() for c in text)
    assert xiaohongshu_title_length(text) == -(-(2 * others + plain) // 2)


@given(MIXED, MIXED)
def test_x_weight_adds_up_across_a_line(a, b):
    assert x_weighted_length(a + "\n" + b) == x_weighted_length(a) + 1 + x_weighted_length(b)


@given(st.text(st.characters(), max_size=200))
def test_counters_never_raise(text):
    assert characters(text) <= len(unicodedata.normalize("NFC", text))
    assert x_weighted_length(text) >= 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", 0),
        ("字" * 240, 60),
        ("字" * 241, 61),
        ("word " * 150, 60),
        ("don't stop", 1),
        ("3.5", 1),
        ("，。！😀", 0),
        ("https://example.com/a?b=c", 1),
        ("用AI写" * 40, 36),
    ],
)
def test_seconds_to_say_it(text, seconds):
    assert spoken_seconds(text, 240, 150) == seconds


@given(MIXED, MIXED)
def test_a_longer_script_takes_no_less_time(a, b):
    assert spoken_seconds(a + "\n" + b, 240, 150) >= spoken_seconds(a, 240, 150)


@given(MIXED)
def test_a_script_composed_or_not_takes_the_same_time(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert spoken_seconds(decomposed, 240, 150) == spoken_seconds(text, 240, 150)


LINKS = st.sampled_from(["https://example.com/a?b=c", "http://a.cn", "https://x.com/i/1#t"])


@given(MIXED, LINKS, MIXED)
def test_a_link_weighs_23_wherever_it_stands(before, link, after):
    rest = x_weighted_length(before) + x_weighted_length(after)
    assert x_weighted_length(f"{before}\n{link}\n{after}") == rest + 23 + 2


@given(MIXED)
def test_a_title_is_never_longer_than_its_utf16_units(text):
    assert xiaohongshu_title_length(text) <= utf16_length(text) <= 2 * len(text)
