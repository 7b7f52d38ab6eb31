"""Our changes and a person's edits of the same file, brought together.

Owns: what a change is, how it is applied to a sheet, and who wins when the file was edited since
the load. Promise: of two consents the stricter stays; what a person typed into a field stays; a
confirmation is never lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from byline.ledger.consent import STRICTNESS, Consent
from byline.ledger.entries import Entry, edit_entry, render_entry
from byline.ledger.models import Fact
from byline.ledger.sheet import Sheet

_WORDED = ("statement", "anonymised", "identifying", "said", "happened", "superseded_by")
"""Fields of which the edit stays when both sides changed them."""


@dataclass(frozen=True, slots=True)
class Added:
    """A new fact."""

    fact: Fact


@dataclass(frozen=True, slots=True)
class Changed:
    """A fact before and after."""

    id: str
    before: Fact
    after: Fact


@dataclass(frozen=True, slots=True)
class Removed:
    """A fact taken out."""

    id: str


Change = Added | Changed | Removed


def find(sheet: Sheet, fact_id: str) -> Entry | None:
    """The entry of this fact."""
    return next((entry for entry in sheet.entries if entry.fact.id == fact_id), None)


def apply_added(sheet: Sheet, fact: Fact) -> None:
    """Put a new fact at the end."""
    sheet.entries.append(Entry(fact, render_entry(fact, sheet.indent), lead=sheet.tail))
    sheet.tail = ""
    sheet.last_id = max(sheet.last_id, int(fact.id[1:]))


def apply_changed(sheet: Sheet, fact: Fact) -> None:
    """Put a fact in place of its earlier self."""
    sheet.entries = [
        edit_entry(entry, fact) if entry.fact.id == fact.id else entry for entry in sheet.entries
    ]


def apply_removed(sheet: Sheet, fact_id: str) -> None:
    """Take a fact out; the comments above it stay."""
    kept: list[Entry] = []
    lead = ""
    for entry in sheet.entries:
        if entry.fact.id == fact_id:
            lead = entry.lead
        else:
            entry.lead, lead = lead + entry.lead, ""
            kept.append(entry)
    sheet.entries, sheet.tail = kept, lead + sheet.tail


def replay(sheet: Sheet, pending: list[Change]) -> dict[str, str]:
    """Apply our changes to a file someone edited meanwhile."""
    renamed: dict[str, str] = {}
    for change in pending:
        if isinstance(change, Added):
            _replay_added(sheet, change.fact, renamed)
        elif isinstance(change, Changed):
            _replay_changed(sheet, change, renamed.get(change.id, change.id), renamed)
        else:
            apply_removed(sheet, renamed.get(change.id, change.id))
    return renamed


def _replay_added(sheet: Sheet, fact: Fact, renamed: dict[str, str]) -> None:
    twin = next((e.fact for e in sheet.entries if e.fact.quote.strip() == fact.quote.strip()), None)
    if twin is not None:
        if twin.id != fact.id:
            renamed[fact.id] = twin.id
        return
    if find(sheet, fact.id) is not None:
        new_id = f"f{sheet.last_id + 1:03d}"
        renamed[fact.id] = new_id
        fact = fact.model_copy(update={"id": new_id})
    apply_added(sheet, fact)


def _replay_changed(sheet: Sheet, change: Changed, fact_id: str, renamed: dict[str, str]) -> None:
    entry = find(sheet, fact_id)
    if entry is None:
        return
    update = _merged(entry.fact, change)
    newer = str(update.get("superseded_by", ""))
    if newer in renamed:
        update["superseded_by"] = renamed[newer]
    apply_changed(sheet, entry.fact.model_copy(update=update))


def _merged(held: Fact, change: Changed) -> dict[str, object]:
    """What to change of a fact as it now stands in the file."""
    before, after = change.before, change.after
    consent: Consent = after.consent
    if held.consent != before.consent:
        consent = max(consent, held.consent, key=STRICTNESS.__getitem__)
    update: dict[str, object] = {
        "consent": consent,
        "confirmed": held.confirmed or after.confirmed,
        "checked": _later(held.checked, after.checked),
        "last_used": _later(held.last_used, after.last_used),
    }
    # A wording was checked against the quote it was made for.
    if held.quote == before.quote:
        update |= {
            name: getattr(after, name)
            for name in _WORDED
            if getattr(held, name) == getattr(before, name)
        }
    if update.get("anonymised", held.anonymised) != after.anonymised:
        update.pop("identifying", None)
    return update


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    return max(filter(None, (one, other)), default=None, key=datetime.timestamp)
