from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from byline.checks.findings import Finding
from byline.drafting.models import Draft, Section, TracedSentence
from byline.drafting.storage import SLUG, rendered, save, slug
from byline.errors import StorageError

MADE = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def draft(
    *, topic: str = "库存老对不上怎么办", title: str = "盘点怎么改", text: str = "先贴标签。"
) -> Draft:
    sections = [
        Section(
            beat=name,
            heading=heading,
            text=text,
            facts=["f001"],
            sentences=[TracedSentence(text=text, facts=["f001"])],
            removed=["省了十万：真的"],
        )
        for name, heading in (("opening", ""), ("done", "我自己的一回"))
    ]
    return Draft(
        platform="wechat",
        topic=topic,
        made=MADE,
        title=title,
        tags=["盘点", "药店"],
        sections=sections,
        status="needs_input",
        findings=[Finding(rule="slot", level="warning", text="【待补：x】", reason="缺")],
        ai_label="AI 辅助整理",
        notes=["craft/opening"],
        prompts=["drafting/paragraph@1"],
        model="m",
    )


def parsed(text: str) -> tuple[dict[str, Any], str]:
    """Front matter and the rest, the way any tool reads it."""
    assert text.startswith("---\n")
    meta, _, rest = text.removeprefix("---\n").partition("\n---\n")
    return YAML(typ="safe", pure=True).load(meta), rest


def test_front_matter_and_post(tmp_path: Path):
    path = save(tmp_path / "drafts", draft())
    assert path == tmp_path / "drafts/2026-11-22-库存老对不上怎么办/wechat.md"
    assert path.stat().st_mode & 0o777 == 0o600
    meta, post = parsed(path.read_text(encoding="utf-8"))
    assert meta["status"] == "needs_input"
    assert meta["sections"][0]["facts"] == ["f001"]
    assert meta["sections"][0]["removed"] == ["省了十万：真的"]
    assert meta["findings"][0]["rule"] == "slot"
    assert (meta["model"], meta["prompts"]) == ("m", ["drafting/paragraph@1"])
    assert post == (
        "# 盘点怎么改\n\n先贴标签。\n\n## 我自己的一回\n\n先贴标签。\n\n"
        "#盘点 #药店\n\n> AI 辅助整理\n"
    )


def test_the_trace_of_every_sentence_comes_back():
    meta, _ = parsed(rendered(draft()))
    fields = {name: meta[name] for name in Draft.model_fields if name not in {"title", "tags"}}
    again = Draft.model_validate({**fields, "title": "盘点怎么改", "tags": ["盘点", "药店"]})
    assert again == draft()


def test_without_tags_or_label_nothing_is_left_behind():
    bare = draft().model_copy(update={"tags": [], "ai_label": ""})
    _, post = parsed(rendered(bare))
    assert post.endswith("## 我自己的一回\n\n先贴标签。\n")


def test_a_draft_is_never_overwritten(tmp_path: Path):
    first = save(tmp_path, draft())
    first.write_text("我改过的", encoding="utf-8")
    others = [save(tmp_path, draft()).name for _ in range(3)]
    assert others == ["wechat-2.md", "wechat-3.md", "wechat-4.md"]
    assert first.read_text(encoding="utf-8") == "我改过的"


@pytest.mark.parametrize(
    ("topic", "name"),
    [
        ("库存老对不上怎么办？", "库存老对不上怎么办"),
        ("库存😀对不上", "库存-对不上"),
        ("😀😀", "draft"),
        ("？！。，", "draft"),
        ("", "draft"),
        ("..", "draft"),
        ("../../x", "x"),
        ("/etc/passwd", "etc-passwd"),
        ("C:\\x\\..\\y", "C-x-y"),
        ("a\nb\x00c", "a-b-c"),
        ("长" * 500, "长" * SLUG),
        ("a" * (SLUG - 1) + " b", "a" * (SLUG - 1)),
        ("-_x_-", "x"),
    ],
)
def test_slug(topic: str, name: str):
    assert slug(topic) == name


@pytest.mark.parametrize("topic", ["../../x", "..", "/etc", "~", "a/../../b", "😀", "长" * 500])
def test_a_draft_stays_in_its_folder(tmp_path: Path, topic: str):
    drafts = tmp_path / "me" / "drafts"
    path = save(drafts, draft(topic=topic))
    assert path.resolve().parent.parent == drafts.resolve()
    assert path.is_file()
    assert parsed(path.read_text(encoding="utf-8"))[0]["topic"] == topic


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path):
    (tmp_path / "drafts").write_text("a file", encoding="utf-8")
    with pytest.raises(StorageError):
        save(tmp_path / "drafts", draft())


# U+0085 comes back as a space: ruamel folds it. As a control character input loses it anyway.
words = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x85"), min_size=1, max_size=60
)
nasty = st.sampled_from(
    ["a\n---\nb", "---", "- x", "# x", "a: b", "'\"", "\n\n", "!x", "{{x}}", "…"]
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(words, nasty), st.one_of(words, nasty))
def test_any_words_parse_back(topic: str, text: str):
    meta, post = parsed(rendered(draft(topic=topic, text=text)))
    assert meta["topic"] == topic
    assert meta["sections"][1]["sentences"][0]["text"] == text
    assert post.startswith("# 盘点怎么改\n\n" + text)


@given(st.text())
def test_any_topic_gives_one_harmless_folder_name(topic: str):
    name = slug(topic)
    assert 0 < len(name) <= SLUG
    assert Path(name).parts == (name,)
    assert not name.startswith((".", "-"))
    assert len(f"2026-11-22-{name}".encode(errors="surrogatepass")) < 255
    assert slug(name) == name
