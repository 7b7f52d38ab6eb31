"""What stands in a draft's file is read back, whatever a hand did to it, and written with care."""

from pathlib import Path
from typing import Any

import pytest
from draft_samples import (
    ADVICE,
    ASKING,
    HALVED,
    LABEL,
    PROPOSAL,
    QUESTION,
    SLOT,
    STICKERS,
    proposing,
    recorded,
    section,
)
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from byline.checks.findings import Finding
from byline.drafting.document import (
    SLUG,
    Document,
    below,
    load,
    parse,
    rendered,
    replaced,
    save,
    slug,
)
from byline.drafting.models import AFFIRM, ASK, Change, Cut, Draft, Sentence
from byline.errors import HandEditError, InputError, StorageError

FILE = Path("稿.md")
HEAD = rendered(recorded()).partition("\n---\n")[0] + "\n---\n"


def states(held: Document) -> list[tuple[str, str]]:
    return [(line.text, line.state) for line in held.lines]


def edited(*changes: tuple[str, str], draft: Draft | None = None) -> Document:
    text = rendered(draft or recorded())
    for old, new in changes:
        assert old in text.partition("\n---\n")[2], old
        head, mark, post = text.partition("\n---\n")
        text = head + mark + post.replace(old, new)
    return parse(FILE, text)


# --- the file


def test_front_matter_and_post(tmp_path: Path):
    made = recorded(tags=("盘点", "药店"))
    path = save(tmp_path / "drafts", made)
    assert path == tmp_path / "drafts/2026-11-22-盘点/wechat.md"
    assert path.stat().st_mode & 0o777 == 0o600
    head, _, post = path.read_text(encoding="utf-8").removeprefix("---\n").partition("\n---\n")
    meta: dict[str, Any] = YAML(typ="safe", pure=True).load(head)
    assert meta["format"] == 2
    assert meta["sentences"][0] == {"text": HALVED, "kind": "told", "facts": ["f001"], "own": ""}
    assert meta["sentences"][2] == {"text": QUESTION, "kind": "slot", "facts": [], "own": ""}
    assert not {"title", "tags", "body"} & set(meta)
    assert post == (
        f"# 盘点怎么改\n\n## 我自己的一回\n\n{HALVED}{STICKERS}\n\n## 别人的一回\n\n{SLOT}\n\n"
        f"{ASKING}\n\n#盘点 #药店\n\n> {LABEL}\n"
    )
    assert post == below(made)


def test_what_was_saved_comes_back(tmp_path: Path):
    made = recorded(tags=("盘点", "药店"))
    held = load(save(tmp_path, made))
    assert held.draft == made == held.current
    assert (held.title, held.tags, held.body) == (made.title, made.tags, made.body)
    assert held.label == LABEL
    assert not held.is_old


def test_without_tags_or_label_nothing_is_left_behind():
    assert below(recorded(label="", title="")).endswith(f"{ASKING}\n")
    assert below(recorded(label="", title="")).startswith("## 我自己的一回\n\n")


def test_a_draft_is_never_overwritten(tmp_path: Path):
    first = save(tmp_path, recorded())
    first.write_text("我改过的", encoding="utf-8")
    others = [save(tmp_path, recorded()).name for _ in range(3)]
    assert others == ["wechat-2.md", "wechat-3.md", "wechat-4.md"]
    assert first.read_text(encoding="utf-8") == "我改过的"


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("库存老对不上怎么办？", "库存老对不上怎么办"),
        ("库存😀对不上", "库存-对不上"),
        ("😀😀", "draft"),
        ("？！。，", "draft"),
        ("", "draft"),
        ("..", "draft"),
        ("../../x", "x"),
        ("/etc/passwd", "etc-passwd"),
        ("C:\\x\\..\\y", "C-x-y"),
        ("a\nb\x00c", "a-b-c"),
        ("长" * 500, "长" * SLUG),
        ("a" * (SLUG - 1) + " b", "a" * (SLUG - 1)),
        ("-_x_-", "x"),
    ],
)
def test_slug(topic: str, name: str):
    assert slug(topic) == name


