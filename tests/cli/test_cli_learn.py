"""byline learn: rules out of the edits of a draft, confirmed one by one."""

import json
from collections.abc import Callable
from pathlib import Path

import pexpect
import pytest
from byline_process import Cli, ended
from draft_samples import FORMAT_1, proposing, recorded, saved, section

from byline.ledger.models import Fact
from byline.voice import storage
from byline.voice.models import Rule, Voice
from byline.workspace import Workspace

SENTENCES = (
    "其实你的仓库不需要买系统！",
    "你先把同一个款放到一个地方。",
    "其实你买了系统也没用，货没放明白。",
)
EDITED = (
    (SENTENCES[0], "大家的仓库不需要买系统！"),
    (SENTENCES[1], "大家先把同一个款放到一个地方。"),
    (SENTENCES[2], "大家买了系统也没用，货没放明白。"),
)


def draft(workspace: Workspace, *changes: tuple[str, str], name: str = "一") -> Path:
    """A 小红书 draft of three sentences, and a hand's changes to it."""
    post = recorded(
        section(*((text, ["f001"]) for text in SENTENCES)), platform="xiaohongshu", title="别买系统"
    )
    folder = workspace.drafts / name
    folder.mkdir(parents=True, exist_ok=True)
    return saved(folder, post, *changes)


def rules(workspace: Workspace) -> dict[str, Rule]:
    voice = storage.load(workspace)
    return {rule.id: rule for rule in voice.rules} if voice else {}


def test_rules_are_proposed_and_answered_one_by_one(cli: Cli, workspace: Workspace) -> None:
    path = draft(workspace, *EDITED)
    ran = cli.run("learn", str(path), stdin="a\nn\n")
    assert ran.code == 0, ran.err
    assert "写“大家”，不写“你”" in ran.out
    assert "这篇里改了 3 处，把握 80%" in ran.out
    assert f"  {SENTENCES[0]}\n  → 大家的仓库不需要买系统！" in ran.out
    held = rules(workspace)
    assert [(one.was, one.now, one.status, one.scope) for one in held.values()] == [
        ("你", "大家", "confirmed", "all"),
        ("其实", "", "declined", "xiaohongshu"),
    ]
    assert "记下 1 条（r001）" in ran.err
    # Learning it again asks nothing.
    again = cli.run("learn", str(path))
    assert "把握" not in again.out
    assert rules(workspace) == held


def test_at_a_terminal_each_answer_is_kept_at_once(cli: Cli, workspace: Workspace) -> None:
    path = draft(workspace, *EDITED)
    child = cli.terminal("learn", str(path), cwd=workspace.root)
    child.expect("不写“你”")
    child.expect("q 先到这")
    child.send("嗯\r")
    child.expect("没看懂")
    child.expect("q 先到这")
    child.send("y\r")
    child.expect("不要“其实”")
    child.expect("q 先到这")
    # The first answer is on the disk while the second question stands.
    assert [one.was for one in rules(workspace).values()] == ["你"]
    child.sendcontrol("c")
    child.expect("还有 1 条没定")
    assert ended(child) == 0
    assert [(one.was, one.scope) for one in rules(workspace).values()] == [("你", "xiaohongshu")]
    child = cli.terminal("learn", str(path), cwd=workspace.root)
    child.expect("不要“其实”")
    child.expect("q 先到这")
    child.send("a\r")
    child.expect("记下 1 条")
    child.expect(pexpect.EOF)
    assert [one.scope for one in rules(workspace).values()] == ["xiaohongshu", "all"]


def test_a_kill_in_the_middle_keeps_what_was_decided(cli: Cli, workspace: Workspace) -> None:
    child = cli.terminal("learn", str(draft(workspace, *EDITED)), cwd=workspace.root)
    child.expect("q 先到这")
    child.send("y\r")
    child.expect("不要“其实”")
    child.close(force=True)
    assert [one.was for one in rules(workspace).values()] == ["你"]


def test_yes_takes_all_and_json_decides_nothing(cli: Cli, workspace: Workspace) -> None:
    path = draft(workspace, *EDITED)
    told = json.loads(cli.run("learn", str(path), "--json").out)
    assert [one["words"] for one in told["proposed"]] == ["写“大家”，不写“你”", "不要“其实”"]
    assert rules(workspace) == {}
    told = json.loads(cli.run("learn", str(path), "--json", "--yes").out)
    assert (told["proposed"], len(told["confirmed"])) == ([], 2)
    assert {one.scope for one in rules(workspace).values()} == {"xiaohongshu"}


