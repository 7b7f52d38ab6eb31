import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from index_samples import chunks
from note_samples import Cheap

from byline.errors import KnowledgeError
from byline.knowledge.chroma import EVERYTHING, Collection, Filters

HELD = chunks(30)
CHILD = Path(__file__).with_name("indexing_child.py")


def vectors(count: int) -> Any:
    import numpy

    return numpy.array(Cheap().embed_documents([c.text for c in HELD[:count]]), dtype="f4")


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    folder = tmp_path_factory.mktemp("g-1")
    made = Collection.create(folder, len(HELD), None)
    made.fill(HELD, vectors(len(HELD)))
    made.close()
    opened = Collection.open(folder, len(HELD), None)
    yield opened
    opened.close()


def test_the_nearest_rows_come_first(collection: Collection):
    near = collection.nearest(Cheap().embed_query(HELD[7].text), 30, EVERYTHING)
    assert near[0] == 7
    assert sorted(near) == list(range(30))


@pytest.mark.parametrize(
    "filters",
    [
        Filters(stage="plan"),
        Filters(section=3),
        Filters(kind="method"),
        Filters(consent="private"),
        Filters(origins=("note", "post")),
        Filters(origins=("material",)),
        Filters(stage="drafting", section=14, kind="principle", consent="public"),
        Filters(stage="plan", section=15),
    ],
)
def test_filters_let_through_what_they_say(collection: Collection, filters: Filters):
    wanted = {
        number
        for number, chunk in enumerate(HELD)
        if (filters.stage is None or filters.stage in chunk.stage)
        and (filters.section is None or filters.section in chunk.sections)
        and (filters.kind in (None, chunk.kind))
        and (not filters.origins or chunk.origin in filters.origins)
        and (filters.consent in (None, chunk.consent))
    }
    assert set(collection.numbers(filters)) == wanted
    near = collection.nearest(Cheap().embed_query("写"), 30, filters)
    assert set(near) == wanted


@pytest.mark.parametrize(
    "value", ['{"$ne": ""}', "$ne", "{'$gt': 0}", "' OR 1=1 --", "plan' OR '1'='1", "", "\0", "%"]
)
def test_what_looks_like_syntax_is_a_value_nobody_has(collection: Collection, value: str):
    odd: Any = value
    for filters in (Filters(stage=odd), Filters(kind=odd), Filters(consent=odd)):
        assert collection.numbers(filters) == []
        assert collection.nearest(Cheap().embed_query("写"), 30, filters) == []


def test_a_platform_lets_through_its_own_and_what_is_about_none(tmp_path: Path):
    about = [(), ("x",), ("weibo", "x"), ("weibo",)]
    rows = [replace(chunk, platform=one) for chunk, one in zip(HELD, about, strict=False)]
    held = Collection.create(tmp_path / "g-1", len(rows), None)
    held.fill(rows, vectors(len(rows)))
    assert set(held.numbers(Filters(platform="x"))) == {0, 1, 2}
    assert set(held.numbers(Filters(platform="zhihu"))) == {0}
    assert set(held.numbers(EVERYTHING)) == {0, 1, 2, 3}
    held.close()


def test_no_filter_asks_for_nothing():
    assert EVERYTHING.where() is None
    assert Filters(kind="method").where() == {"kind": "method"}
    assert Filters(kind="method", section=0).where() == {
        "$and": [{"sections": {"$contains": 0}}, {"kind": "method"}]
    }


def test_nothing_near_without_a_filter_is_an_error(tmp_path: Path):
    empty = Collection.create(tmp_path / "g-0", 3, None)
    with pytest.raises(KnowledgeError, match="打不开"):
        empty.nearest(Cheap().embed_query("写"), 3, EVERYTHING)
    empty.close()


@pytest.mark.parametrize("rows", [29, 31])
def test_a_collection_with_other_rows_than_expected_is_refused(tmp_path: Path, rows: int):
    made = Collection.create(tmp_path, len(HELD), None)
    made.fill(HELD, vectors(len(HELD)))
    made.close()
    with pytest.raises(KnowledgeError, match="打不开"):
        Collection.open(tmp_path, rows, None)
    Collection.open(tmp_path, len(HELD), None).close()


def test_a_missing_database_is_not_made(tmp_path: Path):
    with pytest.raises(KnowledgeError):
        Collection.open(tmp_path, 1, None)
    assert list(tmp_path.iterdir()) == []


def test_a_closed_collection_says_so(tmp_path: Path):
    made = Collection.create(tmp_path, 2, None)
    made.fill(HELD[:2], vectors(2))
    made.close()
    for ask in (lambda: made.numbers(EVERYTHING), lambda: made.nearest([0.0] * 64, 1, EVERYTHING)):
        with pytest.raises(KnowledgeError):
            ask()


def open_in(folder: Path, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-W", "error", str(CHILD), str(folder / "cache"), "9"],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_a_dotenv_that_chroma_cannot_read_is_named(tmp_path: Path):
    (tmp_path / ".env").write_bytes("名字=张".encode("gb18030"))
    child = open_in(tmp_path, {})
    assert "KnowledgeError" in child.stderr
    assert ".env" in child.stderr
    assert not list((tmp_path / "cache").rglob("current.json"))


SWITCHES = {
    "CHROMA_API_IMPL": "chromadb.api.fastapi.FastAPI",
    "CHROMA_SERVER_HOST": "127.0.0.2",
    "CHROMA_SERVER_HTTP_PORT": "9",
    "PERSIST_DIRECTORY": "elsewhere",
    "IS_PERSISTENT": "FALSE",
    "ALLOW_RESET": "TRUE",
}


@pytest.mark.parametrize("where", ["environment", ".env"])
def test_what_chroma_would_take_from_outside_moves_nothing(tmp_path: Path, where: str):
    lines = "".join(f"{name}={value}\n" for name, value in SWITCHES.items())
    if where == ".env":
        (tmp_path / ".env").write_text(lines)
    child = open_in(tmp_path, SWITCHES if where == "environment" else {})
    assert child.stderr == ""
    assert child.stdout.endswith("embedded 9 right True kept True\n")
    assert {path.name for path in tmp_path.iterdir()} <= {".env", "cache"}
