"""One prompt file, one call a case, rules about the text that comes back.

Owns: the completion suites, which measure a prompt alone, without the product around it. Promise:
scoring is deterministic; a case without a rule is refused, because it could not fail.
"""

from __future__ import annotations

from pydantic import Field, model_validator

from byline.evaluation.models import Case, Outcome, Turn
from byline.evaluation.targets import Tools
from byline.text.counting import characters


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
    from byline.app.prompts import complete

    asked = await complete(tools.suite.prompt, case.inputs, tools.model, tools.caller)
    length = characters(asked.answer)
    broken = broken_rules(case, asked.answer, length)
    return Outcome(
        scores={"passed": 0.0 if broken else 1.0},
        transcript=[
            Turn(role="question", text=asked.question),
            Turn(role="answer", text=asked.answer),
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
