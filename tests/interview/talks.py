"""Conversations for tests, as the journal holds them."""

from datetime import timedelta

from fact_samples import NOW

from byline.interview.turns import Exchange
from byline.ledger.events import Asked

Manner = str


def said(
    topic: str,
    answer: str,
    *,
    number: int = 1,
    text: str = "",
    manner: str = "opening",
    lead: str = "",
    seconds: float = 20.0,
) -> Exchange:
    """One exchange."""
    asked = Asked.model_validate(
        {
            "question_id": f"q{number:03d}",
            "topic": topic,
            "text": text or f"{topic} 第{number}问？",
            "manner": manner,
            "probe": manner in {"probe", "back"},
            "lead": lead,
            "at": (NOW + timedelta(minutes=number)).isoformat(),
        }
    )
    return Exchange(asked, answer, f"a{number:03d}" if answer else "", seconds)


def talk(*turns: tuple[str, str]) -> list[Exchange]:
    """Exchanges of (topic, answer) in order."""
    return [said(topic, answer, number=place) for place, (topic, answer) in enumerate(turns, 1)]