@pytest.mark.parametrize("topic", ["../../x", "..", "/etc", "~", "a/../../b", "😀", "长" * 500])
def test_a_draft_stays_in_its_folder(tmp_path: Path, topic: str):
    drafts = tmp_path / "me" / "drafts"
    path = save(drafts, recorded().model_copy(update={"topic": topic}))
    assert path.resolve().parent.parent == drafts.resolve()
    assert load(path).draft.topic == topic


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path):
    (tmp_path / "drafts").write_text("a file", encoding="utf-8")
    with pytest.raises(StorageError):
        save(tmp_path / "drafts", recorded())


@given(st.text())
def test_any_topic_gives_one_harmless_folder_name(topic: str):
    name = slug(topic)
    assert 0 < len(name) <= SLUG
    assert Path(name).parts == (name,)
    assert not name.startswith((".", "-"))
    assert len(f"2026-11-22-{name}".encode(errors="surrogatepass")) < 255
    assert slug(name) == name


# --- what is no draft


@pytest.mark.parametrize("text", ["", "# 标题\n\n正文", "---\nid: x\n---\n笔记", "---\n- a\n---\n"])
def test_a_file_that_is_no_draft(tmp_path: Path, text: str):
    path = tmp_path / "别的.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises((InputError, HandEditError), match=r"别的\.md"):
        load(path)
    assert path.read_text(encoding="utf-8") == text


def test_a_folder_names_the_drafts_in_it(tmp_path: Path):
    path = save(tmp_path, recorded())
    with pytest.raises(InputError) as error:
        load(tmp_path)
    assert str(path) in error.value.next_step


def test_a_missing_file_and_one_that_is_no_text(tmp_path: Path):
    with pytest.raises(InputError, match="打不开"):
        load(tmp_path / "没有.md")
    path = save(tmp_path, recorded())
    path.write_bytes(path.read_bytes() + "盘点".encode("gb18030"))
    with pytest.raises(InputError, match="UTF-8"):
        load(path)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("status: needs_input", "status: 好了", "status"),
        ("model: m", "modell: m", "model"),
        ("topic: 盘点", "topic: [", "---"),
        ("format: 2", "format: 3", "format"),
        ("kind: told", "kind: 说过", "sentences.0.kind"),
    ],
)
def test_a_broken_record_names_the_field(tmp_path: Path, old: str, new: str, field: str):
    path = save(tmp_path, recorded())
    broken = path.read_text(encoding="utf-8").replace(old, new, 1)
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(HandEditError) as error:
        load(path)
    assert error.value.field == field
    assert path.read_text(encoding="utf-8") == broken


# --- title, tags, label


@pytest.mark.parametrize(
    ("old", "new", "title", "tags", "label"),
    [
        ("# 盘点怎么改", "# 盘点改了三回 🚚 SKU", "盘点改了三回 🚚 SKU", ["盘点"], LABEL),
        ("# 盘点怎么改\n", "", "", ["盘点"], LABEL),
        ("# 盘点怎么改\n", "#\n", "", ["盘点"], LABEL),
        ("#盘点", "#盘点# #小店#", "盘点怎么改", ["盘点", "小店"], LABEL),
        ("#盘点\n", "", "盘点怎么改", [], LABEL),
        (f"> {LABEL}\n", "", "盘点怎么改", ["盘点"], ""),
        (f"> {LABEL}", "> 用 AI 理过一遍", "盘点怎么改", ["盘点"], "用 AI 理过一遍"),
    ],
)
def test_title_tags_and_label_are_the_persons(
    old: str, new: str, title: str, tags: list[str], label: str
):
    made = recorded(tags=("盘点",))
    held = edited((old, new), draft=made)
    assert (held.title, held.tags, held.label) == (title, tags, label)
    assert held.body == made.body


def test_a_closing_quote_of_somebody_is_no_label():
    held = edited((f"> {LABEL}", "> 先贴标签再数"))
    assert held.label == ""
    assert held.body.endswith("> 先贴标签再数")


@given(st.text())
def test_no_word_is_lost(text: str):
    held = parse(FILE, f"{HEAD}{text}")
    kept = "".join((held.title, held.body, *held.tags, held.label))
    assert set(text) - set(kept) <= set("#> ") | {one for one in text if one.isspace()}


# --- sentences


