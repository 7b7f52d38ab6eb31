"""Where the data files that ship with byline are, and how they are read.

In a wheel prompts/ and knowledge/ lie under `byline/_shipped/`; in a checkout at its top. Nothing
else in the code base may guess at paths.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from byline.errors import PromptError
from byline.files import read_text

T = TypeVar("T", bound=BaseModel)
_PACKAGE = Path(__file__).resolve().parent


def shipped(name: Literal["prompts", "knowledge"]) -> Path:
    """Return the folder `name`, in the wheel if it is there, in the checkout otherwise."""
    packaged = _PACKAGE / "_shipped" / name
    return packaged if packaged.is_dir() else _PACKAGE.parents[1] / name


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
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise PromptError(f"数据文件的 {field} 不对：{first['msg']}", value=str(path)) from error
