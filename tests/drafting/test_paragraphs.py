"""A paragraph heard while the model writes it."""

import json
import threading

import pytest
from fact_samples import fact
from loopback import Service
from outline_samples import brief, overlap, part

from byline.drafting.chain import Writer, written_part
from byline.drafting.paragraphs import paragraph_schema
from byline.errors import ModelError
from byline.llm.structured import StructuredCaller

STOCK = fact(1, "去年我把盘点从两天改成半天，后来差错率降到千分之二。", topic="skill")
LABEL = fact(2, "就是每个货架先贴标签，再两个人一起数。", kind="skill", topic="skill")
FACTS = (STOCK, LABEL)
FIRST, SECOND = "去年我把盘点从两天改成半天。", "每个货架先贴标签，再两个人一起数。"


def answer(text: str) -> str:
    return json.dumps({"text": text, "facts": ["f001"]}, ensure_ascii=False)


def heard(caller: StructuredCaller, **beat: object) -> tuple[list[str], str]:
    """What a listener hears, and the paragraph that is kept."""
    seen: list[str] = []
    writer = Writer(caller, overlap, "m")
    section = written_part(writer, brief(), part(FACTS, **beat), heard=seen.append)
    assert section is not None
    return seen, section.text


def test_each_sentence_is_heard_once_and_is_what_stands(service: Service, caller: StructuredCaller):
    service.streams(answer(FIRST + SECOND))
    assert heard(caller) == ([FIRST, SECOND], FIRST + SECOND)
    assert service.asked[0]["stream"] is True


def test_what_is_refused_is_never_heard_and_what_follows_waits_for_its_mending(
    service: Service, caller: StructuredCaller
):
    service.streams(answer(FIRST + "一年少赔了十万块。" + SECOND))
    service.says(json.dumps({"text": "后来差错率降到千分之二。"}, ensure_ascii=False))
    whole = [FIRST, "后来差错率降到千分之二。", SECOND]
    assert heard(caller) == (whole, "".join(whole))


def test_own_words_are_heard_where_nothing_of_the_model_stands(
    service: Service, caller: StructuredCaller
):
    service.streams(answer("我管过三百家店。"))
    service.says(json.dumps({"text": "我管过两百家店。"}, ensure_ascii=False))
    assert heard(caller) == ([STOCK.quote, LABEL.quote], STOCK.quote + LABEL.quote)


def test_a_paragraph_for_the_reader_is_heard_when_it_is_settled(
    service: Service, caller: StructuredCaller
):
    service.streams(answer(FIRST))
    service.says(json.dumps({"text": "你去年把盘点从两天改成半天了吗？"}, ensure_ascii=False))
    seen, text = heard(caller, reader=True)
    assert seen == [text] == ["你去年把盘点从两天改成半天了吗？"]


def test_what_speaks_to_the_reader_is_heard_before_the_paragraph_is_whole(
    service: Service, caller: StructuredCaller
):
    asks, rest = "你家盘一次点也要两天吗？", threading.Event()
    service.streams(answer(asks + SECOND + FIRST))
    service.replies[-1].hold = rest
    seen: list[str] = []

    def hear(sentence: str) -> None:
        seen.append(sentence)
        rest.set()

    section = written_part(
        Writer(caller, overlap, "m"), brief(), part(FACTS, reader=True), heard=hear
    )
    assert section
    assert seen == [asks, SECOND, FIRST] == [one.text for one in section.sentences]


def test_the_last_sentence_is_heard_before_the_facts_are_named(
    service: Service, caller: StructuredCaller
):
    rest = threading.Event()
    service.streams(json.dumps({"text": FIRST, "facts": ["f001"] * 40}, ensure_ascii=False))
    service.replies[-1].hold = rest
    seen: list[str] = []

    def hear(sentence: str) -> None:
        seen.append(sentence)
        rest.set()

    writer = Writer(caller, overlap, "m")
    assert written_part(writer, brief(), part(FACTS), heard=hear)
    assert seen == [FIRST]


def test_a_service_that_answers_in_one_piece_is_asked_again_plainly(
    service: Service, caller: StructuredCaller
):
    service.says(answer(FIRST))
    service.says(answer(FIRST))
    assert heard(caller) == ([FIRST], FIRST)
    assert [asked["stream"] for asked in service.asked] == [True, False]


def test_a_service_that_will_not_stream_in_a_format_is_asked_plainly(
    service: Service, caller: StructuredCaller
):
    service.fails(400, "response_format is not supported")
    service.fails(400, "response_format is not supported")
    service.says(answer(FIRST))
    assert heard(caller) == ([FIRST], FIRST)
    assert service.formats() == ["json_schema", "json_schema", "json_object"]


def test_an_answer_that_is_cut_off_keeps_the_sentences_that_were_heard(
    service: Service, caller: StructuredCaller
):
    service.streams(answer(FIRST + SECOND + "后来")[:-22])
    seen, text = heard(caller)
    assert seen == [FIRST, SECOND] and text == FIRST + SECOND


def test_a_connection_that_dies_after_a_sentence_is_an_error(
    service: Service, caller: StructuredCaller
):
    service.streams(answer(FIRST + SECOND))
    service.replies[-1].cut = True
    with pytest.raises(ModelError):
        heard(caller)


def test_a_schema_takes_no_fact_that_was_not_offered():
    schema = paragraph_schema(FACTS)
    assert schema.model_validate({"text": "好。", "facts": ["f001"]})
    with pytest.raises(ValueError, match="f003"):
        schema.model_validate({"text": "好。", "facts": ["f003"]})
