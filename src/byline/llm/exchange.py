"""One request to a model service and its whole answer, as they are kept.

Owns: what makes two requests the same, when an answer is whole, and the JSON line that an exchange
is reviewed as. Promise: the key depends on what is asked and where, never on a key, a header or the
order of fields; a line that was edited by hand is not read back.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlsplit

ABOUT = 80
"""Characters of the last message that are kept so that a person can tell requests apart."""


@dataclass(frozen=True)
class Asked:
    """What identifies a request, and enough of it to recognise it."""

    key: str
    """sha256 of method, address, canonical body and repeat index, in hex."""
    method: str
    path: str
    model: str = ""
    about: str = ""
    """How the last message, or the text to embed, begins."""
    repeat: int = 0
    streamed: bool = False


@dataclass(frozen=True)
class Answer:
    """A whole answer, its body as decoded."""

    status: int
    content_type: str
    body: bytes
    elapsed: float
    """Seconds from the request to the last byte, when it was really asked."""
    at: str
    """When, ISO 8601 in UTC."""


def asked_of(method: str, url: str, body: bytes, repeat: int = 0) -> Asked:
    """Describe a request; `url` is the whole address, user and password left out."""
    content, said = _canonical(body)
    preimage = json.dumps([method, url, content, repeat])
    return Asked(
        key=hashlib.sha256(preimage.encode()).hexdigest(),
        method=method,
        path=urlsplit(url).path,
        model=str(said.get("model", "")),
        about=_about(said),
        repeat=repeat,
        streamed=said.get("stream") is True,
    )


def whole(asked: Asked, answer: Answer) -> bool:
    """Whether `answer` is a success that ended, in the protocol's own terms.

    A body without a length can be cut without the connection noticing, and some services put an
    error into a 200: a stream must end with its [DONE], anything else must be a JSON object, and
    neither may hold an `error`.
    """
    if not 200 <= answer.status < 300:
        return False
    if not asked.streamed:
        return _sound(answer.body)
    events = [line[5:].strip() for line in answer.body.splitlines() if line.startswith(b"data:")]
    if not events or events.pop() != b"[DONE]":
        return False
    return all(_sound(event) for event in events if b'"error"' in event)


def line_of(asked: Asked, answer: Answer) -> str:
    """One line of JSON, readable in a review, without a line end."""
    try:
        body: Any = json.loads(answer.body)
    except ValueError:
        body = answer.body.decode("utf-8", "replace")
    record: dict[str, Any] = {
        "key": asked.key,
        "method": asked.method,
        "path": asked.path,
        "model": asked.model,
        "about": asked.about,
        "repeat": asked.repeat,
        "streamed": asked.streamed,
        "status": answer.status,
        "content_type": answer.content_type,
        "elapsed": round(answer.elapsed, 3),
        "at": answer.at,
        "body": body,
    }
    return _sealed(record)


def refusal_line(service: str, step: str, shape: str) -> str:
    """One line of JSON saying that a service turns down a rung for a schema."""
    return _sealed({"service": service, "refused": step, "shape": shape})


def read_line(line: str) -> tuple[Asked, Answer] | tuple[str, str, str]:
    """Read either line back; ValueError when it is neither, or no longer what it was."""
    record = json.loads(line)
    if not isinstance(record, dict):
        raise ValueError("这一行不是一个对象")
    row = cast(dict[str, Any], record)
    if row.pop("sha256", "") != _digest(row):
        raise ValueError("这一行改过了，和它的 sha256 对不上")
    if "refused" in row:
        return row["service"], row["refused"], row["shape"]
    body = row.pop("body")
    data = body if isinstance(body, str) else json.dumps(body)
    fields = ("status", "content_type", "elapsed", "at")
    answer = Answer(body=data.encode(), **{name: row.pop(name) for name in fields})
    return Asked(**row), answer


def _sealed(record: dict[str, Any]) -> str:
    record["sha256"] = _digest(record)
    line = json.dumps(record, ensure_ascii=False)
    # Half an emoji is legal in JSON and not in UTF-8.
    return line if _encodable(line) else json.dumps(record)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _digest(record: dict[str, Any]) -> str:
    said = json.dumps(record, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def _canonical(body: bytes) -> tuple[str, dict[str, Any]]:
    try:
        said = json.loads(body)
    except ValueError:
        # latin-1 keeps every byte, so that two different bodies stay different.
        return "raw:" + body.decode("latin-1"), {}
    content = json.dumps(said, sort_keys=True, separators=(",", ":"))
    return content, cast(dict[str, Any], said) if isinstance(said, dict) else {}


def _about(said: dict[str, Any]) -> str:
    what: Any = said.get("input", "")
    if isinstance(messages := said.get("messages"), list) and messages:
        last: Any = cast(list[Any], messages)[-1]
        what = cast(dict[str, Any], last).get("content") if isinstance(last, dict) else last
    text = what if isinstance(what, str) else json.dumps(what, ensure_ascii=False)
    return " ".join(text.split())[:ABOUT]


def _sound(body: bytes) -> bool:
    try:
        said = json.loads(body)
    except ValueError:
        return False
    return isinstance(said, dict) and not cast(dict[str, Any], said).get("error")
