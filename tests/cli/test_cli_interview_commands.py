"""What can be done in the middle of an interview, in a plain pipe: a line a reply."""

import json
from collections.abc import Callable

import pytest
from byline_process import FULL, Cli, Ran, asked_of
from loopback import Service

from byline.cli.wording import wording
from byline.interview.guide import load_guide
from byline.ledger.events import LanguageChanged, Session, Unasked
from byline.ledger.exchanges import exchanges
from byline.ledger.models import Fact
from byline.workspace import Workspace

FIRST, SECOND, THIRD = load_guide().order[:3]
ONE, TWO, THREE = (f"{FULL}{number}" for number in "一二三")
ASKED = asked_of(ONE, TWO)
ENGLISH = (
    "In 2019 I ran a bakery in Bristol with four people. That day the oven broke they said it "
    "could not be done, and afterwards we baked 300 loaves a night."
)


def talk(cli: Cli, workspace: Workspace, *lines: str) -> Ran:
    ran = cli.run(
        "interview",
        "--no-model",
        cwd=workspace.root,
        stdin="".join(f"{line}\n" for line in lines),
    )
    assert ran.code == 0, ran.err
    return ran


def said(workspace: Workspace) -> dict[str, str]:
    return workspace.journal().answers()


def asked(ran: Ran) -> list[str]:
    """The questions on the screen, in order."""
    return [line.partition("] ")[2] for line in ran.out.splitlines() if line.startswith("[")]


def test_back_answers_the_question_before_again(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, ONE, "/back", TWO, THREE)
    assert said(workspace) == {"a001.2": TWO, "a002": THREE}
    assert asked(ran)[:4] == [ASKED[0], ASKED[1], ASKED[0], ASKED[1]]
    assert ONE[:20] in ran.err
    assert "interview.jsonl" in ran.err


def test_back_goes_further_each_time_and_skip_returns(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, ONE, TWO, "/back", "/back", "/back", "/skip", THREE)
    assert said(workspace) == {"a001": ONE, "a002": TWO, "a003": THREE}
    assert asked(ran)[2:6] == [ASKED[2], ASKED[1], ASKED[0], ASKED[2]]
    assert wording("zh").back_none in ran.err


def test_back_reaches_a_question_that_was_passed_over(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, "/skip", "/back", ONE, TWO)
    answers = {one.asked.topic: one.answer for one in exchanges(workspace.journal().events)}
    assert [answers[topic.id].text for topic in (FIRST, SECOND)] == [ONE, TWO]  # pyright: ignore


def test_a_kill_while_gone_back_leaves_the_open_question_open(
    cli: Cli, workspace: Workspace
) -> None:
    talk(cli, workspace, ONE, "/back")
    assert asked(talk(cli, workspace, TWO))[0] == ASKED[1]
    assert said(workspace) == {"a001": ONE, "a002": TWO}


def test_edit_lists_and_changes_by_number(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, ONE, TWO, "/edit", "/edit 1", THREE, "/edit 7", "、edit ２", "")
    assert said(workspace) == {"a001.2": THREE, "a002": TWO}
    assert ran.out.count(ONE) == 1
    for words in ("   1  2019", "   2  2019", "没有第 7 段", "没改"):
        assert words in ran.err
    assert asked(ran)[-1] == ASKED[2]


def test_edit_to_the_same_words_changes_nothing(cli: Cli, workspace: Workspace) -> None:
    assert "没改" in talk(cli, workspace, ONE, "/edit 1", ONE).err
    assert said(workspace) == {"a001": ONE}


def test_a_follow_up_to_an_answer_that_is_no_longer_thin_is_not_asked(
    cli: Cli, workspace: Workspace
) -> None:
    ran = talk(cli, workspace, "在杭州一家童装仓库管货的", "/back", ONE)
    assert asked(ran)[:4] == [ASKED[0], FIRST.probes[0], ASKED[0], ASKED[1]]


