"""Where sentences end, and where a quote stands in its source.

Owns: splitting, cleaning of typed text, and the verbatim test a fact rests on. Promise: every
span is an exact substring; nothing here changes a person's words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# A straight quote or asterisk closes only before a space; otherwise it opens what follows.
_CLOSING = r"[”’」』）)】》〉]*(?:[\"'*_]++(?=\s|$))?"
_URL = r"https?://[\x21-\x7e]+"
# A full stop ends a sentence only before a space or the end: 3.5, e.g.com, v1.2 and the list
# marker "1. " go on.
_STOP = r"(?:[。！？!?；;…]+|\.{3,}|(?<!^\d)\.(?=\s|$))"
_SENTENCE_END = re.compile(rf"(?m:{_URL}|{_STOP}{_CLOSING}|\n+)")
# 3,100 is one thing; the full-width marks always split.
_CLAUSE_END = re.compile(rf"(?m:{_URL}|(?:{_STOP}|[，：]|(?<!\d),|,(?!\d)){_CLOSING}|\n+)")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ESCAPED_BYTES = re.compile("[\udc80-\udcff]+")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text: `text == source[start:end]`."""

    start: int
    end: int
    text: str


def sentences(text: str) -> list[Span]:
    """Split at 。！？!?；; … and newlines; closing quotes stay with their sentence.

    Spans carry their end marks and no white space around; empty ones are left out.
    """
    return list(_split(text, _SENTENCE_END))


def clauses(text: str) -> list[Span]:
    """Split like `sentences`, and also at ，, and ：."""
    return list(_split(text, _CLAUSE_END))


def clean_input(text: str) -> str:
    """Drop control characters except newline and tab; everything the person typed stays.

    Line ends become \\n. Joiners inside emoji are format characters, not controls, and stay.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in unified if c in "\n\t" or unicodedata.category(c) != "Cc")


def one_line(text: str) -> str:
    """The text with every run of white space as one blank, for prompts and tables."""
    return " ".join(text.split())


def mend_surrogates(text: str) -> str:
    """Make undecodable terminal bytes storable; text without lone surrogates is returned as is.

    In this order: surrogate pairs become their character; runs of escaped bytes that are UTF-8
    after all become that text; any other escaped byte becomes the four characters \\xNN and any
    other surrogate the six characters \\uNNNN. So no information is lost but the distinction from
    someone typing that escape.
    """
    if not _SURROGATES.search(text):
        return text
    paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

    def decode(run: re.Match[str]) -> str:
        return run[0].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")

    mended = _ESCAPED_BYTES.sub(decode, paired)
    return _SURROGATES.sub(lambda lone: f"\\u{ord(lone[0]):04x}", mended)


def find_verbatim(quote: str, source: str) -> tuple[int, int] | None:
    """Find `quote` in `source`: exactly first, else ignoring white space and punctuation width.

    Returns the span in the source, so that the stored quote is `source[start:end]`, as typed.
    Letters, digits and the punctuation marks themselves must agree.
    """
    if not quote.strip():
        return None
    start = source.find(quote)
    if start >= 0:
        return start, start + len(quote)
    needle, _ = _skeleton(quote)
    haystack, places = _skeleton(source)
    found = haystack.find(needle)
    if found < 0 or not needle:
        return None
    return places[found], places[found + len(needle) - 1] + 1


def _skeleton(text: str) -> tuple[str, list[int]]:
    """The text without white space and with one width of punctuation, and where each came from."""
    widths = _widths()
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if not character.isspace():
            kept.append(widths.get(character, character))
            places.append(place)
    return "".join(kept), places


@cache
def _widths() -> dict[str, str]:
    """Full-width ASCII punctuation and quote shapes -> one plain form."""
    full = {chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum()}
    shapes = {"。": ".", "、": ",", "“": '"', "”": '"', "‘": "'", "’": "'", "「": '"', "」": '"'}
    return full | shapes


def _split(text: str, ends: re.Pattern[str]) -> Iterator[Span]:
    start = 0
    for match in ends.finditer(text):
        if match[0].startswith("http"):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        start += len(piece) - len(piece.lstrip())
        yield Span(start, start + len(inner), inner)
