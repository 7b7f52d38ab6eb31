import inspect
import re
from pathlib import Path

from byline import errors


def tree():
    return {
        name: cls
        for name, cls in inspect.getmembers(errors, inspect.isclass)
        if issubclass(cls, errors.BylineError)
    }


def test_the_docstring_draws_every_error_under_its_parent():
    drawn, parents = {}, []
    for line in errors.__doc__.splitlines():
        found = re.match(r"^([ │├└─]*)(\w+Error)\b", line)
        if found:
            depth = (len(found[1]) - 4) // 4
            parents[depth:] = [found[2]]
            drawn[found[2]] = parents[depth - 1] if depth else None
    assert drawn == {
        name: None if cls is errors.BylineError else cls.__base__.__name__
        for name, cls in tree().items()
    }


def test_every_error_says_what_it_is():
    assert all(cls.__doc__ for cls in tree().values())


def test_the_message_holds_value_and_next_command():
    shown = str(errors.InputError("读不懂", value="a\nb", next_step="byline doctor"))
    assert shown == "读不懂：'a\\nb'\n下一步：byline doctor"
    assert str(errors.InputError("读不懂")) == "读不懂"


def test_a_hand_edit_error_names_file_line_and_field():
    error = errors.HandEditError(Path("/x/facts.yaml"), line=3, field="kind", problem="没有这一种")
    assert "facts.yaml 第 3 行" in str(error)
    assert "kind" in str(error)
    assert "没有动这个文件" in str(error)
    assert "整个文件" in str(errors.HandEditError(Path("f"), line=None, field="", problem="空"))


def test_unsaved_words_travel():
    assert errors.StorageError("满了", unsaved="说过的话").unsaved == "说过的话"
