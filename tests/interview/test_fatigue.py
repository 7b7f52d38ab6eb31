import pytest
from talks import said, talk

from byline.interview.fatigue import tired, wants_to_stop

LONG = "库存对不上账的时候他们都来找我，我一个货架一个货架地理，理完就好找了，大家都说好。"


def test_a_fresh_person_is_not_tired():
    assert not tired([])
    assert not tired(talk(*[("skill", LONG)] * 12))


def test_one_short_answer_is_no_sign():
    assert not tired(talk(*[("skill", LONG)] * 9, ("looks", "只写字。")))


def test_answers_that_shrink_are():
    assert tired(talk(*[("skill", LONG)] * 6, *[("looks", "都行，写字。")] * 3))
    # Somebody who was always brief has not changed.
    assert not tired(talk(*[("looks", "都行，写字。")] * 9))


def test_shrugs_in_a_row_are():
    assert tired(talk(("skill", LONG), ("a", "随便。"), ("b", "没什么。")))
    assert not tired(talk(("skill", "随便。")))


@pytest.mark.parametrize("answer", ["有点累了，不过还行", "Sorry, I'm tired.", "还有几个问题啊"])
def test_who_says_so_is(answer: str):
    assert tired(talk(("skill", answer)))


def test_long_silences_before_short_answers_are():
    quick = [said("skill", LONG, number=n) for n in range(1, 8)]
    slow = [said("skill", "想不出更多的了，就这些。", number=n, seconds=400) for n in (8, 9)]
    assert tired([*quick, *slow])
    thinking = [said("skill", LONG, number=n, seconds=400) for n in (8, 9)]
    assert not tired([*quick, *thinking])


@pytest.mark.parametrize("answer", ["先到这吧。", "下次再说", "今天就到这里", "Let's stop here."])
def test_the_wish_to_stop(answer: str):
    assert wants_to_stop(answer)


@pytest.mark.parametrize(
    "answer",
    ["", "他老说下次再说，结果拖了三年，我就自己动手改了。", "好。", "We stop here every night."],
)
def test_talk_of_stopping_is_no_wish(answer: str):
    assert not wants_to_stop(answer)
