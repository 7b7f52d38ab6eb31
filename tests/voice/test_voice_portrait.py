"""What is kept of a voice, and what a hand wrote over it."""

from voice_samples import Say

from byline.ledger.events import Language
from byline.voice.features import measure
from byline.voice.models import Portrait
from byline.voice.portrait import favourites, never, paint, relearnt
from byline.voice.sample import Piece, gather
from byline.workspace import Workspace


def piece(*texts: str, kind: str = "post", language: Language = "zh") -> Piece:
    return Piece("p", kind, language, texts)  # type: ignore[arg-type]


TALK = "反正先把货放明白吧。反正系统里的数是错的呢。你先用一张表。"


def test_speech_says_nothing_of_readers_and_emoji():
    spoken = paint([piece(TALK * 40, kind="answer")], "zh")
    assert (spoken.address, spoken.emoji) == ("", None)
    assert "表情" not in spoken.description
    written = paint([piece(TALK * 40)], "zh")
    assert (written.address, written.emoji) == ("你", 0)
    assert "不用表情" in written.description


def test_lengths_are_those_of_posts_once_there_are_enough():
    speech, post = piece("好。" * 200, kind="answer"), "我在仓库里管了八年货，每天走两万步。"
    assert paint([speech, piece(post)], "zh").sentence.usual == 1
    assert paint([speech, piece(post * 30)], "zh").sentence.usual == 17


def test_nothing_has_a_portrait():
    empty = paint([], "zh")
    assert (empty.size, empty.particles, empty.favourite, empty.never) == (0, {}, [], [])


def test_favourites_come_often_and_in_several_texts():
    often = "反正先盘货。" * 3
    filler = "仓库里的货位重新编了一遍号。" * 10
    assert favourites(measure([often + filler] * 3, "zh"), "zh") == ["反正"]
    assert favourites(measure([often * 3 + filler * 3, filler], "zh"), "zh") == []


def test_never_needs_a_text_long_enough_to_miss_a_word():
    plain = "仓库货位编号。"
    assert never(measure([plain * 20], "zh"), "zh") == []
    long = never(measure([plain * 1500], "zh"), "zh")
    assert "没有" in long
    assert not {"你", "我"} & set(long)
    assert "没有" not in never(measure([plain * 1500 + "没有。"], "zh"), "zh")


def test_a_portrait_holds_none_of_what_was_said(workspace: Workspace, say: Say):
    secret = ["康宁医药", "房贷六千八", "女儿"]
    say(*(f"反正{word}的事你别往外说，{word}！" for word in secret for _ in range(4)))
    text = paint(gather(workspace).pieces, "zh").model_dump_json()
    assert not [word for word in secret if word in text]


def test_what_a_hand_changed_stays_and_is_named():
    first, _ = relearnt(None, {"zh": paint([piece(TALK * 40)], "zh")})
    assert first.zh
    edited = first.model_copy(
        update={"zh": first.zh.model_copy(update={"never": ["赋能"], "address": "您"})}
    )
    newer = paint([piece("大家好，今天说盘点！" * 60)], "zh")
    again, kept = relearnt(edited, {"zh": newer})
    assert again.zh
    assert kept == ["zh.address", "zh.never"]
    assert (again.zh.address, again.zh.never) == ("您", ["赋能"])
    assert again.zh.sentence == newer.sentence
    # Once more, the hand's fields are still the hand's.
    assert relearnt(again, {"zh": newer})[1] == kept


def test_a_language_nobody_used_this_time_keeps_its_portrait():
    first, _ = relearnt(None, {"en": paint([piece("So it goes.", language="en")], "en")})
    both, kept = relearnt(first, {"zh": paint([piece(TALK)], "zh")})
    assert (both.en, kept) == (first.en, [])


def test_a_portrait_written_by_hand_alone_is_all_the_persons():
    from byline.voice.models import Voice

    own = Voice(zh=Portrait(never=["赋能"]))
    again, kept = relearnt(own, {"zh": paint([piece(TALK)], "zh")})
    assert again.zh == own.zh
    assert len(kept) == len(Portrait.model_fields)
