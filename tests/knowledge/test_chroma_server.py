"""Against a real Chroma server on loopback."""

import subprocess
import sys
from pathlib import Path

import pytest
from chroma_server import Server, free_port, serving
from index_samples import Listed, answers, build, chunks, generation, means
from note_samples import Cheap
from test_chroma import CHILD

from byline.errors import KnowledgeError
from byline.knowledge.chroma import Filters
from byline.knowledge.index import Index


def works(folder: Path, server: str, count: int = 20, cheap: Cheap | None = None) -> bool:
    held = chunks(count)
    with Index.open(Listed(held), folder / "index", means(folder, cheap, server)) as index:
        plans = index.search("条", count, filters=Filters(stage="plan"))
        return (
            answers(index, held)
            and {hit.chunk.id for hit in plans} == {c.id for c in held if "plan" in c.stage}
            and index.search("条", 9, filters=Filters(kind='{"$ne": ""}')) == []
        )


def name(folder: Path) -> str:
    return f"byline-{generation(folder).name}"


def test_a_server_holds_the_vectors(tmp_path: Path, server: Server, cheap: Cheap):
    assert works(tmp_path, server.url, cheap=cheap)
    assert works(tmp_path, server.url, cheap=cheap)
    assert len(cheap.passages) == 20
    assert name(tmp_path) in server.collections()
    assert not (generation(tmp_path) / "chroma.sqlite3").exists()


def test_two_caches_do_not_meet_on_one_server(tmp_path: Path, server: Server):
    assert works(tmp_path / "a", server.url, 9)
    assert works(tmp_path / "b", server.url, 12)
    assert works(tmp_path / "a", server.url, 9)


def test_old_generations_leave_the_server(tmp_path: Path, server: Server):
    before = server.collections()
    for count in (3, 4, 5, 6):
        assert works(tmp_path, server.url, count)
    assert len(server.collections() - before) == 2


def test_moving_to_a_server_and_back_embeds_nothing(tmp_path: Path, server: Server, cheap: Cheap):
    build(tmp_path, chunks(20), cheap)
    assert works(tmp_path, server.url, cheap=cheap)
    build(tmp_path, chunks(20), cheap)
    assert len(cheap.passages) == 20


def test_a_server_that_lost_its_data_is_filled_again(tmp_path: Path, cheap: Cheap):
    port = free_port()
    for number in range(2):
        (tmp_path / str(number)).mkdir()
        with serving(tmp_path / str(number), port) as server:
            assert works(tmp_path, server.url, cheap=cheap)
            assert server.collections() == {name(tmp_path)}
    assert len(cheap.passages) == 20


def test_a_server_that_is_away_is_named_and_costs_no_index(tmp_path: Path, cheap: Cheap):
    (tmp_path / "data").mkdir()
    port = free_port()
    with serving(tmp_path / "data", port) as server:
        assert works(tmp_path, server.url, cheap=cheap)
        held = generation(tmp_path)
        index = Index.open(
            Listed(chunks(20)), tmp_path / "index", means(tmp_path, cheap, server.url)
        )
        server.stop()
        with index, pytest.raises(KnowledgeError, match=f"127.0.0.1:{port}"):
            index.search("条", 1, filters=Filters(stage="plan"))
        with pytest.raises(KnowledgeError, match="BYLINE_CHROMA_URL") as caught:
            works(tmp_path, server.url, cheap=cheap)
        assert server.url in str(caught.value)
    with serving(tmp_path / "data", port) as server:
        assert works(tmp_path, server.url, cheap=cheap)
        assert generation(tmp_path) == held
    assert len(cheap.passages) == 20


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://127.0.0.1:99999", "http://x y"])
def test_an_address_without_a_server_is_an_error(tmp_path: Path, address: str):
    with pytest.raises(KnowledgeError, match="BYLINE_CHROMA_URL"):
        works(tmp_path, address)


def test_the_environment_does_not_move_the_server(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CHROMA_SERVER_HOST", "127.0.0.2")
    monkeypatch.setenv("CHROMA_SERVER_HTTP_PORT", "9")
    assert works(tmp_path, server.url)


def test_processes_share_a_server(tmp_path: Path, server: Server):
    command = [sys.executable, "-W", "error", str(CHILD), str(tmp_path), "24", server.url]
    children = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    ends = [child.communicate(timeout=120) for child in children]
    assert [err for _, err in ends] == ["", ""]
    last = sorted(out.splitlines()[-1] for out, _ in ends)
    assert last == [
        "0/0 embedded 0 right True kept True",
        "0/0 embedded 24 right True kept True",
    ]
