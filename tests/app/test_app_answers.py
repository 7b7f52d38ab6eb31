"""What becomes of what was said."""

from collections.abc import Callable

import pytest

from byline.app import answers
from byline.app.interviews import open_interview
from byline.errors import InputError
from byline.ledger.events import Finished
from byline.ledger.models import Fact
from byline.workspace import Workspace

Hold = Callable[..., Fact]


def test_facts_leave_with_the_words_they_rest_on(workspace: Workspace, hold: Hold) -> None:
    hold("我管仓库八年")
    hold("错发率降到千分之一点二", "result")
    with workspace.lock():
        talk = open_interview(workspace)
        first = answers.numbered(talk, 1)
        change = answers.replace(talk, first, "我管仓库九年")
        assert [fact.id for fact in change.gone] == ["f001"]
        second = answers.numbered(talk, 2)
        assert [fact.id for fact in answers.keep_private(talk, second)] == ["f002"]
        assert [fact.id for fact in answers.withdraw(talk, second).gone] == ["f002"]
        with pytest.raises(InputError, match="没有这一段回答"):
            answers.numbered(talk, 7)
        held = answers.conversation(talk)
    assert [(one.private, one.withdrawn) for one in held] == [(False, False), (True, True)]
    assert workspace.ledger().facts == []
    assert list(workspace.journal().answers().values()) == ["我管仓库九年"]


def test_an_open_question_of_the_guide_is_put_anew_in_another_language(
    workspace: Workspace,
) -> None:
    with workspace.lock():
        talk = open_interview(workspace)
        question = talk.next_question()
        assert question
        answers.speak(talk, "en", asked=True, question=question)
        again = talk.next_question()
        assert again and again.topic == question.topic
        assert again.text.isascii() and not question.text.isascii()
        assert answers.follow_language(talk) is None
    assert open_interview(workspace).language == "en"


def test_an_interview_is_over_once_it_was_closed_and_nothing_waits(workspace: Workspace) -> None:
    with workspace.lock():
        talk = open_interview(workspace)
        assert not answers.is_over(talk)
        while question := talk.next_question():
            talk.skip(question)
        assert not answers.is_over(talk)
        workspace.journal().append(Finished())
        assert answers.is_over(open_interview(workspace))
        assert {one.state for one in answers.topics(talk)} == {"passed"}
