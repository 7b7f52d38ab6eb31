"""Finding the notes that bear on what a person said.

Owns: the small interface chains search through (`NoteSearch`), the search behind it, and opening
it. Promises: hits are whole notes, best first, each once; any text with something visible in it
can be a query. Another ranking replaces `Notes` and nothing else.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from byline.errors import InputError
from byline.knowledge.notes import Kind, Note, Shelf, Stage, find_note

if TYPE_CHECKING:
    from byline.knowledge.building import Means, Progress
    from byline.knowledge.chunks import Chunk
    from byline.knowledge.embeddings import Embedder
    from byline.knowledge.index import Index
    from byline.knowledge.ranking import Why
    from byline.settings import Settings
    from byline.workspace import Workspace


@dataclass(frozen=True)
class Hit:
    """A note and how well it fits the query.

    Compare scores within one search only: unrelated texts are far from 0 with this embedding.
    """

    note: Note
    score: float
    through: Chunk
    """The part of the note that was nearest: its body, or a way of asking."""
    why: Why


class NoteSearch(Protocol):
    """What chains ask for notes."""

    def search(
        self,
        query: str,
        k: int = 4,
        stage: Stage | None = None,
        section: int | None = None,
        kind: Kind | None = None,
        *,
        platform: str | None = None,
        explain: bool = False,
    ) -> list[Hit]:
        """Return at most `k` notes, best first, of this stage, section and kind when given.

        `platform` leaves out what is about other platforms. `explain` names the words a hit shares
        with the query.
        """
        ...


class Notes:
    """Notes on shelves, through one index."""

    def __init__(self, index: Index, shelves: Sequence[Shelf]) -> None:
        self.index = index
        self._shelves = shelves
        self._read: dict[str, tuple[tuple[Path, int, int] | None, Note]] = {}

    def search(
        self,
        query: str,
        k: int = 4,
        stage: Stage | None = None,
        section: int | None = None,
        kind: Kind | None = None,
        *,
        platform: str | None = None,
        explain: bool = False,
    ) -> list[Hit]:
        """Return at most `k` notes; InputError when the query shows nothing or `k` is below 1."""
        from byline.knowledge.chroma import Filters

        filters = Filters(stage=stage, platform=platform, section=section, kind=kind)
        found = self.index.search(query, k, by_parent=True, filters=filters, explain=explain)
        return [Hit(self._note(hit.chunk.parent), hit.score, hit.chunk, hit.why) for hit in found]

    def _note(self, note_id: str) -> Note:
        """Read a note; one whose file did not change is not parsed again, which takes 5 ms."""
        path = next((at for shelf in self._shelves if (at := shelf.path_of(note_id))), None)
        stamp = (path, path.stat().st_mtime_ns, path.stat().st_size) if path else None
        held = self._read.get(note_id)
        if held is None or held[0] != stamp:
            # Where there is no file any more this raises.
            held = self._read[note_id] = stamp, find_note(self._shelves, note_id)
        return held[1]


def note_shelves(config_dir: Path | None = None) -> list[Shelf]:
    """Return the shipped shelf, and each folder the user added, which lies in `config_dir`."""
    from byline.shipped import shipped

    shelves = [Shelf(shipped("knowledge"))]
    added = config_dir / "knowledge" if config_dir else None
    if added and added.is_dir():
        folders = [path for path in sorted(added.iterdir()) if path.is_dir()]
        # A dot is before the name of one that is being copied.
        shelves += [Shelf(path, path.name) for path in folders if path.name[0] != "."]
    return shelves


def index_means(
    cache_dir: Path, embedder: Embedder | None = None, server: str | None = None
) -> Means:
    """Return what indexes are made with: the embedded model, vectors kept under `cache_dir`."""
    from byline.knowledge.building import Means
    from byline.knowledge.embeddings import LocalEmbeddings
    from byline.knowledge.vectors import SHIPPED
    from byline.shipped import shipped

    return Means(
        LocalEmbeddings() if embedder is None else embedder,
        kept=cache_dir / "vectors.sqlite",
        shipped=shipped("knowledge") / SHIPPED,
        server=server,
    )


@contextmanager
def open_search(
    cache_dir: Path,
    progress: Progress | None = None,
    *,
    shelves: Sequence[Shelf] | None = None,
    server: str | None = None,
) -> Generator[Notes]:
    """Search over notes (the shipped ones alone, unless told), indexed under `cache_dir`."""
    from byline.knowledge.index import Index
    from byline.knowledge.sources import NoteCorpus

    on = note_shelves() if shelves is None else shelves
    means = index_means(cache_dir, server=server)
    with Index.open(NoteCorpus(on), cache_dir / "index", means, progress) as index:
        yield Notes(index, on)


def open_notes(
    settings: Settings, progress: Progress | None = None
) -> AbstractContextManager[Notes]:
    """Search over the shipped notes and the user's own, as the settings say."""
    return open_search(
        settings.cache_dir,
        progress,
        shelves=note_shelves(settings.config_dir),
        server=settings.chroma_url,
    )


@contextmanager
def open_own(workspace: Workspace, progress: Progress | None = None) -> Generator[Index]:
    """Search over a person's own materials and earlier posts, indexed in their folder.

    InputError when there is nothing to search. Their texts never go to a Chroma server.
    """
    from byline.knowledge.index import Index
    from byline.knowledge.sources import PersonCorpus

    corpus = PersonCorpus(workspace.root)
    if corpus.empty:
        raise InputError(
            "这里还没有材料，也没有稿子",
            value=str(workspace.root),
            next_step="byline add 文件，再找一次",
        )
    # Vectors of private words stay where the words are.
    own = workspace.root / ".byline"
    with Index.open(corpus, own / "index", index_means(own), progress) as index:
        yield index
