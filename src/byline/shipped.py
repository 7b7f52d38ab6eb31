"""Where the data files that ship with byline are, and how they are read.

In a wheel prompts/, knowledge/ and evals/ lie under `byline/_shipped/`; in a checkout at its top.
Nothing else in the code base may guess at paths. Promise: what a data file says is read once a
process, per file, so that two versions of a folder can be used side by side (`using`).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from byline.errors import PromptError
from byline.files import read_text
from byline.validation import first_problem


class Strict(BaseModel):
    """Part of a data file: what nobody reads does not belong there."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class WordList(Strict):
    """A TOML file of rules beside the module that applies them, and why to believe it."""

    source: str
    date: date
    confidence: Literal["low", "medium", "high"]


T = TypeVar("T", bound=BaseModel)
_PACKAGE = Path(__file__).resolve().parent


Folder = Literal["prompts", "knowledge", "evals"]
_instead: ContextVar[Path | None] = ContextVar("instead", default=None)


def shipped(name: Folder) -> Path:
    """Return the folder `name`, in the wheel if it is there, in the checkout otherwise."""
    instead = _instead.get()
    if instead is not None and name != "evals":
        return instead / name
    packaged = _PACKAGE / "_shipped" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name


@contextmanager
def using(root: Path) -> Generator[None]:
    """Inside the block, and in threads given its context, prompts and knowledge come from `root`.

    This is how the eval harness runs another version of the prompts with this version of the code.
    """
    token = _instead.set(root)
    try:
        yield
    finally:
        _instead.reset(token)


@functools.cache
def load_rules(path: Path, shape: type[T]) -> T:
    """Read the TOML file beside a module into its model; a mistake in it is a defect, not input."""
    return shape.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@functools.cache
def load_data(path: Path, shape: type[T]) -> T:
    """Read one shipped YAML file into its model; PromptError names the file and the field."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    loader: Any = YAML(typ="safe", pure=True)
    try:
        return shape.model_validate(loader.load(read_text(path)))
    except YAMLError as error:
        raise PromptError(f"数据文件读不懂：{error}", value=str(path)) from error
    except ValidationError as error:
        problem = first_problem(error)
        raise PromptError(
            f"数据文件的 {problem.field} 不对：{problem.message}", value=str(path)
        ) from error
