"""What stands in a text by mistake: words to its author, open slots, loops, the wrong language.

Owns: slips.toml and when a repetition is one. Pure. Promise: a sentence said twice is a warning,
three times or a phrase going round is an error; short cries and refrains of a few characters are
style.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from byline.checks.findings import Finding, Level, Rule
from byline.checks.patterns import any_of
from byline.ledger.events import Language
from byline.platforms import Platform
from byline.shipped import WordList, load_rules
from byline.text.sentences import Span, one_line, sentences

SHORTEST_REPEAT = 7
"""Letters and characters from which saying a sentence again is no style."""
LOOP = 3
"""How often a sentence, or a phrase at one place, makes a loop."""
ENOUGH = 20
"""Chinese characters below which a text has no language; a word of letters is two."""
FOREIGN = 0.5
"""Share of a text in another language from which it is in that language."""
_LOOP = re.compile(r"(?P<phrase>[^\s。！？!?][^\n。！？!?]{3,39}?)(?:[，,、；;\s]*(?P=phrase)){2,}")
_HAN = re.compile("[\u3400-\u9fff]")
_WORDS = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_UNSPOKEN = re.compile(r"https?://\S+|[A-Za-z0-9_.+-]{1,64}@[\w.-]+|[#@][A-Za-z]\w*")


class Rules(WordList):
    """slips.toml."""

    author: tuple[str, ...]
    slot: tuple[str, ...]
    proposal: tuple[str, ...]


def check(text: str, platform: Platform, wanted: Language | None = None) -> list[Finding]:
    """Every slip in a text, without order."""
    return [
        *to_the_author(text),
        *slots(text),
        *proposals(text),
        *repeats(text),
        *language(text, platform, wanted),
    ]


def to_the_author(text: str) -> list[Finding]:
    """Sentences that speak to who wrote the text."""
    return _addressed(text, any_of(_rules().author))


def called(text: str, name: str) -> list[Finding]:
    """Sentences that call the author by name and say 你."""
    if not name:
        return []
    title = "(?:老师|先生|女士)?"
    return _addressed(
        text, any_of((rf"^{re.escape(name)}{title}[，,：:！!]?[^。！？]{{0,8}}[你您]",))
    )


def _addressed(text: str, pattern: re.Pattern[str]) -> list[Finding]:
    return [
        _finding("author", one, "这是写给作者看的话，不是给读者的", "删掉")
        for one in sentences(text)
        if pattern.search(one.text)
    ]


def slots(text: str) -> list[Finding]:
    """Places left to be filled in."""
    return [
        _finding("slot", Span(*found.span(), found[0]), "还没填上", "补上你的话，或者删掉这一处")
        for found in any_of(_rules().slot).finditer(text)
    ]


def proposals(text: str) -> list[Finding]:
    """Sentences a model proposed and nobody has agreed to."""
    return [
        _finding("proposed", Span(*found.span(), found[0]), "还没问过你认不认", "认、改，或者删掉")
        for found in any_of(_rules().proposal).finditer(text)
    ]


def repeats(text: str) -> list[Finding]:
    """Sentences said again, and phrases that go round."""
    places: dict[str, list[Span]] = defaultdict(list)
    for one in sentences(text):
        letters = "".join(filter(str.isalnum, one.text.lower()))
        if len(letters) >= SHORTEST_REPEAT:
            places[letters].append(one)
    return [*_said_again(list(places.values())), *_loops(text)]


def language(text: str, platform: Platform, wanted: Language | None = None) -> list[Finding]:
    """A text, or else its paragraphs, in a language that is not wanted.

    Wanted is what the brief says, or whatever the platform's readers read.
    """
    fine = (wanted,) if wanted else platform.languages
    if (found := _language_of(text)) and found not in fine:
        return [_foreign(found, fine, platform, None)]
    return [
        _foreign(found, fine, platform, paragraph)
        for paragraph in _paragraphs(text)
        if (found := _language_of(paragraph.text)) and found not in fine
    ]


def _language_of(text: str) -> Language | None:
    """The language most of a text is in; None for one too short to have any."""
    plain = _UNSPOKEN.sub(" ", text)
    # A word is about two Chinese characters long in meaning.
    chinese, english = len(_HAN.findall(plain)), 2 * len(_WORDS.findall(plain))
    if chinese + english < ENOUGH:
        return None
    return "zh" if chinese >= FOREIGN * (chinese + english) else "en"


def _paragraphs(text: str) -> Iterator[Span]:
    start = 0
    for line in text.split("\n"):
        yield Span(start, start + len(line), line)
        start += len(line) + 1


def _foreign(
    found: Language, fine: Sequence[Language], platform: Platform, at: Span | None
) -> Finding:
    names = {"zh": "中文", "en": "英文"}
    wanted = "或".join(names[one] for one in fine)
    what = "这一段" if at else "这篇"
    settled = len(fine) < len(platform.languages) or fine[0] not in platform.languages
    reason = f"要写的是{wanted}" if settled else f"{platform.names.zh}的读者看{wanted}"
    return Finding(
        rule="language",
        level="warning",
        span=(at.start, at.end) if at else None,
        text=at.text if at else "",
        reason=f"{reason}，{what}是{names[found]}",
        suggestion=f"写成{wanted}" + ("" if at else "，或换一个平台"),
    )


def _said_again(groups: Sequence[Sequence[Span]]) -> Iterator[Finding]:
    for group in groups:
        if len(group) > 1:
            reason = f"同一句说了 {len(group)} 遍"
            level = "error" if len(group) >= LOOP else "warning"
            yield _finding("repeat", group[1], reason, "留一处", level)


def _loops(text: str) -> Iterator[Finding]:
    for found in _LOOP.finditer(text):
        # A rule of dashes or a row of one character is not a phrase.
        if len(set(found["phrase"])) > 2:
            span = Span(*found.span(), found[0])
            yield _finding("repeat", span, "一句话在原地打转", "留一遍")


def _finding(rule: Rule, at: Span, reason: str, suggestion: str, level: Level = "error") -> Finding:
    return Finding(
        rule=rule,
        level=level,
        span=(at.start, at.end),
        text=at.text,
        reason=f"{reason}：“{one_line(at.text)}”",
        suggestion=suggestion,
    )


@cache
def _rules() -> Rules:
    return load_rules(Path(__file__).with_name("slips.toml"), Rules)
