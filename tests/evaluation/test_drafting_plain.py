"""The plain prompt: what it is asked, how its text becomes a post, and that it is scored alike."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets import Tools, drafting_plain, posts
from byline.evaluation.targets.drafting import DraftingCase
from byline.evaluation.targets.posts import Post
from byline.llm.chat import open_chat
from byline.llm.response_cache import NotRecordedError, ResponseCache
from byline.platforms import load_platform
from byline.settings import load_settings

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
SUITE = load_suite("drafting-plain")
CASES: dict[str, DraftingCase] = {case.id: case for case in load_cases(SUITE)}  # pyright: ignore[reportAssignmentType]
XHS = load_platform("xiaohongshu")


def tools(folder: Path, chat: Any = None) -> Tools:
    return Tools(SUITE, 0, 1, folder, lambda: NOW, chat, "m")


@pytest.mark.parametrize(
    "text",
    [
        "# 羊绒怎么洗\n\n先泡八分钟。\n\n再平着晾。\n\n#洗衣 #羊绒",
        "标题：羊绒怎么洗\n\n先泡八分钟。\n\n再平着晾。\n#洗衣 #羊绒",
        "**羊绒怎么洗**\n\n正文：\n先泡八分钟。\n\n再平着晾。\n\n#洗衣# #羊绒#",
        "羊绒怎么洗\n先泡八分钟。\n\n再平着晾。\n\n#洗衣 #羊绒 #洗衣",
    ],
)
def test_a_title_is_found_however_it_is_marked(text: str):
    assert posts.read(text, XHS) == Post(
        "羊绒怎么洗", ["先泡八分钟。", "再平着晾。"], ["洗衣", "羊绒"]
    )


def test_a_long_first_line_is_no_title():
    text = "先" * 50 + "。\n\n再平着晾。"
    assert posts.read(text, XHS) == Post("", ["先" * 50 + "。", "再平着晾。"], [])
    assert posts.read("", XHS) == Post("", [], [])


def test_it_is_scored_by_the_same_scorers(tmp_path: Path):
    case = CASES["peng-laundry-xhs"]
    text = "标题：" + "羊绒" * 15 + "\n\n我在意大利学过四十年洗衣。\n\n泡八分钟。"
    found = drafting_plain.scored(case, tools(tmp_path), text)
    names = {metric.name for metric in SUITE.metrics if not metric.rubric}
    assert set(found.scores) | set(found.unscored) == names - {"seconds", "first_seconds"}
    assert set(drafting_plain.PRODUCTS) <= set(found.unscored)
    assert found.scores["invented"] == len(found.violations["invented"]) > 0
    assert found.scores["platform_errors_pass"] == 1.0 and found.scores["limits_ok"] == 0.0
    assert [turn.role for turn in found.transcript] == ["fact", "brief", "draft"]
    assert found.exhibits[0].inputs["draft"].startswith("羊绒")


def test_a_good_plain_post_costs_nothing(tmp_path: Path):
    case = CASES["peng-laundry-xhs"]
    found = drafting_plain.scored(
        case, tools(tmp_path), "羊绒怎么洗\n\n三十度的水，泡八分钟，平着晾。"
    )
    for name in ("invented", "bent", "leaks", "platform_errors"):
        assert found.scores[name] == 0.0, name


@pytest.mark.parametrize(
    ("case_id", "words", "absent"),
    [
        ("peng-laundry-xhs", ["小红书", "别编", "羊绒你就三十度的水"], ["四千八", "【"]),
        ("nora-grants-linkedin", ["LinkedIn", "Do not make anything up"], ["Harbourlight"]),
        ("nora-grants-newsletter", ["newsletter", "volunteer treasurers"], ["邮件"]),
        ("nora-grants-wechat", ["公众号", "31 applications"], ["Harbourlight"]),
    ],
)
def test_it_is_asked_with_public_words_only(
    case_id: str, words: list[str], absent: list[str], tmp_path: Path
):
    with (
        ResponseCache(None, "offline") as cache,
        open_chat(load_settings({"provider": "local"}), responses=cache) as session,
    ):
        chat = session.fresh(1, temperature=0.0)
        asked: list[str] = []

        def stream(model: object, messages: list[Any], **options: object) -> list[str]:
            asked.append("\n".join(str(message.text) for message in messages))
            return ["标题：短\n\n", "好。"]

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(drafting_plain, "stream_text", stream)
            found = drafting_plain.run(CASES[case_id], tools(tmp_path, (chat.model, chat.caller)))
        assert found.scores["seconds"] >= 0 and "first_seconds" in found.unscored
        assert all(word in asked[0] for word in words)
        assert not any(word in asked[0] for word in absent)
        with pytest.raises(NotRecordedError):
            drafting_plain.run(CASES[case_id], tools(tmp_path, (chat.model, chat.caller)))
