"""A person with a few facts, a brief about them, and a studio on the loopback service."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from loopback import Service

from byline.checks.review import Told
from byline.drafting.audit import Ground
from byline.drafting.brief import printable
from byline.drafting.engine import Models, Studio
from byline.drafting.models import Brief
from byline.knowledge.notes import Note
from byline.ledger.models import Fact, Kind, Source
from byline.llm.chat import Role
from byline.llm.structured import StructuredCaller
from byline.platforms import load_platform
from byline.text.language import Language

WHEN = datetime(2026, 11, 30, 9, 0)
QUOTES: list[tuple[str, Kind, str]] = [
    ("我在一个小学食堂管采购，管了六年", "experience", "public"),
    ("去年蔬菜损耗有两成，一个月倒掉好几千块", "result", "public"),
    ("后来改成一天送两次，就压到百分之七了", "result", "public"),
    ("我觉得别光盯着单价，烂掉的那些也是钱", "opinion", "public"),
    ("先记一个礼拜，每天倒掉几斤，写墙上", "skill", "public"),
    ("我老婆去年查出来甲状腺有问题", "experience", "private"),
]
ENGLISH: list[tuple[str, Kind, str]] = [
    ("I ran purchasing for a school kitchen for six years", "experience", "public"),
    ("last year our waste was about a fifth of the vegetables", "result", "public"),
    ("we went to two deliveries a day and it fell to seven per cent", "result", "public"),
    ("write down what you bin every day for a week, on the wall", "skill", "public"),
]
POST = """[标题]
食堂的菜老是扔，先别急着换供应商
[备选]
菜扔得多，先记一个礼拜
[正文]
你那里的菜是不是也一筐一筐地倒？先记一个礼拜，每天倒掉几斤，写墙上。〔f005〕

我在小学食堂管采购六年。〔f001〕去年蔬菜损耗有两成，后来改成一天送两次，压到了百分之七。〔f002,f003〕

别光盯着单价，我觉得烂掉的那些也是钱。〔f004〕

今晚先称一次垃圾桶。〔?〕
[话题]
食堂 采购"""


def facts_of(rows: Sequence[tuple[str, Kind, str]] = QUOTES) -> list[Fact]:
    return [
        Fact(
            id=f"f{number:03}",
            statement=quote,
            quote=quote,
            source=Source(kind="answer", id=f"a{number:03}", start=0, end=len(quote)),
            kind=kind,
            consent=cast(Any, consent),
            confirmed=True,
            recorded=WHEN,
        )
        for number, (quote, kind, consent) in enumerate(rows, start=1)
    ]


def brief_of(
    facts: Sequence[Fact],
    *,
    platform: str = "xiaohongshu",
    topic: str = "食堂买菜怎么少扔一点",
    language: Language = "zh",
    notes: Sequence[Note] = (),
) -> Brief:
    held = printable(facts)
    names = tuple(fact.id for fact in held)
    return Brief(topic, load_platform(platform), language, tuple(held), names, notes=tuple(notes))


def ground_of(facts: Sequence[Fact] | None = None, **more: Any) -> Ground:
    held = facts_of() if facts is None else facts
    return Ground(brief_of(held, **more), Told("", held))


def role_of(caller: StructuredCaller, name: str = "m") -> Role:
    return Role(cast(Any, caller.model), caller, name)


def studio_of(caller: StructuredCaller, ground: Ground | None = None) -> Studio:
    models = Models(role_of(caller, "writer"), role_of(caller, "auditor"))
    return Studio(models, ground or ground_of(), clock=lambda: WHEN)


def audited(
    service: Service,
    *verdicts: tuple[int, str, str] | tuple[int, str, str, Sequence[str]],
    count: int = 12,
    between: Sequence[dict[str, Any]] = (),
    answered: bool = True,
    missing: str = "",
) -> None:
    """Queue an audit: `none` for every sentence that is not named."""
    named = {row[0]: row for row in verdicts}
    sentences: list[dict[str, Any]] = []
    for number in range(count):
        row = named.get(number, (number, "none", ""))
        facts = list(row[3]) if len(row) > 3 else []
        sentences.append({"n": number, "verdict": row[1], "facts": facts, "why": row[2]})
    answer = {
        "sentences": sentences,
        "between": list(between),
        "answered": answered,
        "missing": missing,
    }
    service.says(json.dumps(answer, ensure_ascii=False))


def user_words(request: dict[str, Any]) -> str:
    return str(request["messages"][-1]["content"])
