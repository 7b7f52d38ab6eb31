"""Following the language a person answers in."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from byline.interview.switching import current, to_follow
from byline.ledger.events import (
    Answered,
    Asked,
    Event,
    LanguageChanged,
    Session,
)
from byline.ledger.journal import Journal
from byline.text.language import Language

ZH, EN = "我在杭州管仓库，八年了", "I have run a bakery in Bristol for nine years"


def held(tmp_path: Path, *happened: str | Event) -> Journal:
    """A journal of answers and other events."""
    journal = Journal.open(tmp_path / "j.jsonl", lambda: datetime(2026, 11, 25, tzinfo=UTC))
    journal.append(Session(language="zh", byline="0.1.0"))
    for one in happened:
        if not isinstance(one, str):
            journal.append(one)
            continue
        asked = journal.append(Asked(question_id=journal.next_question_id(), topic="t", text="？"))
        journal.append(
            Answered(answer_id=journal.next_answer_id(), question_id=asked.question_id, text=one)
        )
    return journal


def changed(language: Language, *, asked: bool) -> LanguageChanged:
    return LanguageChanged(language=language, asked=asked)


@pytest.mark.parametrize(
    ("happened", "follow"),
    [
        ([], None),
        ([EN], "en"),
        ([ZH], None),
        (["ok"], None),
        ([ZH, EN], None),
        ([ZH, EN, EN], "en"),
        ([EN, "ok", EN], None),
        ([ZH, ZH], None),
        ([EN, EN, changed("en", asked=False)], None),
        ([EN, EN, changed("en", asked=False), EN, ZH], None),
        ([EN, EN, changed("en", asked=False), ZH, ZH], "zh"),
        ([changed("zh", asked=True), EN, EN, EN], None),
    ],
)
def test_the_first_answer_or_two_in_a_row_change_it_unless_the_person_chose(
    tmp_path: Path, happened: list[str | Event], follow: str | None
) -> None:
    assert to_follow(held(tmp_path, *happened)) == follow


def test_the_language_of_last_time_is_kept(tmp_path: Path) -> None:
    assert current([], "en") == "en"
    assert current(held(tmp_path, ZH).events, "en") == "zh"
    assert current(held(tmp_path, changed("en", asked=True)).events, "zh") == "en"