def test_an_untouched_draft():
    held = edited()
    assert states(held) == [
        (HALVED, "carried"),
        (STICKERS, "carried"),
        (SLOT, "slot"),
        ("你那边是什么情况？", "plain"),
        ("评论里说一句就行。", "plain"),
    ]
    assert [line.facts for line in held.lines] == [["f001"], ["f002", "f001"], [], [], []]
    assert [(one.number, one.heading) for one in held.paragraphs] == [
        (1, "我自己的一回"),
        (2, "别人的一回"),
        (3, ""),
    ]
    assert held.gone == ()


def test_an_edited_sentence_is_never_called_carried():
    held = edited(("两天改成半天", "三天改成半天"))
    first = held.lines[0]
    assert (first.state, first.was, first.facts, first.is_own) == (
        "edited",
        HALVED,
        ["f001"],
        True,
    )
    assert held.gone == ()


def test_a_sentence_cut_in_two_is_two_edits():
    held = edited(("改成半天，差错率", "改成半天。差错率"))
    assert [line.state for line in held.paragraphs[0].lines] == ["edited", "edited", "carried"]
    assert held.gone == ()


def test_what_the_person_added_rests_on_nothing():
    held = edited((STICKERS, STICKERS + "省了十万块！"))
    assert (states(held)[2], held.lines[2].facts) == (("省了十万块！", "added"), [])


def test_what_the_person_took_out_is_named():
    assert edited((STICKERS, "")).gone == (STICKERS,)


def test_a_filled_slot_is_the_persons_own_sentence():
    held = edited((SLOT, "前年我帮表姐的药店理过一回货。"))
    assert held.paragraphs[1].lines[0].state == "added"
    assert held.gone == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HALVED, f"**{HALVED}**"),
        (HALVED, f"- {HALVED}\n"),
        (HALVED + STICKERS, f"1. {HALVED}\n2. {STICKERS}"),
        (HALVED + STICKERS, f"{HALVED}\n\n{STICKERS}"),
        (HALVED, f"> {HALVED}\n"),
    ],
)
def test_layout_is_no_edit(old: str, new: str):
    held = edited((old, new))
    assert {line.state for line in held.lines if line.facts} == {"carried"}
    assert held.gone == ()


def test_a_dividing_line_parts_paragraphs_and_is_no_sentence():
    held = edited((STICKERS, f"\n---\n{STICKERS}\n\n* * *"))
    assert [one.text for one in held.paragraphs[:2]] == [HALVED, STICKERS]
    assert len(held.lines) == 5


def test_paragraphs_may_change_places():
    held = edited((ASKING, HALVED + STICKERS), ("## 我自己的一回\n\n", ""))
    assert [line.state for line in held.lines if line.facts] == ["carried"] * 4


def test_an_emptied_draft():
    held = parse(FILE, HEAD)
    assert (held.paragraphs, held.title, held.body) == ((), "", "")
    assert held.gone == (HALVED, STICKERS, "你那边是什么情况？", "评论里说一句就行。")


def test_two_recorded_sentences_that_read_as_one():
    held = edited(draft=recorded(section(("先贴标签", ["f002"]), ("再数。", ["f001"]))))
    assert states(held) == [("先贴标签再数。", "carried")]
    assert held.lines[0].facts == ["f002", "f001"]


def test_a_sentence_that_goes_back_to_the_persons_own_is_theirs():
    sentence = Sentence(text="我还拿过奖。", kind="plain", own="我拿过奖呢")
    draft = recorded(section(("我还拿过奖。", []))).model_copy(update={"sentences": [sentence]})
    assert states(edited(draft=draft)) == [("我还拿过奖。", "added")]


# --- places that wait


def test_a_proposal_is_a_place_of_its_own():
    held = edited(draft=proposing())
    assert states(held) == [(HALVED, "carried"), (PROPOSAL, "proposed"), (STICKERS, "carried")]
    (place,) = held.proposals
    assert (place.words, place.kind, held.line_of(place)) == (ADVICE, "proposed", held.lines[1])
    assert held.text[place.start : place.end] == PROPOSAL
    assert held.slots == []


