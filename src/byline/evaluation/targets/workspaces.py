"""The person of a drafting case, as a workspace on disk.

Owns: how a labelled person becomes journal and ledger, for commands that are tried on real
workspaces. Promise: the facts have the ids the case names them by.
"""

from __future__ import annotations

from pathlib import Path

from byline.errors import InputError
from byline.evaluation.targets.drafting import DraftingCase
from byline.evaluation.targets.ledgers import Answer
from byline.evaluation.trial import CLOCK
from byline.interview.guide import load_guide
from byline.ledger.events import Answered, Asked, Finished
from byline.ledger.models import NewFact
from byline.workspace import Workspace

NO_TOPIC = "说说看"
"""Asked where the guide has no such topic any more."""


def interviewed(root: Path, case: DraftingCase) -> Workspace:
    """A new workspace as an interview leaves it: answers in the journal, facts in the ledger.

    Raises InputError when the case does not number its facts f001, f002, …
    """
    workspace = Workspace.create(root, case.cluster, case.language)
    guide = load_guide()
    with workspace.lock():
        journal = workspace.journal(lambda: CLOCK)
        for number, answer in enumerate(case.answers, start=1):
            topic = guide.topic(answer.topic)
            question = topic.worded(case.language).opening if topic else NO_TOPIC
            journal.append(_asked(number, answer, question))
            journal.append(_answered(number, answer))
        journal.append(Finished())
        ledger = workspace.ledger()
        facts = case.recorded(CLOCK)
        fields = set(NewFact.model_fields)
        ledger.add([NewFact(**fact.model_dump(include=fields)) for fact in facts], said=CLOCK)
        if [fact.id for fact in ledger.facts] != [fact.id for fact in facts]:
            raise InputError("事实的编号不是从 f001 连着的，依据会指错", value=case.id)
        ledger.save()
    return workspace


def _asked(number: int, answer: Answer, question: str) -> Asked:
    return Asked(question_id=f"q{number:03d}", topic=answer.topic, text=question)


def _answered(number: int, answer: Answer) -> Answered:
    return Answered(answer_id=f"a{number:03d}", question_id=f"q{number:03d}", text=answer.text)
