from hypothesis import given
from hypothesis import strategies as st

from byline.checks.computed import Computation
from byline.checks.faithful import faithful

SALES = "旺季的时候一个月流水做到十二万元，落手里三万元。"


def test_said_otherwise_and_never_said_come_together_in_order():
    found = faithful("我每年流水十二万。我是博士。", [SALES])
    assert [(f.rule, f.kind) for f in found] == [("bent", "period"), ("credential", "")]


def test_where_both_speak_the_one_that_quotes_stays():
    found = faithful("一年流水十二万元。", [SALES])
    assert [f.rule for f in found] == ["bent"]
    assert SALES in found[0].reason


def test_a_recorded_computation_is_passed_on():
    how = Computation(operation="share", terms=("三万元", "十二万元"), result="25%")
    assert [f.rule for f in faithful("到手的是25%。", [SALES])] == ["quantity"]
    assert faithful("到手的是25%。", [SALES], [how]) == []


@given(st.text(max_size=80), st.lists(st.text(max_size=60), max_size=3))
def test_findings_do_not_overlap_across_rules(text: str, quotes: list[str]):
    found = faithful(text, quotes)
    bent = [f.span for f in found if f.rule == "bent" and f.span]
    for finding in found:
        if finding.rule != "bent" and finding.span:
            start, end = finding.span
            assert all(end <= other[0] or other[1] <= start for other in bent)
