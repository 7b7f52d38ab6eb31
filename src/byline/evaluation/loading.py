"""Finding and reading suites and cases.

Owns: where they are, and that every file of them validates. Promise: what is wrong is named with
file and field; case ids are unique in a suite; cases come in the order of their ids.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from byline.errors import InputError
from byline.evaluation.models import Case, Suite
from byline.evaluation.targets import load_target
from byline.files import read_text
from byline.llm.schemas import list_of
from byline.shipped import shipped
from byline.validation import first_problem


def suite_ids(root: Path | None = None) -> list[str]:
    """Every suite there is, by name."""
    folder = (root or shipped("evals")) / "suites"
    return sorted(path.stem for path in folder.glob("*.yaml"))


def load_suite(name: str, root: Path | None = None) -> Suite:
    """Read one suite; InputError names the ones there are."""
    base = root or shipped("evals")
    path = base / "suites" / f"{name}.yaml"
    if name not in suite_ids(root):
        raise InputError(
            "没有这个套件", value=name, next_step=f"有的是：{'、'.join(suite_ids(root))}"
        )
    suite: Suite = _valid(path, _read(path), Suite)
    if suite.id != name:
        raise InputError(f"{path} 的 id 应与文件名一致", value=suite.id, next_step=f"改成 {name}")
    return suite


def load_cases(suite: Suite, folder: Path | None = None) -> list[Case]:
    """Read a suite's cases, from `folder` when given; a file is one case or has `cases: […]`."""
    place = folder or shipped("evals") / "cases" / suite.folder
    shape = load_target(suite.target).CASE
    paths = sorted(place.glob("*.yaml"))
    if not paths:
        raise InputError("这里没有用例文件（*.yaml）", value=str(place), next_step="看看路径对不对")
    cases = [case for path in paths for case in _cases(path, shape)]
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise InputError(f"{place} 里有两个用例同名", value=case.id, next_step="改一个名字")
        seen.add(case.id)
    return sorted(cases, key=lambda case: case.id)


def cases_by_id(name: str) -> dict[str, Any]:
    """The shipped cases of a suite; what they are is its target's `CASE`."""
    return {case.id: case for case in load_cases(load_suite(name))}


def file_schema(shape: type[Case]) -> dict[str, Any]:
    """The JSON schema of a case file, for editors: one case, or several under `cases`."""
    several = create_model(
        f"{shape.__name__}s",
        __config__=ConfigDict(extra="forbid"),
        cases=(list_of(shape), Field(min_length=1)),
    )
    schema = several.model_json_schema()
    definitions: dict[str, Any] = schema.pop("$defs")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "anyOf": [{"$ref": f"#/$defs/{shape.__name__}"}, schema],
        "$defs": definitions,
    }


def _cases(path: Path, shape: type[Case]) -> list[Case]:
    data: object = _read(path)
    found: object = [data]
    if isinstance(data, dict) and set(cast(dict[str, Any], data)) == {"cases"}:
        found = cast(dict[str, object], data)["cases"]
    if not isinstance(found, list) or not found:
        shown = cast(object, found)
        raise InputError(f"{path} 的 cases 里没有用例", value=shown, next_step=f"改好 {path}")
    return [_valid(path, one, shape) for one in cast(list[Any], found)]


def _read(path: Path) -> Any:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    loader: Any = YAML(typ="safe", pure=True)
    try:
        return loader.load(read_text(path))
    except YAMLError as error:
        raise InputError(f"{path} 读不懂：{error}", next_step=f"改好 {path}") from error


def _valid(path: Path, data: Any, shape: type[BaseModel]) -> Any:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        problem = first_problem(error)
        name = cast(dict[str, Any], data).get("id", "") if isinstance(data, dict) else ""
        raise InputError(
            f"{path} 的 {name} {problem.field} 不对：{problem.message}",
            value=problem.value,
            next_step=f"改好 {path}",
        ) from error
