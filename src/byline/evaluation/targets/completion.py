"""One prompt file, one call a case, rules about the text that comes back.

Owns: the completion suites, which measure a prompt alone, without the product around it. Promise:
scoring is deterministic; a case without a rule is refused, because it could not fail.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from byline import prompts
from byline.evaluation.models import Case, Outcome, Turn
from byline.evaluation.targets import Tools
from byline.llm.calls import acomplete_text
from byline.text.counting import characters

MAX_TOKENS = 1024


class CompletionCase(Case):
    """What the prompt is given, and what its answer must be like."""

    inputs: dict[str, str]
    """The prompt's inputs, all of them."""
    contains: list[str] = Field(default_factory=list)
    """Every one of these stands in the answer."""
    absent: list[str] = Field(default_factory=list)
    """None of these does."""
    max_characters: int | None = Field(default=None, gt=0)
    equals: str | None = None
    """The whole answer, white space at its ends aside."""

    @model_validator(mode="after")
    def _has_a_rule(self) -> CompletionCase:
        if not (self.contains or self.absent or self.max_characters or self.equals is not None):
            raise ValueError("没有说要看什么：contains、absent、max_characters、equals 至少要一个")
        return self


CASE = CompletionCase


async def run(case: CompletionCase, tools: Tools) -> Outcome:
    """Score `passed`: 1 when every rule holds, else 0."""
    from byline.llm.direct import direct

    messages = prompts.load(tools.suite.prompt).messages(**case.inputs)
    model, patience = direct(tools.model), tools.caller.patience
    text = await acomplete_text(model, messages, max_tokens=MAX_TOKENS, patience=patience)
    length = characters(text)
    broken = broken_rules(case, text, length)
    return Outcome(
        scores={"passed": 0.0 if broken else 1.0},
        transcript=[
            Turn(role="question", text=str(messages[-1].text)),
            Turn(role="answer", text=text),
            *(Turn(role="finding", text=rule) for rule in broken),
        ],
        length=length,
    )


def broken_rules(case: CompletionCase, text: str, length: int) -> list[str]:
    """The rules `text` of so many characters breaks, in words."""
    broken = [f"缺 {piece!r}" for piece in case.contains if piece not in text]
    broken += [f"不该有 {piece!r}" for piece in case.absent if piece in text]
    if case.max_characters is not None and length > case.max_characters:
        broken.append(f"{length} 字，超过 {case.max_characters} 字")
    if case.equals is not None and text.strip() != case.equals.strip():
        broken.append(f"应是 {case.equals!r}")
    return broken
