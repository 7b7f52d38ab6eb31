"""The text of facts.yaml, cut into entries that are read and rewritten one by one.

Owns: the layout of the file. Promise: every entry that does not change is written back byte for
byte, comments and all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from byline.errors import HandEditError
from byline.ledger.entries import Entry, indent_of, read_entry

HEADER = """\
# 这里是 byline 记下的事实，每一条都有你的原话（quote）作证。可以直接改这个文件：
#   consent    public 可以公开 / anonymise 只能照 anonymised 里的说法写 / private 不写进任何稿子
#   confirmed  你看过并认可就写 true
#   statement  可以换说法；quote 要和原话一字不差，source 不要动
# 不要的条目整段删掉即可。一条从 "- id:" 开始，编号不会重复使用。
"""
_FACTS_LINE = re.compile(
    r"(?m)^facts:[ \t]*(?P<empty>\[\s*\]|null|~)?[ \t]*(?P<note>#.*)?(?:\n|\Z)"
)
_LAST_ID = re.compile(r"(?m)^last_id:[ \t]*(?P<number>\d+)[ \t]*(?=#|$)")
_HEAD_LINE = re.compile(r"[ \t]*(?:#.*)?|---[ \t]*|last_id:.*|facts:.*")


@dataclass(slots=True)
class Sheet:
    """A parsed facts.yaml."""

    head: str = HEADER
    entries: list[Entry] = field(default_factory=list[Entry])
    tail: str = ""
    indent: int = 0
    """How far the list is indented."""
    note: str = ""
    """A comment on the `facts:` line itself."""
    last_id: int = 0
    """The highest number ever given out."""

    def render(self) -> str:
        """The whole file; untouched entries exactly as they were read."""
        head = self.head if self.head.endswith("\n") or not self.head else self.head + "\n"
        body = "".join(entry.lead + entry.body for entry in self.entries)
        opening = f"facts:{'' if self.entries else ' []'} {self.note}".rstrip()
        return f"{head}last_id: {self.last_id}\n{opening}\n{body}{self.tail}"


def parse(path: Path, text: str) -> Sheet:
    """Read the file's text; the first thing wrong with it is a HandEditError."""
    text = text.replace("\r\n", "\n")
    if all(not line.strip() or line.lstrip().startswith("#") for line in text.splitlines()):
        return Sheet(head=text or HEADER)
    opening = _FACTS_LINE.search(text)
    if opening is None:
        raise HandEditError(path, line=None, field="facts", problem="缺少顶格写的 facts: 这一行")
    head, rest = text[: opening.start()], text[opening.end() :]
    _check_head(path, head)
    sheet = Sheet(head=_LAST_ID.sub("", head).rstrip("\n") + "\n" if head.strip() else "")
    sheet.note = opening["note"] or ""
    entries, sheet.tail = _cut(rest)
    line = text.count("\n", 0, opening.end()) + 1
    for lead, body in entries:
        _check_blank(path, lead, line)
        line += lead.count("\n")
        sheet.entries.append(Entry(read_entry(path, body, line), body, lead, line))
        line += body.count("\n")
    _check_blank(path, sheet.tail, line)
    sheet.indent = indent_of(sheet.entries[0].body) if sheet.entries else 0
    known = _LAST_ID.search(head)
    numbers = [int(entry.fact.id[1:]) for entry in sheet.entries]
    sheet.last_id = max([int(known["number"]) if known else 0, *numbers])
    return sheet


def _check_head(path: Path, head: str) -> None:
    for number, line in enumerate(head.split("\n"), start=1):
        if not _HEAD_LINE.fullmatch(line):
            name = line.split(":", 1)[0].strip()
            raise HandEditError(
                path, line=number, field=name, problem="这里只能有 last_id 和 facts"
            )
        if line.startswith("last_id:") and not _LAST_ID.match(line):
            raise HandEditError(path, line=number, field="last_id", problem="要是一个整数")


def _check_blank(path: Path, text: str, line: int) -> None:
    for number, row in enumerate(text.split("\n"), start=line):
        if row.strip() and not row.lstrip().startswith("#"):
            raise HandEditError(path, line=number, field="facts", problem='每一条要以 "- id:" 开头')


def _cut(rest: str) -> tuple[list[tuple[str, str]], str]:
    """Cut into (lead, body) pairs and a tail; a line `- ` at the first item's indent starts one."""
    first = re.search(r"(?m)^( *)-(?: |$)", rest)
    if first is None:
        return [], rest
    starts = [m.start() for m in re.finditer(rf"(?m)^{first[1]}-(?= |$)", rest)]
    pairs: list[tuple[str, str]] = []
    lead = rest[: starts[0]]
    for start, end in zip(starts, [*starts[1:], len(rest)], strict=True):
        body, after = _without_trailing_comments(rest[start:end], len(first[1]))
        pairs.append((lead, body if body.endswith("\n") else body + "\n"))
        lead = after
    return pairs, lead


def _without_trailing_comments(text: str, indent: int) -> tuple[str, str]:
    last = text[text.rfind("\n", 0, -1) + 1 :].strip()
    if last and not last.startswith("#"):
        return text, ""
    lines = text.splitlines(keepends=True)
    keep = len(lines)
    while keep > 1:
        line = lines[keep - 1]
        bare = line.lstrip(" ")
        if line.strip() and not (bare.startswith("#") and len(line) - len(bare) <= indent):
            break
        keep -= 1
    return "".join(lines[:keep]), "".join(lines[keep:])
