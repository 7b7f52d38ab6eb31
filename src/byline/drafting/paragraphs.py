"""The model's wording of one paragraph.

Owns: the request, its schema, and reading an answer while it is written. Promise: the facts a
paragraph names are of those it was offered; a request that was answered in this sitting is not sent
again; a reader who listens hears whole sentences, and what was heard is what is returned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from byline import prompts
from byline.drafting.models import Brief
from byline.drafting.outline import Part
from byline.errors import ModelError
from byline.llm.schemas import list_of, one_of
from byline.llm.structured import StructuredCaller
from byline.text.language import Language
from byline.text.sentences import clean_input, one_line, sentences

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from byline.ledger.models import Fact

PROMPTS: Mapping[Language, str] = {"zh": "drafting/paragraph", "en": "drafting/paragraph_en"}
LONGEST: Mapping[Language, int] = {"zh": 300, "en": 900}
"""Characters: a small model that passes this has begun to go round in circles."""
MOST_TOKENS = 600

Heard = Callable[[str], None]


@dataclass(frozen=True)
class Worded:
    """A paragraph as the model wrote it."""

    text: str
    facts: list[str]


@dataclass(frozen=True)
class Wordings:
    """What one model has written in this sitting."""

    caller: StructuredCaller
    held: dict[str, Worded] = field(default_factory=dict[str, Worded])
    """Request -> paragraph: a second platform that asks for the same one is not made to wait."""

    def paragraph(self, brief: Brief, part: Part, heard: Heard | None = None) -> Worded:
        """The paragraph of a part; `heard` gets each sentence as soon as it is whole."""
        messages = _messages(brief, part)
        key = f"{messages[0].text}\n{messages[-1].text}"
        if key not in self.held:
            schema = paragraph_schema(part.facts, brief.language)
            told = self._listened(messages, schema, heard) if heard else None
            self.held[key] = told or self._asked(messages, schema)
        return self.held[key]

    def _asked(self, messages: Sequence[BaseMessage], schema: type[BaseModel]) -> Worded:
        return _worded(self.caller.ask(messages, schema, max_tokens=MOST_TOKENS))

    def _listened(
        self, messages: Sequence[BaseMessage], schema: type[BaseModel], heard: Heard
    ) -> Worded | None:
        """The paragraph as it comes; None when nothing of it was heard and it is no answer."""
        text, told = "", 0
        try:
            for piece in self.caller.pieces(messages, schema, max_tokens=MOST_TOKENS):
                text += piece
                whole = _whole_sentences(text)
                for sentence in whole[told:]:
                    heard(sentence)
                told = max(told, len(whole))
        except ModelError:
            # A service that refuses the format, or streaming: asking finds the way it takes.
            if told:
                raise
            return None
        try:
            return _worded(schema.model_validate_json(text))
        except ValidationError:
            # An answer cut off keeps the sentences that were heard.
            kept = _whole_sentences(text)
            return Worded("".join(kept), []) if kept else None


def paragraph_schema(material: Sequence[Fact], language: Language = "zh") -> type[BaseModel]:
    """Text and the ids it used, of the facts offered and no others."""
    ids: Any = one_of([fact.id for fact in material])
    return create_model(
        "Paragraph",
        __config__=ConfigDict(extra="forbid"),
        text=(str, Field(min_length=1, max_length=LONGEST[language])),
        facts=(list_of(ids), Field(min_length=1, max_length=len(material))),
    )


def listed(material: Sequence[Fact]) -> str:
    """Facts as a prompt shows them: a line each, and only what may be told."""
    return "\n".join(f"{fact.id} {one_line(fact.words)}" for fact in material)


def _messages(brief: Brief, part: Part) -> list[BaseMessage]:
    return prompts.load(PROMPTS[brief.language]).messages(
        topic=brief.topic,
        task=part.place.words.task,
        voice=f"{brief.voice}\n" if brief.voice else "",
        material=listed(part.facts),
    )


def _worded(answer: BaseModel) -> Worded:
    text = clean_input(str(getattr(answer, "text"))).strip()  # noqa: B009
    return Worded(text, cast(list[str], getattr(answer, "facts")))  # noqa: B009


def _whole_sentences(text: str) -> list[str]:
    """The sentences of an unfinished object's `text` that will not change any more."""
    if closed := _written(text, unfinished=False):
        return [sentence.text for sentence in sentences(closed)]
    return list(_ended(_written(text, unfinished=True)))


def _written(text: str, *, unfinished: bool) -> str:
    """The `text` of an object under way; without `unfinished` only once its end was written."""
    from pydantic_core import from_json

    try:
        found: Any = from_json(text, allow_partial="trailing-strings" if unfinished else True)
    except ValueError:
        return ""
    written = cast(dict[str, Any], found).get("text", "") if isinstance(found, dict) else ""
    return clean_input(str(written)).strip()


def _ended(text: str) -> Iterator[str]:
    """All sentences but one that may go on; a closing quote may still follow the last."""
    found = sentences(text)
    yield from (sentence.text for sentence in found[:-1])
