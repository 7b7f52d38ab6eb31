"""Answers from a file, for `byline interview --answers FILE`, the demo and the tests.

Owns: the format of that file. A YAML file maps topic ids to answers, the first for the opening
question and the next for follow-ups; a text file holds answers in order, separated by blank lines.
Promise: the interview cannot tell a script from a person.
"""

from __future__ import annotations

from collections import deque
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from byline.errors import InputError
from byline.files import read_text
from byline.interview.guide import load_guide
from byline.text.sentences import clean_input
from byline.validation import first_problem


class ScriptFile(BaseModel):
    """The YAML form."""

    model_config = ConfigDict(extra="forbid")

    name: str = ""
    """How the person is called; used by the demo only."""
    answers: dict[str, list[str]] = Field(default_factory=dict[str, list[str]])
    """Topic id -> answers in the order they are given."""
    consent: str = ""
    """The reply to the closing review of private facts; empty keeps them private."""


class Script:
    """Scripted answers; `reply` gives the next one for a topic, or None when there is no more."""

    def __init__(self, answers: ScriptFile, in_order: list[str]) -> None:
        self._by_topic = {topic: deque(held) for topic, held in answers.answers.items()}
        self._in_order = deque(in_order)
        self.ordered = not answers.answers
        """Whether answers come in order: then the end of them is the end of the sitting."""
        self.name = answers.name
        self.consent = answers.consent

    @classmethod
    def read(cls, path: Path) -> Script:
        """Read a script; InputError names the file and what is wrong in it."""
        text = read_text(path)
        if path.suffix.lower() not in {".yaml", ".yml"}:
            blocks = clean_input(text).split("\n\n")
            return cls(ScriptFile(), [block.strip() for block in blocks if block.strip()])
        return cls(_parsed(path, text), [])

    def reply(self, topic: str) -> str | None:
        """The next answer for this topic; None means the person has nothing to say."""
        waiting = self._by_topic.get(topic) or self._in_order
        return waiting.popleft() if waiting else None


def _parsed(path: Path, text: str) -> ScriptFile:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    loader: Any = YAML(typ="safe", pure=True)
    try:
        script = ScriptFile.model_validate(loader.load(text))
    except ValidationError as error:
        problem = first_problem(error, "整个文件")
        raise InputError(
            f"回答文件的 {problem.field} 不对：{problem.message}",
            value=str(path),
            next_step="格式：answers: {话题: [回答, …]}；话题见 byline interview --topics",
        ) from error
    # ValueError: YAML takes 2026-13-45 for a date.
    except (YAMLError, ValueError, RecursionError) as error:
        raise InputError(f"回答文件读不懂：{error}", value=str(path)) from error
    known = [topic.id for topic in load_guide().topics]
    if unknown := [topic for topic in script.answers if topic not in known]:
        raise InputError(
            f"回答文件里的话题 {unknown[0]} 不在提纲里，提纲里有 {'、'.join(known)}",
            value=str(path),
            next_step="byline interview --topics",
        )
    return script
