"""Whose words are learnt from."""

import json

import pytest
from voice_samples import Post, Say

from byline.errors import InputError
from byline.ledger.events import MaterialAdded
from byline.voice import sample
from byline.voice.sample import find, gather, language_of, outliers
from byline.workspace import Workspace

MACHINE = "在这个信息爆炸的时代，要打造抓手，赋能员工。综上所述，打通底层逻辑，形成闭环。"
PLAIN = "货没放明白，系统里的数就是错的。先用一张表，把货位定死，跑顺了再说。\n\n"
CHATTY = "其实吧，我跟你说，货没放明白呢，那数就是错的嘛！你先用一张表呗，然后跑顺了再说哈。\n\n"


def test_answers_and_log_are_the_persons(workspace: Workspace, say: Say):
    say("货没放明白。", "I count stock every day.")
    say("这周只盘了半天。", log=True)
    found = gather(workspace)
    assert [(one.name, one.kind, one.language) for one in found.pieces] == [
        ("a001", "answer", "zh"),
        ("a002", "answer", "en"),
        ("l001", "log", "zh"),
    ]
    assert [one.name for one in found.of("en")] == ["a002"]


def test_an_empty_workspace_has_no_sample(workspace: Workspace):
    assert gather(workspace).pieces == []


def test_a_bilingual_post_is_two_pieces(workspace: Workspace, post: Post):
    name = post("帖.txt", "先把货放明白。\n\nCount the stock before you buy a system.\n")
    assert [(one.name, one.language) for one in gather(workspace).pieces] == [
        (name, "zh"),
        (name, "en"),
    ]


def test_what_is_quoted_in_a_post_is_somebody_elses(workspace: Workspace, post: Post):
    post("帖.md", "我不同意这句。\n\n> 小店一定要买系统，越早越好。\n\n先用一张表。\n")
    [piece] = gather(workspace).pieces
    assert "越早越好" not in piece.whole
    assert "先用一张表" in piece.whole


def test_other_documents_are_named_and_not_learnt_from(workspace: Workspace, post: Post):
    name = post("简历.txt", "管仓库八年。", voice=False)
    found = gather(workspace)
    assert (found.pieces, found.unused) == ([], [name])


def test_of_a_chat_only_the_persons_own_lines(workspace: Workspace, post: Post):
    lines = ("陈砚", "先把货放明白。"), ("老李", "好的收到辛苦了。"), ("陈砚", "半天就完。")
    chat = "".join(
        f"2026-11-02 21:14:0{second} {who}\n{text}\n\n"
        for second, (who, text) in enumerate(lines * 2)
    )
    name = post("聊天.txt", chat, voice=False)
    with workspace.lock():
        workspace.journal().append(
            MaterialAdded(material=name, given="聊天.txt", sha256="x", me="陈砚")
        )
    [piece] = gather(workspace).pieces
    assert piece.kind == "chat"
    assert [text.strip() for text in piece.texts] == ["先把货放明白。", "半天就完。"] * 2


def test_machine_turns_leave_a_post_out_until_it_is_kept(workspace: Workspace, post: Post):
    name = post("机器.txt", MACHINE)
    found = gather(workspace)
    assert found.pieces == []
    [doubt] = found.doubts
    assert (doubt.name, doubt.sort) == (name, "machine")
    assert "总结腔" in doubt.reason
    kept = gather(workspace, keep=[name, "voice/没了.txt"])
    assert [one.name for one in kept.pieces] == kept.kept == [name]
    assert kept.doubts == []


def test_what_the_person_says_is_never_doubted(workspace: Workspace, say: Say):
    say(MACHINE)
    assert [one.name for one in gather(workspace).pieces] == ["a001"]


def test_an_export_of_several_people_needs_a_name(workspace: Workspace, post: Post):
    posts = [{"author": who, "text": f"{who}说先盘货。"} for who in ("陈砚的店", "老李", "老李")]
    name = post("导出.json", json.dumps(posts, ensure_ascii=False))
    [doubt] = gather(workspace).doubts
    assert (doubt.name, doubt.sort) == (name, "unsigned")
    assert "老李" in doubt.reason
    mine = gather(workspace, me=["陈砚的店"])
    assert [one.whole for one in mine.pieces] == ["陈砚的店说先盘货。"]


def test_a_sample_is_found_by_its_file_name(workspace: Workspace, post: Post):
    post("帖.txt", PLAIN)
    assert find(workspace, "帖.txt") == find(workspace, "voice/帖.txt") == "voice/帖.txt"
    with pytest.raises(InputError, match="没有这一份") as error:
        find(workspace, "别的.txt")
    assert "voice/帖.txt" in error.value.next_step


def test_a_strangers_post_among_long_ones():
    texts = {f"{number}.txt": PLAIN * 50 for number in range(4)}
    assert outliers(texts, "zh") == set()
    assert outliers(texts | {"x.txt": CHATTY * 50}, "zh") == {"x.txt"}


def test_short_or_few_texts_name_nobody():
    few = {"0": PLAIN * 50, "1": PLAIN * 50, "x": CHATTY * 50}
    short = {str(number): PLAIN for number in range(6)} | {"x": CHATTY}
    assert outliers(few, "zh") == outliers(short, "zh") == outliers({}, "zh") == set()


def test_another_width_of_marks(workspace: Workspace, post: Post):
    for number in range(3):
        post(f"{number}.txt", f"第{number}篇。" + PLAIN * 5)
    name = post("半角.txt", "第九篇," + PLAIN.replace("，", ",").replace("。", ".") * 5)
    [doubt] = gather(workspace).doubts
    assert (doubt.name, doubt.sort) == (name, "author")
    assert "半角" in doubt.reason


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("我们用 Excel 做 VLOOKUP", "zh"),
        ("We sell 豆腐 at the market", "en"),
        ("", "zh"),
        ("3,100", "zh"),
    ],
)
def test_the_language_of_a_text(text: str, language: sample.Language):
    assert language_of(text) == language
