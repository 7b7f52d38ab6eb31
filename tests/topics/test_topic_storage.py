from datetime import date
from pathlib import Path

import pytest
from topic_samples import topic

from byline.errors import HandEditError
from byline.topics.models import Plan, PlannedPost, TopicBook
from byline.topics.storage import HEADER, load, save

BOOK = TopicBook(
    topics=[topic(1), topic(2, status="dropped", reason="客户不让说：真的 # 吧"), topic(3)],
    plan=Plan(
        start=date(2026, 11, 30),
        hours=5,
        posts=[
            PlannedPost(date=date(2026, 12, 2), topic="t001", platforms=["xiaohongshu"], hours=2)
        ],
    ),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "topics.yaml"
    save(path, BOOK)
    return path


def edited(path: Path, old: str, new: str) -> str:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def test_round_trip(path: Path, tmp_path: Path) -> None:
    assert load(path) == BOOK
    text = path.read_text(encoding="utf-8")
    assert text.startswith(HEADER)
    assert path.stat().st_mode & 0o777 == 0o600
    save(path, BOOK)
    assert path.read_text(encoding="utf-8") == text
    assert load(tmp_path / "none.yaml") == TopicBook()


def test_comments_and_a_date_moved_by_hand_survive_an_update(path: Path) -> None:
    edited(path, "question: 第1个问题怎么办？", "question: 第1个问题怎么办？   # 老板问过")
    edited(path, "date: '2026-12-02'", "date: 2026-12-05   # 改到周六")
    book = load(path)
    assert book.plan and book.plan.posts[0].date == date(2026, 12, 5)
    reordered = [book.topics[2], book.topics[0].model_copy(update={"status": "accepted"})]
    save(path, book.model_copy(update={"topics": [*reordered, book.topics[1], topic(4)]}))
    text = path.read_text(encoding="utf-8")
    assert "第1个问题怎么办？   # 老板问过" in text
    assert "2026-12-05   # 改到周六" in text
    assert [one.id for one in load(path).topics] == ["t003", "t001", "t002", "t004"]
    assert load(path).topics[1].status == "accepted"


@pytest.mark.parametrize(
    ("old", "new", "field", "line"),
    [
        ("status: proposed", "status: maybe", "topics.0.status", "status: maybe"),
        ("builds: trust", "builds: fame", "topics.0.builds", "builds: fame"),
        ("- f001", "- 一", "topics.0.facts.0", "- 一"),
        ("question: 第1个问题怎么办？", "question: ''", "topics.0.question", "question: ''"),
        ("form: done", "form: done\n  colour: red", "topics.0.colour", "colour"),
        ("date: '2026-12-02'", "date: 哪天", "plan.posts.0.date", "date: 哪天"),
        ("- wechat", "- 公众号", "topics.0.platforms.1", "- 公众号"),
        ("hours: 5", "hours: 0", "plan.hours", "hours: 0"),
        ("form: done", "form: [done", "", None),
        ("id: t003", "id: t001", "topics.id", None),
    ],
)
def test_a_broken_edit_is_named_and_left_alone(
    path: Path, old: str, new: str, field: str, line: str | None
) -> None:
    text = edited(path, old, new)
    with pytest.raises(HandEditError) as caught:
        load(path)
    assert caught.value.field == field
    if line is not None:
        at = next(n for n, row in enumerate(text.split("\n"), start=1) if line in row)
        assert caught.value.line == at
    assert path.read_text(encoding="utf-8") == text
    if field == "":
        with pytest.raises(HandEditError):
            save(path, BOOK)
        assert path.read_text(encoding="utf-8") == text
