import json
from pathlib import Path

from byline_process import Cli

from byline.workspace import Workspace

GOOD = "# 盘点从两天改成半天\n\n先把同一个款放到一个地方。\n\n> 本文由 AI 辅助整理\n"


def test_a_text_with_nothing_wrong_exits_0(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "稿子.md"
    path.write_text(GOOD, encoding="utf-8")
    ran = cli.run("check", str(path), "--for", "小红书")
    assert (ran.code, ran.out) == (0, "小红书：0 处要改，0 处提醒\n")
    assert "标题 9 / 20" in ran.err and "标明" not in ran.err


def test_a_title_too_long_exits_1_and_names_the_line(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "稿子.md"
    path.write_text(f"# {'字' * 21}\n\n正文。\n", encoding="utf-8")
    ran = cli.run("check", str(path), "--for", "xhs")
    assert ran.code == 1
    assert "第 1 行" in ran.out and "最多 20，现在是 21" in ran.out
    assert "可信度 high" in ran.err and "AI 辅助整理" in ran.err


def test_json_gives_count_and_limit(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "thread.txt"
    path.write_text("短\n---\n" + "字" * 141, encoding="utf-8")
    ran = cli.run("check", str(path), "--for", "x", "--json")
    told = json.loads(ran.out)
    assert ran.code == 1 and told["platform"] == "x"
    assert [(one["number"], one["count"], one["maximum"]) for one in told["counts"]] == [
        (1, 2, 280),
        (2, 282, 280),
    ]
    (finding,) = [one for one in told["findings"] if one["rule"] == "limit"]
    assert (finding["line"], finding["level"]) == (3, "error")
    assert told["ai_label"]["present"] is False


def test_a_text_without_a_title_says_that_it_was_not_measured(cli: Cli) -> None:
    assert "标题没有查" in cli.run("check", "-", "--for", "xhs", stdin="正文一句。").err
    assert "标题没有查" not in cli.run("check", "-", "--for", "x", stdin="正文一句。").err


def test_a_script_is_told_in_seconds(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "口播.txt"
    path.write_text("这是一段要念出来的话，" * 48, encoding="utf-8")
    ran = cli.run("check", str(path), "--for", "抖音", "--json")
    assert json.loads(ran.out)["spoken_seconds"] == 120


def test_what_cannot_be_checked_exits_2(cli: Cli, tmp_path: Path) -> None:
    empty = tmp_path / "空.md"
    empty.write_text(" \n", encoding="utf-8")
    image = tmp_path / "图.png"
    image.write_bytes(b"\x89PNG\xff\xfe")
    for arguments, words in [
        ((str(tmp_path / "没有.md"), "--for", "xhs"), "没有.md"),
        ((str(empty), "--for", "xhs"), "没有文字可查"),
        ((str(image), "--for", "xhs"), "UTF-8"),
        ((str(empty), "--for", "快手"), "快手"),
    ]:
        ran = cli.run("check", *arguments)
        assert ran.code == 2, arguments
        assert words in ran.err and "下一步" in ran.err and "Traceback" not in ran.err


def test_every_kind_of_finding_says_why(cli: Cli) -> None:
    text = (
        "我们家的酱是全国最好吃的。加我微信领。【待补：几年？】\n"
        + "先把货都放回原来的位置。\n" * 3
    )
    ran = cli.run("check", "-", "--for", "xhs", "--json", stdin=text)
    told = json.loads(ran.out)
    assert ran.code == 1 and told["workspace"] is None
    rules = {one["rule"] for one in told["findings"]}
    assert rules == {"advertising", "contact", "slot", "repeat"}
    assert all(one["reason"] and one["line"] for one in told["findings"])


def test_in_a_workspace_facts_count(cli: Cli, told: Workspace) -> None:
    draft = told.drafts / "稿子.md"
    draft.write_text("我女儿今年上二年级。我带过三十七个徒弟。\n", encoding="utf-8")
    ran = cli.run("check", str(draft), "--for", "xhs", "--json")
    found = json.loads(ran.out)
    assert found["workspace"] == str(told.root)
    rules = {one["rule"] for one in found["findings"]}
    assert ran.code == 1 and {"private", "quantity"} <= rules


def test_a_folder_that_is_no_workspace_cannot_be_checked_against(cli: Cli, tmp_path: Path) -> None:
    ran = cli.run("check", "-", "--for", "xhs", "--in", str(tmp_path), stdin="字")
    assert ran.code == 2 and "byline new" in ran.err


def _draft(folder: Path, name: str, body: str, platform: str = "xiaohongshu") -> Path:
    path = folder / "drafts" / name / f"{platform}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"---\ntopic: 盘点\n---\n# 标题\n\n{body}\n", encoding="utf-8")
    return path


def test_a_passage_of_an_earlier_draft_is_named_but_not_a_sibling(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "我的"
    cli.run("new", str(folder))
    passage = "先把同一个款放到一个地方，再说买不买系统。"
    new = _draft(folder, "2026-11-25-b", f"退货单填错三处，被退回来两次才填对。{passage}")
    _draft(folder, "2026-11-25-b", passage, "wechat")
    alone = json.loads(cli.run("check", str(new), "--for", "xhs", "--json").out)
    assert [one for one in alone["findings"] if one["rule"] == "similar"] == []
    _draft(folder, "2026-11-20-a", passage)
    told = json.loads(cli.run("check", str(new), "--for", "xhs", "--json").out)
    (finding,) = [one for one in told["findings"] if one["rule"] == "similar"]
    assert "drafts/2026-11-20-a/xiaohongshu.md" in finding["reason"]
    assert (finding["level"], finding["line"]) == ("warning", 6)


def test_the_language_of_the_brief_can_be_said(cli: Cli) -> None:
    text = "先把同一个款放到一个地方，再说买不买系统，盘点能快两个小时。"
    ran = cli.run("check", "-", "--for", "x", "--language", "en", stdin=text)
    assert "要写的是英文，这篇是中文" in ran.out
    assert "要写的是" not in cli.run("check", "-", "--for", "x", stdin=text).out
