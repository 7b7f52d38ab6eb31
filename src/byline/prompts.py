"""Prompt file -> LangChain messages, and the lock that makes every change of a prompt a version.

Owns: the format of `prompts/<chain>/<call>.md` (YAML front matter, then `system:`, `user:` and
`assistant:` parts, each opened by exactly that word on a line of its own; in a file for both
languages a line `=== zh` or `=== en` opens each block of parts), its validation, and
`prompts.lock.json`. Promises: a prompt that loads uses exactly the inputs it declares; a value
reaches the model character for character; `ref` and `sha256` name the text that was sent.

    python -m byline.prompts check    the lock agrees with the files
    python -m byline.prompts lock     rewrite it; refused when a body changed under the same version
"""

from __future__ import annotations

import functools
import hashlib
import re
import string
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from byline.errors import BylineError, PromptError
from byline.files import replace
from byline.front_matter import read_front_matter
from byline.shipped import shipped
from byline.text.language import Language
from byline.validation import first_problem

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.prompts import ChatPromptTemplate


LOCK_FILE = "prompts.lock.json"
LOCK_COMMAND = "python -m byline.prompts lock"
_NAME = re.compile(r"[a-z][a-z0-9_-]*/[a-z][a-z0-9_-]*")
_MARKER = re.compile(r"^(system|user|assistant):\n", re.MULTILINE)
_BLOCK = re.compile(r"^=== (zh|en)\n", re.MULTILINE)


