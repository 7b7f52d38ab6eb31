"""byline voice learn and show."""

import json
import resource
from collections.abc import Callable
from pathlib import Path

import pytest
from byline_process import Cli
from loopback import Service

from byline.ledger.models import Fact
from byline.voice import storage
from byline.voice.models import Evidence, Rule, Voice
from byline.workspace import Workspace

Hold = Callable[..., Fact]
SAID = (
    "反正先把货放明白吧，系统里的数才对。",
    "反正我不急着买系统吧，先用一张表。",
    "反正盘点半天就完了吧，以前要两天。",
)
POST = "反正你先把货放明白吧。你不用急着买系统，先用一张表，跑顺了再说。\n\n"
MACHINE = "在这个信息爆炸的时代，要打造抓手，赋能员工。综上所述，打通底层逻辑，形成闭环。"


@pytest.fixture
def spoken(workspace: Workspace, hold: Hold) -> Workspace:
    for text in SAID:
        hold(text)
    return workspace


def add(cli: Cli, workspace: Workspace, name: str, text: str) -> None:
    path = cli.home / name
    path.write_text(text, encoding="utf-8")
    ran = cli.run("add", "--voice", str(path), cwd=workspace.root)
    assert ran.code == 0, ran.err


def test_an_interview_alone_gives_a_voice(cli: Cli, spoken: Workspace) -> None:
    ran = cli.run("voice", "learn", cwd=spoken.root)
    assert ran.code == 0, ran.err
    assert "学自  访谈 3 段" in ran.out
    assert "句尾  吧" in ran.out
    assert "满 2000 字才稳" in ran.err
    assert "没有你发过的帖子" in ran.err
    shown = cli.run("voice", "show", cwd=spoken.root)
    assert "反正" in shown.out
    assert "voice.yaml" in shown.err


def test_posts_say_how_readers_are_called(cli: Cli, spoken: Workspace) -> None:
    add(cli, spoken, "帖.txt", POST * 12)
    ran = cli.run("voice", "learn", cwd=spoken.root)
    assert "称呼  你" in ran.out
    assert "表情  0‰" in ran.out
    assert "没有你发过的帖子" not in ran.err


def test_nothing_said_is_nothing_to_learn(cli: Cli, workspace: Workspace) -> None:
    cli.run("voice", "learn", cwd=workspace.root).failed_with(
        "还没有你自己的话", "byline interview"
    )
    cli.run("voice", "show", cwd=workspace.root).failed_with("byline voice learn")
    assert not workspace.voice_path.exists()


def test_a_doubted_post_is_named_and_can_be_kept(cli: Cli, spoken: Workspace) -> None:
    add(cli, spoken, "机器.txt", MACHINE)
    left_out = cli.run("voice", "learn", cwd=spoken.root)
    assert "没有算 voice/机器.txt：像机器写的" in left_out.err
    assert "--keep voice/机器.txt" in left_out.err
    assert "帖子" not in left_out.out
    kept = cli.run("voice", "learn", "--keep", "机器.txt", cwd=spoken.root)
    assert "照你说的算上：voice/机器.txt" in kept.err
    assert "帖子和文章 1 篇" in kept.out
    # It stays kept, until the person takes it out of the file.
    assert "帖子和文章 1 篇" in cli.run("voice", "learn", cwd=spoken.root).out
    text = spoken.voice_path.read_text(encoding="utf-8")
    spoken.voice_path.write_text(text.replace("- voice/机器.txt\n", ""), encoding="utf-8")
    assert "没有算" in cli.run("voice", "learn", cwd=spoken.root).err
    cli.run("voice", "learn", "--keep", "没有.txt", cwd=spoken.root).failed_with("没有.txt")


def test_json_holds_everything(cli: Cli, spoken: Workspace) -> None:
    add(cli, spoken, "机器.txt", MACHINE)
    told = json.loads(cli.run("voice", "learn", "--json", cwd=spoken.root).out)
    assert set(told) == {"voice", "enough", "left_out", "kept", "unused", "yours"}
    assert told["enough"] == {"zh": False}
    assert [one["sort"] for one in told["left_out"]] == ["machine"]
    shown = json.loads(cli.run("voice", "show", "--json", cwd=spoken.root).out)
    assert shown == {"voice": told["voice"], "compared": None}


def test_what_a_hand_changed_stays(cli: Cli, spoken: Workspace) -> None:
    cli.run("voice", "learn", cwd=spoken.root)
    text = spoken.voice_path.read_text(encoding="utf-8")
    edited = text.replace("never: []", "never: [赋能]  # 我从不说")
    spoken.voice_path.write_text(edited, encoding="utf-8")
    add(cli, spoken, "帖.txt", POST * 12)
    ran = cli.run("voice", "learn", cwd=spoken.root)
    assert "你改过的没有动：zh.never" in ran.err
    after = spoken.voice_path.read_text(encoding="utf-8")
    assert "never: [赋能]  # 我从不说" in after
    learnt = storage.load(spoken)
    assert learnt and learnt.zh and learnt.zh.address == "你"


