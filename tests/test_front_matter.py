import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from byline.errors import PromptError
from byline.front_matter import read_front_matter, split_front_matter

# What YAML has no way to write in a JSON string is left out.
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp")))
LEAVES = st.none() | st.booleans() | st.integers() | WORDS
DATA = st.dictionaries(WORDS.filter(bool), LEAVES | st.lists(LEAVES, max_size=3), max_size=4)
BODY = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"))


def wrong(field: str, problem: str) -> PromptError:
    return PromptError(f"{field}: {problem}")


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


@settings(deadline=None, max_examples=60)
@given(DATA, BODY)
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, data, body: str):
    head = json.dumps(data, ensure_ascii=False)
    path = write(tmp_path_factory.mktemp("f") / "a.md", f"---\n{head}\n---\n{body}")
    assert read_front_matter(path, wrong) == (data, body)


@given(BODY)
def test_splitting_keeps_the_text(body: str):
    assert split_front_matter(f"---\na: 1\n---\n{body}") == ("a: 1\n", body)
    if not body.startswith("---\n"):
        assert split_front_matter(body) == (None, body)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_a_byte_order_mark_make_no_difference(tmp_path: Path, mark: str, end: str):
    text = mark + "---\na: 1\nb: |\n  两\n  行\n---\n正文\n\n---\n还是正文\n".replace("\n", end)
    data, body = read_front_matter(write(tmp_path / "a.md", text), wrong)
    assert data == {"a": 1, "b": "两\n行\n"}
    assert body == "正文\n\n---\n还是正文\n"


@pytest.mark.parametrize(
    "text", ["", "正文\n", "--- \na: 1\n---\n", "---\na: 1\n", "\n---\na: 1\n---\n"]
)
def test_without_front_matter(tmp_path: Path, text: str):
    path = write(tmp_path / "a.md", text)
    assert read_front_matter(path, wrong, optional=True) == ({}, text)
    with pytest.raises(PromptError, match="开头没有"):
        read_front_matter(path, wrong)


@pytest.mark.parametrize(
    "head",
    [
        "a: [",
        "a: 1\na: 2",
        "a: 2026-13-45",
        "a: " + "[" * 1000,
        "a: &x [*x, *y]",
        "a: !!python/object/apply:os.system [true]",
        "\tb: 1",
    ],
)
@pytest.mark.parametrize("optional", [True, False])
def test_yaml_that_cannot_be_read_is_the_callers_error(tmp_path: Path, head: str, optional: bool):
    path = write(tmp_path / "a.md", f"---\n{head}\n---\n正文\n")
    with pytest.raises(PromptError, match="---: YAML 读不懂"):
        read_front_matter(path, wrong, optional=optional)


@pytest.mark.parametrize("head", ["", "- 1\n", "一句话\n", "3\n", "null\n"])
@pytest.mark.parametrize("optional", [True, False])
def test_front_matter_is_fields_and_values(tmp_path: Path, head: str, optional: bool):
    path = write(tmp_path / "a.md", f"---\n{head}---\n正文\n")
    with pytest.raises(PromptError, match="字段"):
        read_front_matter(path, wrong, optional=optional)


def test_files_that_are_no_text_are_the_callers_error(tmp_path: Path):
    (tmp_path / "gbk.md").write_bytes("---\na: 好\n---\n".encode("gb18030"))
    for path in (tmp_path / "gbk.md", tmp_path / "none.md", tmp_path):
        with pytest.raises(PromptError, match="---: 文件"):
            read_front_matter(path, wrong)
