"""A question that comes whole, or in pieces."""

import pytest

from byline.cli.speaking import Speaking


def spoken(capsys: pytest.CaptureFixture[str], pieces: list[str], question: str) -> str:
    with Speaking("想一下…", lambda: "追问") as speaking:
        for piece in pieces:
            speaking.piece(piece)
    speaking.put("2/14 拿手的事", question)
    return capsys.readouterr().out


@pytest.fixture(autouse=True)
def fresh_console(monkeypatch: pytest.MonkeyPatch) -> None:
    """A console made for the stream of this test."""
    from byline.cli import console, speaking

    for name in ("stdout", "stderr"):
        fresh = getattr(console, name).__wrapped__
        monkeypatch.setattr(console, name, fresh)
    monkeypatch.setattr(speaking, "stdout", console.stdout)


def test_pieces_stand_on_one_line_as_a_follow_up(capsys: pytest.CaptureFixture[str]) -> None:
    out = spoken(
        capsys, ["你刚才说“十二个人”。", "哪一年", "的事？"], "你刚才说“十二个人”。哪一年的事？"
    )
    assert out == "\n[追问] 你刚才说“十二个人”。哪一年的事？\n"


def test_what_was_not_streamed_is_added(capsys: pytest.CaptureFixture[str]) -> None:
    out = spoken(capsys, ["你刚才说“十二个人”。"], "你刚才说“十二个人”。哪一年的事？")
    assert out == "\n[追问] 你刚才说“十二个人”。哪一年的事？\n"


@pytest.mark.parametrize("pieces", [[], ["会什么？"]])
def test_a_whole_question_has_its_own_mark(
    capsys: pytest.CaptureFixture[str], pieces: list[str]
) -> None:
    assert spoken(capsys, pieces, "会什么？") == "\n[2/14 拿手的事] 会什么？\n"


def test_brackets_are_words(capsys: pytest.CaptureFixture[str]) -> None:
    out = spoken(capsys, ["你说“[bold]”。"], "你说“[bold]”。为什么？")
    assert out == "\n[追问] 你说“[bold]”。为什么？\n"
