"""The tie-breaker: both orders are asked, and only what survives the swap counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loopback import Service
from loopback_caller import says

from byline.errors import InputError, ModelUnreachableError
from byline.evaluation.models import Exhibit
from byline.evaluation.pairwise import Duel, PairwiseJudge, tally
from byline.llm.structured import StructuredCaller


def question(text: str, answer: str = "我修了八年空调。") -> Exhibit:
    return Exhibit(rubric="question", inputs={"answer": answer, "question": text})


BASE, HEAD = question("能多说说吗？"), question("哪一台最难修？")


def duel(service: Service, caller: StructuredCaller, ahead: str, behind: str) -> Duel:
    says(service, reason="因为", better=ahead)
    says(service, reason="所以", better=behind)
    return PairwiseJudge(caller)(BASE, HEAD)


@pytest.mark.parametrize(
    ("ahead", "behind", "winner", "flipped"),
    [
        ("first", "second", "base", False),
        ("second", "first", "head", False),
        ("same", "same", "tie", False),
        ("first", "first", "tie", True),
        ("second", "second", "tie", True),
        ("first", "same", "tie", True),
        ("same", "first", "tie", True),
    ],
)
def test_a_preference_must_survive_the_swap(
    service: Service,
    caller: StructuredCaller,
    ahead: str,
    behind: str,
    winner: str,
    flipped: bool,
):
    found = duel(service, caller, ahead, behind)
    assert (found.winner, found.flipped) == (winner, flipped)
    assert (found.places, found.reasons) == ([ahead, behind], ["因为", "所以"])


def test_both_orders_are_sent(service: Service, caller: StructuredCaller):
    duel(service, caller, "first", "second")
    turns = [request["messages"][-1]["content"] for request in service.asked]
    assert len(turns) == 2
    before, after = (turn.partition("<second ") for turn in turns)
    assert "能多说说吗" in before[0] and "哪一台" in before[2]
    assert "哪一台" in after[0] and "能多说说吗" in after[2]
    for turn in turns:
        assert turn.startswith("kind：judge/question\n<context ")
        assert turn.count("我修了八年空调") == 1
    systems = {request["messages"][0]["content"] for request in service.asked}
    assert len(systems) == 1


def test_two_contexts_are_told_apart(service: Service, caller: StructuredCaller):
    says(service, reason="因为", better="first")
    says(service, reason="因为", better="second")
    PairwiseJudge(caller)(BASE, question("哪一台最难修？", "修过冰箱。"))
    turn = service.asked[0]["messages"][-1]["content"]
    own = turn.partition("<context_of_second ")
    assert "我修了八年空调" in own[0] and "修过冰箱" in own[2]


def test_the_reason_comes_before_the_choice(service: Service, caller: StructuredCaller):
    duel(service, caller, "first", "second")
    schema = service.asked[0]["response_format"]["json_schema"]["schema"]
    assert schema["required"] == ["reason", "better"]
    assert schema["properties"]["better"]["enum"] == ["first", "second", "same"]


def test_one_unreadable_order_leaves_the_pair_unscored(service: Service, caller: StructuredCaller):
    says(service, reason="因为", better="first")
    service.says("", refusal="不比")
    found = PairwiseJudge(caller)(BASE, HEAD)
    assert found.winner is None
    assert found.places == ["first", None]
    assert "拒绝" in found.reasons[1]


def test_the_same_text_is_a_tie_without_a_call(service: Service, caller: StructuredCaller):
    found = PairwiseJudge(caller)(BASE, BASE)
    assert (found.winner, found.flipped, found.places) == ("tie", False, [])
    assert service.asked == []


def test_two_kinds_of_text_are_not_compared(service: Service, caller: StructuredCaller):
    draft = Exhibit(rubric="draft", inputs={"facts": "x", "draft": "y"})
    with pytest.raises(InputError, match="一种"):
        PairwiseJudge(caller)(BASE, draft)


def test_a_service_that_is_down_is_an_error(service: Service, caller: StructuredCaller):
    says(service, reason="因为", better="first")
    for _ in range(caller.patience.attempts):
        service.fails(503)
    with pytest.raises(ModelUnreachableError):
        PairwiseJudge(caller)(BASE, HEAD)


BASE_WINS = Duel(winner="base", places=["first", "second"])
HEAD_WINS = Duel(winner="head", places=["second", "first"])
FLIPPED = Duel(winner="tie", flipped=True, places=["first", "first"])
UNASKED = Duel(winner="tie")
UNREAD = Duel(winner=None, places=[None, "first"])


def test_a_tally():
    found = tally([BASE_WINS, HEAD_WINS, HEAD_WINS, FLIPPED, UNASKED, UNREAD])
    assert (found.base, found.head, found.ties, found.unscored) == (1, 2, 2, 1)
    assert (found.flips.value, found.flips.n) == (0.25, 4)
    assert (found.first.value, found.first.n) == (5 / 8, 8)
    assert (found.head_share.value, found.head_share.n) == (2 / 3, 3)
    assert found.winner == "tie"


def test_identical_pairs_do_not_hide_a_judge_that_flips():
    found = tally([FLIPPED] + [UNASKED] * 9)
    assert found.flips.value == 1.0
    assert found.first.value == 1.0


def test_nothing_compared_says_nothing():
    found = tally([UNREAD])
    assert (found.flips.value, found.first.value, found.head_share.value) == (None, None, None)
    assert (found.flips.low, found.flips.high) == (0.0, 1.0)
    assert found.winner == "tie"


@pytest.mark.parametrize(("wins", "winner"), [(3, "tie"), (4, "head"), (20, "head")])
def test_a_winner_leaves_one_half_outside(wins: int, winner: str):
    assert tally([HEAD_WINS] * wins).winner == winner


@given(st.lists(st.sampled_from([BASE_WINS, HEAD_WINS, FLIPPED, UNASKED, UNREAD])))
def test_swapping_the_sides_mirrors_the_tally(duels: list[Duel]):
    mirror = {"base": HEAD_WINS, "head": BASE_WINS}
    found, turned = tally(duels), tally([mirror.get(duel.winner or "", duel) for duel in duels])
    assert (found.base, found.head, found.ties) == (turned.head, turned.base, turned.ties)
    assert found.base + found.head + found.ties + found.unscored == len(duels)
    assert {found.winner, turned.winner} in ({"base", "head"}, {"tie"})
