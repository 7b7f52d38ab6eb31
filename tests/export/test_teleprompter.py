"""Lines to speak, and how long they take."""

import re

import pytest
from draft_samples import LABEL, SLOT
from hypothesis import given
from hypothesis import strategies as st
from posts import post

from byline.export.teleprompter import SENTENCE, script, speech, syllables
from byline.text.counting import characters
from byline.text.emoji import EMOJI

STORY = (
    "去年夏天，我们那个仓四千二百平，老是发错货，错发率千分之八，一个月光赔运费就要赔三万多。"
    "那天我们没加人，就是提前三天把卖得最好的八十个款挪到打包台边上。"
)


def test_lines_end_where_a_speaker_breathes():
    assert script(post(STORY)).text == (
        "去年夏天，\n我们那个仓四千二百平，\n老是发错货，错发率千分之八，\n"
        f"一个月光赔运费就要赔三万多。 {SENTENCE}\n"
        f"那天我们没加人，就是提前三天\n把卖得最好的八十个款挪到打包台边上。 {SENTENCE}"
    )


@pytest.mark.parametrize("phrase", ["一把钥匙开一把锁，", "他把手放在门把手上面，"])
def test_a_word_is_not_cut(phrase: str):
    lines = script(post(f"这件事说起来其实{phrase}你说是不是。")).text.split("\n")
    assert not any(line.startswith(("把锁", "把钥", "把手")) for line in lines)


def test_a_pace_between_newsreader_and_talk():
    told = script(post(f"{STORY}\n\n{STORY}\n\n{STORY}"))
    assert 200 <= characters(STORY * 3) / told.seconds * 60 <= 280


def test_what_is_not_spoken_takes_no_time():
    bare = script(post(STORY))
    made = script(post(f"## 去年夏天\n\n{STORY}\n\n{SLOT}", label=None))
    assert made.text.startswith("—— 去年夏天 ——\n\n")
    assert f"\n{SLOT}\n" in made.text
    assert f"（不念，写进发布时的说明：{LABEL}）" in made.text
    assert made.seconds - bare.seconds <= round(speech().pauses.paragraph) + 1


def test_a_list_is_spoken_in_one_go():
    assert script(post("1. 先贴标签 🚚\n2. 再数。\n\n---\n\n- 完了！")).text == (
        f"1. 先贴标签 {SENTENCE}\n2. 再数。 {SENTENCE}\n\n"
        f"（停一下，到这里约 4 秒）\n\n完了！ {SENTENCE}"
    )


def test_nothing_to_say():
    assert (script(post("")).text, script(post("")).seconds) == ("", 0)


@pytest.mark.parametrize(
    ("text", "count"),
    [("库存，对不上！", 5), ("2019 年", 5), ("SKU", 3), ("Excel", 2), ("1.2%", 5), ("😭🚚", 0)],
)
def test_syllables(text: str, count: int):
    assert syllables(text) == count


words = st.sampled_from(
    ["先贴标签，", "再数。", "SKU ", "对不上😭", "！", "\n", "\n\n", "因为", "把货位、", "3,100 件"]
)


@given(st.lists(words, max_size=30).map("".join))
def test_the_words_are_the_bodys_in_order(body: str):
    text = re.sub(r"（停一下[^）]*）", "", script(post(body, "xiaohongshu")).text)
    spoken = "".join(text.replace(SENTENCE, "").split())
    assert spoken == "".join(EMOJI.sub("", body).split())


@given(st.text())
def test_any_text_can_be_laid_out(body: str):
    assert script(post(body)).seconds >= 0
