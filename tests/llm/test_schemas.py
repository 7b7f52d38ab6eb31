import json
from typing import Literal

from pydantic import BaseModel, Field, create_model

from byline.llm.schemas import strict_schema


class Inner(BaseModel):
    title: str = "x"
    size: int | None = None


class Outer(BaseModel):
    first: Inner = Field(description="the first")
    rest: list[Inner] = []


def test_objects_are_closed_complete_and_free_of_references() -> None:
    schema = strict_schema(Outer)
    assert "$ref" not in json.dumps(schema)
    assert "$defs" not in schema
    assert schema["required"] == ["first", "rest"]
    assert schema["additionalProperties"] is False
    inner = schema["properties"]["rest"]["items"]
    assert inner["required"] == ["title", "size"]
    assert inner["additionalProperties"] is False
    assert schema["properties"]["first"]["description"] == "the first"


def test_a_shape_made_at_run_time_keeps_its_choices() -> None:
    shape = create_model("Pick", note=(Literal["n1", "n2"], ...))
    assert strict_schema(shape)["properties"]["note"]["enum"] == ["n1", "n2"]
