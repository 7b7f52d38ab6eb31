"""facts.yaml: the ledger as a file a person can read and edit.

Owns: ids, consent changes, and merging with hand edits. Promise: every fact in memory has a quote
that stands in its source; a save never overwrites an edit made since the load; an id is given
once, even after its fact is removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from byline import files
from byline.errors import HandEditError, UnknownFactError
from byline.ledger.consent import STRICTNESS, Consent
from byline.ledger.models import Fact, NewFact
from byline.ledger.sheet import Entry, Sheet, edit_entry, parse, render_entry
from byline.text.sentences import find_verbatim


@dataclass(frozen=True, slots=True)
class _Added:
    fact: Fact


@dataclass(frozen=True, slots=True)
class _Changed:
    id: str
    before: Fact
    after: Fact


@dataclass(frozen=True, slots=True)
class _Removed:
    id: str


class Ledger:
    """All facts of one workspace, and the changes not yet saved."""

    def __init__(self, path: Path, sources: Mapping[str, str]) -> None:
        self._path = path
        self._sources = dict(sources)
        self._loaded: str | None = None
        self._sheet = Sheet()
        self._pending: list[_Added | _Changed | _Removed] = []
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
        self._sources[source_id] = text

    @property
    def facts(self) -> list[Fact]:
        """All facts in file order."""
        return [entry.fact for entry in self._sheet.entries]

    def get(self, fact_id: str) -> Fact:
        """The fact with this id, or UnknownFactError."""
        return self._entry(fact_id).fact

    def public(self) -> list[Fact]:
        """Facts a draft may use: consent public or anonymise; never private."""
        return [fact for fact in self.facts if fact.consent != "private"]

    def add(self, new: Iterable[NewFact]) -> list[Fact]:
        """Give ids to new facts; one whose quote is already held is skipped.

        Returns the facts really added.
        """
        added: list[Fact] = []
        held = {fact.quote.strip() for fact in self.facts}
        for item in new:
            if item.quote.strip() not in held:
                held.add(item.quote.strip())
                fact = _numbered(item, self._sheet.last_id + 1)
                _apply_added(self._sheet, fact)
                added.append(fact)
        self._pending.extend(_Added(fact) for fact in added)
        # `verify` made these; their answers may be younger than `sources`.
        self._verified.update((fact.source.id, fact.quote) for fact in added)
        return added

    def set_consent(self, fact_id: str, consent: Consent) -> Fact:
        """Record the person's decision; UnknownFactError when there is no such fact."""
        return self._change(fact_id, {"consent": consent})

    def confirm(self, fact_id: str) -> Fact:
        """Record that the person read the fact and agreed."""
        return self._change(fact_id, {"confirmed": True})

    def remove(self, fact_id: str) -> Fact:
        """Take a fact out; its id is never given again."""
        fact = self._entry(fact_id).fact
        _apply_removed(self._sheet, fact_id)
        self._pending.append(_Removed(fact_id))
        return fact

    def save(self) -> dict[str, str]:
        """Write the changes atomically; a file edited since `load` is merged, not overwritten.

        Of two changes to one fact's consent the stricter stays. Returns old id -> new id for
        added facts whose id the edit had taken; usually empty.
        """
        if not self._pending:
            return {}
        renamed: dict[str, str] = {}
        on_disk = _text(self._path)
        # A file that vanished is restored whole: losing a ledger is never what an edit meant.
        if on_disk is not None and on_disk != self._loaded:
            merged = self._validated(on_disk)
            merged.last_id = max(merged.last_id, self._sheet.last_id)
            renamed = _replay(merged, self._pending)
            self._sheet = merged
        text = self._sheet.render()
        files.replace(self._path, text)
        self._loaded, self._pending = text, []
        return renamed

    def _entry(self, fact_id: str) -> Entry:
        found = _find(self._sheet, fact_id)
        if found is None:
            raise UnknownFactError("没有这条事实", value=fact_id, next_step="byline facts")
        return found

    def _change(self, fact_id: str, update: dict[str, object]) -> Fact:
        before = self._entry(fact_id).fact
        after = Fact.model_validate(before.model_dump() | update)
        if after != before:
            _apply_changed(self._sheet, after)
            self._pending.append(_Changed(fact_id, before, after))
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
        text = self._sources.get(source.id)
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


def _find(sheet: Sheet, fact_id: str) -> Entry | None:
    return next((entry for entry in sheet.entries if entry.fact.id == fact_id), None)


def _apply_added(sheet: Sheet, fact: Fact) -> None:
    sheet.entries.append(Entry(fact, render_entry(fact, sheet.indent), lead=sheet.tail))
    sheet.tail = ""
    sheet.last_id = max(sheet.last_id, int(fact.id[1:]))


def _apply_changed(sheet: Sheet, fact: Fact) -> None:
    sheet.entries = [
        edit_entry(entry, fact) if entry.fact.id == fact.id else entry for entry in sheet.entries
    ]


def _apply_removed(sheet: Sheet, fact_id: str) -> None:
    kept: list[Entry] = []
    lead = ""
    for entry in sheet.entries:
        if entry.fact.id == fact_id:
            lead = entry.lead
        else:
            entry.lead, lead = lead + entry.lead, ""
            kept.append(entry)
    sheet.entries, sheet.tail = kept, lead + sheet.tail


def _replay(sheet: Sheet, pending: list[_Added | _Changed | _Removed]) -> dict[str, str]:
    """Apply our changes to a file someone edited meanwhile."""
    renamed: dict[str, str] = {}
    for change in pending:
        if isinstance(change, _Added):
            _replay_added(sheet, change.fact, renamed)
        elif isinstance(change, _Changed):
            _replay_changed(sheet, change, renamed.get(change.id, change.id))
        else:
            _apply_removed(sheet, renamed.get(change.id, change.id))
    return renamed


def _replay_added(sheet: Sheet, fact: Fact, renamed: dict[str, str]) -> None:
    twin = next((e.fact for e in sheet.entries if e.fact.quote.strip() == fact.quote.strip()), None)
    if twin is not None:
        if twin.id != fact.id:
            renamed[fact.id] = twin.id
        return
    if _find(sheet, fact.id) is not None:
        new_id = f"f{sheet.last_id + 1:03d}"
        renamed[fact.id] = new_id
        fact = fact.model_copy(update={"id": new_id})
    _apply_added(sheet, fact)


def _replay_changed(sheet: Sheet, change: _Changed, fact_id: str) -> None:
    entry = _find(sheet, fact_id)
    if entry is None:
        return
    consent: Consent = change.after.consent
    if entry.fact.consent != change.before.consent:
        consent = max(consent, entry.fact.consent, key=STRICTNESS.__getitem__)
    confirmed = entry.fact.confirmed or change.after.confirmed
    _apply_changed(
        sheet, entry.fact.model_copy(update={"consent": consent, "confirmed": confirmed})
    )