def test_contradicted_rules_decay_and_are_dropped_aloud(cli: Cli, workspace: Workspace) -> None:
    cli.run("learn", str(draft(workspace, *EDITED)), "--yes")
    assert rules(workspace)["r001"].was == "你"
    undone = ((SENTENCES[1], "你先把同一个款放到一个地方，你别急，你听我的。"),)
    again = cli.run("learn", str(draft(workspace, *undone, name="二")), stdin="n\n")
    assert "放下 r001“写“大家”，不写“你””" in again.out
    assert rules(workspace)["r001"].status == "retired"


def test_new_content_is_sent_to_the_interview(
    cli: Cli, workspace: Workspace, hold: Callable[..., Fact]
) -> None:
    hold("我在义乌管过三个仓")
    changes = ((SENTENCES[1], f"{SENTENCES[1]}我在义乌管过三个仓。我拿过省里的金奖，管了十五年。"),)
    ran = cli.run("learn", str(draft(workspace, *changes)))
    assert "还不是事实" in ran.out
    assert "byline log" in ran.out
    assert "十五年" in ran.out
    assert "三个" not in ran.out
    assert rules(workspace) == {}


def test_an_untouched_draft_teaches_nothing(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("learn", str(draft(workspace)))
    assert "没有改过" in ran.out
    assert not workspace.voice_path.exists()


def test_what_byline_proposed_is_nobodys_manner(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("learn", str(saved(workspace.drafts, proposing())))
    assert "没有改过" in ran.out


def test_edits_of_a_draft_of_an_earlier_byline(cli: Cli, workspace: Workspace) -> None:
    old = (FORMAT_1 / "xiaohongshu.md").read_text(encoding="utf-8")
    head, mark, post = old.partition("\n---\n")
    path = workspace.drafts / "旧的.md"
    path.write_text(head + mark + post.replace("你们要是", "大家要是"), encoding="utf-8")
    told = json.loads(cli.run("learn", str(path), "--json", "--yes").out)
    assert told["not_facts_yet"] == []
    assert cli.run("learn", str(path)).code == 0
    assert path.read_text(encoding="utf-8").startswith(head)


def test_a_rule_of_one_platform_seen_on_another_can_be_widened(
    cli: Cli, workspace: Workspace
) -> None:
    rule = Rule(id="r001", kind="replace", was="你", now="大家", scope="wechat")
    storage.save(workspace.voice_path, Voice(rules=[rule]))
    ran = cli.run("learn", str(draft(workspace, *EDITED)), stdin="a\nn\n")
    assert "以前只用在公众号" in ran.out
    assert rules(workspace)["r001"].scope == "all"


@pytest.mark.parametrize("name", ["byline.toml", "drafts", "没有.md"])
def test_what_is_no_draft(cli: Cli, workspace: Workspace, name: str) -> None:
    cli.run("learn", str(workspace.root / name)).failed_with(name)


def test_a_broken_voice_stops_it(cli: Cli, workspace: Workspace) -> None:
    workspace.voice_path.write_text("rules:\n  - id: 一\n", encoding="utf-8")
    cli.run("learn", str(draft(workspace, *EDITED))).failed_with("voice.yaml 第 2 行", "rules.0.id")
    assert workspace.voice_path.read_text(encoding="utf-8") == "rules:\n  - id: 一\n"


def test_a_hand_in_the_file_while_a_question_stands(cli: Cli, workspace: Workspace) -> None:
    rule = Rule(id="r001", kind="drop", was="非常")
    storage.save(workspace.voice_path, Voice(rules=[rule]))
    child = cli.terminal("learn", str(draft(workspace, *EDITED)), cwd=workspace.root)
    child.expect("q 先到这")
    text = workspace.voice_path.read_text(encoding="utf-8")
    edited = text.replace("was: 非常", "was: 超级  # 我改的")
    workspace.voice_path.write_text(edited, encoding="utf-8")
    child.send("y\r")
    child.expect("不要“其实”")
    child.expect("q 先到这")
    child.send("q\r")
    assert ended(child) == 0
    assert "was: 超级  # 我改的" in workspace.voice_path.read_text(encoding="utf-8")
    assert [one.was for one in rules(workspace).values()] == ["超级", "你"]
