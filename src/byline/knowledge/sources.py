"""What is searched, as chunks: methodology notes, and the person's own material and posts.

Owns: which file becomes which chunks. Promises: a digest that changes whenever the chunks would;
a person's own material is private unless they published it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from byline.errors import InputError
from byline.files import read_text
from byline.front_matter import split_front_matter
from byline.knowledge.chunks import LENGTH, Chunk, Consent, Origin, cut
from byline.knowledge.notes import Note, Shelf
from byline.materials.reading import RENDERER
from byline.materials.shelf import MaterialShelf

PASSAGE = 900
"""Characters of a parent, about: as much as the benchmark's paragraphs have."""
READABLE = (".md", ".txt")


class NoteCorpus:
    """The notes on some shelves: each is a parent, its body and every way of asking are chunks."""

    def __init__(self, shelves: Sequence[Shelf]) -> None:
        self.shelves = shelves

    @property
    def digest(self) -> str:
        """SHA-256 over paths and bytes: reading is much cheaper than parsing."""
        told = hashlib.sha256()
        for shelf in self.shelves:
            for path in shelf.paths:
                name = path.relative_to(shelf.root).as_posix()
                told.update(f"{shelf.name}\0{name}\0".encode())
                told.update(_fingerprint(path))
        return told.hexdigest()

    def chunks(self) -> list[Chunk]:
        """Every note, cut."""
        return [
            chunk for shelf in self.shelves for note in shelf.read() for chunk in note_chunks(note)
        ]


class PersonCorpus:
    """A workspace's materials and earlier posts."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._shelf = MaterialShelf(root / "materials", root / ".byline")

    @property
    def empty(self) -> bool:
        """Whether there is no word to be found."""
        return not self.chunks()

    @property
    def digest(self) -> str:
        """SHA-256 over paths and bytes, and how documents are read."""
        told = hashlib.sha256(f"{RENDERER}\0".encode())
        for path in [*map(self._shelf.path, self._materials()), *self._posts()]:
            told.update(f"{path.relative_to(self._root).as_posix()}\0".encode())
            told.update(_fingerprint(path))
        return told.hexdigest()

    def chunks(self) -> list[Chunk]:
        """Every file that can be read as text, cut; a file that cannot is left out."""
        found: list[Chunk] = []
        for name in self._materials():
            with suppress(InputError):
                _, text = split_front_matter(self._shelf.document(name).rendering.text)
                found += text_chunks(f"materials/{name}", text, "material", "private")
        for path in self._posts():
            with suppress(InputError):
                _, text = split_front_matter(read_text(path))
                name = path.relative_to(self._root).as_posix()
                found += text_chunks(name, text, "post", "public")
        return found

    def _materials(self) -> list[str]:
        return [*self._shelf.names(), *self._shelf.names(voice=True)]

    def _posts(self) -> Iterator[Path]:
        for path in sorted((self._root / "drafts").rglob("*")):
            if path.suffix.lower() in READABLE and path.is_file():
                yield path


def note_chunks(note: Note) -> list[Chunk]:
    """Return a note's body, then each of its asks, with the note as their parent."""

    def chunk(name: str, text: str, origin: Origin) -> Chunk:
        return Chunk(
            id=name,
            parent=note.id,
            text=text,
            origin=origin,
            title=note.title,
            kind=note.kind,
            stage=tuple(note.stage),
            platform=tuple(note.platform),
            sections=tuple(note.sections),
        )

    asks = [chunk(f"{note.id}#{at}", ask, "ask") for at, ask in enumerate(note.asks, start=1)]
    return [chunk(note.id, note.passage, "note"), *asks]


def text_chunks(name: str, text: str, origin: Origin, consent: Consent) -> list[Chunk]:
    """Cut a document into passages of about PASSAGE characters, and those into chunks."""
    found: list[Chunk] = []
    for number, passage in enumerate(_passages(text), start=1):
        parent = f"{name}#{number}"
        found += [
            Chunk(
                id=f"{parent}.{at}",
                parent=parent,
                text=part,
                origin=origin,
                title=name,
                consent=consent,
            )
            for at, part in enumerate(cut(passage, LENGTH), start=1)
        ]
    return found


def _fingerprint(path: Path) -> bytes:
    try:
        return hashlib.sha256(path.read_bytes()).digest()
    except OSError:
        # Reading it as text says what is wrong with it.
        return b""


def _passages(text: str) -> Iterator[str]:
    """Whole paragraphs, as many as fit."""
    held = ""
    for paragraph in text.replace("\r\n", "\n").split("\n\n"):
        if held and len(held) + len(paragraph) > PASSAGE:
            yield held
            held = ""
        held = f"{held}\n\n{paragraph}" if held else paragraph
    if held.strip():
        yield held
