"""Facts out of documents, by the model, with progress."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from byline.interview.materials import MaterialReader
    from byline.ledger.models import Fact
    from byline.llm.chat import ChatSession
    from byline.materials.shelf import Document
    from byline.workspace import Workspace


@dataclass(frozen=True)
class File:
    """A document on the desk, and whose words in it count."""

    name: str
    document: Document
    me: str

    def place(self, fact: Fact) -> str:
        """Where in the document a fact stands."""
        return self.document.rendering.place(fact.source.start)

    def told(self) -> dict[str, object]:
        """The document as data."""
        from byline.interview.materials import left_out

        text = self.document.rendering
        return {
            "name": self.name,
            "unit": text.unit,
            "parts": text.parts[-1].number,
            "characters": len(text.text),
            "people": text.people,
            "me": self.me,
            "notes": text.notes,
            "left_out": left_out(text, self.me),
        }


@dataclass
class Desk:
    """The documents of this run, and the reader."""

    workspace: Workspace
    reader: MaterialReader
    files: list[File] = field(default_factory=list[File])

    @classmethod
    def open(cls, workspace: Workspace) -> Desk:
        """A desk with nothing on it yet."""
        from byline.cli.console import hint
        from byline.interview.materials import MaterialReader

        journal = workspace.journal()
        if journal.recovered:
            hint(journal.recovered)
        return cls(workspace, MaterialReader(journal, workspace.ledger()))

    def lay_out(self, given: Mapping[str, str] | None, me: str, *, asking: bool) -> None:
        """Put documents on the desk: name -> what it was called, or None for all there are.

        One in which several people talk stays off until it is known which of them is the person.
        """
        from byline.cli.console import hint
        from byline.errors import InputError
        from byline.interview.materials import whose

        shelf = self.workspace.shelf()
        names = {name: name for name in shelf.names()} if given is None else given
        for name, called in names.items():
            try:
                document = shelf.document(name)
            except InputError as error:
                hint(str(error))
                continue
            said = me or self.reader.me(name)
            try:
                mine = whose(document.rendering, said)
            except InputError as error:
                mine = _which(name, document.rendering.people) if asking and not me else ""
                if not mine:
                    hint(f"{name}：{error}")
                    continue
            self.reader.note(name, called, document, mine)
            self.files.append(File(name, document, mine))

    def look(self) -> dict[str, str]:
        """Put all documents on the desk to look at; name -> reason of those that cannot be read."""
        from byline.errors import InputError

        shelf = self.workspace.shelf()
        broken: dict[str, str] = {}
        for name in shelf.names():
            try:
                self.files.append(File(name, shelf.document(name), self.reader.me(name)))
            except InputError as error:
                broken[name] = error.what
        return broken

    def read(self, provider: str | None, *, off: bool) -> None:
        """Read what is unread; a model that fails leaves it for the next run."""
        from byline.cli.console import hint, open_model, settings_for, show_usage
        from byline.errors import InputError, ModelError, StorageError

        waiting = [file for file in self.files if self.unread(file)]
        if not waiting:
            return
        if off:
            hint("材料收好了，事实还没提：有模型时运行 byline add")
            return
        try:
            with open_model(settings_for(self.workspace, provider)) as session:
                self._read(session, waiting)
                show_usage(session)
        except (ModelError, InputError, StorageError) as error:
            hint(f"{error}\n材料收好了，没读完的下次运行 byline add 接着读")
        except KeyboardInterrupt:
            hint("停下了，读过的都记着。下次运行 byline add 接着读")
            raise typer.Exit(130) from None

    def unread(self, file: File) -> int:
        """How many portions of a document no model has read."""
        return len(self.reader.unread(file.name, file.document, file.me))

    def _read(self, session: ChatSession, files: list[File]) -> None:
        from byline.cli.console import waiting

        self.reader.caller, self.reader.model = session.caller, session.choice.model
        total = sum(map(self.unread, files))
        done = found = 0
        with waiting(f"正在读 {files[0].name}… 0/{total} 段") as change:
            for file in files:
                for step in self.reader.read(file.name, file.document, file.me):
                    done, found = done + 1, found + len(step.facts)
                    change(f"正在读 {file.name}… {done}/{total} 段，提出 {found} 条事实")


def _which(name: str, people: list[str]) -> str:
    """Ask which of the people in a chat the person is; empty when they do not say."""
    import sys

    from byline.cli.console import say

    if not sys.stdin.isatty():
        return ""
    say(f"{name} 里有几个人说话，只有你自己的话才能记成事实：")
    for number, who in enumerate(people, start=1):
        say(f"  {number}. {who}")
    try:
        reply = typer.prompt("哪个是你（编号，回车先不读）", default="", show_default=False).strip()
    except typer.Abort:
        return ""
    chosen = int(reply) if reply.isdecimal() else 0
    return people[chosen - 1] if 1 <= chosen <= len(people) else ""
