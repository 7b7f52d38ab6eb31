"""Facts for tests, as the ledger holds them."""

from datetime import UTC, datetime
from typing import Any

from byline.ledger.consent import Consent
from byline.ledger.models import Fact, Kind, Source

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


def fact(
    number: int,
    quote: str,
    *,
    kind: Kind = "result",
    topic: str = "result",
    consent: Consent = "public",
    source: str | None = None,
    **more: Any,
) -> Fact:
    """One fact; without `source` it is from an answer of its own. `more` are further fields."""
    place = Source(
        kind="answer", id=source or f"a{number:03d}", start=number, end=number + len(quote)
    )
    return Fact(
        id=f"f{number:03d}",
        statement=quote,
        quote=quote,
        source=place,
        kind=kind,
        topic=topic,
        consent=consent,
        recorded=NOW,
        **more,
    )
