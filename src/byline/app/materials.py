"""Documents of a person: taking them in, the facts in them, and finding something in them.

Owns: which files of a folder are taken, the documents of a run, and what the person decides about
proposed facts. Promise: a file that cannot be taken keeps no other out; every portion that was read
is saved before the next; what was decided about a page is saved at once.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from byline.errors import InputError
from byline.interview.materials import MaterialReader, left_out, whose

if TYPE_CHECKING:
    from byline.app.models import ChatSession
    from byline.errors import BylineError
    from byline.interview.material_review import Decision
    from byline.knowledge.building import Progress
    from byline.knowledge.chunks import Consent
    from byline.knowledge.index import Found, Index
    from byline.ledger.models import Fact
    from byline.materials.rendering import Rendering
    from byline.materials.shelf import Added, Document
    from byline.workspace import Workspace

Which = Callable[[str, list[str]], str]
"""Asks which of the people who talk in a document the person is; empty when they do not say."""
Refused = Callable[[str, InputError], None]
"""Hears of a document that is not read, by its name, and why."""


@dataclass
class Taken:
    """What one run took in."""

    added: list[tuple[Path, Added]] = field(default_factory=list["tuple[Path, Added]"])
    refused: list[BylineError] = field(default_factory=list["BylineError"])
    """Files that were named and could not be taken."""
    passed_over: list[BylineError] = field(default_factory=list["BylineError"])
    """Files in a folder that was named."""


@dataclass(frozen=True)
class Taking:
    """A file that is being taken in: its place among the others, and the page that is read."""

    path: Path
    number: int
    total: int
    page: int = 0
    pages: int = 0


@dataclass(frozen=True)
class File:
    """A document on the desk, and whose words in it count."""

    name: str
    document: Document
    me: str

    @property
    def rendering(self) -> Rendering:
        """The document as text with places."""
        return self.document.rendering

    def place(self, fact: Fact) -> str:
        """Where in the document a fact stands."""
        return self.rendering.place(fact.source.start)

    def left_out(self) -> dict[str, int]:
        """Reason -> how many lines no fact is made of."""
        return left_out(self.rendering, self.me)


@dataclass(frozen=True)
class Reading:
    """How far the reading of the desk is."""

    name: str
    """The document that is read."""
    done: int
    total: int
    """Portions, of all documents."""
    found: int
    """Facts that were proposed so far."""


@dataclass
class Desk:
    """The documents of a run, and who reads them; the lock of the workspace is held to write."""

    workspace: Workspace
    reader: MaterialReader
    files: list[File] = field(default_factory=list[File])

    @classmethod
    def open(cls, workspace: Workspace) -> Desk:
        """A desk with nothing on it yet."""
        return cls(workspace, MaterialReader(workspace.journal(), workspace.ledger()))

    @property
    def recovered(self) -> str | None:
        """What was made good when the journal was opened; None when nothing was."""
        return self.reader.journal.recovered

    def lay_out(
        self, given: Mapping[str, str] | None, me: str, *, which: Which | None, refused: Refused
    ) -> None:
        """Put documents on the desk: name -> what it was called, or None for all there are.

        One in which several people talk stays off until it is known which of them is the person:
        `me` says so, or was said before, or `which` asks; None asks nobody.
        """
        shelf = self.workspace.shelf()
        names = {name: name for name in shelf.names()} if given is None else given
        for name, called in names.items():
            try:
                document = shelf.document(name)
            except InputError as error:
                refused("", error)
                continue
            try:
                mine = whose(document.rendering, me or self.reader.me(name))
            except InputError as error:
                mine = which(name, document.rendering.people) if which and not me else ""
                if not mine:
                    refused(name, error)
                    continue
            self.reader.note(name, called, document, mine)
            self.files.append(File(name, document, mine))

    def look(self) -> dict[str, str]:
        """Put all documents on the desk to look at; name -> reason of those that cannot be read."""
        shelf = self.workspace.shelf()
        broken: dict[str, str] = {}
        for name in shelf.names():
            try:
                self.files.append(File(name, shelf.document(name), self.reader.me(name)))
            except InputError as error:
                broken[name] = error.what
        return broken

    @property
    def waiting(self) -> list[File]:
        """The documents of which something is unread."""
        return [file for file in self.files if self.unread(file)]

    def unread(self, file: File) -> int:
        """How many portions of a document no model has read."""
        return len(self.reader.unread(file.name, file.document, file.me))

    def read(self, session: ChatSession, progress: Callable[[Reading], None]) -> None:
        """Read what is unread; raises ModelError, and the rest stays unread."""
        self.reader.caller, self.reader.model = session.caller, session.choice.model
        files = self.waiting
        total = sum(map(self.unread, files))
        done = found = 0
        for file in files:
            progress(Reading(file.name, done, total, found))
            for step in self.reader.read(file.name, file.document, file.me):
                done, found = done + 1, found + len(step.facts)
                progress(Reading(file.name, done, total, found))

    def facts(self, file: File) -> list[Fact]:
        """The facts a document holds."""
        return [fact for fact in self.reader.ledger.facts if fact.source.id == file.name]

    def open_facts(self, file: File) -> list[Fact]:
        """Those the person has not looked at."""
        return self.reader.open_facts(file.name)

    def decide(self, decision: Decision) -> int:
        """Save what was decided about a page of facts; how many of them were kept."""
        ledger = self.reader.ledger
        for fact in decision.dropped:
            ledger.remove(fact.id)
        for fact_id, consent in decision.consents.items():
            ledger.set_consent(fact_id, consent)
            ledger.confirm(fact_id)
        ledger.save()
        return len(decision.consents)


def take(
    workspace: Workspace,
    paths: Sequence[Path],
    *,
    voice: bool,
    progress: Callable[[Taking], None],
) -> Taken:
    """Take in files, and what lies in folders; InputError for a path that is not there."""
    shelf, files = workspace.shelf(), list(_files(paths, workspace))
    taken = Taken()
    for number, (path, named) in enumerate(files, start=1):
        progress(Taking(path, number, len(files)))

        def paging(page: int, pages: int, path: Path = path, number: int = number) -> None:
            progress(Taking(path, number, len(files), page, pages))

        try:
            taken.added.append((path, shelf.add(path, voice=voice, progress=paging)))
        except InputError as error:
            (taken.refused if named else taken.passed_over).append(error)
    return taken


def rendering(workspace: Workspace, name: str) -> Rendering:
    """What byline reads in a document; InputError when there is none of this name."""
    shelf = workspace.shelf()
    if name not in {*shelf.names(), *shelf.names(voice=True)}:
        raise InputError("没有这份材料", value=name, next_step="byline materials")
    return shelf.document(name).rendering


@contextmanager
def open_search(workspace: Workspace, progress: Progress | None = None) -> Generator[OwnSearch]:
    """Open the search over a person's materials and posts; InputError when there are none."""
    from byline.knowledge.retriever import open_own

    with open_own(workspace, progress) as index:
        yield OwnSearch(index)


class OwnSearch:
    """The search over what a person wrote and gave byline."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def search(
        self, query: str, k: int, consent: Consent | None = None, *, explain: bool = False
    ) -> list[Found]:
        """At most `k` passages, best first; of facts only those with this consent when given."""
        from byline.knowledge.chroma import Filters

        return self._index.search(query, k, filters=Filters(consent=consent), explain=explain)


def _files(paths: Sequence[Path], workspace: Workspace) -> Iterator[tuple[Path, bool]]:
    """Every file, and whether it was named itself; what begins with a dot is not looked at."""
    for path in paths:
        if not path.exists():
            raise InputError("没有这个文件", value=str(path), next_step="检查路径")
        if not path.is_dir():
            yield path, True
            continue
        for inside in sorted(path.rglob("*")):
            hidden = any(part.startswith(".") for part in inside.relative_to(path).parts)
            own = inside.resolve().is_relative_to(workspace.root.resolve())
            if inside.is_file() and not hidden and not own:
                yield inside, False
