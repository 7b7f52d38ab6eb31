from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from topic_samples import topic

from byline.platforms import platform_ids
from byline.topics import planning
from byline.topics.models import BUILDS, Builds, Topic

MONDAY = date(2026, 11, 30)


def ids(plan: planning.Plan) -> list[str]:
    return [post.topic for post in plan.posts]


@st.composite
def topics(draw: st.DrawFn) -> list[Topic]:
    builds: st.SearchStrategy[Builds] = st.sampled_from(list(BUILDS))
    return [
        topic(
            number,
            draw(builds),
            platforms=draw(st.lists(st.sampled_from(platform_ids()), min_size=1, max_size=3)),
            due=draw(st.none() | st.dates(MONDAY, MONDAY + timedelta(40))),
        )
        for number in range(1, draw(st.integers(0, 14)) + 1)
    ]


@given(topics(), st.floats(0.5, 60), st.lists(st.integers(0, 6), unique=True, max_size=4))
def test_no_plan_takes_more_than_the_hours_there_are(
    held: list[Topic], hours: float, days: list[int]
) -> None:
    made = planning.make(held, hours, MONDAY, sorted(days))
    assert len(set(ids(made))) == len(made.posts)
    for week in range(1, made.weeks + 1):
        end = MONDAY + timedelta(7 * week)
        spent = sum(post.hours for post in made.posts if post.worked < end)
        # 0.05: hours are shown to one place.
        assert spent <= hours * week + 0.05 * len(made.posts)
    assert all(post.worked < MONDAY + timedelta(28) for post in made.posts)
    assert all(post.date >= MONDAY for post in made.posts)
    assert len({post.date for post in made.posts}) == len(made.posts)


def test_the_three_take_turns_and_the_persons_order_holds_within_each() -> None:
    held = [topic(n, "trust") for n in (4, 2, 6)] + [
        topic(5, "influence"),
        topic(1, "liking"),
        topic(3, "influence"),
    ]
    made = planning.make(held, 5, MONDAY)
    assert ids(made) == ["t004", "t005", "t001", "t002", "t003", "t006"]
    assert planning.balance(made, held) == {"influence": 2, "liking": 1, "trust": 3}
    assert planning.short({"influence": 2, "liking": 1, "trust": 3}) == ["liking"]
    assert planning.short({"influence": 2, "liking": 2, "trust": 3}) == []
    assert planning.short({"influence": 0, "liking": 0, "trust": 0}) == []


def test_what_has_a_day_comes_before_it() -> None:
    held = [topic(1), topic(2), topic(3, due=MONDAY + timedelta(5))]
    made = planning.make(held, 5, MONDAY)
    assert ids(made)[0] == "t003"
    assert planning.late(made, held) == []
    sunday = planning.make(held[2:], 5, MONDAY, [6])
    assert [post.date for post, _ in planning.late(sunday, held)] == [MONDAY + timedelta(6)]


def test_a_post_too_big_for_a_week_saves_up() -> None:
    made = planning.make([topic(1), topic(2)], 1.5, MONDAY)
    # 1.2 hours a week for writing: two weeks for one post, the next in the fourth.
    assert [(post.worked - MONDAY).days // 7 for post in made.posts] == [1, 3]
    assert planning.make([topic(1, platforms=["bilibili"])], 0.5, MONDAY).posts == []


def test_hours_left_adapt_posts_only_where_they_are_not_short() -> None:
    one = planning.make([topic(1)], 5, MONDAY)
    assert [post.platforms for post in one.posts] == [["xiaohongshu", "wechat"]]
    many = planning.make([topic(n) for n in range(1, 12)], 5, MONDAY)
    assert {tuple(post.platforms) for post in many.posts} == {("xiaohongshu",)}


def test_few_topics_are_spread_over_the_weeks() -> None:
    made = planning.make([topic(n) for n in range(1, 8)], 20, MONDAY)
    weeks = [(post.worked - MONDAY).days // 7 for post in made.posts]
    assert weeks == [0, 0, 1, 1, 2, 2, 3]
    assert {tuple(post.platforms) for post in made.posts} == {("xiaohongshu", "wechat")}


def test_written_on_sunday_means_published_on_two_days() -> None:
    made = planning.make([topic(n) for n in range(1, 9)], 5, MONDAY, [6])
    sunday = MONDAY + timedelta(6)
    assert [(post.worked, post.date) for post in made.posts[:2]] == [
        (sunday, sunday),
        (sunday, sunday + timedelta(3)),
    ]


def test_what_needs_an_answer_is_not_planned() -> None:
    waiting = topic(1, facts=[], missing="说一件事？")
    assert planning.make([waiting, topic(2, platforms=[])], 5, MONDAY).posts == []


def test_every_platform_has_an_estimate_that_says_what_it_is() -> None:
    effort = planning.load_effort()
    assert {row.id for row in effort.platform} == set(platform_ids())
    assert effort.confidence == "low"
    assert all(row.adapted < row.hours and row.why for row in effort.platform)


def test_the_week_starts_on_the_monday_after() -> None:
    assert planning.next_monday(date(2026, 11, 29)) == MONDAY
    assert planning.next_monday(MONDAY) == MONDAY + timedelta(7)
