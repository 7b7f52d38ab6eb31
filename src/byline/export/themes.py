"""Looks for a WeChat article: themes.toml, typed.

Promise: a theme styles every kind of block and uses only properties on the file's own list, with
no address, variable or quotation mark in a value; so whatever a theme says can stand in a style
attribute and survive the editor.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from byline.errors import InputError
from byline.shipped import Strict, WordList, load_rules

_VALUE = re.compile(r"[#\w.% -]+")


class Styles(Strict):
    """One style attribute for each thing that stands in an article."""

    page: str
    paragraph: str
    heading: str
    subheading: str
    quote: str
    item: str
    code: str
    rule: str
    strong: str
    em: str
    word: str
    """A few words of code inside a sentence."""
    slot: str
    label: str


class Theme(Strict):
    """One look."""

    name: str = Field(pattern=r"^[a-z]+$")
    zh: str
    note: str
    styles: Styles


class Themes(WordList):
    """themes.toml."""

    properties: frozenset[str]
    themes: tuple[Theme, ...]

    @model_validator(mode="after")
    def _survives(self) -> Self:
        for theme in self.themes:
            for kind, style in theme.styles:
                for declaration in style.split(";"):
                    name, _, value = declaration.partition(":")
                    if name.strip() not in self.properties or not _VALUE.fullmatch(value.strip()):
                        raise ValueError(f"{theme.name} 的 {kind} 不能有 {declaration.strip()!r}")
        return self


@cache
def load_themes() -> Themes:
    """The shipped themes, the usual one first."""
    return load_rules(Path(__file__).with_name("themes.toml"), Themes)


def find_theme(name: str) -> Theme:
    """The theme of this name, Chinese or English; the usual one for ''; InputError names all."""
    themes = load_themes().themes
    if not name:
        return themes[0]
    for theme in themes:
        if name.strip().casefold() in {theme.name, theme.zh}:
            return theme
    known = "、".join(f"{theme.name}（{theme.zh}，{theme.note}）" for theme in themes)
    raise InputError("没有这个样式", value=name, next_step=f"--theme 换成其中一个：{known}")