@pytest.mark.parametrize(("number", "closed"), [("", "a002"), (" 1", "a001")])
def test_private_marks_the_last_answer_or_the_named_one(
    cli: Cli, workspace: Workspace, number: str, closed: str
) -> None:
    ran = talk(cli, workspace, ONE, TWO, f"/private{number}", "/private 9")
    private = [one.answer for one in exchanges(workspace.journal().events) if one.private]
    assert [answer.answer_id for answer in private if answer] == [closed]
    assert "没有第 9 段" in ran.err
    assert "本来就不公开" in talk(cli, workspace, f"/private {closed[-1]}").err


@pytest.mark.parametrize("consented", ["", "好"])
def test_the_wish_in_words_is_offered_and_done(
    cli: Cli, workspace: Workspace, consented: str
) -> None:
    ran = talk(cli, workspace, ONE, "这段别公开", consented, TWO)
    assert [one.private for one in exchanges(workspace.journal().events)[:2]] == [True, False]
    assert said(workspace) == {"a001": ONE, "a002": TWO}
    assert "标成不公开？" in ran.err


def test_no_makes_the_wish_an_answer(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, ONE, "这段别公开", "n", "/pause")
    assert not any(one.private for one in exchanges(workspace.journal().events))
    assert said(workspace)["a002"] == "这段别公开"


def test_a_blind_pipe_loses_neither_the_wish_nor_the_answer(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, ONE, "这段别公开", TWO)
    assert [one.private for one in exchanges(workspace.journal().events)[:2]] == [True, False]
    assert said(workspace) == {"a001": ONE, "a002": TWO}


def test_a_wish_at_the_end_of_an_answer_is_about_that_answer(
    cli: Cli, workspace: Workspace
) -> None:
    talk(cli, workspace, ONE, f"{TWO}。这段别公开", "")
    assert [one.private for one in exchanges(workspace.journal().events)[:2]] == [False, True]
    assert said(workspace)["a002"] == f"{TWO}。这段别公开"


def test_a_wish_before_anything_was_said_is_an_answer(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, "这段别公开")
    assert list(said(workspace).values()) == ["这段别公开"]


def test_a_wish_after_going_back_is_about_the_answer_gone_back_to(
    cli: Cli, workspace: Workspace
) -> None:
    ran = talk(cli, workspace, ONE, TWO, "/back", "/back", "这段别公开", "", "/private", "/skip")
    marks = [one.private for one in exchanges(workspace.journal().events)]
    assert marks == [True, False, False]
    assert said(workspace) == {"a001": ONE, "a002": TWO}
    assert "本来就不公开" in ran.err


def test_a_wish_for_what_is_private_already_asks_nothing(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, ONE, "/private", "这段别公开", TWO)
    assert "标成不公开？" not in ran.err
    assert said(workspace) == {"a001": ONE, "a002": TWO}


def test_progress_is_a_table_of_topics(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, ONE, "/skip", "没啥", "/progress")
    rows = {line.split()[0]: line for line in ran.out.splitlines() if " " in line}
    states = wording("zh").states
    assert states["known"] in rows[FIRST.name]
    assert "2019" in rows[FIRST.name]
    assert states["passed"] in rows[SECOND.name]
    assert states["thin"] in rows[THIRD.name]
    assert ran.out.count(states["open"]) == len(load_guide().topics) - 3
    assert "\x1b" not in ran.out