@pytest.mark.parametrize(
    ("words", "said", "was"),
    [
        (f"【待认：{ADVICE}", ADVICE, ""),
        (f"【待认:{ADVICE}】", ADVICE, ""),
        (f"【 待认 ：{ADVICE} 】", ADVICE, ""),
        (f"【待认{ADVICE}】", ADVICE, ""),
        (f"待认：{ADVICE}】", ADVICE, ""),
        (f"**【待认：{ADVICE}】**", ADVICE, ""),
        (
            "【待认：货位没排好，先别买系统。】",
            "货位没排好，先别买系统。",
            ADVICE,
        ),
        ("【待认：说点别的行不行】", "说点别的行不行", ""),
        ("【待认：】", "", ""),
    ],
)
def test_a_damaged_proposal_still_waits_and_hides_nothing(words: str, said: str, was: str):
    held = edited((PROPOSAL, words), draft=proposing())
    (place,) = held.proposals
    line = held.line_of(place)
    assert line is not None
    assert (place.words, line.was, line.facts) == (said, was, [])
    assert [one.state for one in held.lines if one.facts] == ["carried", "carried"]
    assert [one.text for one in held.current.proposed] == [said]


def test_an_english_proposal_without_its_bracket_ends_with_its_sentence():
    told = "I moved 3.5 tons. "
    draft = recorded(
        section((told, ["f001"]), ("【待认：Buy no bot yet.】", []), (" Then I left.", ["f002"]))
    )
    held = edited(("yet.】", "sooner."), draft=draft)
    assert states(held) == [
        ("I moved 3.5 tons.", "carried"),
        ("【待认：Buy no bot sooner.", "proposed"),
        ("Then I left.", "carried"),
    ]


def test_a_proposal_out_of_its_brackets_is_the_persons_and_carried_by_nothing():
    held = edited((PROPOSAL, ADVICE), draft=proposing())
    assert (states(held)[1], held.lines[1].facts) == ((ADVICE, "added"), [])
    assert (held.proposals, held.gone) == ([], ())
    assert held.current.proposed == []
    assert held.draft.proposed != []


def test_a_proposal_that_was_taken_out_is_gone():
    held = edited((PROPOSAL, ""), draft=proposing())
    assert held.gone == (ADVICE,)
    assert held.current.proposed == []


def test_a_heading_that_was_proposed_can_be_agreed_to():
    held = edited(("## 我自己的一回", "## 【待认：别急着买】"))
    (place,) = held.proposals
    assert (held.line_of(place), place.around) == (None, "## 【待认：别急着买】")
    assert [one.text for one in held.current.proposed] == ["别急着买"]
    again = parse(FILE, replaced(held, held.current))
    assert (again.gone, again.current) == ((), held.current)
    agreed = parse(FILE, again.text.replace("## 【待认：别急着买】", "## 别急着买"))
    assert (agreed.gone, agreed.proposals) == ((), [])


def test_places_the_person_added_are_part_of_the_draft_now():
    held = edited((ASKING, f"【待补：我妈怎么说】{ASKING}【待认：你也行】"))
    assert [one.text for one in held.current.slots] == [QUESTION, "我妈怎么说"]
    assert [one.text for one in held.current.proposed] == ["你也行"]


@pytest.mark.parametrize(
    ("words", "question", "alone"),
    [
        (SLOT, QUESTION, True),
        ("【待补：你带过谁？】", "你带过谁？", True),
        ("【待补:你带过谁】。", "你带过谁", True),
        ("> 【待补 你带过谁？】", "你带过谁？", True),
        ("【待补】", "", True),
        ("【待补", "", True),
        ("【待补：你帮谁做成过？哪一年？", QUESTION, True),
        ("【待补：你带过谁？", "你带过谁？", True),
        ("【待补：哪年？那年我带过人。", "哪年？", False),
        ("那是【待补：哪年】的事。", "哪年", False),
        (f"先说一句。{SLOT}", QUESTION, False),
    ],
)
def test_the_question_is_what_stands_there_now(words: str, question: str, alone: bool):
    (slot,) = edited((SLOT, words)).slots
    assert (slot.words, slot.around == "") == (question, alone)
    assert slot.around in ("", words)


