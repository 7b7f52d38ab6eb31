"""Pydantic models as JSON schemas that services accept under `strict`.

Owns: the shape sent over the wire. Promise: every object is closed and lists all its properties as
required, and there are no references left, so that a strict service and a grammar both take it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, cast

from pydantic import BaseModel

NOISE = frozenset({"title", "default", "$defs"})
"""Keys that cost tokens and constrain nothing; strict services refuse `default`."""


def one_of(values: Sequence[str]) -> Any:
    """A field type that takes one of `values`, known only at run time (fact ids, kinds)."""
    return Literal[tuple(values)]


def list_of(item: Any) -> Any:
    """`list[item]` for an item type made at run time."""
    return list[item]


def strict_schema(shape: type[BaseModel]) -> dict[str, Any]:
    """Return the strict JSON schema of `shape`; recursive shapes are not supported."""
    schema = shape.model_json_schema()
    return cast(dict[str, Any], _strict(schema, schema.get("$defs", {})))


def _strict(node: Any, definitions: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_strict(item, definitions) for item in cast(list[Any], node)]
    if not isinstance(node, dict):
        return node
    found = cast(dict[str, Any], node)
    if "$ref" in found:
        name = str(found["$ref"]).rpartition("/")[2]
        beside = {key: value for key, value in found.items() if key != "$ref"}
        return _strict({**definitions[name], **beside}, definitions)
    kept = {
        # Under "properties" the keys are field names, and a field may be called "title".
        key: _fields(value, definitions) if key == "properties" else _strict(value, definitions)
        for key, value in found.items()
        if key not in NOISE
    }
    if "properties" in kept:
        kept["required"] = list(kept["properties"])
        kept["additionalProperties"] = False
    return kept


def _fields(properties: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    return {name: _strict(node, definitions) for name, node in properties.items()}
