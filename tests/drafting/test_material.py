from collections.abc import Sequence

from fact_samples import fact
from hypothesis import given
from hypothesis import strategies as st

from byline.drafting.beats import Beat, load_beats
from byline.drafting.material import UNPRINTED, choose, passages
from byline.ledger.consent import Consent
from byline.ledger.models import Fact, Kind


def overlap(query: str, texts: Sequence[str]) -> list[float]:
    """Nearness by shared characters: an ordinary function in place of the embedding."""
    return [len(set(query) & set(text)) / (len(set(text)) or 1) for text in texts]


def beat(*topics: str, most: int = 1, reuse: bool = False, kinds: tuple[Kind, ...] = ()) -> Beat:
    return Beat(
        task="写",
        topics=list(topics),
        passages=most,
        reuse=reuse,
        kinds=list(kinds),
        missing="",
        notes=[],
    )


def test_an_answer_is_one_passage_in_the_order_it_was_said():
    facts = [
        fact(5, "后半句。", source="a001"),
        fact(2, "前半句。", source="a001"),
        fact(3, "另一段。", source="a002"),
    ]
    assert [passage.text for passage in passages(facts)] == ["前半句。后半句。", "另一段。"]


def test_the_nearest_passage_of_the_first_topic_that_has_one():
    held = passages(
        [
            fact(1, "修车修了八年。", topic="skill"),
            fact(2, "盘点改成半天。", topic="skill"),
            fact(3, "盘点得了奖。", topic="result"),
        ]
    )
    (best,) = choose(beat("skill", "result"), "盘点怎么改", held, set(), overlap)
    assert best.text == "盘点改成半天。"
    (other,) = choose(beat("skill"), "盘点怎么改", held, {"f002"}, overlap)
    assert other.text == "修车修了八年。"
    assert choose(beat("skill"), "盘点怎么改", held, {"f001", "f002"}, overlap) == []
    (again,) = choose(beat("skill", reuse=True), "盘点怎么改", held, {"f001", "f002"}, overlap)
    assert again.text == "盘点改成半天。"
    (fallen,) = choose(beat("asked", "result"), "盘点怎么改", held, set(), overlap)
    assert fallen.text == "盘点得了奖。"


def test_a_wanted_kind_beats_nearness():
    held = passages(
        [
            fact(1, "盘点怎么改。", kind="skill", topic="asked"),
            fact(2, "王姐的账。", kind="experience", topic="asked"),
        ]
    )
    (best,) = choose(beat("asked", kinds=("experience",)), "盘点怎么改", held, set(), overlap)
    assert best.text == "王姐的账。"


def test_several_passages_are_several():
    held = passages([fact(n, f"第{n}段。", topic=t) for n, t in ((1, "assets"), (2, "situation"))])
    found = choose(beat("assets", "situation", most=2), "", held, set(), overlap)
    assert [one.topic for one in found] == ["assets", "situation"]
    one_topic = passages([fact(n, f"第{n}段。", topic="skill") for n in (1, 2, 3)])
    twice = choose(beat("skill", "skill", most=2), "", one_topic, set(), overlap)
    assert len({passage.text for passage in twice}) == 2


consents: st.SearchStrategy[Consent] = st.sampled_from(["public", "anonymise", "private"])
kinds: st.SearchStrategy[Kind] = st.sampled_from(
    ["result", "experience", "people", "constraint", "boundary", "opinion"]
)
topics = st.sampled_from(["skill", "result", "asked", "audience", "opinion", "situation", ""])
sources = st.sampled_from(["a001", "a002", "a003", "notes.md"])
rows = st.lists(
    st.tuples(consents, kinds, topics, sources, st.booleans(), st.booleans()), max_size=9
)


@given(rows, st.sampled_from(list(load_beats().beats.values())), st.text(max_size=10))
def test_only_public_printable_facts_are_ever_offered(
    drawn: list[tuple[Consent, Kind, str, str, bool, bool]], wanted: Beat, topic: str
):
    facts: list[Fact] = [
        fact(
            n,
            f"话{n}",
            kind=kind,
            topic=about,
            consent=consent,
            source=source,
            anonymised=f"说法{n}" if worded else "",
            superseded_by="f999" if newer else "",
        )
        for n, (consent, kind, about, source, worded, newer) in enumerate(drawn, start=1)
    ]
    held = passages(facts)
    offered = [one for passage in held for one in passage.facts]
    printable = [
        one
        for one in facts
        if one.kind not in UNPRINTED
        and not one.superseded_by
        and (one.consent == "public" or (one.consent == "anonymise" and one.anonymised))
    ]
    texts = "".join(passage.text for passage in held)
    assert [one for one in facts if one.quote in texts] == [
        one for one in printable if one.consent == "public"
    ]
    assert sorted(one.id for one in offered) == sorted(one.id for one in printable)
    chosen = choose(wanted, topic, held, set(), overlap)
    assert len(chosen) <= wanted.passages
    assert all(passage in held for passage in chosen)
    assert {passage.topic for passage in chosen} <= set(wanted.topics)
    used = {passage.facts[0].id for passage in chosen}
    if not wanted.reuse:
        rest = choose(wanted, topic, held, used, overlap)
        assert not [passage for passage in rest if passage in chosen]
