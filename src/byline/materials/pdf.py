"""pdf: the text of each page, with lines that the page broke joined again.

Owns: reading a PDF with pypdf. Promise: whatever is wrong with the file is an InputError; pages
without text are named, and a file of which no page has text is a scan, not a document.

pypdf and not pdfminer.six: it is pure Python without dependencies (pdfminer.six brings
cryptography) and holds the limits against decompression bombs itself.
"""

from __future__ import annotations

import logging
import re
import unicodedata
import zlib
from collections.abc import Callable
from io import BytesIO

from byline.errors import InputError
from byline.materials.rendering import Piece, Pieces
from byline.materials.rules import rules

# pypdf remarks on every small irregularity; without any handler that goes to the terminal.
logging.getLogger("pypdf").addHandler(logging.NullHandler())
_ENDS = re.compile(r"[。！？!?；;：:…”」』）)]$")
_FULL = 0.8
"""Share of the page's longest line that a line has when only the margin ended it."""
_UNREADABLE = 0.2
"""Share of characters without meaning that makes a text useless."""


def read(data: bytes, progress: Callable[[int, int], None] | None = None) -> Pieces:
    """Read a PDF; `progress(done, pages)` is called before each page."""
    from pypdf.errors import DependencyError, PyPdfError

    # What pypdf raises on damaged files is whatever its code runs into.
    damage = (PyPdfError, ArithmeticError, AssertionError, AttributeError, LookupError, MemoryError)
    damage += (NotImplementedError, OSError, RecursionError, TypeError, ValueError, zlib.error)
    try:
        pages = _pages(data, progress)
    except InputError:
        raise
    except DependencyError as error:
        raise InputError("PDF 加了密，byline 打不开；用阅读器打开后“打印为 PDF”") from error
    except damage as error:
        raise InputError(f"PDF 坏了，打不开（{type(error).__name__}）") from error
    return _pieces(pages)


def _pages(data: bytes, progress: Callable[[int, int], None] | None) -> list[str]:
    from pypdf import PdfReader

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise InputError("PDF 有密码；用阅读器打开后去掉密码，或“打印为 PDF”")
    count, limit = len(reader.pages), rules().most("pages", "pdf")
    if count > limit.most:
        raise InputError(f"有 {count} 页，最多 {limit.most} 页：{limit.reason}")
    texts: list[str] = []
    for number, page in enumerate(reader.pages):
        if progress:
            progress(number, count)
        texts.append(page.extract_text())
    return texts


def _pieces(pages: list[str]) -> Pieces:
    empty = [number for number, text in enumerate(pages, start=1) if not text.strip()]
    if len(empty) == len(pages):
        raise InputError(f"{len(pages)} 页里没有文字，多半是扫描件；先做文字识别（OCR）再加")
    everything = "".join(pages)
    odd = sum(_meaningless(character) for character in everything)
    if odd > _UNREADABLE * len(everything):
        raise InputError("PDF 里的字没有编码，读出来是乱码；用 Word 或 OCR 转一次再加")
    notes: list[str] = []
    if empty:
        notes.append(f"第 {'、'.join(map(str, empty))} 页没有文字，多半是图片")
    if odd:
        notes.append(f"有 {odd} 个字没有编码，认不出来")
    pieces = [Piece(unbroken(text), number) for number, text in enumerate(pages, start=1)]
    return Pieces("page", pieces, notes)


def unbroken(page: str) -> str:
    """Join the lines that only the margin ended: a quote must not be cut by the width of a page."""
    lines = [" ".join(line.split()) for line in page.splitlines()]
    longest = max(map(_width, lines), default=0)
    text = before = ""
    for line in lines:
        if line and before and _width(before) >= _FULL * longest and not _ENDS.search(before):
            glue = "" if _wide(before[-1]) or _wide(line[0]) else " "
        else:
            glue = "\n"
        text += glue + line
        before = line
    return re.sub(r"\n{3,}", "\n\n", text)


def _width(line: str) -> int:
    return sum(2 if _wide(character) else 1 for character in line)


def _wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _meaningless(character: str) -> bool:
    return character == "\ufffd" or unicodedata.category(character) in ("Co", "Cn")