class _FrontMatter(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str
    version: int = Field(ge=1)
    role: str = Field(min_length=1, pattern=r"\A[^\n]+$")
    inputs: list[str]
    output: str = Field(pattern=r"\A[A-Za-z_][A-Za-z0-9_]*$")
    language: Language = "zh"
    """Of a file without blocks."""
    continues: str = ""
    """The opening this call goes on from, for example drafting/material; it has a user part only.
    An opening itself (`output: opening`) is a system part only."""


class _Locked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    version: int
    sha256: str


_Lock = dict[str, _Locked]
_LOCK = TypeAdapter(_Lock)


class Part(BaseModel):
    """One turn of the conversation, still a template."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    role: Literal["system", "user", "assistant"]
    template: str


class Prompt(BaseModel):
    """A validated prompt file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    """chain/call, the same as its path."""
    version: int
    """Raised by hand whenever the body changes; the lock file holds it to that."""
    role: str
    """One line: what this call does."""
    inputs: tuple[str, ...]
    """The names the body uses, all of them and no others."""
    output: str
    """Name of the pydantic schema the answer must fit, or `text`."""
    sha256: str
    """Of the body: everything below the front matter, with Unix line ends, all languages."""
    language: Language = "zh"
    parts: tuple[Part, ...]
    """system first, user last; pairs of user and assistant before it are examples. A lone system
    is an opening that several calls share, a lone user a call that goes on from one."""

    @property
    def ref(self) -> str:
        """What results are stamped with, for example `interview/extract@3`."""
        return f"{self.id}@{self.version}"

    @property
    def beginning(self) -> list[dict[str, str]]:
        """The turns before the first input, as they are sent: nobody's words are in them."""
        found: list[dict[str, str]] = []
        for part in self.parts[:-1]:
            if any(field is not None for _, field, _, _ in _pieces(part)):
                break
            found.append({"role": part.role, "content": part.template.format()})
        return found

    def messages(self, /, **inputs: str | int | float) -> list[BaseMessage]:
        """Fill in the inputs, verbatim; PromptError names what is missing, unknown or not text."""
        missing = [name for name in self.inputs if name not in inputs]
        unknown = sorted(inputs.keys() - set(self.inputs))
        if missing or unknown:
            raise PromptError(
                f"提示词 {self.ref} 的输入不对：缺 {missing}，多 {unknown}",
                next_step=f"它要的是 {list(self.inputs)}",
            )
        for name, value in inputs.items():
            if not isinstance(value, str | int | float):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise PromptError(f"提示词 {self.ref} 的输入 {name} 不是文字", value=value)
        return self._template.format_messages(**inputs)

    @functools.cached_property
    def _template(self) -> ChatPromptTemplate:
        from langchain_core.prompts import ChatPromptTemplate

        turns = [(part.role, part.template) for part in self.parts]
        return ChatPromptTemplate.from_messages(turns, template_format="f-string")


def load(name: str, root: Path | None = None, *, language: Language = "zh") -> Prompt:
    """Return the prompt called `name` ("interview/extract"); read once a process.

    `root` is the folder the chains are in, the shipped prompts when not given. Of a file with a
    block a language the one asked for; a file without blocks is what it is.
    """
    blocks = _load(name, root or shipped("prompts"))
    return next((one for one in blocks if one.language == language), blocks[0])


def load_all(root: Path | None = None) -> list[Prompt]:
    """Read and validate every prompt under `root`, ordered by id; one a language of a file."""
    folder = root or shipped("prompts")
    return [one for path in sorted(folder.rglob("*.md")) for one in _read(path, folder)]


def beginnings() -> list[list[dict[str, str]]]:
    """What requests made of the shipped prompts begin with, whoever they are about."""
    return [one.beginning for one in load_all() if one.beginning]


def fence(text: str, label: str) -> str:
    """Wrap words that are data, never instructions, in a tag they cannot close.

    The tag carries a hash of the text, and is hashed again for as long as the text contains it.
    Chat-control tokens (`<|im_end|>` and its kin) are split by a zero-width space, because a local
    runtime would read them as turns even inside the tag; nothing else in the text is altered.
    """
    mark = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    while mark in text:
        mark = hashlib.sha256(mark.encode()).hexdigest()[: len(mark) + 1]
    body = re.sub(r"<(?=[|｜])", "<\u200b", text)
    return f"<{label} {mark}>\n{body}\n</{label} {mark}>"


def lock_problems(root: Path | None = None) -> list[str]:
    """Say, one line each, where the lock file and the prompts disagree; empty when they agree."""
    return [_difference(*change) for change in _changes(root or shipped("prompts"))]


def write_lock(root: Path | None = None) -> list[str]:
    """Bring the lock file up to date and return what changed.

    PromptError, and no write, when a body changed and its version did not go up.
    """
    folder = root or shipped("prompts")
    changes = _changes(folder)
    for name, old, new in changes:
        if old and new and new.version <= old.version:
            raise PromptError(
                f"提示词 {name} 的正文变了，版本却没有升（锁里是 {old.version}）",
                value=new.version,
                next_step=f"把它的 version 改成 {old.version + 1}，再运行 {LOCK_COMMAND}",
            )
    replace(folder / LOCK_FILE, _LOCK.dump_json(_entries(folder), indent=2).decode() + "\n")
    return [_difference(*change) for change in changes]


@functools.cache
def _load(name: str, root: Path) -> tuple[Prompt, ...]:
    path = root / f"{name}.md"
    if not _NAME.fullmatch(name) or not path.is_file():
        known = [file.relative_to(root).with_suffix("").as_posix() for file in root.rglob("*.md")]
        raise PromptError("没有这个提示词", value=name, next_step=f"有的是 {sorted(known)}")
    return _read(path, root)


def _read(path: Path, root: Path) -> tuple[Prompt, ...]:
    name = path.relative_to(root).with_suffix("").as_posix()
    data, body = read_front_matter(path, functools.partial(_wrong, path))
    head = _front_matter(path, data)
    if head.id != name or not _NAME.fullmatch(name):
        raise _wrong(path, "id", f"应与路径一致（<chain>/<call>），这里是 {head.id!r}")
    sha256 = hashlib.sha256(body.encode()).hexdigest()
    return tuple(
        _block(path, head, language, text, sha256) for language, text in _blocks(path, head, body)
    )


def _blocks(path: Path, head: _FrontMatter, body: str) -> list[tuple[Language, str]]:
    pieces = _BLOCK.split(body if body.endswith("\n") else body + "\n")
    if len(pieces) == 1:
        return [(head.language, body)]
    if pieces[0].strip() or sorted(pieces[1::2]) != ["en", "zh"]:
        raise _wrong(path, "===", "要么不分块，要么 === zh 和 === en 各一块，前面没有别的字")
    return [
        (cast(Language, one), text) for one, text in zip(pieces[1::2], pieces[2::2], strict=True)
    ]


def _block(path: Path, head: _FrontMatter, language: Language, text: str, sha256: str) -> Prompt:
    parts = _parts(path, text, head)
    used = {field for part in parts for field in _fields(path, part)}
    if used != set(head.inputs) or len(used) != len(head.inputs):
        raise _wrong(path, "inputs", f"声明了 {sorted(head.inputs)}，正文用了 {sorted(used)}")
    return Prompt(
        **head.model_dump(exclude={"inputs", "language", "continues"}),
        inputs=tuple(head.inputs),
        sha256=sha256,
        language=language,
        parts=parts,
    )


def _front_matter(path: Path, data: Any) -> _FrontMatter:
    try:
        return _FrontMatter.model_validate(data)
    except ValidationError as error:
        problem = first_problem(error, "---")
        raise _wrong(path, problem.field, f"{problem.message}（{problem.value!r}）") from error


def _parts(path: Path, body: str, head: _FrontMatter) -> tuple[Part, ...]:
    pieces = _MARKER.split(body if body.endswith("\n") else body + "\n")
    if pieces[0].strip():
        raise _wrong(path, "system", "第一个 system: 之前不能有文字")
    parts = tuple(
        Part.model_validate({"role": role, "template": text.strip("\n")})
        for role, text in zip(pieces[1::2], pieces[2::2], strict=True)
    )
    roles = [part.role for part in parts]
    whole = ["system", *(["user", "assistant"] * len(roles))][: len(roles)]
    lone = ["user"] if head.continues else ["system"] if head.output == "opening" else None
    if roles != lone if lone else roles != whole or roles[-1:] != ["user"]:
        expected = "、".join(lone) if lone else "system，user，（assistant，user）…"
        raise _wrong(path, "system/user", f"应是 {expected}，这里是 {roles}")
    for part in parts:
        if not part.template.strip():
            raise _wrong(path, part.role, "是空的")
    return parts


def _pieces(part: Part) -> list[tuple[str, str | None, str | None, str | None]]:
    return list(string.Formatter().parse(part.template))


def _fields(path: Path, part: Part) -> list[str]:
    try:
        found = _pieces(part)
    except ValueError as error:
        problem = f"花括号不成对（{error}）；JSON 例子里的括号要写成 {{{{ }}}}"
        raise _wrong(path, part.role, problem) from error
    for _, field, spec, conversion in found:
        if field is not None and (spec or conversion or not field.isidentifier()):
            raise _wrong(path, part.role, f"花括号里只能是输入的名字，这里是 {field!r}")
    return [field for _, field, _, _ in found if field is not None]


def _wrong(path: Path, field: str, problem: str) -> PromptError:
    return PromptError(
        f"提示词 {path} 的 {field} 不对：{problem}", next_step=f"改好 {path} 再运行一次"
    )


def _entries(root: Path) -> _Lock:
    prompts = load_all(root)
    return {one.id: _Locked(version=one.version, sha256=one.sha256) for one in prompts}


def _changes(root: Path) -> list[tuple[str, _Locked | None, _Locked | None]]:
    locked, current = _read_lock(root), _entries(root)
    pairs = [(name, locked.get(name), current.get(name)) for name in sorted(locked | current)]
    return [(name, old, new) for name, old, new in pairs if old != new]


def _read_lock(root: Path) -> _Lock:
    path = root / LOCK_FILE
    if not path.is_file():
        return {}
    try:
        return _LOCK.validate_json(path.read_bytes())
    except ValidationError as error:
        problem = first_problem(error, "JSON")
        raise _wrong(path, problem.field, problem.message) from error


def _difference(name: str, old: _Locked | None, new: _Locked | None) -> str:
    if old is None:
        return f"{name}：新的，锁里还没有"
    if new is None:
        return f"{name}：锁里有，文件没了"
    if old.version == new.version:
        return f"{name}：正文变了，version 仍是 {new.version}，先把它升到 {new.version + 1}"
    return f"{name}：version {old.version} -> {new.version}，锁还没有更新"


def main(arguments: list[str]) -> int:
    """Run `check` or `lock` over the shipped prompts; 0 when all is well."""
    if arguments not in (["check"], ["lock"]):
        sys.stderr.write("用法：python -m byline.prompts check | lock\n")
        return 2
    try:
        lines = write_lock() if arguments == ["lock"] else lock_problems()
    except BylineError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in lines) or "锁和提示词一致\n")
    return 1 if arguments == ["check"] and lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
