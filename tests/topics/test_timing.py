from dataclasses import replace
from datetime import date, timedelta

import pytest
from fact_samples import fact

from byline.ledger.models import Fact, Source
from byline.topics.forms import ASKED, load_forms
from byline.topics.seeds import Seed, Worry
from byline.topics.timing import ANY, Today, load_seasons, timing

DAY = date(2026, 11, 25)
TODAY = Today(DAY, {}, 0)


def seed(form: str, *core: Fact, worry: Worry | None = None) -> Seed:
    found = load_forms().named(form)
    assert found
    return Seed(found, core, worry)


def test_the_next_day_in_the_calendar_is_named() -> None:
    found = timing(seed("done", fact(1, "大促那天没加人，出了两万单。")), TODAY)
    assert found.why == "离双十二还有 17 天，早发读者来得及用"
    assert found.due == date(2026, 12, 5)
    later = timing(
        seed("done", fact(1, "大促那天出了两万单。")), replace(TODAY, day=date(2026, 12, 6))
    )
    assert later.due is None


def test_a_worry_is_for_its_own_season_and_not_for_its_answers() -> None:
    asked = fact(2, "要不要买个系统", kind="people", topic="asked")
    found = timing(
        seed(ASKED, fact(1, "盘点从两天变成半天。"), worry=Worry(asked, "要不要买个系统")), TODAY
    )
    assert found.why == "最近老有人问你“要不要买个系统”"


def test_what_was_logged_is_news_for_four_weeks() -> None:
    logged = fact(1, "今天盘点只用了半天。").model_copy(
        update={"source": Source(kind="log", id="l002", start=0, end=9)}
    )
    fresh = timing(seed("done", logged), replace(TODAY, logged={"l002": date(2026, 11, 20)}))
    assert fresh.why == "11 月 20 日刚记下的事（l002）"
    assert fresh.due == date(2026, 12, 4)
    old = timing(seed("done", logged), replace(TODAY, logged={"l002": date(2026, 9, 1)}))
    assert "l002" not in old.why


@pytest.mark.parametrize(
    ("happened", "why"),
    [
        ("2026-10", "上个月的事，还新鲜"),
        ("2026-11", "这个月的事，还新鲜"),
        ("2026-11-20", "5 天前的事，还新鲜"),
        ("2026-08", ANY),
        ("2026", ANY),
        ("2027-01", ANY),
    ],
)
def test_what_happened_lately_is_fresh(happened: str, why: str) -> None:
    assert timing(seed("helped", fact(1, "帮他理了货。", happened=happened)), TODAY).why == why


def test_somebody_nobody_knows_says_who_they_are_first() -> None:
    own = seed("person", fact(1, "从分拣干起来的。", kind="credential"))
    assert "先让人知道你是谁" in timing(own, TODAY).why
    assert timing(own, replace(TODAY, posts=40)).why == ANY


def test_every_season_comes_again_and_leaves_time_to_write() -> None:
    for season in load_seasons().season:
        for start in range(0, 366, 7):
            day = season.next(DAY + timedelta(start))
            assert day is not None and day > DAY + timedelta(start)
        assert season.lead < season.ahead
