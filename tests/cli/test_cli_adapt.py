"""byline adapt: another platform's file beside the draft, with how alike the two are."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from byline_process import Cli
from draft_samples import HALVED, recorded, saved, section
from loopback import Service

from byline.drafting.versions import History
from byline.ledger.models import Fact
from byline.workspace import Workspace

VIEW = "我不同意先换系统再理货，货没理顺系统里的数就是错的。"
RETOLD = "差错率降到千分之二，盘点从两天到半天，都是我去年改的。"
REVIEWED = "货没理顺，系统里的数就是错的。先换系统再理货，我不同意。"


@pytest.fixture
def path(cli: Cli, workspace: Workspace, hold: Callable[..., Fact], service: Service) -> Path:
    hold(HALVED, "result", "skill")
    hold(VIEW, "opinion", "opinion")
    cli.environment |= {"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m"}
    made = recorded(
        section((HALVED, ["f001"])), section((VIEW, ["f002"]), beat="view"), platform="xiaohongshu"
    )
    return saved(workspace.drafts, made)


def answers(service: Service) -> None:
    for said in (
        {"text": REVIEWED, "facts": ["f002"]},
        {"text": RETOLD + "我是专家。", "facts": ["f001"]},
        {"titles": ["先理货，再换系统"]},
    ):
        service.says(json.dumps(said, ensure_ascii=False))


def test_another_platforms_file_with_its_own_versions(
    cli: Cli, workspace: Workspace, path: Path, service: Service
):
    before = path.read_bytes()
    answers(service)
    ran = cli.run("adapt", str(path), "--for", "知乎")
    assert ran.code == 0, ran.err
    assert "标题：先理货，再换系统" in ran.out
    assert "没有采用：我是专家。" in ran.err
    assert "跟 xiaohongshu.md 相同：连原话" in ran.out
    made = path.with_name("zhihu.md")
    assert path.read_bytes() == before
    post = made.read_text(encoding="utf-8").partition("\n---\n")[2]
    assert post.index(REVIEWED) < post.index(RETOLD) and "专家" not in post
    [first] = History(made).versions()
    assert (first.note.why, first.note.words) == ("adapted", "xiaohongshu.md")
    traced = json.loads(cli.run("trace", str(made), "--json").out)["trace"]
    states = [line["state"] for one in traced["paragraphs"] for line in one["lines"]]
    assert states == ["carried"] * 3
    assert {one.id for one in workspace.ledger().facts if one.last_used} == {"f001", "f002"}


def test_json_and_what_is_the_persons_own(cli: Cli, path: Path, service: Service):
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f"\n{VIEW}\n", f"\n{VIEW}我自己加的一句。\n"), encoding="utf-8")
    answers(service)
    ran = cli.run("adapt", str(path), "--for", "zhihu", "--json")
    assert ran.code == 0, ran.err
    [told] = json.loads(ran.out)
    assert told["platform"] == "zhihu" and told["path"].endswith("zhihu.md")
    assert 0 <= told["alike_own"] <= 1 and 0 < told["alike"] <= 1
    assert "我自己加的一句" not in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize(
    ("platforms", "words"),
    [
        ("xiaohongshu", ("本来就是这个平台的", "byline revise")),
        ("没有这个", ("不认识这个平台",)),
        (",", ("没有说给哪个平台",)),
    ],
)
def test_what_cannot_be_done_asks_no_model(
    cli: Cli, path: Path, service: Service, platforms: str, words: tuple[str, ...]
):
    cli.run("adapt", str(path), "--for", platforms).failed_with(*words)
    assert service.asked == []
    assert [one.name for one in path.parent.glob("*.md")] == ["xiaohongshu.md"]


def test_a_draft_whose_facts_were_closed(cli: Cli, workspace: Workspace, path: Path):
    with workspace.lock():
        ledger = workspace.ledger()
        for name in ("f001", "f002"):
            ledger.set_consent(name, "private")
        ledger.save()
    cli.run("adapt", str(path), "--for", "zhihu").failed_with("没有东西可以重讲", "byline trace")
