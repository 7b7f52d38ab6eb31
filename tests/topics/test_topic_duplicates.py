"""The measure of sameness on labelled pairs, and what it is used for."""

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from byline.topics.duplicates import SAME, Earlier, likeness, repeated, told_in
from byline.topics.nearness import BACKGROUND, BACKGROUND_EN, Nearness

FACTS = {
    "all": (("f001", "f002"), ("f001", "f002")),
    "some": (("f001", "f002"), ("f002", "f003")),
    "none": (("f001", "f002"), ("f003", "f004")),
}
QUESTION = "库存老对不上怎么办？"


def pairs() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("duplicate_pairs.yaml").read_text(encoding="utf-8")
    return YAML(typ="safe").load(text)["pairs"]


def measured(near: Nearness, part: str) -> tuple[float, float]:
    """Precision and recall on one half."""
    hits: list[tuple[bool, bool]] = []
    for pair in pairs():
        if pair["part"] == part:
            ours, theirs = FACTS[pair["facts"]]
            other = Earlier("x", pair["b"], theirs)
            hits.append((likeness(pair["a"], ours, other, near) >= SAME, pair["same"]))
    found = sum(said and true for said, true in hits)
    return found / sum(said for said, _ in hits), found / sum(true for _, true in hits)


def test_labelled_pairs(near: Nearness) -> None:
    """Fit .93/.93, held .80/.92 when the threshold was set."""
    assert len(pairs()) >= 40
    precision, recall = measured(near, "fit")
    assert precision >= 0.9 and recall >= 0.9
    precision, recall = measured(near, "held")
    assert precision >= 0.75 and recall >= 0.85


def test_unrelated_trades_are_about_nothing(near: Nearness) -> None:
    others = ["标书老是被废标，错在哪儿？", "水果店凌晨进货，怎么看货好不好？"]
    assert all(abs(near.above(QUESTION, other)) < 0.04 for other in others)
    assert near.above(QUESTION, "库存总是对不上，先查哪里？") > 0.07
    assert len({*BACKGROUND}) == len({*BACKGROUND_EN}) == 12


def test_what_it_repeats_is_named(near: Nearness) -> None:
    earlier = [
        Earlier("t001", "大促发错货怎么办？", ("f001",)),
        Earlier("drafts/a.md", "库存总是对不上，先查哪里？"),
    ]
    found = repeated(QUESTION, ["f003"], earlier, near)
    assert found and found.name == "drafts/a.md"
    assert repeated(QUESTION, ["f003"], earlier[:1], near) is None
    assert repeated(QUESTION, ["f003"], [], near) is None
    assert repeated(QUESTION, ["f003"], [Earlier("空", "")], near) is None


def test_what_byline_put_behind_the_words_makes_no_two_posts_alike(near: Nearness) -> None:
    earlier = [Earlier("t001", "I've done support for eleven years: how did that come about?")]
    asked = "We got replies down to 3 hours: how did that come about?"
    assert repeated(asked, ["f002"], earlier, near) is None
    again = "I have worked in support for eleven years: how did that come about?"
    assert repeated(again, ["f002"], earlier, near) == earlier[0]


def test_a_story_told_in_a_post_is_told_whatever_its_title() -> None:
    post = Earlier(
        "posts.json",
        "周末随笔",
        text="上周把货位重新编了一遍号，错发率从千分之八降到千分之一点二。",
    )
    assert told_in("把货位重新编了一遍号，降到千分之一点二。", [post]) is post
    assert told_in("帮朋友的母婴店理货，盘点从两天变成半天。", [post]) is None
    assert told_in("把货位重新编了一遍号", [Earlier("t001", "把货位重新编了一遍号？")]) is None
