import pytest

from byline.interview.questions import asks_two, leads


@pytest.mark.parametrize(
    "question",
    [
        "哪种人来问你最多，问的都是什么事？",
        "原来多少？后来多少？",
        "是写字还是拍照还是录音？",
        "What do you do, and how long have you done it?",
    ],
)
def test_two_things(question: str):
    assert asks_two(question)


@pytest.mark.parametrize(
    "question",
    [
        "挑最近的一回说说，后来怎样了？",
        "你前面说“一天扔多少，后来剩多少？”。那是哪一年？",
        "现在手里有哪些账号？多大、谁在看，实话就行。",
        "If nobody paid you for it, what would you still do?",
        "Show me the shop.",
    ],
)
def test_one_thing(question: str):
    assert not asks_two(question)


@pytest.mark.parametrize(
    "question", ["你是不是很难过？", "Isn't it hard?", "You must be proud, right?"]
)
def test_leading(question: str):
    assert leads(question)


@pytest.mark.parametrize(
    "question", ["那天怎么了？", "你说“是不是”。谁问的？", "Which bright idea?"]
)
def test_not_leading(question: str):
    assert not leads(question)
