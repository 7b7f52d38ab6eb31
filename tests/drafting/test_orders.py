"""What code reads out of a wish before a model does."""

import pytest
from fact_samples import fact

from byline.drafting.orders import read
from byline.errors import InputError

FACTS = [
    fact(1, "我在一家药店当店长，干了八年。"),
    fact(2, "哦对了有个仓储管理员的证，三级，前年考的。"),
    fact(3, "我工资八千二。", consent="private"),
]


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("删掉第二段", 2),
        ("把第3段删了吧", 3),
        ("第二段不要了", 2),
        ("删掉最后一段", 5),
        ("开头删掉", 1),
        ("delete paragraph 4", 4),
        ("Remove the last paragraph.", 5),
        ("第二段删掉废话", None),
        ("更口语一点", None),
    ],
)
def test_a_paragraph_to_delete(words: str, number: int | None):
    assert read(words, 5, FACTS).delete == number


@pytest.mark.parametrize(
    "words", ["删掉讲双十一的那段", "把那句话删了", "标题换一个", "话题少一点"]
)
def test_what_cannot_be_done_is_said(words: str):
    with pytest.raises(InputError) as raised:
        read(words, 5, FACTS)
    assert "下一步" in str(raised.value)


@pytest.mark.parametrize(
    ("words", "only"),
    [
        ("开头换一个", {1}),
        ("结尾收得干脆些", {5}),
        ("第二段和第三段短一点", {2, 3}),
        ("make paragraph 4 shorter", {4}),
        ("像跟朋友聊天", set()),
    ],
)
def test_which_paragraphs_it_is_about(words: str, only: set[int]):
    assert read(words, 5, FACTS).only == only


@pytest.mark.parametrize("words", ["第六段短一点", "删掉第九段", "delete paragraph 0", ""])
def test_no_such_paragraph(words: str):
    with pytest.raises(InputError):
        read(words, 5, FACTS)


@pytest.mark.parametrize(
    "words",
    [
        "加上我是北大毕业的",
        "加上我是博士",
        "写上我管过三百家店",
        "把两个月改成三个月",
        "第二段提一下我拿过冠军",
        "加一句我特别喜欢跑步",
        "强调我工资八千二",
        "add that I am a professor",
    ],
)
def test_a_claim_nobody_made_is_refused(words: str):
    with pytest.raises(InputError, match="不能写进去") as raised:
        read(words, 5, FACTS)
    assert "byline log" in str(raised.value)


@pytest.mark.parametrize(
    ("words", "name"), [("加上我在药店当店长", "f001"), ("提一下仓储管理员的证，三级", "f002")]
)
def test_a_claim_somebody_made_comes_with_its_fact(words: str, name: str):
    assert [one.id for one in read(words, 5, FACTS).material] == [name]


@pytest.mark.parametrize(
    "words",
    ["写成 100 字以内", "改成三句话", "加一句问读者的话", "像专家一样冷静", "改成两段", "加个例子"],
)
def test_a_wish_about_the_wording_is_no_claim(words: str):
    assert read(words, 5, FACTS).material == ()


@pytest.mark.parametrize(
    ("words", "shorter"),
    [("短一点", True), ("太啰嗦了", True), ("帮我把废话删掉", True), ("更口语一点", False)],
)
def test_whether_sentences_may_go(words: str, shorter: bool):
    assert read(words, 5, FACTS).shorter is shorter
