"""Whether the instrument held: a run whose person broke says nothing about the interviewer.

Owns: the three ways a simulated interviewee goes wrong (leak, contradiction, drift), found in the
words of its answers, the same for both drivers. Promise: nothing here scores the product; what the
person's own lines say is never held against them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from byline.evaluation.interviewee.drivers import Reply
from byline.evaluation.interviewee.sheet import Person
from byline.evaluation.interviewee.wording import out_of_role
from byline.text.counting import characters
from byline.text.quantities import Quantity, quantities, same
from byline.text.sentences import sentences

REPEATED = 12
"""Characters (字) from which a sentence said twice is a stuck model, not a habit of speech."""
SHORT = 6
"""Characters or English words below which no language is told."""
FOREIGN = 0.5
"""Share of letters in the other script from which an answer has switched language."""


class Watch:
    """Follows one interview's answers."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._allowed: set[str] = set()
        self._sentences: set[str] = set()
        self._own = [*person.own_lines, *(fact.say for fact in person.facts)]
        self._known = [quantity for text in self._own for quantity in quantities(text)]

    def problem(self, question: str, reply: Reply) -> str:
        """What this answer breaks, in a sentence; '' when nothing."""
        self._allowed.update(fact.id for fact in reply.decision.facts)
        return (
            reply.broken
            or self._leak(reply.text)
            or self._contradiction(question, reply.text)
            or self._drift(reply.text)
        )

    def _leak(self, text: str) -> str:
        leaked = [fact for fact in self._person.said([text]) if fact not in self._allowed]
        return f"泄露了还不该说的事实 {'、'.join(leaked)}" if leaked else ""

    def _contradiction(self, question: str, text: str) -> str:
        known = [*self._known, *quantities(question)]
        wrong = [found.text for found in _figures(text) if not _is_known(found, known)]
        return f"说了底稿里没有的数 {'、'.join(wrong)}" if wrong else ""

    def _drift(self, text: str) -> str:
        rest = self._without_own(text)
        if word := out_of_role(rest):
            return f"不像这个人在说话：{word}"
        if _foreign_share(rest, self._person.language) > FOREIGN:
            return "换了语言"
        spoken = [span.text for span in sentences(rest) if characters(span.text) >= REPEATED]
        if again := [sentence for sentence in spoken if sentence in self._sentences]:
            return f"重复了自己的话：{again[0]}"
        self._sentences.update(spoken)
        return ""

    def _without_own(self, text: str) -> str:
        for line in self._own:
            text = text.replace(line, "")
        return text


def _figures(text: str) -> Iterable[Quantity]:
    """Quantities that state something: 一天 or 一个 of anything is a way of speaking."""
    return [q for q in quantities(text) if not (q.value == 1 and q.upper is None)]


def _is_known(found: Quantity, known: list[Quantity]) -> bool:
    return any(same(found, other) or _unit_left_out(found, other) for other in known)


def _unit_left_out(a: Quantity, b: Quantity) -> bool:
    """一千八 on the sheet and 1800块 in the answer: speech leaves the unit out."""
    return (a.value, a.upper) == (b.value, b.upper) and not (a.unit and b.unit)


def _foreign_share(text: str, language: str) -> float:
    chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
    # An English word counts once, like a character.
    latin = len(re.findall(r"[A-Za-z]+", text))
    if chinese + latin < SHORT:
        return 0.0
    return (latin if language == "zh" else chinese) / (chinese + latin)
