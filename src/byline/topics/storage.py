"""topics.yaml: topics and the plan, readable and editable by hand.

Promise: a hand edit that does not validate is reported with file, line and field and nothing is
overwritten; comments stay beside their topic.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from byline import edited_yaml
from byline.errors import HandEditError
from byline.topics.models import TopicBook

HEADER = """\
# 选题和排期，可以直接改。topics 的先后就是写的先后；status：
#   proposed 提议 / accepted 要写 / done 写过了 / dropped 不写（reason 是原因，以后不再提）
# facts、reader 是 facts.yaml 的编号；plan 里的 date 想挪就挪，重新排是 byline topics plan。
"""


def load(path: Path) -> TopicBook:
    """Read topics.yaml; an empty book when there is none yet."""
    book = edited_yaml.read(path, TopicBook) or TopicBook()
    twice = [name for name, times in Counter(t.id for t in book.topics).items() if times > 1]
    if twice:
        raise HandEditError(path, line=None, field="topics.id", problem=f"{twice[0]} 出现了两次")
    return book


def save(path: Path, book: TopicBook) -> None:
    """Write topics.yaml atomically; fields that say nothing are left out, the state never is."""
    data = book.model_dump(mode="json", exclude_defaults=True)
    data["topics"] = [
        {"id": topic.id, "status": topic.status, **kept}
        for topic, kept in zip(book.topics, data.get("topics", []), strict=True)
    ]
    edited_yaml.update(path, HEADER, data)
