"""byline adapt: the same facts in another platform's file, beside the draft."""

import json
from pathlib import Path

import pytest
from in_process import PROPOSED, Here, held, post_of
from studio_samples import POST, audited

from byline.drafting.versions import History

RETOLD = """[标题]
菜扔得多，别先换供应商
[正文]
别光盯着单价，烂掉的那些也是钱，我这么看。〔f004〕

我管一个小学食堂的采购，六年了。〔f001〕一天送两次以后，蔬菜损耗从两成压到百分之七。〔f002,f003〕

想试就先记一个礼拜，每天倒掉几斤，写墙上。〔f005〕
[话题]
食堂"""


@pytest.fixture
def path(here: Here) -> Path:
    return here.draft(POST.replace(f"\n\n{PROPOSED}〔?〕", ""), (1, "none", ""))


def answers(here: Here, post: str = RETOLD) -> None:
    here.service.streams(post)
    audited(here.service, count=14)


def test_another_platforms_file_with_its_own_versions(here: Here, path: Path) -> None:
    before = path.read_bytes()
    answers(here)
    ran = here.run("adapt", str(path), "--for", "知乎")
    assert ran.code == 0, ran.err
    assert "知乎" in ran.out and "标题：菜扔得多" in ran.out and "状态：" in ran.out
    made = path.with_name("zhihu.md")
    assert path.read_bytes() == before
    assert "六年了。" in post_of(made) and "〔" not in post_of(made)
    assert held(made).draft.facts == ["f004", "f001", "f002", "f003", "f005"]
    [first] = History(made).versions()
    assert (first.note.why, first.note.words) == ("adapted", "xiaohongshu.md")
    assert "先别急着换供应商" in str(here.service.asked[0]["messages"])
    traced = json.loads(here.run("trace", str(made), "--json").out)["trace"]
    states = {line["state"] for one in traced["paragraphs"] for line in one["lines"]}
    assert states == {"carried"}


def test_json_and_two_platforms(here: Here, path: Path) -> None:
    answers(here)
    answers(here)
    ran = here.run("adapt", str(path), "--for", "zhihu,wechat", "--json")
    assert ran.code == 0, ran.err
    told = json.loads(ran.out)
    assert [one["platform"] for one in told] == ["zhihu", "wechat"]
    assert all(Path(one["path"]).is_file() for one in told)


def test_a_copy_is_told_as_such(here: Here, path: Path) -> None:
    answers(here, POST.replace(f"\n\n{PROPOSED}〔?〕", ""))
    ran = here.run("adapt", str(path), "--for", "zhihu", "--json")
    assert ran.code == 0, ran.err
    [told] = json.loads(ran.out)
    assert "similar" in [one["rule"] for one in told["findings"]]


def test_a_person_whose_model_writes_quotes_gets_the_same_facts(here: Here, path: Path) -> None:
    ran = here.run("adapt", str(path), "--for", "wechat", "--writer", "quotes")
    assert ran.code == 0, ran.err
    assert here.service.asked == []
    made = held(path.with_name("wechat.md")).draft
    assert made.writes == "quotes" and made.facts
    assert set(made.facts) <= set(held(path).draft.facts)


def test_what_was_retold_and_not_audited_is_kept(here: Here, path: Path) -> None:
    here.service.streams(RETOLD)
    for _ in range(4):
        here.service.fails(400)
    ran = here.run("adapt", str(path), "--for", "zhihu")
    made = path.with_name("zhihu.md")
    ran.failed_with(f"byline draft --audit {made}")
    assert "unaudited" in [one.rule for one in held(made).draft.findings]


@pytest.mark.parametrize(
    ("platforms", "words"),
    [
        ("xiaohongshu", ("就是给这个平台写的", "byline revise")),
        ("没有这个", ("不认识这个平台",)),
        (",", ("没有说给哪个平台",)),
    ],
)
def test_what_cannot_be_done_asks_no_model(
    here: Here, path: Path, platforms: str, words: tuple[str, ...]
) -> None:
    here.run("adapt", str(path), "--for", platforms).failed_with(*words)
    assert here.service.asked == []
    assert [one.name for one in path.parent.glob("*.md")] == ["xiaohongshu.md"]


def test_a_draft_whose_facts_were_closed(here: Here, path: Path) -> None:
    with here.workspace.lock():
        ledger = here.workspace.ledger()
        for fact in ledger.facts:
            ledger.set_consent(fact.id, "private")
        ledger.save()
    here.run("adapt", str(path), "--for", "zhihu").failed_with("没有东西可以重讲", "byline trace")
