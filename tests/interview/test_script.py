from pathlib import Path

import pytest

from byline.errors import InputError
from byline.interview.guide import load_guide
from byline.interview.script import Script, ScriptFile
from byline.shipped import load_data, shipped

YAML = """\
name: 陈燕
answers:
  skill: [第一答, 第二答]
  result:
    - |
      两行
      答案
consent: 全部，除了 2
"""


def written(tmp_path: Path, name: str, text: str | bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.mark.parametrize("name", ["a.yaml", "a.yml", "a.YAML"])
def test_yaml_answers_by_topic(tmp_path: Path, name: str):
    script = Script.read(written(tmp_path, name, YAML))
    assert (script.name, script.consent) == ("陈燕", "全部，除了 2")
    assert script.reply("result") == "两行\n答案\n"
    assert [script.reply("skill") for _ in range(3)] == ["第一答", "第二答", None]
    assert script.reply("nobody") is None


def test_text_answers_in_order_whatever_the_topic(tmp_path: Path):
    text = "\ufeff\r\n第一段\r\n第二行\r\n\r\n\r\n\r\n第二段\x07\n\n"
    script = Script.read(written(tmp_path, "a.txt", text))
    assert [script.reply(topic) for topic in "abc"] == ["第一段\n第二行", "第二段", None]
    assert script.consent == ""


def test_an_empty_text_has_no_answers(tmp_path: Path):
    assert Script.read(written(tmp_path, "a.txt", " \n\n ")).reply("skill") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("answers: [", "读不懂"),
        ("answers: {skill: 一句}", r"answers\.skill"),
        ("answers: {skill: [1]}", r"answers\.skill\.0"),
        ("answers: {skill: [2026-13-45]}", "读不懂"),
        ("answers: {skill: [坏\x01字]}", "读不懂"),
        ("answers: {skill: " + "[" * 1000, "读不懂"),
        ("colour: red", "colour"),
        ("", "整个文件"),
        ("- 一句", "整个文件"),
        ("answers: {a: &x [*x]}", "不对|读不懂"),
    ],
)
def test_a_bad_script_is_named(tmp_path: Path, text: str, said: str):
    path = written(tmp_path, "a.yaml", text)
    with pytest.raises(InputError, match=said) as caught:
        Script.read(path)
    assert caught.value.value == str(path)


def test_other_encodings_and_missing_files_are_input_errors(tmp_path: Path):
    with pytest.raises(InputError, match="UTF-8"):
        Script.read(written(tmp_path, "a.txt", "我做了八年".encode("gb18030")))
    with pytest.raises(InputError, match="打不开"):
        Script.read(tmp_path / "none.yaml")


def test_the_example_person_answers_topics_the_guide_asks():
    path = shipped("prompts").parent / "src/byline/examples/chen_yan.yaml"
    person = load_data(path, ScriptFile)
    topics = {topic.id for topic in load_guide().topics}
    assert person.name
    assert set(person.answers) <= topics
    assert len(person.answers) >= 10
