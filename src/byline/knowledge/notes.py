"""Methodology notes: one idea a Markdown file, validated when read.

Owns: the format of `knowledge/<theme>/<slug>.md` (YAML front matter, then the idea in prose), and
folders of them. Promises: a note that is read has an id equal to its path and says how far to
trust it; a claim of fact in it is a verbatim part of its text with a source; `content_hash`
changes when anything in the note does, and only then.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from byline.errors import KnowledgeError
from byline.front_matter import read_front_matter
from byline.platforms import platform_ids
from byline.validation import first_problem

Stage = Literal["interview", "positioning", "drafting", "plan"]
Kind = Literal["principle", "example", "counterexample", "caveat", "method"]
NoteConfidence = Literal["high", "medium", "low", "opinion"]
Line = Annotated[str, Field(min_length=1, pattern=r"\A\S([^\n]*\S)?$")]
ASKS = 4, 8
"""How few and how many ways of asking a shipped note carries."""

_ID = r"\A\w[\w.-]*(/\w[\w.-]*)+$"
_OWN: dict[str, Any] = {
    "sections": [],
    "stage": list(get_args(Stage)),
    "kind": "principle",
    "tags": [],
    "source": "自己的笔记",
    "confidence": "opinion",
}
"""What a note of the user's own may leave out."""


class Claim(BaseModel):
    """A statement about the world that somebody could check."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    says: Line
    """A verbatim part of the note's text."""
    source: Line
    date: date
    """When it was looked up."""
    confidence: Literal["high", "medium", "low"]


class Note(BaseModel):
    """One idea of the methodology, small enough to be cited whole."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    id: str = Field(pattern=_ID)
    """theme/slug, the same as its path; one of the user's own has their folder's name before it."""
    title: Line
    sections: list[Annotated[int, Field(ge=0, le=15)]]
    """Sections of the methodology it restates; the first is the main one."""
    stage: list[Stage] = Field(min_length=1)
    """Where in byline it helps."""
    platform: list[str] = Field(default_factory=list[str])
    """Ids of the platforms it is about; empty when it holds wherever one publishes."""
    kind: Kind
    tags: list[Line]
    asks: list[Line] = Field(default_factory=list[Line])
    """Ways people would ask for it, in their own words, Chinese and English."""
    source: Line
    confidence: NoteConfidence
    """`opinion`: a view, to be shown as one."""
    claims: list[Claim] = Field(default_factory=list[Claim])
    text: str = Field(min_length=1)
    """The body."""

    @field_validator("sections", "stage", "platform", "tags", "asks")
    @classmethod
    def _no_repeats(cls, values: list[Any]) -> list[Any]:
        if len(values) != len(set(values)):
            raise ValueError("有重复的值")
        return values

    @field_validator("platform")
    @classmethod
    def _known_platforms(cls, ids: list[str]) -> list[str]:
        if unknown := [name for name in ids if name not in platform_ids()]:
            raise ValueError(f"没有平台 {'、'.join(unknown)}，有的是 {'、'.join(platform_ids())}")
        return ids

    @model_validator(mode="after")
    def _claims_are_said(self) -> Note:
        for claim in self.claims:
            if claim.says not in self.text:
                raise ValueError(f"正文里没有这句话：{claim.says}")
        return self

    @functools.cached_property
    def content_hash(self) -> str:
        """SHA-256 over every field."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()

    @property
    def theme(self) -> str:
        """The folder it lies in; of the user's own the whole path before the name."""
        return self.id.rpartition("/")[0]

    @property
    def passage(self) -> str:
        """What is embedded: title, body and tags."""
        return "\n".join([self.title, self.text, " ".join(self.tags)]).rstrip()


@dataclass(frozen=True)
class Shelf:
    """A folder of notes; `name` is empty for those that ship, and the user's word for their own."""

    root: Path
    name: str = ""

    @property
    def paths(self) -> list[Path]:
        """Every note file, in order of id."""
        return sorted(path for path in self.root.rglob("*.md") if path.is_file())

    def read(self) -> list[Note]:
        """Read and validate every note; KnowledgeError names the file and the field."""
        paths = self.paths
        if not paths:
            raise KnowledgeError(
                "没有找到方法论笔记", value=str(self.root), next_step="检查这个文件夹里有没有 .md"
            )
        return [self.read_file(path) for path in paths]

    def find(self, note_id: str) -> Note | None:
        """Read one note; None when this shelf has none of that id."""
        path = self.path_of(note_id)
        return self.read_file(path) if path else None

    def path_of(self, note_id: str) -> Path | None:
        """The file a note is in; None when this shelf has none of that id."""
        relative = note_id.removeprefix(f"{self.name}/") if self.name else note_id
        if relative == note_id and self.name:
            return None
        path = self.root / f"{relative}.md"
        try:
            there = path.resolve().is_relative_to(self.root.resolve()) and path.is_file()
        except (OSError, ValueError):
            # Too long for a file's name, or with a NUL.
            return None
        return path if there else None

    def read_file(self, path: Path) -> Note:
        """Read and validate one of `paths`."""

        def wrong(field: str, problem: str) -> KnowledgeError:
            return KnowledgeError(
                f"笔记 {path} 的 {field} 不对：{problem}", next_step=f"改好 {path} 再运行一次"
            )

        head, body = read_front_matter(path, wrong, optional=bool(self.name))
        name = path.relative_to(self.root).with_suffix("").as_posix()
        if self.name:
            head = {**_OWN, "id": name, "title": path.stem, **head}
            if head["id"] == name:
                # Before it is validated: a file right in the user's folder has no theme.
                head["id"] = name = f"{self.name}/{name}"
        try:
            note = Note.model_validate({**head, "text": body.strip()})
        except ValidationError as error:
            problem = first_problem(error)
            raise wrong(problem.field, f"{problem.message}（{problem.value!r}）") from error
        if note.id != name:
            raise wrong("id", f"应与路径一致，这里是 {note.id!r}")
        return note


def read_notes(root: Path) -> list[Note]:
    """Read every shipped note under `root`, ordered by id."""
    return Shelf(root).read()


def find_note(shelves: Sequence[Shelf], note_id: str) -> Note:
    """Read one note from whichever shelf has it; KnowledgeError when none does."""
    for shelf in shelves:
        if (note := shelf.find(note_id)) is not None:
            return note
    raise KnowledgeError(
        "没有这条笔记", value=note_id, next_step="byline knowledge list 看都有哪些"
    )
