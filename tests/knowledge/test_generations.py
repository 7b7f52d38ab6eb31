import shutil
from pathlib import Path

import pytest
from index_samples import build, chunks, generation, generations, works
from note_samples import Cheap

from byline.errors import KnowledgeError, StorageError
from byline.knowledge import generations as module
from byline.knowledge.generations import Generations


def test_what_is_published_counts(tmp_path: Path):
    held = Generations(tmp_path / "index")
    assert held.current() is None
    with held.writing(lambda: None):
        first, second = held.start(), held.start()
        held.publish(first, "one")
        assert not second.exists()
        pointer = held.current()
        assert pointer
        assert (pointer.folder, pointer.previous, pointer.fingerprint) == (first.name, None, "one")
    assert first.stat().st_mode & 0o777 == 0o700


def test_the_generation_before_stays_and_older_ones_go(tmp_path: Path):
    held = Generations(tmp_path / "index")
    forgotten: list[Path] = []
    with held.writing(lambda: None):
        made = [held.start()]
        held.publish(made[0], "0")
        for number in range(1, 4):
            made.append(held.start())
            held.publish(made[number], str(number), forgotten.append)
    assert generations(tmp_path) == set(made[2:])
    assert forgotten == made[:2]


def test_nothing_else_in_the_folder_is_swept(tmp_path: Path):
    held = Generations(tmp_path / "index")
    with held.writing(lambda: None):
        others = [held.root / name for name in ("mine", "g-", "g-123", "g-0123456789abx")]
        for other in others:
            other.mkdir()
        stale = held.start()
        held.sweep()
    assert not stale.exists()
    assert all(other.is_dir() for other in others)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "\0" * 99,
        '{"folder": "../../etc", "fingerprint": "x"}',
        '{"folder": "g-000000000000\\n", "fingerprint": "x"}',
        '{"folder": "g-000000000000"}',
        '{"folder": "g-000000000000", "fingerprint": "x"}',
        '{"folder": "g-000000000000", "fingerprint": "x", "more": 1}',
    ],
)
def test_a_damaged_pointer_is_replaced(tmp_path: Path, cheap: Cheap, content: str):
    build(tmp_path, chunks(), cheap)
    (tmp_path / "index/current.json").write_text(content)
    assert works(tmp_path, chunks(), cheap)
    assert works(tmp_path, chunks(), cheap)
    assert len(cheap.passages) == len(chunks())


def test_a_pointer_to_another_generation_is_not_followed(tmp_path: Path):
    build(tmp_path, chunks(about="旧"))
    old = (tmp_path / "index/current.json").read_text()
    build(tmp_path, chunks(about="新"))
    (tmp_path / "index/current.json").write_text(old)
    assert works(tmp_path, chunks(about="新"))


def test_a_disowned_generation_is_made_again_and_swept(tmp_path: Path, cheap: Cheap):
    first = build(tmp_path, chunks(), cheap)
    Generations(tmp_path / "index").disown()
    Generations(tmp_path / "nothing").disown()
    assert build(tmp_path, chunks(), cheap) != first
    assert generations(tmp_path) == {generation(tmp_path)}


def test_a_writer_that_never_ends_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LOCK_WAIT", 0.05)
    held, waits = Generations(tmp_path / "index"), list[int]()
    with held.writing(lambda: None):
        other = Generations(tmp_path / "index").writing(lambda: waits.append(1))
        with pytest.raises(KnowledgeError, match="还没完"), other:
            pass
    assert waits == [1]
    with held.writing(lambda: waits.append(1)):
        assert waits == [1]


def test_a_folder_that_cannot_be_written_is_a_storage_error(tmp_path: Path):
    (tmp_path / "file").write_text("")
    (tmp_path / "locked/lock").mkdir(parents=True)
    for root in (tmp_path / "file", tmp_path / "file/index", tmp_path / "locked"):
        with pytest.raises(StorageError), Generations(root).writing(lambda: None):
            pass


def test_the_whole_folder_may_go(tmp_path: Path, cheap: Cheap):
    build(tmp_path, chunks(), cheap)
    shutil.rmtree(tmp_path / "index")
    assert works(tmp_path, chunks(), cheap)
    assert len(cheap.passages) == len(chunks())
