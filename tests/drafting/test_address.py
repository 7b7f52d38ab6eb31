"""A sentence said to the reader, by code."""

import pytest

from byline.drafting.address import addressed, opened


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        ("他们最怕月底。", "最怕月底。"),
        ("她刚当上店长。", "刚当上店长。"),
        ("其他人也这样。", "其他人也这样。"),
        ("月底他们最怕。", "月底他们最怕。"),
        ("你最怕月底。", "你最怕月底。"),
        (
            "你要是刚领了执照的小店老板，听见税就腿软。",
            "你要是个刚领了执照的小店老板，听见税就腿软。",
        ),
        ("你要是那种刚起来的小网店，最怕大促。", "你要是那种刚起来的小网店，最怕大促。"),
        ("你要是骑车赶地铁，早上掉链子。", "你要是骑车赶地铁，早上掉链子。"),
        (
            "你要是自己不太懂，又要买来送长辈的年轻人，最怕花了八百块买个盒子。",
            "你要是个自己不太懂，又要买来送长辈的年轻人，最怕花了八百块买个盒子。",
        ),
        (
            "你要是第一次装修，人又不在跟前的，最怕漏水。",
            "你要是第一次装修，人又不在跟前的，最怕漏水。",
        ),
    ],
)
def test_addressed(sentence: str, turned: str):
    assert addressed(sentence, "zh") == turned


def test_addressed_in_english():
    turned = "If you freeze at the form, you're scared of your own numbers."
    assert addressed("If you freeze at the form, they're scared of their own numbers.", "en") == (
        turned
    )


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        (
            "If you're people running a charity of three, who open the form and freeze, "
            "they're scared of sounding small.",
            "If you're running a charity of three, and you open the form and freeze, "
            "you're scared of sounding small.",
        ),
        (
            "If you're people who hire too late, they pay for it.",
            "If you hire too late, you pay for it.",
        ),
        ("Some of them, who hire late, pay.", "Some of them, who hire late, pay."),
    ],
)
def test_many_become_one_in_english(sentence: str, turned: str):
    assert addressed(sentence, "en") == turned


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        (
            "头一回养猫的年轻人，半夜一点，不知道该不该去。",
            "你是不是个头一回养猫的年轻人，半夜一点，不知道该不该去？",
        ),
        (
            "自己不太懂、又要送长辈的年轻人，最怕白花钱。",
            "你要是个自己不太懂、又要送长辈的年轻人，最怕白花钱。",
        ),
        ("那种二三十人的小厂，就怕没人来。", "你们要是那种二三十人的小厂，就怕没人来。"),
        ("头一回出海的团队，最怕人笑他们。", "你们要是个头一回出海的团队，最怕人笑你们。"),
        ("刚领执照的小店老板，其实没做错。", "你要是个刚领执照的小店老板，其实没做错。"),
        ("一家刚开的小店，没人来。", "你们是不是一家刚开的小店，没人来？"),
        ("最怕的是人，不是事。", "最怕的是人，不是事。"),
        ("我带的学生，都不怕考试。", "我带的学生，都不怕考试。"),
        ("最难管的人，不是新来的。", "最难管的人，不是新来的。"),
        ("其实来问的人，一个月也没几个。", "其实来问的人，一个月也没几个。"),
        ("养猫这件事，半夜最急。", "养猫这件事，半夜最急。"),
        ("你家头一回养猫的人，会问。", "你家头一回养猫的人，会问。"),
        ("头一回养猫的年轻人不知道该不该去。", "头一回养猫的年轻人不知道该不该去。"),
    ],
)
def test_a_kind_of_people_becomes_one_of_them(sentence: str, turned: str):
    assert opened(sentence, "zh") == turned
    assert opened(opened(sentence, "zh"), "zh") == turned
    assert opened(sentence, "en") == sentence


@pytest.mark.parametrize(
    ("sentence", "turned"),
    [
        (
            "Someone who was the best and got made lead, now they're drowning themselves.",
            "If you were the best and got made lead, now you're drowning yourself.",
        ),
        (
            "People running a charity, who open the form, they're scared.",
            "If you're running a charity, and you open the form, you're scared.",
        ),
        ("Somebody who tries it alone pays.", "If you try it alone pays."),
        ("Founders with two people message me.", "Founders with two people message me."),
    ],
)
def test_a_kind_of_people_becomes_you_in_english(sentence: str, turned: str):
    assert opened(sentence, "en") == turned


@pytest.mark.parametrize("sentence", ["他人的话别全信。", "他们，最怕月底。", "他们。"])
def test_words_are_not_cut_in_two(sentence: str):
    assert not addressed(sentence, "zh").startswith(("人", "们"))