def test_facts_and_what_waits_for_them(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我管了八年仓库。")
    ran = talk(cli, workspace, ONE, "/facts")
    assert "我管了八年仓库。" in ran.out
    assert "还有 1 段回答在排队整理" in ran.err


def test_facts_whose_words_are_gone_are_named(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我管了八年仓库。")
    ran = talk(cli, workspace, "/edit 1", "我管了九年仓库。")
    assert "f001 我管了八年仓库。" in ran.err
    assert workspace.ledger().facts == []


def test_a_change_cut_short_is_finished_and_told_at_the_next_start(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我管了八年仓库。")
    with workspace.journal_path.open("a") as stream:
        line = {"event": "answered", "answer_id": "a001.2", "question_id": "q001", "text": "九年。"}
        stream.write(json.dumps(line | {"seq": 99, "at": "2026-11-25T10:00:00+08:00"}) + "\n")
    ran = talk(cli, workspace)
    assert "被打断" in ran.err
    assert "f001 我管了八年仓库。" in ran.err
    assert "被打断" not in talk(cli, workspace).err


@pytest.mark.parametrize(("typed", "meant"), [("/bakc", "/back"), ("/progess", "/progress")])
def test_a_slip_of_the_finger_is_told_the_command(
    cli: Cli, workspace: Workspace, typed: str, meant: str
) -> None:
    assert f"是不是 {meant}？" in talk(cli, workspace, typed).err
    assert said(workspace) == {}


def test_why_gives_one_note_and_the_title_of_the_next(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, "/why")
    first, second = FIRST.notes[:2]
    assert f"（{first}）" in ran.err
    assert f"byline knowledge show {second}" in ran.err


def test_lang_changes_what_byline_says_and_is_kept(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, "/lang en", "/progress", "/lang", "/lang fr")
    assert wording("en").lang_now in ran.err
    assert wording("en").states["open"] in ran.out
    assert ran.err.count(wording("en").lang_how) == 2
    again = talk(cli, workspace, "/help")
    assert wording("en").help_title in again.err
    assert "Stopped here" in again.out
    sittings = [e for e in workspace.journal().events if isinstance(e, Session)]
    assert [one.language for one in sittings] == ["zh", "en"]


def test_the_language_that_is_spoken_asks_no_question_anew(cli: Cli, workspace: Workspace) -> None:
    talk(cli, workspace, "/lang zh")
    assert not any(isinstance(event, Unasked) for event in workspace.journal().events)


def test_two_english_answers_are_followed(cli: Cli, workspace: Workspace) -> None:
    ran = talk(cli, workspace, ENGLISH, f"{ENGLISH} Twice.", "/pause")
    assert wording("en").lang_followed in ran.err
    [change] = [e for e in workspace.journal().events if isinstance(e, LanguageChanged)]
    assert (change.language, change.asked) == ("en", False)


def test_the_option_sets_the_language_from_the_start(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("interview", "--no-model", "--lang", "en", cwd=workspace.root)
    assert "Just talk" in ran.err
    assert "Stopped here" in ran.out
    cli.run("interview", "--lang", "fr", cwd=workspace.root).failed_with("'fr'", "--lang zh")


def test_a_second_sitting_says_where_we_were_in_one_line(cli: Cli, workspace: Workspace) -> None:
    first = talk(cli, workspace, ONE)
    assert "上次" not in first.err
    assert "直接说就行" in first.err
    second = talk(cli, workspace)
    [line] = [line for line in second.err.splitlines() if line.startswith("上次（")]
    assert SECOND.name in line
    assert "1 段回答" in line
    assert "直接说就行" not in second.err


def test_the_changed_words_are_read_for_facts(
    cli: Cli, workspace: Workspace, service: Service
) -> None:
    labels = json.dumps({"l1": "experience"})
    for _ in range(2):
        service.says(labels)
    env = {"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m", "BYLINE_API_KEY": "k"}
    full = "2019年那天他们说我做不到，后来半年做到了八百单，现在一年三千单"
    ran = cli.run(
        "interview", cwd=workspace.root, env=env, stdin=f"{full}。\n/edit 1\n{full}整。\n"
    )
    assert ran.code == 0, ran.err
    [fact] = workspace.ledger().facts
    assert (fact.quote, fact.source.id) == (f"{full}整。", "a001.2")
    assert workspace.journal().pending_extraction() == []
