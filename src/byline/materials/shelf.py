"""The folder of documents, and their renderings in the cache.

    materials/<name>                       the documents, as given
    materials/voice/<name>                 the person's own posts, to learn their voice from
    .byline/renderings/<name>.json         text and places of each, made again when missing or stale

Owns: those files. Promises: a document is copied byte for byte and never written again; one that
cannot be read is not copied; a rendering that is there is the rendering of the document beside it.
"""

from __future__ import annotations

import contextlib
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from byline import files
from byline.errors import InputError, StorageError
from byline.materials.reading import RENDERER, Progress, format_of, render
from byline.materials.rendering import Rendering
from byline.materials.rules import rules
from byline.text.sentences import clean_input

VOICE = "voice"


class Document(BaseModel):
    """A document's rendering as the cache keeps it, and how to tell that it still is one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    renderer: int
    size: int
    modified: int
    """Nanoseconds, as the file system has it: a document that was not touched is not read."""
    sha256: str
    rendering: Rendering


@dataclass(frozen=True)
class Added:
    """What became of a document given to `MaterialShelf.add`."""

    name: str
    new: bool
    """False when the same content was there already, under this name."""
    document: Document


class MaterialShelf:
    """A workspace's documents."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self._folder = folder
        self._cache = cache / "renderings"

    def names(self, *, voice: bool = False) -> list[str]:
        """Documents that byline reads, or the voice samples, in order."""
        found: list[str] = []
        for path in sorted(self._folder.rglob("*")):
            parts = path.relative_to(self._folder).parts
            hidden = any(part.startswith(".") for part in parts)
            readable = path.suffix.lower() in rules().format and path.is_file()
            if readable and not hidden and (parts[0] == VOICE) == voice:
                found.append("/".join(parts))
        return found

    def path(self, name: str) -> Path:
        """Where a document lies; InputError for a name that leads out of the folder."""
        path = self._folder / name
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise InputError("材料要在 materials/ 里面", value=name)
        return path

    def document(self, name: str, progress: Progress | None = None) -> Document:
        """A document's rendering, from the cache when the document is as it was."""
        path = self.path(name)
        kept = self._kept(name)
        try:
            state = path.stat()
            if kept and (kept.size, kept.modified) == (state.st_size, state.st_mtime_ns):
                return kept
            data = path.read_bytes()
        except OSError as error:
            raise InputError(
                f"材料打不开（{error.strerror}）",
                value=str(path),
                next_step="把原来的文件放回 materials/，或在 facts.yaml 里删掉引用它的事实",
            ) from error
        digest = hashlib.sha256(data).hexdigest()
        same = kept is not None and kept.sha256 == digest
        rendering = kept.rendering if kept and same else render(path, data, progress)
        return self._keep(name, rendering, digest)

    def add(self, path: Path, *, voice: bool = False, progress: Progress | None = None) -> Added:
        """Copy a document in under a free name; the same content is not copied twice."""
        data = _bytes(path)
        rendering = render(path, data, progress)
        digest = hashlib.sha256(data).hexdigest()
        if twin := self._twin(data, voice=voice):
            return Added(twin, False, self.document(twin))
        folder = self._folder / VOICE if voice else self._folder
        files.make_folder(folder)
        name = _free(folder, path)
        files.replace_bytes(folder / name, data)
        called = f"{VOICE}/{name}" if voice else name
        return Added(called, True, self._keep(called, rendering, digest))

    def _twin(self, data: bytes, *, voice: bool) -> str | None:
        for name in self.names(voice=voice):
            path = self._folder / name
            with contextlib.suppress(OSError):
                if path.stat().st_size == len(data) and path.read_bytes() == data:
                    return name
        return None

    def _kept(self, name: str) -> Document | None:
        try:
            kept = Document.model_validate_json((self._cache / f"{name}.json").read_bytes())
        except (OSError, ValidationError):
            return None
        return kept if kept.renderer == RENDERER else None

    def _keep(self, name: str, rendering: Rendering, digest: str) -> Document:
        state = (self._folder / name).stat()
        document = Document(
            renderer=RENDERER,
            size=state.st_size,
            modified=state.st_mtime_ns,
            sha256=digest,
            rendering=rendering,
        )
        path = self._cache / f"{name}.json"
        # A cache that cannot be written costs time, not the command.
        with contextlib.suppress(StorageError):
            files.make_folder(path.parent)
            files.replace(path, document.model_dump_json())
        return document


class Texts(Mapping[str, str]):
    """Name -> text of every document; each is read when it is first asked for.

    So the ledger, which looks at what facts cite, pays for those documents alone.
    """

    def __init__(self, shelf: MaterialShelf) -> None:
        self._shelf = shelf
        self._read: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """The text; KeyError when there is no such document, InputError when it cannot be read."""
        if name not in self._read:
            if not self._shelf.path(name).is_file():
                raise KeyError(name)
            self._read[name] = self._shelf.document(name).rendering.text
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """Names of all documents."""
        return iter(self._shelf.names())

    def __len__(self) -> int:
        """How many documents there are."""
        return len(self._shelf.names())


def _bytes(path: Path) -> bytes:
    """The file's bytes, unless it is of no use or too large to be read at all."""
    limit = rules().most("bytes", format_of(path))
    try:
        size = path.stat().st_size
        if size > limit.most:
            raise InputError(
                f"太大：{size:,} 字节，最多 {limit.most:,}；{limit.reason}", value=path.name
            )
        return path.read_bytes()
    except OSError as error:
        raise InputError(
            f"文件打不开（{error.strerror}）", value=str(path), next_step="检查路径和权限"
        ) from error


def _free(folder: Path, path: Path) -> str:
    """The document's own name, with a number when it is taken; upper and lower case are one."""
    name = unicodedata.normalize("NFC", " ".join(clean_input(path.name).split())).lstrip(".")
    taken = {held.name.lower() for held in folder.iterdir()}
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while name.lower() in taken:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name
