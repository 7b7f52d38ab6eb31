"""A typed line is a command or an answer."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.cli.people import COMMANDS, Reply, parsed
from byline.cli.wording import wording


@pytest.mark.parametrize(
    ("line", "command", "argument"),
    [
        ("/skip", "skip", ""),
        ("／skip", "skip", ""),
        ("、skip", "skip", ""),
        ("  /SKIP  ", "skip", ""),
        ("／ｓｋｉｐ", "skip", ""),
        ("/edit 3", "edit", "3"),
        ("/edit3", "edit", "3"),
        ("、edit ３", "edit", "3"),
        ("/lang en", "lang", "en"),
        ("、lang zh", "lang", "zh"),
        ("/", "help", ""),
        ("/q", "pause", ""),
        ("/quit", "pause", ""),
        ("/skip 这个", "skip", "这个"),
        ("/wyh", "wyh", ""),
        ("、wyh", "wyh", ""),
        ("/eidt 3", "eidt", "3"),
    ],
)
def test_commands(line: str, command: str, argument: str) -> None:
    assert parsed(line) == Reply(command=command, argument=argument)


@pytest.mark.parametrize(
    "line",
    [
        "、ERP 那一套我不信，十年了",
        "、facts 是英文的事实",
        "1/3 的货",
        "说/做都行",
        "/usr/local 那台机器我装的",
        "/etc 下面的配置我改过",
        "skip",
        "",
        "/ 2019 年",
    ],
)
def test_words(line: str) -> None:
    assert parsed(line) == Reply(text=line)


@given(st.text())
def test_no_words_are_lost(line: str) -> None:
    reply = parsed(line)
    assert reply.command or reply.text == line


@given(st.text(alphabet=string.ascii_letters + "，。 是", min_size=12), st.sampled_from("/／、"))
def test_a_sentence_after_a_slash_is_an_answer_unless_it_names_a_command(
    words: str, slash: str
) -> None:
    reply = parsed(slash + words)
    named = any(words.strip().lower().startswith(name) for name in (*COMMANDS, "q"))
    assert named or reply.text == slash + words or words.strip().isalpha()


def test_every_command_is_explained_in_both_languages() -> None:
    for language in ("zh", "en"):
        assert set(wording(language).commands) == set(COMMANDS)