@pytest.mark.parametrize("command", [["voice", "learn"], ["voice", "show"]])
def test_a_broken_file_is_named_and_not_touched(
    cli: Cli, spoken: Workspace, command: list[str]
) -> None:
    cli.run("voice", "learn", cwd=spoken.root)
    broken = spoken.voice_path.read_text(encoding="utf-8").replace("usual: ", "usual: 大约 ")
    spoken.voice_path.write_text(broken, encoding="utf-8")
    line = next(n for n, row in enumerate(broken.split("\n"), 1) if "大约" in row)
    cli.run(*command, cwd=spoken.root).failed_with(
        f"voice.yaml 第 {line} 行", "zh.sentence.usual", "没有动这个文件"
    )
    assert spoken.voice_path.read_text(encoding="utf-8") == broken


def test_a_full_disk_leaves_the_older_voice(cli: Cli, spoken: Workspace) -> None:
    cli.run("voice", "learn", cwd=spoken.root)
    before = spoken.voice_path.read_bytes()
    add(cli, spoken, "帖.txt", POST * 12)
    ran = cli.run(
        "voice",
        "learn",
        cwd=spoken.root,
        limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300, resource.RLIM_INFINITY)),
    )
    ran.failed_with("没能写进磁盘")
    assert spoken.voice_path.read_bytes() == before
    assert sorted(path.name for path in spoken.root.glob(".voice*")) == []


def test_rules_are_shown_with_scope_and_confidence(cli: Cli, spoken: Workspace) -> None:
    seen = Evidence(draft="d", on="2026-11-25", platform="xiaohongshu", seen=2, against=0)
    row = Rule(id="r001", kind="drop", was="其实", scope="xiaohongshu", history=[seen])
    rules = [
        row,
        row.model_copy(update={"id": "r002", "was": "然后", "scope": "小红"}),
        row.model_copy(update={"id": "r003", "was": "非常", "status": "retired"}),
    ]
    storage.save(spoken.voice_path, Voice(rules=rules))
    shown = cli.run("voice", "show", cwd=spoken.root).out
    assert "r001  不要“其实”（小红书，把握 83%）" in shown
    assert "小红，没有这个平台" in shown
    assert "放下了的：不要“非常”" in shown


def test_a_text_is_held_against_the_voice(cli: Cli, spoken: Workspace) -> None:
    add(cli, spoken, "帖.txt", POST * 20)
    cli.run("voice", "learn", cwd=spoken.root)
    near, far = cli.home / "近.md", cli.home / "远.md"
    near.write_text(POST * 20, encoding="utf-8")
    far.write_text("家人们，今天给您说说盘点！" * 60, encoding="utf-8")

    def compared(path: Path) -> dict[str, float]:
        ran = cli.run("voice", "show", "--against", str(path), "--json", cwd=spoken.root)
        return json.loads(ran.out)["compared"]

    assert compared(near)["manner"] < 0.05
    assert compared(near)["delta"] < 0.1
    assert compared(far)["manner"] > 0.5
    assert compared(far)["delta"] > compared(near)["delta"]
    assert compared(far)["reliable"]
    shown = cli.run("voice", "show", "--against", str(far), cwd=spoken.root)
    assert "你称呼读者“你”" in shown.out
    far.write_text("短。", encoding="utf-8")
    assert "500 字以上" in cli.run("voice", "show", "--against", str(far), cwd=spoken.root).err
    far.write_text("\n", encoding="utf-8")
    cli.run("voice", "show", "--against", str(far), cwd=spoken.root).failed_with("没有文字可比")


def test_a_checked_text_is_held_against_the_voice(cli: Cli, spoken: Workspace) -> None:
    add(cli, spoken, "帖.txt", POST * 12)
    cli.run("voice", "learn", cwd=spoken.root)
    post = spoken.root / "新帖.md"
    post.write_text("# 先理货\n\n反正您先把货放明白。😀\n", encoding="utf-8")
    ran = cli.run("check", str(post), "--for", "知乎", "--json", cwd=spoken.root)
    unlike = [one for one in json.loads(ran.out)["findings"] if one["rule"] == "voice"]
    text = post.read_text(encoding="utf-8")
    assert {text[slice(*one["span"])] for one in unlike} == {"您", "😀"}


def test_a_draft_is_asked_for_in_the_persons_manner(
    cli: Cli, spoken: Workspace, service: Service, hold: Hold
) -> None:
    hold("去年我把货放明白了，盘点半天就完了。", "result", "result")
    cli.run("voice", "learn", cwd=spoken.root)
    service.fails(401)
    env = {"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m"}
    cli.run("draft", "货怎么放", "--for", "微博", "--json", cwd=spoken.root, env=env)
    asked = [message["content"] for message in service.asked[0]["messages"]]
    assert any("句尾偶尔带“吧”" in words for words in asked)
