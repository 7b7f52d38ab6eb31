"""facts.yaml: the ledger as a file a person can read and edit.

Owns: ids, the changes a fact can go through, and when they are written. Promise: every fact in
memory has a quote that stands in its source; a save never overwrites an edit made since the load;
an id is given once, even after its fact is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from byline import files
from byline.errors import HandEditError, LedgerError, UnknownFactError
from byline.ledger import anonymity, merging
from byline.ledger.consent import Consent
from byline.ledger.entries import Entry
from byline.ledger.merging import Added, Change, Changed, Removed
from byline.ledger.models import Fact, NewFact, foreign_quantities
from byline.ledger.sheet import Sheet, parse
from byline.text.dates import named_date
from byline.text.sentences import find_verbatim


class Ledger:
    """All facts of one workspace, and the changes not yet saved."""

    def __init__(self, path: Path, sources: Mapping[str, str]) -> None:
        self._path = path
        # Not copied: looking at a source may mean reading a document.
        self._sources = sources
        self._younger: dict[str, str] = {}
        self._loaded: str | None = None
        self._sheet = Sheet()
        self._pending: list[Change] = []
        self._verified: set[tuple[str, str]] = set()

    @classmethod
    def load(cls, path: Path, sources: Mapping[str, str]) -> Ledger:
        """Read and validate facts.yaml (a missing file is empty); `sources` maps id -> full text.

        Anything a hand edit broke is a HandEditError with file, line and field.
        """
        ledger = cls(path, sources)
        ledger._loaded = _text(path)
        if ledger._loaded is not None:
            ledger._sheet = ledger._validated(ledger._loaded)
        return ledger

    def know(self, source_id: str, text: str) -> None:
        """Learn of a source younger than the load: a hand edit may cite it."""
        self._younger[source_id] = text

    @property
    def facts(self) -> list[Fact]:
        """All facts in file order."""
        return [entry.fact for entry in self._sheet.entries]

    def get(self, fact_id: str) -> Fact:
        """The fact with this id, or UnknownFactError."""
        return self._entry(fact_id).fact

    def source(self, source_id: str) -> str | None:
        """The full text that quotes of this source were cut from; None when it is not at hand."""
        return self._sources.get(source_id)

    def public(self) -> list[Fact]:
        """Facts a draft may use, by their `words`; never a private or a superseded one."""
        return [fact for fact in self.facts if fact.usable]

    def add(self, new: Iterable[NewFact], said: datetime | None = None) -> list[Fact]:
        """Give ids and dates to new facts; one whose quote is already held is skipped.

        `said` is when they were said, where that is known. Returns the facts really added.
        """
        added: list[Fact] = []
        held = {fact.quote.strip() for fact in self.facts}
        for item in new:
            if item.quote.strip() not in held:
                held.add(item.quote.strip())
                fact = _numbered(_dated(item, said), self._sheet.last_id + 1)
                merging.apply_added(self._sheet, fact)
                added.append(fact)
        self._pending.extend(Added(fact) for fact in added)
        # `verify` made these; their answers may be younger than `sources`.
        self._verified.update((fact.source.id, fact.quote) for fact in added)
        return added

    def set_consent(self, fact_id: str, consent: Consent) -> Fact:
        """Record the person's decision; UnknownFactError when there is no such fact."""
        return self._change(fact_id, {"consent": consent})

    def confirm(self, fact_id: str, at: datetime | None = None) -> Fact:
        """Record that the person read the fact and agreed, `at` a time: it is fresh again."""
        checked = at or self.get(fact_id).checked
        return self._change(fact_id, {"confirmed": True, "checked": checked})

    def restate(self, fact_id: str, statement: str) -> Fact:
        """Word a fact anew; LedgerError when that states a quantity the quote lacks."""
        quote = self.get(fact_id).quote
        foreign = foreign_quantities(statement, quote)
        if foreign or not statement.strip():
            raise LedgerError(
                f"原话里没有“{'、'.join(foreign)}”，说法里不能有" if foreign else "说法是空的",
                value=statement,
                next_step=f"照原话里的数写：{quote}",
            )
        return self._change(fact_id, {"statement": statement.strip(), "confirmed": True})

    def anonymise(self, fact_id: str, wording: str, identifying: Sequence[str]) -> Fact:
        """Record the wording the person confirmed; LedgerError says what is wrong with it."""
        quote = self.get(fact_id).quote
        if wrong := anonymity.faults(wording, quote, identifying):
            raise LedgerError("；".join(wrong), value=wording, next_step="换一个说法，再试一次")
        return self._change(
            fact_id,
            {
                "consent": "anonymise",
                "anonymised": wording.strip(),
                "identifying": tuple(dict.fromkeys(word for word in identifying if word)),
                "confirmed": True,
            },
        )

    def supersede(self, old_id: str, new_id: str) -> Fact:
        """Let a newer fact hold in place of an older one, which stays as history."""
        new = self.get(new_id)
        if old_id == new_id or new.superseded_by:
            raise LedgerError(
                f"{new_id} 自己已被 {new.superseded_by} 取代"
                if new.superseded_by
                else "一条事实不能取代自己",
                value=new_id,
                next_step=f"byline facts supersede {old_id} {new.superseded_by or '另一条的编号'}",
            )
        return self._change(old_id, {"superseded_by": new_id})

    def restore(self, fact_id: str) -> Fact:
        """Let a superseded fact hold again."""
        return self._change(fact_id, {"superseded_by": ""})

    def mark_used(self, fact_ids: Iterable[str], at: datetime) -> None:
        """Note that a draft rests on these; an id whose fact is gone is passed over."""
        held = {fact.id for fact in self.facts}
        for fact_id in dict.fromkeys(fact_ids):
            if fact_id in held:
                self._change(fact_id, {"last_used": at})

    def remove(self, fact_id: str) -> Fact:
        """Take a fact out; its id is never given again."""
        fact = self._entry(fact_id).fact
        merging.apply_removed(self._sheet, fact_id)
        self._pending.append(Removed(fact_id))
        return fact

    def save(self) -> dict[str, str]:
        """Write the changes atomically; a file edited since `load` is merged, not overwritten.

        See `merging` for who wins. Returns old id -> new id for added facts whose id the edit had
        taken; usually empty.
        """
        if not self._pending:
            return {}
        renamed: dict[str, str] = {}
        on_disk = _text(self._path)
        # A file that vanished is restored whole: losing a ledger is never what an edit meant.
        if on_disk is not None and on_disk != self._loaded:
            merged = self._validated(on_disk)
            merged.last_id = max(merged.last_id, self._sheet.last_id)
            renamed = merging.replay(merged, self._pending)
            self._sheet = merged
        text = self._sheet.render()
        files.replace(self._path, text)
        self._loaded, self._pending = text, []
        return renamed

    def _entry(self, fact_id: str) -> Entry:
        found = merging.find(self._sheet, fact_id)
        if found is None:
            raise UnknownFactError("没有这条事实", value=fact_id, next_step="byline facts")
        return found

    def _change(self, fact_id: str, update: dict[str, object]) -> Fact:
        before = self._entry(fact_id).fact
        after = Fact.model_validate(before.model_dump() | update)
        if after != before:
            merging.apply_changed(self._sheet, after)
            self._pending.append(Changed(fact_id, before, after))
        return after

    def _validated(self, text: str) -> Sheet:
        sheet = parse(self._path, text)
        lines: dict[str, int] = {}
        for entry in sheet.entries:
            fact = entry.fact
            if fact.id in lines:
                raise HandEditError(
                    self._path,
                    line=entry.line,
                    field="id",
                    problem=f"{fact.id} 已经在第 {lines[fact.id]} 行用过",
                )
            lines[fact.id] = entry.line
            entry.fact = self._grounded(entry)
        return sheet

    def _grounded(self, entry: Entry) -> Fact:
        """The fact with its quote found in its source; a shifted span is repaired in memory."""
        fact, source = entry.fact, entry.fact.source
        text = self._younger.get(source.id) or self._sources.get(source.id)
        if text is None:
            if (source.id, fact.quote) in self._verified:
                return fact
            raise self._broken(entry, "source.id", f"没有 {source.id} 这个来源")
        if text[source.start : source.end] == fact.quote:
            return fact
        found = find_verbatim(fact.quote, text)
        if found is None:
            if (source.id, fact.quote) in self._verified:
                return fact
            raise self._broken(entry, "quote", f"在 {source.id} 里找不到这句原话")
        span = source.model_copy(update={"start": found[0], "end": found[1]})
        return fact.model_copy(update={"source": span, "quote": text[found[0] : found[1]]})

    def _broken(self, entry: Entry, field: str, problem: str) -> HandEditError:
        return HandEditError(
            self._path,
            line=entry.line_of(field),
            field=field,
            problem=f"{entry.fact.id}：{problem}",
        )


def _text(path: Path) -> str | None:
    return files.read_text(path) if path.exists() else None


def _numbered(item: NewFact, number: int) -> Fact:
    return Fact(id=f"f{number:03d}", **dict(item.model_copy()))


def _dated(item: NewFact, said: datetime | None) -> NewFact:
    said = item.said or said
    happened = item.happened or named_date(item.quote, said.date() if said else None)
    return item.model_copy(update={"said": said, "happened": happened})
