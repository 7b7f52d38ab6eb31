"""What a new fact does to a position, on the real embeddings."""

from datetime import UTC, datetime

import pytest
from fact_samples import fact
from position_samples import candidate

from byline.knowledge.embeddings import similarity
from byline.ledger.models import Fact
from byline.positioning.models import Positioning
from byline.positioning.news import Bearing, bearings, differs, unused

RATE = fact(1, "去年夏天把货位重新编号，错发率从千分之八降到千分之一点二。")
RUSH = fact(2, "前年双十一一天出了两万六千单，提前三天把卖得最好的八十个款挪到打包台边上。")
DOG = fact(3, "周末喜欢带狗去爬山。", kind="passion")
GUITAR = fact(4, "大学的时候弹了三年吉他。", kind="passion")
HELD = [RATE, RUSH, DOG, GUITAR]


def positioning(chosen: str | None = "c1") -> Positioning:
    return Positioning(
        made=datetime(2026, 11, 1, tzinfo=UTC),
        candidates=[
            candidate(1, "一到大促就发错货", ["f001", "f002"]),
            candidate(2, "老对不上库存", ["f001"]),
        ],
        chosen=chosen,
    )


def told(new: Fact, chosen: str | None = "c1") -> list[Bearing]:
    return bearings(positioning(chosen), [new], [*HELD, new], similarity)


def test_more_of_the_same_work_supports_the_position() -> None:
    new = fact(9, "这周帮隔壁网店理货位，一个下午贴完两百个标，找货快多了。")
    assert told(new) == [Bearing("f009", "c1", "supports")]


def test_something_else_does_not() -> None:
    assert told(fact(9, "这周去看了一场电影。", kind="experience")) == []


def test_the_same_measure_with_another_figure_is_said_with_the_fact_it_changes() -> None:
    new = fact(9, "这周错发率又到了千分之三。")
    assert told(new) == [Bearing("f009", "c1", "contradicts", "f001")]


def test_a_limit_speaks_against_a_position() -> None:
    new = fact(9, "以后每周只有一个晚上有空。", kind="constraint")
    assert told(new) == [Bearing("f009", "c1", "contradicts")]


def test_before_the_choice_every_candidate_is_compared() -> None:
    new = fact(9, "这周错发率又到了千分之三。")
    assert [bearing.candidate for bearing in told(new, None)] == ["c1", "c2"]


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        ("错发率现在是千分之三", "错发率降到千分之一点二", True),
        ("错发率还是千分之一点二", "错发率降到千分之一点二", False),
        ("错发率是千分之8", "错发率从千分之八降到千分之一点二", False),
        ("退货率是千分之三", "错发率降到千分之一点二", False),
        ("错发率用了三天降下来", "错发率降到千分之一点二", False),
        ("盘点两天", "盘点半天", False),
        ("没有数字", "错发率降到千分之一点二", False),
    ],
)
def test_figures_of_the_same_thing_are_compared(new: str, old: str, expected: bool) -> None:
    assert differs(fact(1, new), fact(2, old)) is expected


def test_only_younger_public_facts_that_no_candidate_rests_on_count_as_new() -> None:
    old = fact(9, "以前的事").model_copy(update={"recorded": datetime(2026, 10, 1, tzinfo=UTC)})
    hidden = fact(10, "不公开的事", consent="private")
    assert [held.id for held in unused(positioning(), [*HELD, old, hidden])] == ["f003", "f004"]


def test_moments_with_and_without_a_zone_are_compared() -> None:
    naive = positioning().model_copy(update={"made": datetime(2026, 11, 1)})
    assert len(unused(naive, HELD)) == 2
