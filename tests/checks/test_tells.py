from byline.checks.tells import check, rules
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import ChecksCase, judged

PLAIN = "上个月一个朋友开母婴店，仓库就是他家车库。我去看了一下午，说你先别买系统。"


def names(text: str) -> list[str]:
    return [finding.reason for finding in check(text)]


def test_plain_speech_has_none():
    assert check(PLAIN) == []


def test_once_is_no_habit():
    once = "问题不是货多，而是没有位置。"
    assert check(once) == []
    (finding,) = check(once + "\n你要的不是系统，而是一张表。")
    assert "2 处" in finding.reason and "不是货多，而是" in finding.reason
    assert finding.level == "warning" and "可信度 low" in finding.source


def test_a_genre_that_needs_a_turn_may_have_it():
    order = "首先，把货清出来，一件件摆开看清楚。其次，给每一格编号。"
    assert len(check(order)) == 1
    assert check("盘点步骤：\n" + order) == []
    turn = "不是货多，而是没有位置。不是系统不好，而是货不在。"
    assert len(check(turn)) == 1
    assert check("我认为小店别买系统。" + turn) == []


def test_a_finding_points_at_its_first_place_and_shows_three():
    text = PLAIN + "我们要赋能小店，找到抓手，看清底层逻辑，统一颗粒度。"
    (finding,) = check(text)
    assert finding.span and text[slice(*finding.span)] == finding.text == "赋能"
    assert "4 处" in finding.reason and "颗粒度" not in finding.reason


def test_english_turns():
    text = "In today's fast-paced world, we delve into data. In conclusion, it works."
    assert len(check(text)) == 2


def test_genres_named_by_a_turn_exist():
    known = {genre.id for genre in rules().genres}
    assert {genre for tell in rules().tells for genre in tell.fine_in} <= known


def test_there_is_no_score():
    assert all(finding.level == "warning" for finding in check("综上所述，赋能，抓手。" * 9))


def test_the_labelled_sentences():
    cases = [
        case
        for case in load_cases(load_suite("checks"))
        if isinstance(case, ChecksCase) and case.expect.tell is not None
    ]
    verdicts = [dict(judged(case))["tell"] for case in cases]
    due = [one for one in verdicts if one.due]
    fired = [one for one in verdicts if one.fired]
    assert len(cases) >= 60
    assert sum(one.hit for one in due) / len(due) >= 0.95
    assert sum(one.precision for one in fired) / len(fired) >= 0.95
