"""An article for the 公众号 editor.

Owns: the HTML to paste and the page to look at it. Promise: the HTML is section, h2, h3, p, span,
strong, em and br, each with a style attribute and no other, no white space between elements (the
editor makes blank lines of it), and its text is the body's; lists are lines with their markers,
because the editor lays real ones out in its own way.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from byline.export.blocks import Block, Emphasis, Kind, Run, blocks
from byline.export.post import Post
from byline.export.themes import Styles, Theme
from byline.pages import templates
from byline.platforms import load_platform

_TAGS: dict[Kind, str] = {"heading": "h2", "subheading": "h3"}
_LOOKS: dict[Emphasis, str] = {"strong": "strong", "em": "em"}


def html(post: Post, theme: Theme) -> str:
    """The article without its title, which has a field of its own in the editor."""
    styles = theme.styles
    inner = "".join(_block(block, styles) for block in blocks(post.body, markup=post.markup))
    if post.closing:
        inner += _element("p", styles.label, escape(post.closing, quote=False))
    return _element("section", styles.page, inner)


def too_long(post: Post, theme: Theme) -> list[str]:
    """A remark for each limit the article breaks: WeChat counts the tags along with the words."""
    article = html(post, theme)
    return [
        f"连标签 {limit.measure(article)} 个字符，公众号最多 {limit.maximum}（{limit.source}）"
        for limit in load_platform("wechat").limits_on("body")
        if limit.maximum and limit.measure(article) > limit.maximum
    ]


def preview(post: Post, theme: Theme) -> str:
    """One page, at the width of a phone; a tap selects the whole article to copy it."""
    from markupsafe import Markup

    article = Markup(html(post, theme))
    template = templates(Path(__file__).with_name("templates")).get_template("preview.html.j2")
    return template.render(post=post, theme=theme, article=article)


def _block(block: Block, styles: Styles) -> str:
    style: str = getattr(styles, block.kind)
    words = escape(block.marker) + "".join(_run(run, styles) for run in block.runs)
    return _element(_TAGS.get(block.kind, "p"), style, words)


def _run(run: Run, styles: Styles) -> str:
    words = escape(run.text, quote=False).replace("\n", "<br>")
    if not run.look:
        return words
    style: str = getattr(styles, "word" if run.look == "code" else run.look)
    return _element(_LOOKS.get(run.look, "span"), style, words)


def _element(tag: str, style: str, inner: str) -> str:
    return f'<{tag} style="{style}">{inner}</{tag}>'
