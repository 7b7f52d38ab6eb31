"""Two versions of the prompts, the guide and the notes, and what differs between them in meaning.

Owns: taking a version out of git or the working tree, and what counts as a change. Promise: a
version is a copy that later edits do not touch; a change of a comment, a role line or a version
number alone is no change, because it alters nothing a model reads.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import io
import json
import shutil
import subprocess
import tarfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from byline import prompts
from byline.errors import BylineError, InputError
from byline.evaluation.models import Suite
from byline.files import read_text
from byline.knowledge.notes import read_notes
from byline.shipped import Folder, shipped

FOLDERS: tuple[Folder, ...] = ("prompts", "knowledge")
"""What `eval diff` can take from another revision; code is always this one."""
GIT_SECONDS = 60


@dataclass(frozen=True)
class Version:
    """A copy of prompts/ and knowledge/, and what to call it."""

    name: str
    root: Path


def working_tree(into: Path) -> Version:
    """Copy what is in use now."""
    for folder in FOLDERS:
        shutil.copytree(shipped(folder), into / folder)
    return Version("工作区", into)


def revision(name: str, into: Path) -> Version:
    """Copy a git revision; InputError when there is no repository or no such revision."""
    top = checkout()
    listed = _git(top, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if listed is None:
        raise InputError("git 里没有这个版本", value=name, next_step="git log --oneline 看看有哪些")
    commit = listed.decode().strip()
    held = _git(top, "archive", "--format=tar", commit, *FOLDERS)
    if held is None:
        raise InputError(
            "这个版本里没有 prompts/ 和 knowledge/", value=name, next_step="换一个版本"
        )
    with tarfile.open(fileobj=io.BytesIO(held)) as archive:
        archive.extractall(into, filter="data")
    label = name if commit.startswith(name) else f"{name}（{commit[:8]}）"
    return Version(label, into)


def checkout() -> Path:
    """The checkout the prompts in use are part of."""
    here = shipped("prompts")
    top = _git(here, "rev-parse", "--show-toplevel")
    if top is None:
        raise InputError(
            "提示词不在 git 仓库里，没有旧版本可比",
            value=str(here),
            next_step="在 byline 的仓库里运行，或用 byline eval compare A B 比两次运行",
        )
    return Path(top.decode().strip())


def fingerprint(root: Path, reads: Iterable[str]) -> dict[str, str]:
    """What a suite reads: prompt ref or path -> hash of its meaning; code is not in it."""
    return {_label(root, path): _meaning(root, path) for path in _matched(root, reads)}


def changed(base: Path, head: Path) -> list[str]:
    """Paths whose meaning differs, those only on one side included, in order."""
    sides = [
        {path: _meaning(root, path) for path in _matched(root, ("prompts/**/*", "knowledge/**/*"))}
        for root in (base, head)
    ]
    return sorted(path for path in sides[0] | sides[1] if sides[0].get(path) != sides[1].get(path))


def reached(suites: Iterable[Suite], paths: Sequence[str]) -> list[Suite]:
    """The suites that read any of these paths."""
    return [
        suite
        for suite in suites
        if any(_reads(glob, path) for glob in suite.reads for path in paths)
    ]


def differences(base: Version, head: Version, paths: Iterable[str]) -> dict[str, str]:
    """Path -> unified diff, for the report."""
    return {
        path: "".join(
            difflib.unified_diff(
                _lines(base.root / path),
                _lines(head.root / path),
                f"{base.name}/{path}",
                f"{head.name}/{path}",
            )
        )
        for path in paths
    }


def _reads(glob: str, path: str) -> bool:
    # PurePath.match reads ** as one folder before Python 3.13.
    if "**" not in glob:
        return PurePosixPath(path).match(glob)
    before, _, after = glob.partition("**/")
    return path.startswith(before) and PurePosixPath(path).match(after or "*")


def _matched(root: Path, globs: Iterable[str]) -> list[str]:
    found = {path for glob in globs if not glob.startswith("src/") for path in root.glob(glob)}
    return sorted(
        path.relative_to(root).as_posix()
        for path in found
        if path.is_file() and path.suffix in {".md", ".yaml"}
    )


def _label(root: Path, path: str) -> str:
    if path.startswith("prompts/") and path.endswith(".md"):
        return prompts.load(_prompt_name(path), root / "prompts").ref
    return path


def _meaning(root: Path, path: str) -> str:
    try:
        return hashlib.sha256(_essence(root, path).encode()).hexdigest()
    except BylineError:
        # A file that does not load is told by whoever needs it; here its bytes are its meaning.
        return hashlib.sha256((root / path).read_bytes()).hexdigest()


def _essence(root: Path, path: str) -> str:
    if path.endswith(".yaml"):
        return _canonical(read_text(root / path))
    if path.startswith("prompts/"):
        prompt = prompts.load(_prompt_name(path), root / "prompts")
        return f"{prompt.inputs} {prompt.output} {prompt.sha256}"
    name = PurePosixPath(path).relative_to("knowledge").with_suffix("").as_posix()
    return _notes(root / "knowledge")[name]


@functools.cache
def _notes(folder: Path) -> dict[str, str]:
    """Note id -> hash; a version's notes are read once."""
    return {note.id: note.content_hash for note in read_notes(folder)}


def _canonical(text: str) -> str:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    loader: Any = YAML(typ="safe", pure=True)
    try:
        return json.dumps(loader.load(text), ensure_ascii=False, sort_keys=True, default=str)
    except YAMLError as error:
        raise InputError("YAML 读不懂") from error


def _prompt_name(path: str) -> str:
    return PurePosixPath(path).relative_to("prompts").with_suffix("").as_posix()


def _lines(path: Path) -> list[str]:
    text = read_text(path) if path.is_file() else ""
    # Without it a last line that has no line end runs into the next one of the diff.
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []


def _git(where: Path, *arguments: str) -> bytes | None:
    """What git prints; None when it refuses. InputError when there is no git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(where), *arguments],
            capture_output=True,
            check=False,
            timeout=GIT_SECONDS,
        )
    except FileNotFoundError as error:
        raise InputError("找不到 git", next_step="装好 git 再运行一次") from error
    return done.stdout if done.returncode == 0 else None
