import pytest
from pydantic import ValidationError

from byline.checks.patterns import NamedWords, any_of


class Rules(NamedWords):
    patterns: tuple[str, ...]


def test_groups_name_those_below_them():
    rules = Rules.model_validate(
        {"words": {"both": "<one>|c", "one": "a|b"}, "patterns": ["x<both>y", "(?<!<)z"]}
    )
    assert any_of(rules.patterns).fullmatch("xBy")
    assert any_of(rules.patterns).fullmatch("xcy") and any_of(rules.patterns).search("z")


def test_a_name_that_is_no_group_is_refused():
    with pytest.raises(ValidationError, match="two"):
        Rules.model_validate({"words": {"one": "a"}, "patterns": ["<two>"]})


def test_no_patterns_match_nothing():
    assert any_of(()).search("") is None