@pytest.mark.parametrize(
    ("words", "slots"),
    [
        ("【待补：哪年？谁？】我管过仓。", ["【待补：哪年？谁？】"]),
        ("【待补：哪年？我管过仓。\n\n别的】", ["【待补：哪年？"]),
        ("【待补\n\n别的】", ["【待补"]),
        ("【待补：【注】哪年】", ["【待补：【注】哪年】"]),
        ("【注】待补", []),
        ("客人待认领的包裹。", []),
    ],
)
def test_a_slot_hides_no_sentence_behind_it(words: str, slots: list[str]):
    assert [one.text for one in edited((SLOT, words)).places] == slots


def test_two_places_in_one_line_and_one_in_the_title():
    line = "从【待补：哪年】到【待补：哪年为止】。"
    held = edited((ASKING, line), ("# 盘点怎么改", "# 【待补：几天】盘点"))
    assert [one.words for one in held.slots] == ["几天", QUESTION, "哪年", "哪年为止"]
    assert [one.around for one in held.slots] == ["# 【待补：几天】盘点", "", line, line]
    assert held.line_of(held.slots[0]) is None


# --- exact places, whatever is there

ODD = [
    *(HALVED, STICKERS, SLOT, PROPOSAL, ADVICE, ASKING, LABEL, "我", "好。", "OK!", "🚚🚚", "…"),
    *(
        "【",
        "】",
        "【注】",
        "【待补",
        "【待认：",
        "待认：",
        "：",
        "。",
        "? ",
        "**重**",
        "`x`",
        "「引」",
    ),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\r\n\r\n",
        "\r",
        "\n---\n",
        "\n\n---\n\n",
        "---",
        "## 标题\n",
        "# 大\n",
    ),
    *(
        "- 一条\n",
        "1. 一\n",
        "> 引\n",
        "#标签 #b",
        "\n\n#标签 #b",
        "\n\n> AI 写的",
        "\u2028",
        "\t",
        " ",
    ),
]
bodies = st.one_of(st.text(), st.lists(st.sampled_from(ODD), max_size=14).map("".join))


@given(bodies, st.sampled_from(["", "\ufeff"]), st.booleans())
def test_every_span_is_exact_in_the_file_as_it_is(body: str, mark: str, crlf: bool):
    text = rendered(proposing()).partition("\n---\n")[0] + f"\n---\n# 题\n\n{body}\n"
    text = mark + (text.replace("\n", "\r\n") if crlf else text)
    held = parse(FILE, text)
    assert held.text == text
    for one in (*held.paragraphs, *held.lines, *held.places):
        assert text[one.start : one.end] == one.text
        assert one.text
    starts = [line.start for line in held.lines]
    assert starts == sorted(starts)
    for before, after in zip(held.lines, held.lines[1:], strict=False):
        assert before.end <= after.start
    for paragraph in held.paragraphs:
        assert paragraph.lines
        assert all(paragraph.start <= line.start < paragraph.end for line in paragraph.lines)
        assert {line.paragraph for line in paragraph.lines} == {paragraph.number}
    words = proposing().sentences
    for line in held.lines:
        if line.state == "carried":
            assert any(line.text.strip("*`>- 1.") in one.text for one in words if one.facts)
            assert line.facts
        if line.state in ("added", "plain", "slot", "proposed"):
            assert not line.facts
    for place in held.places:
        assert "待" in place.text
        assert "\n" not in place.text


@given(bodies)
def test_every_sentence_comes_out_once(body: str):
    held = parse(FILE, f"{HEAD}# 题\n\n{body}\n")
    left = held.text[held.parts.body.start : held.parts.body.end]
    for line in reversed(held.lines):
        at = line.start - held.parts.body.start
        left = left[:at] + left[at + len(line.text) :]
    rest = [line.strip() for line in left.split("\n") if line.strip()]
    # What is in no sentence is a heading or a divider.
    assert all(one.startswith("#") or not set(one) - set("-*_ \t\r") for one in rest)


@given(bodies)
def test_reading_and_writing_changes_nothing(body: str):
    held = parse(FILE, f"{HEAD}# 题\n\n{body}\n")
    assert replaced(held, held.draft) == held.text


