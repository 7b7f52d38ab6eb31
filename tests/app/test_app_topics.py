"""Topics and plans as the use cases leave them."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, date, datetime

import pytest
from topic_samples import topic

from byline.app import plans, topics
from byline.errors import InputError, LedgerError
from byline.ledger.models import Fact
from byline.settings import load_settings
from byline.topics import storage
from byline.topics.models import TopicBook
from byline.workspace import Workspace

Hold = Callable[..., Fact]
MONDAY = date(2026, 11, 30)


@pytest.fixture
def told(workspace: Workspace, hold: Hold) -> Workspace:
    """Three facts that may be told, and a topic resting on each."""
    hold("我把货位重新编了一遍号，错发率降到千分之一点二。", "result", "skill")
    hold("小网店一到大促就发错货，差评就来了。", "audience", "audience")
    hold("一周顶多五个小时，周日上午。", "constraint", "hours")
    book = TopicBook(
        topics=[topic(1), topic(2, "liking"), topic(9, facts=[], missing="有没有一回做砸了")]
    )
    storage.save(workspace.topics_path, book)
    return workspace


def test_of_several_topics_all_are_changed_or_none(told: Workspace) -> None:
    before = told.topics_path.read_bytes()
    with pytest.raises(InputError, match="还缺你的话"):
        topics.accept(told, ["1", "9"])
    with pytest.raises(InputError, match="没有这个编号，有的是：1、2、9"):
        topics.drop(told, ["1", "5"], "")
    assert told.topics_path.read_bytes() == before
    assert [one.status for one in topics.accept(told, ["t001", "2"])] == ["accepted"] * 2
    assert [one.number for one in topics.move(told, "2", 1)] == [2, 1, 9]


def test_a_reason_stays_when_a_topic_is_dropped_again(told: Workspace) -> None:
    topics.drop(told, ["1"], "客户不让说")
    [again] = topics.drop(told, ["1"], "")
    assert (again.status, again.reason) == ("dropped", "客户不让说")


def test_without_anything_to_tell_no_topic_is_prepared(workspace: Workspace) -> None:
    with pytest.raises(LedgerError, match="还没有可以公开的事实"):
        topics.prepare(workspace, load_settings())


def test_what_is_written_already_is_known_and_what_cannot_be_read_is_named(
    told: Workspace,
) -> None:
    (told.materials / "voice").mkdir()
    (told.materials / "voice" / "旧帖.txt").write_text("# 大促前的一周\n先理货\n", "utf-8")
    (told.drafts / "坏的.md").write_text("不是稿子", encoding="utf-8")
    (told.materials / "坏的.json").write_text("{", encoding="utf-8")
    prepared = topics.prepare(told, load_settings())
    assert [one.question for one in prepared.known.earlier] == ["大促前的一周"]
    left_out = [(one.sort, one.name) for one in prepared.left_out]
    assert left_out == [("draft", "坏的.md"), ("material", "坏的.json")]
    assert not prepared.positioned


def test_what_the_person_said_of_their_time_is_the_default(told: Workspace) -> None:
    assert plans.plannable(told).hours == 5
    assert plans.plannable(told, 2).hours == 2
    assert plans.plannable(told).undecided


def test_a_plan_is_saved_and_a_topic_without_time_is_named(told: Workspace) -> None:
    with told.lock():
        made = plans.plan(told, plans.plannable(told), MONDAY)
        assert made.plan == storage.load(told.topics_path).plan
        assert not made.replaced
        again = plans.plan(told, plans.plannable(told, 0.5), MONDAY)
    assert again.replaced
    placed = {post.topic for post in again.plan.posts}
    assert {one.id for one in again.unplaced} == {"t001", "t002"} - placed != set()


def test_what_was_closed_is_neither_planned_nor_taken_along(told: Workspace) -> None:
    with told.lock():
        plans.plan(told, plans.plannable(told), MONDAY)
        ledger = told.ledger()
        ledger.set_consent("f001", "private")
        ledger.save()
    held = plans.plannable(told)
    assert [(one.id, lost) for one, lost in held.closed] == [("t001", ["f001"])]
    taken = plans.take_along(told)
    assert "货位" not in taken.page()
    assert "货位".encode() not in taken.calendar(datetime(2026, 11, 30, tzinfo=UTC))
    assert any("t001" in reason for reason in taken.gone)


def test_nothing_that_can_be_written_is_no_plan(workspace: Workspace) -> None:
    with workspace.lock(), pytest.raises(InputError, match="还没有写得成的选题"):
        plans.plan(workspace, plans.plannable(workspace))
    with pytest.raises(InputError, match="还没有排期"):
        plans.take_along(workspace).calendar(datetime(2026, 11, 30, tzinfo=UTC))


def test_a_topic_is_in_the_file_before_anybody_sees_it(
    workspace: Workspace, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nothing:
        def search(self, *query: object, **filters: object) -> list[object]:
            return []

    monkeypatch.setattr("byline.app.notes.open_library", lambda *_: nullcontext(Nothing()))
    hold("我把货位重新编了一遍号，错发率降到千分之一点二。", "result", "skill")
    hold("小网店一到大促就发错货，差评就来了。", "audience", "audience")
    steps: list[tuple[str, int, int]] = []
    settings = load_settings()
    with workspace.lock():
        prepared = topics.prepare(workspace, settings)
        proposed = topics.propose(
            workspace,
            settings,
            prepared,
            3,
            session=None,
            step=lambda *step: steps.append(step),
        )
        first = next(proposed)
        proposed.close()
    assert storage.load(workspace.topics_path).topics == [first]
    assert steps == [("topic", 1, 3), ("topic", 2, 3)]
