"""The text of facts.yaml, cut into entries that are read and rewritten one by one.

Owns: the layout of the file. An entry byline wrote has one canonical form and is read without a
YAML parser (10,000 of them in well under a second); an entry a person touched goes through ruamel,
and every entry that does not change is written back byte for byte, comments and all.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from byline.errors import HandEditError
from byline.ledger.models import Fact

HEADER = """\
# 这里是 byline 记下的事实，每一条都有你的原话（quote）作证。可以直接改这个文件：
#   consent    public 可以公开 / anonymise 隐去身份后可以写 / private 不写进任何稿子
#   confirmed  你看过并认可就写 true
#   statement  可以换说法；quote 要和原话一字不差，source 不要动
# 不要的条目整段删掉即可。一条从 "- id:" 开始，编号不会重复使用。
"""
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_STRING = r'"(?:[^"\\\n]|\\.)*+"'
_CANONICAL = re.compile(
    rf"- id: (?P<id>f\d+)\n  statement: (?P<statement>{_STRING})\n  quote: (?P<quote>{_STRING})\n"
    rf"  kind: (?P<kind>\w+)\n  topic: (?P<topic>{_STRING})\n  consent: (?P<consent>\w+)\n"
    rf"  confirmed: (?P<confirmed>true|false)\n  recorded: (?P<recorded>{_STRING})\n"
    rf"  source:\n    kind: (?P<source>\w+)\n    id: (?P<origin>{_STRING})\n"
    r"    start: (?P<start>\d+)\n    end: (?P<end>\d+)\n"
)
_FACTS_LINE = re.compile(
    r"(?m)^facts:[ \t]*(?P<empty>\[\s*\]|null|~)?[ \t]*(?P<note>#.*)?(?:\n|\Z)"
)
_LAST_ID = re.compile(r"(?m)^last_id:[ \t]*(?P<number>\d+)[ \t]*(?=#|$)")
_HEAD_LINE = re.compile(r"[ \t]*(?:#.*)?|---[ \t]*|last_id:.*|facts:.*")


@dataclass(slots=True)
class Entry:
    """One fact and the text that states it."""

    fact: Fact
    body: str
    lead: str = ""
    """Comments and blank lines above; they outlive the fact."""
    line: int = 0
    """Where the body starts; 0 for a fact not read from a file."""

    def line_of(self, field_name: str) -> int:
        """The line of a field such as `source.id`."""
        return self.line + _field_line(self.body, field_name.split("."))


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
        sheet.entries.append(Entry(_read(path, body, line), body, lead, line))
        line += body.count("\n")
    _check_blank(path, sheet.tail, line)
    sheet.indent = _indent(sheet.entries[0].body) if sheet.entries else 0
    known = _LAST_ID.search(head)
    numbers = [int(entry.fact.id[1:]) for entry in sheet.entries]
    sheet.last_id = max([int(known["number"]) if known else 0, *numbers])
    return sheet


def render_entry(fact: Fact, indent: int = 0) -> str:
    """The canonical text of one fact."""
    source = fact.source
    text = (
        f"- id: {fact.id}\n  statement: {_quoted(fact.statement)}\n  quote: {_quoted(fact.quote)}\n"
        f"  kind: {fact.kind}\n  topic: {_quoted(fact.topic)}\n  consent: {fact.consent}\n"
        f"  confirmed: {str(fact.confirmed).lower()}\n"
        f"  recorded: {_quoted(fact.recorded.isoformat())}\n"
        f"  source:\n    kind: {source.kind}\n    id: {_quoted(source.id)}\n"
        f"    start: {source.start}\n    end: {source.end}\n"
    )
    return re.sub("(?m)^(?=.)", " " * indent, text) if indent else text


def edit_entry(entry: Entry, fact: Fact) -> Entry:
    """The entry with consent and confirmed as in `fact`; a hand-written body keeps its shape."""
    indent = _indent(entry.body)
    if _CANONICAL.fullmatch(_dedented(entry.body)):
        return Entry(fact, render_entry(fact, indent), entry.lead, entry.line)
    from io import StringIO

    from ruamel.yaml import YAML

    yaml: Any = YAML(typ="rt")
    yaml.indent(mapping=2, sequence=indent + 2, offset=indent)
    yaml.preserve_quotes = True
    yaml.allow_unicode = True
    yaml.width = 1 << 30
    data = yaml.load(entry.body)
    data[0]["consent"], data[0]["confirmed"] = fact.consent, fact.confirmed
    out = StringIO()
    yaml.dump(data, out)
    return Entry(fact, out.getvalue(), entry.lead, entry.line)


def _indent(body: str) -> int:
    return len(body) - len(body.lstrip(" "))


def _dedented(body: str) -> str:
    indent = _indent(body)
    return re.sub(f"(?m)^ {{{indent}}}", "", body) if indent else body


def _quoted(text: str) -> str:
    """A JSON string is a YAML double-quoted one, once YAML's unprintables are escaped."""
    plain = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", plain)


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
    lines = text.splitlines(keepends=True)
    keep = len(lines)
    while keep > 1:
        line = lines[keep - 1]
        bare = line.lstrip(" ")
        if line.strip() and not (bare.startswith("#") and len(line) - len(bare) <= indent):
            break
        keep -= 1
    return "".join(lines[:keep]), "".join(lines[keep:])


def _read(path: Path, body: str, line: int) -> Fact:
    match = _CANONICAL.fullmatch(_dedented(body))
    try:
        return Fact.model_validate(_canonical(match) if match else _foreign(path, body, line))
    except ValidationError as error:
        problem = error.errors()[0]
        where = [part for part in problem["loc"] if isinstance(part, str)]
        raise HandEditError(
            path,
            line=line + _field_line(body, where),
            field=".".join(where),
            problem=f"{problem['msg']}：{problem['input']!r}",
        ) from error


def _canonical(match: re.Match[str]) -> dict[str, object]:
    return {
        "id": match["id"],
        "statement": json.loads(match["statement"]),
        "quote": json.loads(match["quote"]),
        "kind": match["kind"],
        "topic": json.loads(match["topic"]),
        "consent": match["consent"],
        "confirmed": match["confirmed"] == "true",
        "recorded": json.loads(match["recorded"]),
        "source": {
            "kind": match["source"],
            "id": json.loads(match["origin"]),
            "start": int(match["start"]),
            "end": int(match["end"]),
        },
    }


def _foreign(path: Path, body: str, line: int) -> dict[str, object]:
    """An entry in a person's own YAML."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    yaml: Any = YAML(typ="safe", pure=True)
    try:
        data = cast(object, yaml.load(body))
    except (YAMLError, ValueError, RecursionError) as error:
        mark: Any = getattr(error, "problem_mark", None)
        raise HandEditError(
            path,
            line=line + (mark.line if mark else 0),
            field="",
            problem=f"不是正确的 YAML（{getattr(error, 'problem', None) or error}）",
        ) from error
    items = cast("list[object]", data) if isinstance(data, list) else []
    if len(items) != 1 or not isinstance(items[0], dict):
        raise HandEditError(path, line=line, field="", problem="这一条不是“字段: 内容”的形式")
    return cast("dict[str, object]", items[0])


def _field_line(body: str, where: list[str]) -> int:
    """How many lines below the entry's start a field stands; 0 when it is not there."""
    from ruamel.yaml import YAML

    yaml: Any = YAML(typ="rt")
    node = yaml.load(body)[0]
    line = 0
    for name in where:
        if not hasattr(node, "lc") or name not in node:
            break
        line = node.lc.key(name)[0]
        node = node[name]
    return line
