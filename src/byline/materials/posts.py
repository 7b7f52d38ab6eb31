"""Exports in JSON: a list of posts or messages, whatever the fields are called.

Owns: finding the entries and reading text, author and date of each. Promise: what is not understood
is counted and told, with the names of its fields; a machine's replies are nobody's words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from byline.errors import InputError
from byline.materials import page, plain
from byline.materials.rendering import Piece, Pieces
from byline.materials.rules import rules

_SHOWN = 6
"""Field names shown of what was not understood."""
_MILLISECONDS = 10**11
_LATEST = 4 * 10**9
"""Seconds; a bigger number is no date."""
Object = dict[str, Any]


def read(data: bytes, *, lines: bool = False) -> Pieces:
    """Read an export; `lines` is one object a line. InputError when there is no text in it."""
    walk = _Walk()
    try:
        walk.through(_loaded(data, lines=lines))
    except RecursionError as error:
        raise InputError("JSON 套得太深，不像导出的帖子") from error
    if not walk.entries:
        raise InputError(f"没认出一条条的帖子或消息；看到的字段：{walk.unknown or '没有'}")
    return Pieces("entry", walk.entries, list(walk.notes()))


def _loaded(data: bytes, *, lines: bool) -> Any:
    text, _ = plain.decoded(data)
    try:
        if not lines:
            return json.loads(text)
        return [json.loads(line) for line in text.split("\n") if line.strip()]
    except ValueError as error:
        raise InputError(f"不是完整的 JSON（{error}）") from error


@dataclass
class _Walk:
    """One pass through an export, in its own order."""

    entries: list[Piece] = field(default_factory=list[Piece])
    lost: int = 0
    """Objects that hold no text though others in their list do."""
    machines: int = 0
    _fields: dict[str, None] = field(default_factory=dict[str, None])

    @property
    def unknown(self) -> str:
        """Some names of fields of what was not understood."""
        return "、".join(list(self._fields)[:_SHOWN])

    def notes(self) -> Iterator[str]:
        """What was not understood, in sentences."""
        if self.lost:
            fine = len(self.entries)
            yield f"认出 {fine} 条；另有 {self.lost} 条没有文字（字段：{self.unknown}）"
        if self.machines:
            yield f"{self.machines} 条是机器说的，没有算进来"

    def through(self, node: Any) -> bool:
        """Take every entry at or below a node; whether there was one."""
        if isinstance(node, dict):
            return self._object(cast(Object, node))
        if not isinstance(node, list):
            return False
        items = cast("list[Any]", node)
        understood = [self.through(item) for item in items]
        silent = [
            cast(Object, item)
            for item, fine in zip(items, understood, strict=True)
            if isinstance(item, dict) and not fine
        ]
        self._fields |= dict.fromkeys(str(name) for item in silent for name in item)
        if any(understood):
            self.lost += len(silent)
        return any(understood)

    def _object(self, node: Object) -> bool:
        named = {name.lower(): value for name, value in node.items()}
        name, text = _text(named)
        taken = bool(text)
        if taken:
            self._entry(named, text)
        # What stands beside a text may be replies to it; what stands inside it is read already.
        read = {name, *rules().posts.title} if taken else set[str]()
        below = [self.through(value) for key, value in named.items() if key not in read]
        return taken or any(below)

    def _entry(self, named: Object, text: str) -> None:
        who = _who(named)
        if who.lower() in rules().posts.machines:
            self.machines += 1
            return
        title = _words(_first(named, rules().posts.title)).strip()
        words = f"{title}\n{text}" if title else text
        number = len(self.entries) + 1
        self.entries.append(Piece(words, number, who=who, when=_when(named)))


def _text(named: Object) -> tuple[str, str]:
    """The field that holds the words, and the words; empty when there is none."""
    for name in rules().posts.text:
        words = _words(named.get(name))
        if words.strip():
            return name, "\n".join(page.article(words)) if page.looks_like_html(words) else words
    return "", ""


def _words(value: Any) -> str:
    """A text, the segments of one, or an object that only wraps one."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        parts = cast("list[Any]", value)
        if any(isinstance(part, dict) and _signed(cast(Object, part)) for part in parts):
            return ""
        return "".join(map(_words, parts))
    if isinstance(value, dict) and not _signed(cast(Object, value)):
        return _text({name.lower(): held for name, held in cast(Object, value).items()})[1]
    return ""


def _signed(node: Object) -> bool:
    """Whether an object has an author or a date: then it is an entry of its own."""
    names = {name.lower() for name in node}
    return bool(names & {*rules().posts.who, *rules().posts.when})


def _who(named: Object) -> str:
    value = _first(named, rules().posts.who)
    if isinstance(value, dict):
        return _who({name.lower(): held for name, held in cast(Object, value).items()})
    return value.strip() if isinstance(value, str) else ""


def _when(named: Object) -> str:
    value = _first(named, rules().posts.when)
    if isinstance(value, str) and not value.strip().isdecimal():
        return value.strip()[:25]
    try:
        stamp = float(value)
    except (TypeError, ValueError):
        return ""
    seconds = stamp / 1000 if stamp > _MILLISECONDS else stamp
    # Zero is no date, and neither is a number too big for one.
    if not 0 < seconds < _LATEST:
        return ""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d")


def _first(named: Object, names: list[str]) -> Any:
    return next((named[name] for name in names if named.get(name) not in (None, "")), None)
