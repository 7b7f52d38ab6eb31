"""The yardstick of drafting: the same notes, the same model, one plain request for a finished post.

Owns: what somebody without byline would do, asked in good faith. Promise: it is scored by the same
scorers on the same cases; whatever comes back is the post, cut off or not, because nobody would be
there to take anything out, and so it counts as one that passed.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from byline import prompts
from byline.errors import TruncatedError
from byline.evaluation.models import Exhibit, Outcome, Turn
from byline.evaluation.targets import ledgers, posts
from byline.evaluation.targets.drafting import PASSED, RUBRIC, DraftingCase, timed
from byline.evaluation.targets.posts import Post, Stopwatch
from byline.llm.calls import stream_text
from byline.platforms import load_platform
from byline.shipped import shipped
from byline.text.counting import characters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from langchain_core.language_models import BaseChatModel

    from byline.evaluation.targets import Tools

CASE = DraftingCase
PROMPT = "baseline_writer/post"
ENGLISH = "baseline_writer/post_en"
MOST_TOKENS = 1000
"""About 1,500 characters; a small model that wants more has begun to go round in circles."""
WHY_NOT = "只问一次的稿子没有这一项"
PRODUCTS = (
    "passed",
    "needs_input",
    "to_revise",
    "settled",
    "kept",
    "carried",
    "proposed",
    "by_code",
    "private_sent",
    "slot_right",
    "repeats",
)
"""Scores of what only byline does."""


def run(case: DraftingCase, tools: Tools) -> Outcome:
    """Ask once and score what comes. Raises ModelError."""
    watch = Stopwatch()
    text = "".join(pieces(case, tools.model, tools.clock()))
    return timed(scored(case, tools, text), watch)


def scored(case: DraftingCase, tools: Tools, text: str) -> Outcome:
    """The scores of a model's plain text as a post."""
    platform = load_platform(case.platform)
    post = posts.read(text, platform)
    facts = case.recorded(tools.clock())
    length = sum(characters(part) for part in post.paragraphs)
    shared = posts.scores(case, facts, post, platform)
    given = {
        **shared.given,
        **{name: shared.given[of] for name, of in PASSED.items()},
        **dict.fromkeys(PRODUCTS),
        "limits_ok": float(not shared.given["platform_errors"]),
        "length_fit": posts.fitting(length, platform),
    }
    why = {
        **shared.why,
        **dict.fromkeys(PRODUCTS, WHY_NOT),
        "length_fit": posts.NO_SHAPE,
    }
    scores = posts.Scores(given, why)
    return Outcome(
        scores=scores.numbers,
        unscored=scores.unscored,
        violations=shared.violations,
        transcript=[
            Turn(role="fact", text=ledgers.fact_lines(facts)),
            Turn(role="brief", text=f"{case.platform}：{case.topic}（写给{case.audience}）"),
            Turn(role="draft", text=_shown(post)),
        ],
        length=length,
        exhibits=[
            Exhibit(rubric=RUBRIC, inputs={"facts": ledgers.quotes(facts), "draft": _shown(post)})
        ],
    )


def pieces(case: DraftingCase, model: BaseChatModel, told: datetime) -> Iterator[str]:
    """The answer as it comes, and of one that goes round in circles what it said until stopped."""
    platform = load_platform(case.platform)
    english = case.written_in == "en"
    prompt = prompts.load(ENGLISH if english else PROMPT, shipped("evals") / "rubrics")
    messages = prompt.messages(
        facts=ledgers.quotes(case.recorded(told)),
        platform=name if (name := platform.names.zh).isascii() or not english else platform.id,
        topic=case.topic,
        audience=case.audience or ("my readers" if english else "我的读者"),
    )
    with contextlib.suppress(TruncatedError):
        yield from stream_text(model, messages, max_tokens=MOST_TOKENS)


def _shown(post: Post) -> str:
    tags = " ".join(f"#{tag}" for tag in post.tags)
    return "\n\n".join(part for part in (post.title, post.body, tags) if part)