words = st.text(
    # U+0085 comes back as a space: ruamel folds it. As a control character input loses it anyway.
    st.characters(exclude_categories=["Cs"], exclude_characters="\x85\r"),
    max_size=40,
)
line = st.text(st.characters(categories=["L", "N", "So"], include_characters="，。！ "), min_size=1)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Drafts of odd words, whose body does not end like tags or a label."""
    title = draw(st.one_of(st.just(""), line)).strip()
    body = draw(bodies).replace("\r", "").strip()
    closing = "" if not body else draw(st.sampled_from(["好。", "[完]", "…"]))
    sentences = [
        Sentence(text=draw(words), kind="told", facts=["f001"]),
        Sentence(text=draw(words), kind="proposed"),
        Sentence(text=draw(words), kind="plain", own=draw(words)),
    ]
    return recorded(title=title, tags=tuple(draw(st.lists(tags_, max_size=3)))).model_copy(
        update={
            "topic": draw(words),
            "body": f"{body}{closing}",
            "sentences": sentences,
            "cut": [Cut(text=draw(words), reason="多余")],
            "changed": [Change(was=draw(words), now="", reason="没人说过")],
            "findings": [Finding(rule="slot", level="warning", text=draw(words), reason="缺")],
        }
    )


tags_ = st.text(st.characters(categories=["L", "N", "So"]), min_size=1)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(drafts())
def test_a_draft_survives_its_file(made: Draft):
    if made.body.rpartition("\n\n")[2].lstrip().startswith((">", "#")):
        made = made.model_copy(update={"body": f"{made.body}\n\n完。"})
    assert parse(FILE, rendered(made)).draft == made


@settings(suppress_health_check=[HealthCheck.too_slow])
@example(recorded(), "一行", True, "")
@given(drafts(), bodies, st.booleans(), st.sampled_from(["", "\ufeff"]))
def test_another_draft_in_the_same_file(made: Draft, body: str, crlf: bool, mark: str):
    if made.body.rpartition("\n\n")[2].lstrip().startswith((">", "#")):
        made = made.model_copy(update={"body": f"{made.body}\n\n完。"})
    text = f"{HEAD}# 题\n\n{body}\n"
    held = parse(FILE, mark + (text.replace("\n", "\r\n") if crlf else text))
    new = replaced(held, made)
    again = parse(FILE, new)
    assert again.draft == made
    assert again.label == held.label
    assert new.startswith(mark)
    assert not crlf or "\n" not in new.replace("\r\n", "")


def test_only_what_changed_is_written():
    text = rendered(recorded(tags=("盘点", "店"))).replace("model: m\n", "model: m  # 记着\n")
    text = text.replace("#盘点 #店", "#盘点#   #店#").replace("\n\n## 别人", "\n\n\n\n## 别人")
    text = text.replace(f"> {LABEL}\n", "> AI 帮我理的").replace("\n", "\r\n")
    held = parse(FILE, text)
    new = held.draft.model_copy(
        update={"status": "pass", "body": held.body.replace(SLOT, "前年我帮过表姐。")}
    )
    wanted = text.replace(SLOT, "前年我帮过表姐。").replace("needs_input", "pass")
    assert replaced(held, new) == wanted


def test_a_comment_in_the_record_survives_a_change_around_it():
    text = rendered(recorded()).replace("kind: plain", "kind: plain  # 我问的", 1)
    held = parse(FILE, text)
    sentences = list(held.draft.sentences)
    sentences[0] = sentences[0].model_copy(update={"facts": ["f009"]})
    new = replaced(held, held.draft.model_copy(update={"sentences": sentences}))
    assert "kind: plain  # 我问的" in new
    assert parse(FILE, new).draft.sentences == sentences


@pytest.mark.parametrize("form", [ASK, AFFIRM])
def test_a_title_and_tags_can_come_and_go(form: str):
    held = edited(("# 盘点怎么改\n\n", ""))
    named = held.draft.model_copy(update={"title": "题", "tags": ["a", "b"]})
    held = parse(FILE, replaced(held, named))
    assert (held.draft, held.label) == (named, LABEL)
    bare = named.model_copy(update={"title": "", "tags": [], "body": form.format("x")})
    held = parse(FILE, replaced(held, bare))
    assert (held.draft, held.label) == (bare, LABEL)
