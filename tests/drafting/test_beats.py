import pytest
from outline_samples import beat
from pydantic import ValidationError

from byline.drafting.beats import Beat, Beats, Wording, load_beats


def beats(platforms: dict[str, list[str]]) -> Beats:
    held = {"done": beat("skill")}
    lists = ("dangling", "leading", "opinions", "subjects", "doing", "readers", "houses")
    words = {name: ["词"] for name in lists}
    return Beats(version=1, beats=held, platforms=platforms, **words)


def test_a_platform_without_its_own_order_gets_the_default():
    plan = beats({"default": ["done"], "wechat": ["done", "done"]})
    assert plan.order("wechat") == [["done"], ["done"]]
    assert plan.order("zhihu") == [["done"]]


def test_a_beat_nobody_wrote_is_refused():
    with pytest.raises(ValidationError, match="gone"):
        beats({"default": ["gone"]})


def test_a_default_order_is_needed():
    with pytest.raises(ValidationError, match="default"):
        beats({"wechat": ["done"]})


def test_what_one_language_says_the_other_says_too():
    zh, en = Wording(task="写", missing="你做过什么？"), Wording(task="write")
    with pytest.raises(ValidationError, match="missing"):
        Beat(zh=zh, en=en, topics=["skill"], notes=[])


def test_a_beat_tells_or_asks_and_never_both():
    tells, asks = Wording(task="写"), Wording(questions=["你呢？"])
    with pytest.raises(ValidationError, match="问读者"):
        Beat(zh=asks, en=asks, topics=["skill"], notes=[])
    with pytest.raises(ValidationError, match="问读者"):
        Beat(zh=tells, en=tells, topics=[], notes=[])


@pytest.mark.parametrize(
    ("words", "dangles"),
    [("不过他第一次来", True), ("But he came back", True), ("我不过是个修车的", False)],
)
def test_words_that_lean_on_what_was_said_before(words: str, dangles: bool):
    assert load_beats().dangles(words) == dangles
