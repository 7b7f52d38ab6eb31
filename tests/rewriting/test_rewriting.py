import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from loopback import Reply, Service
from loopback_caller import says, words_sent
from note_samples import TEXTS, make, write

from byline.errors import InputError
from byline.knowledge.retriever import Hit, Notes, open_search
from byline.llm.structured import StructuredCaller
from byline.rewriting import READ, WEIGHT, ModelRewriter, RewritingSearch, joined

ASKED = "号没了咋整"


@pytest.fixture
def rewriter(caller: StructuredCaller, tmp_path: Path) -> Iterator[ModelRewriter]:
    made = ModelRewriter(caller, "m", kept=tmp_path / "rewrites.sqlite", patience=5.0)
    yield made
    made.close()


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Notes]:
    folder = tmp_path_factory.mktemp("notes")
    shelf = write(folder / "shelf", [make(name, asks=[]) for name in TEXTS])
    with open_search(folder / "cache", shelves=[shelf]) as search:
        yield search


def test_the_question_comes_back_in_other_words(service: Service, rewriter: ModelRewriter):
    says(service, query=" 账号被封了怎么办 ")
    assert rewriter(ASKED) == "账号被封了怎么办"
    assert ASKED in words_sent(service)


def test_what_was_answered_once_is_not_asked_again(
    service: Service, caller: StructuredCaller, rewriter: ModelRewriter, tmp_path: Path
):
    says(service, query="账号被封了怎么办")
    first = rewriter(ASKED)
    other = ModelRewriter(caller, "m", kept=tmp_path / "rewrites.sqlite")
    assert (rewriter(ASKED), other(ASKED)) == (first, first)
    other.close()
    assert len(service.asked) == 1


def test_another_model_is_asked_anew(
    service: Service, caller: StructuredCaller, rewriter: ModelRewriter, tmp_path: Path
):
    says(service, query="账号被封了怎么办")
    says(service, query="账号丢了怎么办")
    rewriter(ASKED)
    other = ModelRewriter(caller, "another", kept=tmp_path / "rewrites.sqlite")
    assert other(ASKED) == "账号丢了怎么办"
    other.close()


def test_a_failing_model_gives_nothing_and_is_asked_the_next_time(
    service: Service, rewriter: ModelRewriter
):
    service.fails(400)
    service.fails(400)
    service.fails(400)
    assert rewriter(ASKED) is None
    says(service, query="账号被封了怎么办")
    assert rewriter(ASKED) == "账号被封了怎么办"


def test_a_slow_model_is_not_waited_for_and_its_answer_is_kept(
    service: Service, caller: StructuredCaller, tmp_path: Path
):
    says(service, query="账号被封了怎么办")
    hold = threading.Event()
    service.replies[0] = replace(service.replies[0], hold=hold)
    hasty = ModelRewriter(caller, "m", kept=tmp_path / "rewrites.sqlite", patience=0.05)
    assert hasty(ASKED) is None
    hold.set()
    for thread in threading.enumerate():
        if thread.name == "rewriting":
            thread.join(10)
    assert hasty(ASKED) == "账号被封了怎么办"
    hasty.close()
    assert len(service.asked) == 1


@pytest.mark.parametrize("left", [b"", b"not a database " * 99])
def test_a_cache_that_cannot_be_used_costs_nothing_else(
    service: Service, caller: StructuredCaller, tmp_path: Path, left: bytes
):
    path = tmp_path / "rewrites.sqlite"
    path.write_bytes(left)
    says(service, query="账号被封了怎么办")
    made = ModelRewriter(caller, "m", kept=path)
    assert made(ASKED) == made(ASKED) == "账号被封了怎么办"
    made.close()


def test_a_long_question_is_shown_in_part(service: Service, rewriter: ModelRewriter):
    says(service, query="一个问题")
    rewriter("问" * READ + "尾巴")
    assert "尾巴" not in words_sent(service)


def test_both_ways_of_asking_count(notes: Notes):
    without = notes.search(ASKED, 4)
    asked: list[str] = []

    def rewrite(query: str) -> str:
        asked.append(query)
        return "别人没有的经历"

    found = RewritingSearch(notes, rewrite).search(ASKED, 4)
    assert asked == [ASKED]
    gain = {hit.note.id: hit.score for hit in found}
    assert found[0].note.id == "advantages/stories"
    assert len(gain) == len(without) == 4


def test_without_a_rewriting_the_search_is_the_plain_one(notes: Notes):
    assert RewritingSearch(notes, lambda _: None).search(ASKED, 2) == notes.search(ASKED, 2)


def test_filters_hold_for_both(notes: Notes):
    found = RewritingSearch(notes, lambda _: "经历").search("写", 9, stage="plan")
    assert {hit.note.id for hit in found} == {"publishing/little-time", "ownership/plain-files"}


def test_k_below_one_is_an_error(notes: Notes):
    with pytest.raises(InputError):
        RewritingSearch(notes, lambda _: None).search(ASKED, 0)


def test_a_note_one_ranking_lacks_counts_as_its_last(notes: Notes):
    first = notes.search("没有时间写", 2)
    second = [hit for hit in notes.search("别人没有的经历", 4) if hit.note.id not in _ids(first)]
    together = joined(first, second)
    assert _ids(together) == _ids(first) | _ids(second)
    low = min(hit.score for hit in second)
    best = next(hit for hit in together if hit.note.id == first[0].note.id)
    assert best.score == pytest.approx((first[0].score + WEIGHT * low) / (1 + WEIGHT))


def test_joining_with_nothing_changes_nothing(notes: Notes):
    hits = notes.search(ASKED, 3)
    assert joined(hits, []) == hits == joined([], hits)


def _ids(hits: list[Hit]) -> set[str]:
    return {hit.note.id for hit in hits}


def test_a_reply_without_the_field_is_no_rewriting(service: Service, rewriter: ModelRewriter):
    for _ in range(2):
        service.replies.append(Reply(status=200, body={"choices": []}))
    assert rewriter(ASKED) is None
