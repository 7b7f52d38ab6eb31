import pytest

from byline.checks.computed import Computation, Operation, derived, propose
from byline.checks.grounding import check
from byline.text.quantities import quantities

PAGE = "那页的跳出率从百分之四十降到百分之二十八。"
NURSES = "带过四批实习护士，一批六个人。"
SALES = "一个月流水十二万元，落手里三万元。"
ROUGH = "落手里三万出头，流水十二万元。"


def row(operation: Operation, *terms: str, result: str) -> Computation:
    return Computation(operation=operation, terms=terms, result=result)


@pytest.mark.parametrize(
    ("computation", "quote", "right"),
    [
        (row("difference", "百分之四十", "百分之二十八", result="12个百分点"), PAGE, True),
        (row("difference", "百分之四十", "百分之二十八", result="13个百分点"), PAGE, False),
        (row("product", "四批", "六个人", result="二十四个人"), NURSES, True),
        (row("product", "四批", "六个人", result="二十四年"), NURSES, False),
        (row("share", "三万元", "十二万元", result="25%"), SALES, True),
        (row("ratio", "十二万元", "三万元", result="4倍"), SALES, True),
        (row("sum", "十二万元", "三万元", result="十五万元"), SALES, True),
        # a term nobody said
        (row("sum", "十二万元", "四万元", result="十六万元"), SALES, False),
        # a term that is not exact makes the result so
        (row("share", "三万", "十二万元", result="25%"), ROUGH, False),
        # no figure, or two
        (row("sum", "十二万元", "三万元", result="很多"), SALES, False),
        (row("sum", "十二万元", "三万元", result="十五万元三个月"), SALES, False),
    ],
)
def test_a_computation_comes_out_or_not(computation: Computation, quote: str, right: bool):
    assert derived(computation, [quote]) is right


def test_a_recorded_computation_carries_its_result():
    text = "跳出率降了12个百分点。"
    how = row("difference", "百分之四十", "百分之二十八", result="12个百分点")
    assert [f.text for f in check(text, [PAGE])] == ["12个百分点"]
    assert check(text, [PAGE], [how]) == []
    wrong = how.model_copy(update={"result": "13个百分点"})
    assert check("跳出率降了13个百分点。", [PAGE], [wrong]) != []


def test_a_computation_is_proposed_and_named_in_the_finding():
    (claim,) = quantities("降了12个百分点")
    proposed = propose(claim, [PAGE])
    assert proposed == row("difference", "百分之四十", "百分之二十八", result="12个百分点")
    assert proposed is not None
    assert derived(proposed, [PAGE])
    (finding,) = check("跳出率降了12个百分点。", [PAGE])
    assert "“百分之四十”和“百分之二十八”" in finding.suggestion
    (far,) = quantities("降了17个百分点")
    assert propose(far, [PAGE]) is None
