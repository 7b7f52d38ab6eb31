"""An answer's facts go into the place that waited, and nothing else in the file moves."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from draft_samples import ASKING, HALVED, SLOT, STICKERS, recorded, saved, section
from fact_samples import fact
from hypothesis import given, settings
from hypothesis import strategies as st
from loopback import Service
from loopback_caller import says, words_sent

from byline.drafting import filling, storage
from byline.drafting.chain import Writer
from byline.drafting.filling import Filled, Left, fill, phrase
from byline.drafting.places import read
from byline.drafting.stored import load
from byline.drafting.trace import trace
from byline.errors import InputError
from byline.ledger.models import Fact
from byline.llm.structured import StructuredCaller

SAID = fact(7, "嗯2023年我带小周盘点，他一个礼拜就会了", topic="asked")
SAID = SAID.model_copy(update={"statement": "2023年我带小周盘点，他一个礼拜就会了"})
SECRET = fact(8, "小周那会儿工资五千。", topic="asked", consent="private")
OWN = "2023年我带小周盘点，他一个礼拜就会了。"
WORDED = "2023年，我带小周盘点。他一个礼拜就会了。"
STOCK = fact(1, "去年我把盘点从两天改成半天，差错率降到千分之二。")
LABELS = fact(2, "每个货架先贴标签，再两个人一起数。")
HELD = [STOCK, LABELS, SAID, SECRET]


def near(query: str, texts: Sequence[str]) -> list[float]:
    return [0.0 for _ in texts]


@pytest.fixture
def writer(caller: StructuredCaller) -> Writer:
    return Writer(caller, near, "m")


def filled(path: Path, facts: Sequence[Fact], writer: Writer | None = None, place: int = 0) -> Any:
    return fill(path, read(path).slots[place], facts, HELD, writer)


def parts(path: Path) -> tuple[str, str]:
    head, _, post = path.read_bytes().decode().partition("\n---\n")
    return head, post


def test_a_paragraph_is_written_checked_and_recorded(
    tmp_path: Path, service: Service, writer: Writer
):
    path = storage.save(tmp_path, recorded())
    _, before = parts(path)
    says(service, text=WORDED, facts=["f007"])
    assert filled(path, [SAID], writer) == Filled(WORDED, "model", ["f007"], [])
    _, after = parts(path)
    assert after == before.replace(SLOT, WORDED)
    held = load(path)
    assert held.draft.status == "pass"
    assert held.draft.findings == []
    assert [one.text for one in held.draft.sections[1].sentences] == [
        "2023年，我带小周盘点。",
        "他一个礼拜就会了。",
    ]
    assert trace(held, {}).counts() == {
        "carried": 4,
        "nothing": 2,
        "slot": 0,
        "edited": 0,
        "added": 0,
    }


def test_what_no_fact_carries_is_taken_out_and_told(
    tmp_path: Path, service: Service, writer: Writer
):
    path = storage.save(tmp_path, recorded())
    says(service, text="2023年，我带小周盘点。我还拿了三次冠军。", facts=["f007"])
    done = filled(path, [SAID], writer)
    assert (done.text, done.removed) == ("2023年，我带小周盘点。", ["我还拿了三次冠军。"])
    assert load(path).draft.sections[1].removed == ["我还拿了三次冠军。"]


@pytest.mark.parametrize("broken", ["down", "invents", "repeats"])
def test_a_model_that_fails_leaves_the_persons_words(
    tmp_path: Path, service: Service, writer: Writer, broken: str
):
    path = storage.save(tmp_path, recorded())
    if broken == "down":
        service.fails(400)
    else:
        text = "我拿了三次冠军。" if broken == "invents" else HALVED
        says(service, text=text, facts=["f007"])
    done = filled(path, [SAID], writer)
    assert (done.text, done.by, done.facts) == (OWN, "words", ["f007"])
    assert bool(done.failure) == (broken == "down")
    assert done.removed == (["我拿了三次冠军。"] if broken == "invents" else [])
    (sentence,) = load(path).draft.sections[1].sentences
    assert (sentence.text, sentence.facts) == (OWN, ["f007"])


def test_what_is_private_reaches_neither_the_model_nor_the_draft(
    tmp_path: Path, service: Service, writer: Writer
):
    path = storage.save(tmp_path, recorded())
    before = path.read_bytes()
    assert filled(path, [SECRET], writer) == Left("closed")
    assert path.read_bytes() == before
    assert service.asked == []
    says(service, text=WORDED, facts=["f007"])
    filled(path, [SAID, SECRET], writer)
    assert "五千" not in words_sent(service) + path.read_text(encoding="utf-8")


def test_plans_and_wishes_are_no_paragraph(tmp_path: Path):
    path = storage.save(tmp_path, recorded())
    wish = fact(9, "这家店别写。", kind="boundary")
    assert filled(path, [wish]) == Left("closed")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_every_other_byte_stays(tmp_path: Path, ends: str, bom: str):
    path = saved(tmp_path, recorded(), (STICKERS, "每个货架  先贴标签。\t\n\n\n我自己加的。 "))
    text = path.read_text(encoding="utf-8").replace("model: m", "model: m  # 我记的")
    path.write_bytes((bom + text.replace("\n", ends)).encode())
    _, before = (bom + text.replace("\n", ends)).split(f"{ends}---{ends}", 1)
    filled(path, [SAID])
    head, after = path.read_bytes().decode().split(f"{ends}---{ends}", 1)
    assert after == before.replace(SLOT, OWN)
    assert head.startswith(f"{bom}---{ends}")
    assert "# 我记的" in head
    assert head.count("\n") == head.count(ends)
    assert load(path).draft.status == "pass"


@settings(max_examples=40)
@given(st.text(st.sampled_from("我改。 \n\t#>*-【】：你🚚é"), max_size=40))
def test_whatever_a_hand_wrote_elsewhere_stays(words: str):
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        path = saved(Path(folder), recorded(), (ASKING, f"{ASKING}\n\n{words}"))
        _, before = parts(path)
        filled(path, [SAID])
        assert parts(path)[1] == before.replace(SLOT, OWN, 1)


def test_an_edit_made_while_the_model_writes_stays(
    tmp_path: Path, service: Service, writer: Writer, monkeypatch: pytest.MonkeyPatch
):
    path = storage.save(tmp_path, recorded())
    slot = read(path).slots[0]
    says(service, text=WORDED, facts=["f007"])
    ask = filling.written_part

    def edited_meanwhile(*args: Any) -> Any:
        path.write_text(path.read_text().replace(STICKERS, "先贴标签。"), encoding="utf-8")
        return ask(*args)

    monkeypatch.setattr(filling, "written_part", edited_meanwhile)
    assert isinstance(fill(path, slot, [SAID], HELD, writer), Filled)
    post = parts(path)[1]
    assert "先贴标签。" in post
    assert STICKERS not in post
    assert WORDED in post


def test_a_place_that_the_person_filled_meanwhile_is_left_alone(tmp_path: Path):
    path = storage.save(tmp_path, recorded())
    slot = read(path).slots[0]
    path.write_text(path.read_text().replace(SLOT, "我自己写好了。"), encoding="utf-8")
    before = path.read_bytes()
    assert fill(path, slot, [SAID], HELD, None) == Left("gone")
    assert path.read_bytes() == before


def test_a_file_that_never_rests_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = storage.save(tmp_path, recorded())
    real = filling.recorded
    count = 0

    def busy(*args: Any) -> str:
        nonlocal count
        count += 1
        path.write_text(path.read_text() + f"\n第 {count} 次。\n", encoding="utf-8")
        return real(*args)

    monkeypatch.setattr(filling, "recorded", busy)
    with pytest.raises(InputError, match="一直在被"):
        filled(path, [SAID])
    assert SLOT in path.read_text()
    assert f"第 {filling.TRIES} 次。" in path.read_text()


def test_a_place_the_person_added_holds_their_words_and_is_recorded(tmp_path: Path):
    path = saved(tmp_path, recorded(), (ASKING, f"【待补：我妈怎么说】\n\n{ASKING}"))
    filled(path, [SAID], place=1)
    held = load(path)
    assert [one.text for one in held.draft.sections] == [HALVED + STICKERS, SLOT, OWN, ASKING]
    assert held.draft.status == "needs_input"
    assert [one.text for one in held.draft.findings] == [SLOT]


def test_the_other_places_stay_open(tmp_path: Path):
    path = saved(tmp_path, recorded(), (ASKING, "【待补：你那边呢？】"))
    filled(path, [SAID])
    held = load(path)
    assert held.slots == ["【待补：你那边呢？】"]
    assert held.draft.status == "needs_input"


def test_limits_are_counted_anew(tmp_path: Path):
    path = storage.save(tmp_path, recorded(platform="xiaohongshu"))
    long = fact(7, "我说得很长。" * 200)
    filled(path, [long])
    held = load(path)
    assert [one.rule for one in held.draft.findings] == ["limit"]
    assert held.draft.status == "revise"


INLINE = "去年我把盘点从【待补：几天】改成半天，差错率降到千分之二。"
DAYS = fact(9, "两天", kind="other")


def test_a_few_words_stand_inside_a_sentence(tmp_path: Path):
    draft = recorded(section((INLINE, ["f001"])), section((ASKING, []), beat="closing"))
    path = storage.save(tmp_path, draft)
    assert filled(path, [DAYS]) == Filled("两天", "words", ["f009"], [])
    held = load(path)
    assert held.words.body == f"{HALVED}\n\n{ASKING}"
    assert held.draft.sections[0].sentences[0].facts == ["f001", "f009"]
    assert held.draft.status == "pass"


def test_a_unit_that_the_sentence_has_is_not_said_twice(tmp_path: Path):
    line = "去年我把盘点从【待补：几】天改成半天，差错率降到千分之二。"
    path = storage.save(tmp_path, recorded(section((line, ["f001"]))))
    filled(path, [DAYS])
    held = load(path)
    assert held.words.body == HALVED
    assert held.draft.sections[0].sentences[0].facts == ["f001", "f009"]


def test_a_sentence_no_fact_carries_is_not_recorded_as_carried(tmp_path: Path):
    path = saved(tmp_path, recorded(), (SLOT, "有。"), (ASKING, "我得过【待补：几回】全国冠军。"))
    filled(path, [DAYS])
    held = load(path)
    assert "我得过两天全国冠军。" in held.words.body
    assert [one.facts for one in held.draft.sections] == [["f001", "f002", "f001"], [], []]
    assert held.draft.status == "pass"


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("2019年", "2019年"),
        ("2019 年。", "2019 年"),
        ("不到三成，", "不到三成"),
        ("杭州", "杭州"),
        ("since 2019", "since 2019"),
        ("我是2019年开始的", ""),
        ("2019年，那年下大雪", ""),
        ("一家开了二十多年的社区小药店门口", ""),
        ("I began in 2019", ""),
        ("。", ""),
        ("", ""),
    ],
)
def test_which_answers_can_stand_inside_a_sentence(words: str, fits: str):
    assert phrase(words) == fits


def test_an_answer_that_does_not_fit_leaves_the_sentence(tmp_path: Path):
    path = storage.save(tmp_path, recorded(section((INLINE, ["f001"]))))
    before = path.read_bytes()
    assert filled(path, [SAID]) == Left("sentence")
    assert path.read_bytes() == before


def test_english_words_keep_their_spaces():
    said = [fact(1, "I count in pairs"), fact(2, "Nobody counts alone.")]
    made = filling.as_said("done", "", said)
    assert made.text == "I count in pairs. Nobody counts alone."
    assert json.dumps(made.model_dump(mode="json"))
