"""What the 公众号 editor is given."""

from html.parser import HTMLParser

import pytest
from draft_samples import LABEL, SLOT
from hypothesis import given
from hypothesis import strategies as st
from posts import post
from pydantic import ValidationError

from byline.errors import InputError
from byline.export import wechat
from byline.export.themes import Themes, find_theme, load_themes

ALLOWED = {"section", "h2", "h3", "p", "span", "strong", "em", "br"}
DROPPED = ("position", "float", "class", "url(", "var(", "@import", "expression")
THEMES = load_themes().themes


class Read(HTMLParser):
    """Collects tags, attributes and text; every tag must be closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.styles: set[str] = set()
        self.open: list[str] = []
        self.blocks: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "br":
            self.blocks[-1] += "\n"
            assert not attrs
            return
        assert [name for name, _ in attrs] == ["style"]
        self.styles.add(attrs[0][1] or "")
        self.open.append(tag)
        if tag in {"p", "h2", "h3"}:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        # Text outside a block would be white space between elements.
        assert len(self.open) > 1
        self.blocks[-1] += data


def styles_of(name: str) -> set[str]:
    return {style for _, style in find_theme(name).styles}


@given(st.text(), st.sampled_from([theme.name for theme in THEMES]), st.booleans())
def test_nothing_the_editor_drops(body: str, name: str, markup: bool):
    made = post(body, "wechat" if markup else "xiaohongshu", label=True)
    read = Read(wechat.html(made, find_theme(name)))
    assert read.tags <= ALLOWED
    assert read.styles <= styles_of(name)
    assert not any(word in style for style in read.styles for word in DROPPED)


# No mark of Markdown, no white space at an end of a line.
words = st.one_of(
    st.text("盘点，。！？“”📦🚚é %$@/=:;'\"{}^~|", min_size=1).map(str.strip),
    st.sampled_from(
        [
            *("先贴标签。", "SKU 对不上 😭", "👨‍👩‍👧 3,100 件", "千分之1.2", SLOT),
            *("<script>alert(1)</script>", "&lt;b&gt; & <br>", 'style="position:fixed"'),
            *("<p class=x id=y>", "</section>", "x:expression(1)", "&nbsp;&copy;"),
        ]
    ),
).filter(lambda text: bool(text) and text[0] not in "~|=:")
paragraphs = st.lists(st.lists(words, min_size=1, max_size=3).map("\n".join), min_size=1)


@given(paragraphs, st.booleans())
def test_its_text_is_the_bodys(texts: list[str], markup: bool):
    made = post("\n\n".join(texts), "wechat" if markup else "xiaohongshu")
    read = Read(wechat.html(made, THEMES[0]))
    assert read.blocks == texts


def test_a_body_with_everything():
    body = f"# 大\n\n## 中\n\n### 小\n\n字**重**\n字\n\n> 引\n\n1. 一\n2. 二\n\n---\n\n{SLOT}"
    read = Read(wechat.html(post(body, label=None), THEMES[0]))
    assert read.blocks == [
        *("大", "中", "小", "字重\n字", "引", "1. 一", "2. 二", "———", SLOT, LABEL)
    ]
    assert read.tags == ALLOWED - {"em"}


def test_an_open_slot_is_seen():
    for theme in THEMES:
        assert f'<span style="{theme.styles.slot}">{SLOT}</span>' in wechat.html(
            post(f"先贴。{SLOT}"), theme
        )


def test_the_preview_shows_the_article_at_phone_width_and_asks_nobody():
    made = post(f"先贴。\n\n{SLOT}", title="<b>题</b>", label=None)
    page = wechat.preview(made, THEMES[1])
    assert wechat.html(made, THEMES[1]) in page
    assert "max-width: 390px" in page
    assert "还有 1 处【待补】" in page
    assert "&lt;b&gt;题&lt;/b&gt;" in page
    for outside in ("http:", "https:", "<script", "src=", "href="):
        assert outside not in page


def test_tags_count_in_the_limit():
    assert wechat.too_long(post("短。"), THEMES[0]) == []
    (said,) = wechat.too_long(post("字。\n\n" * 500), THEMES[0])
    assert "19999" in said


def test_themes_are_found_by_either_name():
    assert find_theme("") is THEMES[0]
    assert [find_theme(theme.zh) for theme in THEMES] == list(THEMES)
    with pytest.raises(InputError, match="neon") as error:
        find_theme("neon")
    assert all(theme.name in error.value.next_step for theme in THEMES)


@pytest.mark.parametrize(
    "style", ["position: fixed", "float: left", "color: url(x)", 'color: "', "color: red; x", ""]
)
def test_a_theme_that_would_not_survive_is_refused(style: str):
    data = load_themes().model_dump()
    data["themes"][0]["styles"]["page"] = style
    with pytest.raises(ValidationError):
        Themes.model_validate(data)
