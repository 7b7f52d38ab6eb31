"""A text held against a platform and a person, and how the person writes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from byline.app import voices
from byline.app.checks import LONGEST, check_text
from byline.errors import InputError
from byline.ledger.models import Fact
from byline.platforms import load_platform
from byline.workspace import Workspace

Hold = Callable[..., Fact]
SAID = ("反正先把货放明白吧，系统里的数才对。", "反正我不急着买系统吧，先用一张表。")


def rules(text: str, workspace: Workspace | None = None, file: Path | None = None) -> set[str]:
    found = check_text(text, load_platform("zhihu"), workspace=workspace, file=file)
    return {one.rule for one in found.findings}


@pytest.mark.parametrize("text", ["", " \n"])
def test_nothing_and_far_too_much_are_refused(text: str) -> None:
    with pytest.raises(InputError, match="没有文字可查") as found:
        check_text(text, load_platform("zhihu"))
    assert found.value.value == "-"
    with pytest.raises(InputError, match="太长了"):
        check_text("字" * (LONGEST + 1), load_platform("zhihu"))


def test_in_a_workspace_facts_and_earlier_posts_count(workspace: Workspace, hold: Hold) -> None:
    hold("我管仓库八年")
    draft = workspace.drafts / "2026-01-01-a" / "zhihu.md"
    draft.parent.mkdir()
    post = "大促那天仓里乱成一团，我带着四个人把三百个货位挨个贴了标签，贴到半夜。" * 2
    draft.write_text(post, encoding="utf-8")
    text = f"我管仓库十五年。\n\n{post}"
    assert not {"quantity", "similar"} & rules(text)
    found = rules(text, workspace)
    assert "quantity" in found and "similar" in found
    # A draft is no earlier post of its own.
    assert "similar" not in rules(text, workspace, draft)


def test_a_voice_is_learnt_from_what_was_said(workspace: Workspace, hold: Hold) -> None:
    with workspace.lock(), pytest.raises(InputError, match="还没有你自己的话可学"):
        voices.learn(workspace, voices.gather(workspace))
    with pytest.raises(InputError, match="还没学过口气"):
        voices.show(workspace)
    for words in SAID:
        hold(words)
    with workspace.lock():
        gathered = voices.gather(workspace, me=["老陈"])
        learnt = voices.learn(workspace, gathered)
    assert gathered.languages == ["zh"]
    assert learnt.enough == {"zh": False}
    assert voices.show(workspace).me == ["老陈"]
    with pytest.raises(InputError, match="口气样本里没有这一份"):
        voices.gather(workspace, keep=["没有.txt"])


def test_a_text_is_compared_in_its_own_language(
    workspace: Workspace, hold: Hold, tmp_path: Path
) -> None:
    for words in SAID:
        hold(words)
    with workspace.lock():
        voice = voices.learn(workspace, voices.gather(workspace)).voice
    text = tmp_path / "文.md"
    text.write_text("---\ntopic: 题\n---\n反正先把货放明白吧。\n", encoding="utf-8")
    same = voices.compare(workspace, voice, text)
    assert (same.language, same.characters, same.reliable) == ("zh", 10, False)
    assert same.manner is not None
    text.write_text("Put the goods in order first.", encoding="utf-8")
    other = voices.compare(workspace, voice, text)
    assert (other.language, other.manner, other.own_characters) == ("en", None, 0)
