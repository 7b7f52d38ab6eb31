"""Another wording for one sentence that a check refused.

Owns: the repair request and its bound. Promise: only the failing sentence is asked for again, at
most `TRIES` times and `MOST` a draft; what comes back is judged like any other sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, ConfigDict, Field

from byline import prompts
from byline.drafting.paragraphs import listed
from byline.errors import ModelError
from byline.ledger.models import Fact
from byline.llm.structured import StructuredCaller
from byline.text.language import Language
from byline.text.sentences import clean_input

PROMPTS: Mapping[Language, str] = {"zh": "drafting/repair", "en": "drafting/repair_en"}
MOST = 6
"""Repairs a draft may ask for: past it a failing sentence is taken out."""


class Sentence(BaseModel):
    """One sentence, said another way."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=200)


@dataclass
class Mending:
    """The repairs of one draft."""

    caller: StructuredCaller
    language: Language
    left: int = MOST
    asked: set[str] = field(default_factory=set[str])

    def mend(self, sentence: str, trouble: str, material: Sequence[Fact]) -> str:
        """Another wording; '' when the bound is reached or the model has none."""
        if self.left <= 0 or sentence in self.asked:
            return ""
        self.left -= 1
        self.asked.add(sentence)
        messages = prompts.load(PROMPTS[self.language]).messages(
            sentence=sentence, trouble=trouble, material=listed(material)
        )
        try:
            found = self.caller.ask(messages, Sentence, max_tokens=200)
        except ModelError:
            # The sentence is taken out instead: a repair is never what a draft fails on.
            return ""
        better = clean_input(found.text).strip()
        return "" if better == sentence else better
