"""Conversations for tests, as the journal holds them."""

from datetime import timedelta

from fact_samples import NOW

from byline.interview.guide import load_guide
from byline.interview.session import Interview
from byline.interview.turns import Exchange
from byline.ledger.events import Asked
from byline.llm.structured import StructuredCaller
from byline.workspace import Workspace

Manner = str


def opened(workspace: Workspace, caller: StructuredCaller | None = None) -> Interview:
    """The interview of a workspace, at a moment that stands still."""
    return Interview(
        workspace.journal(lambda: NOW),
        workspace.ledger(),
        load_guide(),
        caller=caller,
        model="m",
        clock=lambda: NOW,
    )


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
