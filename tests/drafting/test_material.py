from fact_samples import fact
from hypothesis import given
from hypothesis import strategies as st
from outline_samples import beat, brief, overlap

from byline.drafting.material import UNPRINTED, Passage, passages, spoken
from byline.drafting.outline import outlined
from byline.ledger.consent import Consent
from byline.ledger.models import Fact, Kind


def test_an_answer_is_one_passage_in_the_order_it_was_said():
    facts = [
        fact(5, "后半句。", source="a001"),
        fact(2, "前半句。", source="a001"),
        fact(3, "另一段。", source="a002"),
    ]
    assert [passage.text for passage in passages(facts)] == ["前半句。后半句。", "另一段。"]


ANSWER = Passage(
    "skill",
    (
        fact(1, "以前天天加班。", kind="experience"),
        fact(2, "后来我改了排班。", kind="result"),
        fact(3, "我会排班。", kind="skill"),
        fact(4, "再没人走。", kind="result"),
    ),
)
NEAR = {"f001": 0.1, "f002": 0.9, "f003": 0.95, "f004": 0.2}


def ids(passage: Passage | None) -> list[str]:
    return [one.id for one in passage.facts] if passage else []


def test_only_the_wanted_kinds_of_an_answer_are_told():
    assert ids(ANSWER.told(["result"], NEAR, 100)) == ["f002", "f004"]
    assert ids(ANSWER.told([], NEAR, 100)) == ["f001", "f002", "f003", "f004"]
    assert ANSWER.told(["opinion"], NEAR, 100) is None


def test_a_long_answer_gives_what_stands_around_the_nearest_fact():
    kinds: list[Kind] = ["experience", "result"]
    assert ids(ANSWER.told(kinds, NEAR, 15)) == ["f001", "f002"]
    assert ids(ANSWER.told(kinds, NEAR, 1)) == ["f002"]


def test_who_it_was_is_told_where_it_stands_just_before():
    asked = Passage(
        "asked",
        (
            fact(1, "问价钱的最多。", kind="people"),
            fact(2, "我会看货。", kind="skill"),
            fact(3, "上个月一个朋友，开母婴店的。", kind="people"),
            fact(4, "我去看了一下午。", kind="experience"),
        ),
    )
    told = asked.told(["experience"], {"f004": 1.0}, 100)
    assert told is not None
    assert ids(asked.with_before(told, ["people"])) == ["f003", "f004"]
    assert ids(asked.with_before(told, [])) == ["f004"]


def test_the_language_of_what_may_be_told():
    english = fact(1, "I have run a bakery in Bristol for nine years.")
    hidden = fact(2, "我在布里斯托开面包店，开了九年，一年卖三万个。", consent="private")
    assert spoken([english, hidden]) == "en"
    assert spoken([fact(3, "盘点改成半天，省下来的时间教新人。")]) == "zh"
    assert spoken([]) == "zh"


consents: st.SearchStrategy[Consent] = st.sampled_from(["public", "anonymise", "private"])
kinds: st.SearchStrategy[Kind] = st.sampled_from(
    ["result", "experience", "people", "constraint", "boundary", "opinion", "audience"]
)
topics = st.sampled_from(["skill", "result", "asked", "audience", "opinion", "situation", ""])
sources = st.sampled_from(["a001", "a002", "a003", "notes.md"])
rows = st.lists(
    st.tuples(consents, kinds, topics, sources, st.booleans(), st.booleans()), max_size=9
)


@given(rows, st.sampled_from(["xiaohongshu", "wechat", "weibo", "x"]), st.text(max_size=10))
def test_only_public_printable_facts_are_ever_offered_and_each_once(
    drawn: list[tuple[Consent, Kind, str, str, bool, bool]], platform: str, topic: str
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
    assert sorted(one.id for one in offered) == sorted(one.id for one in printable)
    parts = outlined(brief(topic, platform), held, overlap)
    told = [one.id for part in parts for one in part.facts]
    assert len(told) == len(set(told))
    assert set(told) <= {one.id for one in printable}
    assert all(part.facts or part.missing or part.place.beat.asks for part in parts)
    assert beat("skill").required
