"""md and txt: the text is the document; saved chats are told apart from prose.

Owns: decoding, paragraphs, and who says what in a chat. Promise: nothing is changed but line ends
and control characters, so that a quote stands in the file as it stands in the rendering.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from byline.errors import InputError
from byline.materials.rendering import Part, Rendering
from byline.materials.rules import rules
from byline.text.sentences import clean_input

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
LIKELY = ["gb18030", "big5hkscs", "utf_16_le", "utf_16_be", "shift_jis", "cp1252"]
"""What Chinese text is in when it is not UTF-8; the detector guesses wildly among all it knows."""
_COMMON = {
    "gb18030": re.compile(rb"(?:[\x20-\x7e\s]|[\xa1\xa3\xb0-\xd7][\xa1-\xfe])+"),
    "big5hkscs": re.compile(rb"(?:[\x20-\x7e\s]|[\xa1-\xc6][\x40-\x7e\xa1-\xfe])+"),
}
"""ASCII, punctuation and the common characters: GB 2312's first level (3,755), Big5's (5,401)."""
_BLOCK = re.compile(r"[^\n]+(?:\n[^\n]+)*")
_LINE = re.compile(r"[^\n]+")


def read(data: bytes) -> Rendering:
    """Read md or txt."""
    raw, encoding = decoded(data)
    text = clean_input(raw)
    notes = [] if encoding.startswith("utf") else [f"不是 UTF-8，按 {encoding} 读的"]
    messages = _messages(text)
    if messages:
        return Rendering(text=text, unit="entry", parts=messages, notes=notes)
    return Rendering(text=text, unit="paragraph", parts=_paragraphs(text), notes=notes)


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; InputError when it is in none we know."""
    for mark, name in _MARKS.items():
        if data.startswith(mark):
            return _strictly(data, name), name
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _guessed(data)
    if "\0" in text:
        raise InputError("不是文字文件（里面有 NUL 字节）")
    return text, "utf-8"


def _guessed(data: bytes) -> tuple[str, str]:
    text = _strictly(data, name := _likely(data))
    if "\0" in text:
        raise InputError("不是文字文件（里面有 NUL 字节）")
    return text, name


def _likely(data: bytes) -> str:
    """The detector needs some text to go by; common characters alone tell of their encoding."""
    for name, common in _COMMON.items():
        if common.fullmatch(data):
            return name
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=LIKELY).best()
    return best.encoding if best else "gb18030"


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise InputError(f"不是 UTF-8，也不是 {name}：第 {error.start + 1} 个字节读不懂") from error


def _paragraphs(text: str) -> list[Part]:
    """Blocks between blank lines; single lines where there are none."""
    shape = _BLOCK if re.search(r"\n[ \t]*\n", text.strip()) else _LINE
    found = (match for match in shape.finditer(text) if match[0].strip())
    return [
        Part(start=match.start(), end=match.end(), number=number)
        for number, match in enumerate(found, start=1)
    ]


def _messages(text: str) -> list[Part]:
    """The messages of a chat; empty when it is none."""
    headers = list(_headers(text))
    if len(headers) < rules().chat.least:
        return []
    ends = [start for start, _, _, _ in headers[1:]] + [len(text)]
    parts: list[Part] = []
    for number, ((_, start, who, when), end) in enumerate(zip(headers, ends, strict=True), start=1):
        words = text[start:end].strip()
        at = text.find(words, start)
        if words:
            parts.append(Part(start=at, end=at + len(words), number=number, who=who, when=when))
    return parts


def _headers(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Start and end of each line that opens a message, who and when."""
    for line in _LINE.finditer(text):
        for shape in rules().chat.header:
            if found := shape.fullmatch(line[0].strip()):
                yield line.start(), line.end(), found["who"].strip(), found["when"].strip()
                break
