"""Methodology notes: one idea a Markdown file, validated when read.

Owns: the format of `knowledge/<theme>/<slug>.md` (YAML front matter, then the idea in prose).
Promises: a note that is read has an id equal to its path, names the sections it comes from and
says how far to trust it; `content_hash` changes when anything in the note does, and only then.
"""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from byline.errors import InputError, KnowledgeError
from byline.files import read_text
from byline.validation import first_problem

Stage = Literal["interview", "positioning", "drafting", "plan"]
Kind = Literal["principle", "example", "counterexample", "caveat", "method"]
NoteConfidence = Literal["high", "medium", "low", "opinion"]
Line = Annotated[str, Field(min_length=1, pattern=r"\A\S([^\n]*\S)?$")]

_FRONT_MATTER = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
_ID = r"\A[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$"


class Note(BaseModel):
    """One idea of the methodology, small enough to be cited whole."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(pattern=_ID)
    """theme/slug, the same as its path."""
    title: Line
    sections: list[Annotated[int, Field(ge=0, le=15)]] = Field(min_length=1)
    """Sections of the methodology it restates."""
    stage: list[Stage] = Field(min_length=1)
    """Where in byline it helps."""
    kind: Kind
    tags: list[Line]
    source: Line
    confidence: NoteConfidence
    """`opinion`: a view, to be shown as one."""
    text: str = Field(min_length=1)
    """The body."""

    @field_validator("sections", "stage", "tags")
    @classmethod
    def _no_repeats(cls, values: list[Any]) -> list[Any]:
        if len(values) != len(set(values)):
            raise ValueError("有重复的值")
        return values

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 over every field."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def passage(self) -> str:
        """What is embedded: title, body and tags."""
        return "\n".join([self.title, self.text, " ".join(self.tags)]).rstrip()


def read_notes(root: Path) -> list[Note]:
    """Read every note under `root`, ordered by id; KnowledgeError names the file and the field."""
    paths = sorted(root.rglob("*.md"))
    if not paths:
        raise KnowledgeError(
            "没有找到方法论笔记", value=str(root), next_step="重新安装 byline，或检查这个文件夹"
        )
    return [_read(path, root) for path in paths]


def _read(path: Path, root: Path) -> Note:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        text = read_text(path).replace("\r\n", "\n")
    except InputError as error:
        raise KnowledgeError(error.what, value=error.value, next_step=error.next_step) from error
    matched = _FRONT_MATTER.match(text)
    if not matched:
        raise _wrong(path, "---", "开头没有用两行 --- 包住的 YAML")
    try:
        head: Any = YAML(typ="safe", pure=True).load(matched.group(1))  # pyright: ignore[reportUnknownMemberType]
        if not isinstance(head, dict):
            raise _wrong(path, "---", "应是「字段: 值」的形式")
        note = Note.model_validate({**head, "text": text[matched.end() :].strip()})
    except YAMLError as error:
        raise _wrong(path, "---", f"YAML 读不懂：{error}") from error
    except ValidationError as error:
        problem = first_problem(error)
        raise _wrong(path, problem.field, f"{problem.message}（{problem.value!r}）") from error
    if note.id != path.relative_to(root).with_suffix("").as_posix():
        raise _wrong(path, "id", f"应与路径一致，这里是 {note.id!r}")
    return note


def _wrong(path: Path, field: str, problem: str) -> KnowledgeError:
    return KnowledgeError(
        f"笔记 {path} 的 {field} 不对：{problem}", next_step=f"改好 {path} 再运行一次"
    )
