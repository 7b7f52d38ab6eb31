"""byline export: parts to copy, on standard output and nothing beside them."""

import json
from pathlib import Path

import pytest
from byline_process import Cli
from draft_samples import (
    ADVICE,
    ASKING,
    HALVED,
    LABEL,
    PROPOSAL,
    SLOT,
    STICKERS,
    proposing,
    recorded,
    saved,
)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    return saved(tmp_path / "drafts", recorded(tags=("盘点", "SKU"), platform="xiaohongshu"))


@pytest.fixture
def article(tmp_path: Path) -> Path:
    return saved(tmp_path / "drafts", recorded())


@pytest.mark.parametrize(
    ("part", "printed"),
    [
        ("title", "盘点怎么改\n"),
        ("tags", "#盘点 #SKU\n"),
    ],
)
@pytest.mark.parametrize("form", ["text", "markdown", "wechat", "teleprompter"])
def test_a_part_is_printed_alone(cli: Cli, draft: Path, part: str, printed: str, form: str):
    ran = cli.run("export", str(draft), "--as", form, "--part", part)
    assert (ran.code, ran.out) == (0, printed), ran.err


def test_slots_are_counted_and_refuse_nothing(cli: Cli, article: Path):
    ran = cli.run("export", str(article), "--part", "body")
    assert ran.code == 0
    assert ran.out == (
        f"我自己的一回\n\n{HALVED}{STICKERS}\n\n别人的一回\n\n{SLOT}\n\n{ASKING}\n\n{LABEL}\n"
    )
    assert "还有 1 处【待补】" in ran.err


@pytest.mark.parametrize("form", ["text", "markdown", "json", "wechat", "teleprompter"])
@pytest.mark.parametrize("part", [None, "title", "tags"])
def test_a_proposed_sentence_stops_every_export(
    cli: Cli, tmp_path: Path, form: str, part: str | None
):
    path = saved(tmp_path, proposing())
    page = cli.home / "预览.html"
    given = [*(["--part", part] if part else []), "--into", str(page)]
    ran = cli.run("export", str(path), "--as", form, *given)
    ran.failed_with(ADVICE, f"byline draft --affirm {path}")
    assert not page.exists()
    assert ran.out == ""


def test_once_it_is_settled_the_draft_is_exported(cli: Cli, tmp_path: Path):
    path = saved(tmp_path, proposing(), (PROPOSAL, ADVICE))
    assert ADVICE in cli.run("export", str(path)).out


def test_without_the_label_it_is_said(cli: Cli, article: Path):
    ran = cli.run("export", str(article), "--no-label", "--as", "wechat")
    assert LABEL not in ran.out
    assert "没有附 AI 标识" in ran.err
    assert "公众号要求标明" in ran.err


def test_json_is_one_document(cli: Cli, draft: Path):
    ran = cli.run("export", str(draft), "--json")
    told = json.loads(ran.out)
    assert told["topics"] == "#盘点 #SKU"
    assert cli.run("export", str(draft), "--as", "json").out == ran.out
    only = cli.run("export", str(draft), "--json", "--part", "tags").out
    assert json.loads(only) == {"tags": ["盘点", "SKU"]}


def test_a_script_says_how_long_it_takes_and_how_far_to_trust_that(cli: Cli, article: Path):
    ran = cli.run("export", str(article), "--as", "teleprompter")
    assert "每个货架先贴标签，\n再两个人一起数。 ／" in ran.out
    assert "念完约" in ran.err
    assert "可信度中" in ran.err


def test_files_are_written_once(cli: Cli, article: Path):
    html, page = cli.home / "文.html", cli.home / "预览.html"
    given = ("export", str(article), "--as", "wechat", "--theme", "墨")
    ran = cli.run(*given, "--into", str(html), "--preview", str(page))
    assert (ran.code, ran.out) == (0, ""), ran.err
    article_html = html.read_text(encoding="utf-8").strip()
    assert article_html.startswith('<section style="')
    assert article_html in page.read_text(encoding="utf-8")
    cli.run(*given, "--into", str(html)).failed_with("不覆盖", "文.html")
    cli.run(*given, "--preview", str(page)).failed_with("不覆盖", "预览.html")


def test_a_hand_edited_draft_is_exported_as_it_stands(cli: Cli, tmp_path: Path):
    path = saved(tmp_path, recorded(), (HALVED, "我改过这句 🚚 SKU。"), ("# 盘点怎么改\n", ""))
    ran = cli.run("export", str(path))
    assert ran.code == 0
    assert ran.out.startswith("我自己的一回\n\n我改过这句 🚚 SKU。")
    assert cli.run("export", str(path), "--part", "title").out == "\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--as", "pdf"], ["'pdf'", "teleprompter"]),
        (["--part", "正文"], ["'正文'", "title、body、tags"]),
        (["--as", "wechat", "--theme", "neon"], ["'neon'", "plain（素"]),
        (["--theme", "ink"], ["'--theme'", "--as wechat"]),
        (["--preview", "x.html"], ["'--preview'", "--as wechat"]),
        (["--json", "--as", "text"], ["--json", "'text'"]),
    ],
)
def test_what_makes_no_sense(cli: Cli, article: Path, given: list[str], said: list[str]):
    cli.run("export", str(article), *given).failed_with(*said)


def test_a_file_that_is_no_draft(cli: Cli, tmp_path: Path):
    path = tmp_path / "笔记.md"
    path.write_text("# 笔记\n\n别的。", encoding="utf-8")
    cli.run("export", str(path)).failed_with("笔记.md", "byline draft")
