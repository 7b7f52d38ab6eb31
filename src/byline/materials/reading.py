"""A file becomes its rendering, or an error that says what is wrong with it.

Owns: which reader takes a file, the limits, and the wording of failures. Promise: every failure is
an InputError that names the file, the reason and what to do; nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from byline.errors import InputError
from byline.materials import page, pdf, plain, posts, word
from byline.materials.rendering import Rendering, joined
from byline.materials.rules import Format, LimitName, rules

Progress = Callable[[int, int], None]
RENDERER = 1
"""Raised when the same document would come out as another text."""
_SIGNS: list[tuple[bytes, str]] = [
    (b"%PDF-", ".pdf"),
    (b"PK\x03\x04", ".docx"),
    (b"\xd0\xcf\x11\xe0", ".doc"),
    (b"\x89PNG", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"{\\rtf", ".rtf"),
    (b"Rar!", ".rar"),
]
_BINARY: frozenset[Format] = frozenset({"pdf", "word"})


def format_of(path: Path) -> Format:
    """What a file's extension says it is; InputError for what byline does not read."""
    suffix = path.suffix.lower()
    known = rules().format
    if suffix in known:
        return known[suffix]
    advice = rules().elsewhere.get(suffix, f"byline 读的是 {'、'.join(known)}")
    raise InputError(
        f"读不了{f' {suffix} 文件' if suffix else '没有扩展名的文件'}",
        value=str(path),
        next_step=advice,
    )


def render(path: Path, data: bytes, progress: Progress | None = None) -> Rendering:
    """Turn a document's bytes into its rendering; `path` is for its extension and for errors."""
    form = format_of(path)
    try:
        _check(form, path.suffix.lower(), data)
        rendering = _read(form, path, data, progress)
        _limit("characters", form, len(rendering.text), "个字")
        if not rendering.text.strip():
            raise InputError("里面没有字")
    except InputError as error:
        raise InputError(error.what, value=path.name, next_step=error.next_step) from error
    return rendering


def _check(form: Format, suffix: str, data: bytes) -> None:
    """Refuse what is empty, too large, or not what its extension says."""
    if not data.strip():
        raise InputError("文件是空的")
    _limit("bytes", form, len(data), "字节")
    start = data[:1024].lstrip()
    real = next((kind for sign, kind in _SIGNS if start.startswith(sign)), "")
    if form == "word" and real == ".doc":
        raise InputError("是旧的 .doc，或者加了密码的 .docx；用 Word 去掉密码，另存为 .docx")
    if form == "pdf" and b"%PDF-" in start:
        return
    if real != suffix and (real or form in _BINARY):
        said = f"像是 {real}" if real else "不是这种文件"
        raise InputError(f"扩展名是 {suffix}，内容{said}；改对扩展名再加")


def _limit(name: LimitName, form: Format, found: int, unit: str) -> None:
    limit = rules().most(name, form)
    if found > limit.most:
        raise InputError(f"太大：{found:,} {unit}，最多 {limit.most:,}；{limit.reason}")


def _read(form: Format, path: Path, data: bytes, progress: Progress | None) -> Rendering:
    if form == "text":
        return plain.read(data)
    if form == "pdf":
        return joined(pdf.read(data, progress))
    if form == "word":
        return joined(word.read(data))
    if form == "page":
        return joined(page.read(data))
    return joined(posts.read(data, lines=path.suffix.lower() == ".jsonl"))
