import json
from pathlib import Path

import pytest

from byline.app import earlier
from byline.app.earlier import earlier_posts
from byline.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace.create(tmp_path / "ws", "陈砚")


def draft(workspace: Workspace, name: str, text: str) -> Path:
    path = workspace.drafts / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntopic: 题\n---\n{text}\n", encoding="utf-8")
    return path


def test_drafts_come_newest_first_without_front_matter_own_folder_or_versions(
    workspace: Workspace,
) -> None:
    draft(workspace, "2026-01-01-a/wechat.md", "一月的")
    draft(workspace, "2026-03-01-c/wechat.md", "三月的")
    own = draft(workspace, "2026-02-01-b/wechat.md", "这一篇")
    draft(workspace, "2026-02-01-b/zhihu.md", "它的兄弟")
    draft(workspace, "2026-01-01-a/.versions/wechat/0001.md", "以前的样子")
    told = [(one.name, one.text.strip()) for one in earlier_posts(workspace, own)]
    assert told == [
        ("drafts/2026-03-01-c/wechat.md", "三月的"),
        ("drafts/2026-01-01-a/wechat.md", "一月的"),
    ]
    assert len(earlier_posts(workspace)) == 4


def test_posts_among_the_materials_are_earlier_ones_but_not_what_others_wrote(
    workspace: Workspace,
) -> None:
    posts = [
        {"content": "我发过的一条", "author": "陈砚", "date": "2024-03-01"},
        {"content": "别人发的一条", "author": "王姐", "date": "2024-03-02"},
    ]
    (workspace.materials / "posts.json").write_text(json.dumps(posts), encoding="utf-8")
    (workspace.materials / "合同.txt").write_text("甲方乙方", encoding="utf-8")
    (found,) = earlier_posts(workspace)
    assert found.text == "我发过的一条" and found.name.startswith("materials/posts.json 第 1 条")


def test_a_file_that_cannot_be_read_is_passed_over(workspace: Workspace) -> None:
    draft(workspace, "2026-01-01-a/wechat.md", "好的")
    bad = draft(workspace, "2026-01-02-b/wechat.md", "坏的")
    bad.write_bytes(b"\xff\xfe\x00")
    (workspace.materials / "broken.json").write_text("{", encoding="utf-8")
    assert [one.text.strip() for one in earlier_posts(workspace)] == ["好的"]


def test_the_oldest_are_left_out_past_what_can_be_held(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft(workspace, "2026-01-01-a/wechat.md", "旧" * 30)
    draft(workspace, "2026-01-02-b/wechat.md", "新" * 30)
    monkeypatch.setattr(earlier, "MOST", 40)
    assert [one.text.strip()[0] for one in earlier_posts(workspace)] == ["新"]
