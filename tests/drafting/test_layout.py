"""Where in a draft's file its paragraphs and sentences stand."""

from pathlib import Path

from draft_samples import ASKING, HALVED, SLOT, STICKERS, recorded, saved, section
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from byline.drafting.layout import Layout, lay_out
from byline.drafting.stored import load
from byline.platforms import load_platform


def laid_out(path: Path, platform: str = "wechat") -> Layout:
    return lay_out(load(path), path.read_text(encoding="utf-8"), load_platform(platform))


def test_paragraphs_with_their_headings_and_states(tmp_path: Path):
    layout = laid_out(
        saved(
            tmp_path,
            recorded(tags=("盘点",)),
            ("两天改成半天", "三天改成半天"),
            (ASKING, "我加的。"),
        )
    )
    assert layout.title == "盘点怎么改"
    assert [one.heading for one in layout.paragraphs] == ["我自己的一回", "别人的一回", ""]
    assert [one.number for one in layout.paragraphs] == [1, 2, 3]
    states = [[one.line.state for one in each.sentences] for each in layout.paragraphs]
    assert states == [["edited", "carried"], ["slot"], ["added"]]
    assert [one.is_own for one in layout.paragraphs[0].sentences] == [True, False]
    for paragraph in layout.paragraphs:
        for one in (paragraph, *paragraph.sentences):
            assert layout.text[one.start : one.end] == one.text


def test_the_rules_of_a_thread_part_paragraphs(tmp_path: Path):
    made = recorded(section((HALVED, ["f001"]), (STICKERS, ["f002"])), platform="x")
    path = saved(tmp_path, made, (STICKERS, f"\n---\n{STICKERS}"))
    assert [one.text for one in laid_out(path, "x").paragraphs] == [HALVED, STICKERS]


lines = st.sampled_from(
    [HALVED, STICKERS, SLOT, ASKING, "", "", "## 标题", "- 一条", "**重**", "…"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(lines, max_size=12).map("\n".join))
def test_every_place_is_exact(tmp_path: Path, body: str):
    path = saved(tmp_path, recorded())
    head, _, _ = path.read_text(encoding="utf-8").partition("\n---\n")
    path.write_text(f"{head}\n---\n# 题\n\n{body}\n", encoding="utf-8")
    layout = laid_out(path)
    for paragraph in layout.paragraphs:
        assert paragraph.sentences
        for one in (paragraph, *paragraph.sentences):
            assert layout.text[one.start : one.end] == one.text
    found = "".join(one.text for each in layout.paragraphs for one in each.sentences)
    for text in (HALVED, STICKERS, ASKING):
        assert found.count(text) == body.count(text)
