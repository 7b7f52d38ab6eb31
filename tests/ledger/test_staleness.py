from datetime import datetime, timedelta

import pytest
from fact_samples import NOW, fact

from byline.ledger.models import Kind
from byline.ledger.staleness import months_stale


@pytest.mark.parametrize(
    ("kind", "quote", "days", "months"),
    [
        ("asset", "公众号八千粉丝", 170, 0),
        ("asset", "公众号八千粉丝", 190, 6),
        ("constraint", "一个礼拜六个小时", 400, 13),
        ("opinion", "先理货再换系统", 300, 0),
        ("opinion", "先理货再换系统", 370, 12),
        ("skill", "盘点我最快", 370, 0),
        ("skill", "盘点我最快", 740, 24),
        ("result", "错发率降到千分之一", 4000, 0),
        ("result", "现在错发率千分之一", 370, 12),
        ("experience", "过去年轻不懂事", 4000, 0),
        ("experience", "I am currently on nights", 370, 12),
    ],
)
def test_what_is_the_case_now_grows_old_and_what_happened_does_not(
    kind: Kind, quote: str, days: int, months: int
):
    assert months_stale(fact(1, quote, kind=kind), NOW + timedelta(days=days)) == months


def test_age_counts_from_the_last_time_the_person_said_so():
    later = NOW + timedelta(days=200)
    old = fact(1, "公众号八千粉丝", kind="asset")
    assert months_stale(old, later)
    assert not months_stale(old.model_copy(update={"checked": later}), later)
    said = old.model_copy(update={"said": NOW - timedelta(days=400)})
    assert months_stale(said, NOW) == 13


def test_a_naive_and_an_aware_clock_may_meet():
    assert months_stale(fact(1, "八千粉丝", kind="asset"), datetime(2028, 1, 1)) == 13
