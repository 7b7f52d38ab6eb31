"""The notes that ship: enough of them, about everything, asked for in people's words, and honest.

No unsourced claim of fact: a sentence of a note that states something about the world (a figure in
digits, a share, a sum of money, a year, an amount of a hundred or more, a named rule, what studies
or most people say, what a platform allows) must say so inside a claim, which has a source. Small
amounts in words are advice here (三个月, 五个人); what is quoted, supposed (假设, 比如) or advised
(别, 换成) states nothing about the world.
"""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from byline.knowledge.notes import ASKS, Note, read_notes
from byline.shipped import shipped
from byline.text.folding import fold
from byline.text.quantities import Quantity, quantities
from byline.text.sentences import sentences

CRAFT = {"craft", "platform"}
"""Themes about writing itself."""
HIDDEN = re.compile(r"“[^”]*”|‘[^’]*’")
SUPPOSED = re.compile("假设|比如|例如|譬如|好比")
ADVICE = re.compile("别|换成|砍|控制在")
ABOUT_THE_WORLD = (
    r"\d+",
    r"《[^》]+》",
    r"研究(?:发现|表明|显示|说)|有研究|调查(?:发现|显示)|统计显示|数据显示|报告显示|实验(?:发现|证明)",
    r"平均|据统计|据说|大多数(?:人|平台)|多数人|大部分人|所有人都",
    r"\w法(?:规定|要求|禁止)|法律(?:规定|要求|禁止)|国家(?:规定|要求|禁止)|(?:起|正式)施行",
    r"(?:平台|公众号|小红书|抖音|视频号|知乎|微博|微信|B站|头条|算法)[^，。；]{0,12}"
    r"(?:要求|禁止|不允许|不许|最多|上限|不超过|限流|降权|封号|优先推荐|收费|抽成)",
)
FACTS = re.compile("|".join(f"(?:{pattern})" for pattern in ABOUT_THE_WORLD))


@pytest.fixture(scope="module")
def notes() -> list[Note]:
    return read_notes(shipped("knowledge"))


def about_the_world(quantity: Quantity) -> bool:
    """Whether a figure in words is more than advice."""
    if quantity.text == "一半":
        return False
    if quantity.kind in ("money", "percent"):
        return True
    value = quantity.value or 0
    return value >= (1900 if quantity.kind == "date" else 100)


def facts(text: str) -> Iterator[tuple[int, int]]:
    """Where a text states something about the world without saying that it is supposed."""
    for sentence in sentences(text):
        shown = HIDDEN.sub(lambda quoted: "“" * len(quoted[0]), sentence.text)
        if SUPPOSED.search(shown):
            continue
        for found in FACTS.finditer(shown):
            yield sentence.start + found.start(), sentence.start + found.end()
        if not ADVICE.search(shown):
            for quantity in filter(about_the_world, quantities(shown)):
                yield sentence.start + quantity.start, sentence.start + quantity.end


def unsourced(text: str, says: list[str]) -> list[str]:
    """The statements about the world that no claim holds."""
    held = [(text.index(claim), text.index(claim) + len(claim)) for claim in says]
    return [
        text[start:end]
        for start, end in facts(text)
        if not any(left <= start and end <= right for left, right in held)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("标题最多 20 个字。", ["20", "20 个"]),
        ("七成的人三天内就会走。", ["七成"]),
        ("有研究说，人只记得开头。", ["有研究"]),
        ("广告法规定不能写最好。", ["广告法规定"]),
        ("照《广告法》来写。", ["《广告法》"]),
        ("这条规矩二〇二五年就有了。", ["二〇二五年"]),
        ("粉丝过了一千就能开橱窗。", ["过了一千"]),
        ("一个粉丝值三块钱。", ["三块钱"]),
        ("小红书的标题最多二十个字。", ["小红书的标题最多"]),
        ("平台会给新号限流。", ["平台会给新号限流"]),
        ("大多数人只看头两句。", ["大多数人"]),
        ("比如标题写 20 个字。", []),
        ("假设有七成的人走了。", []),
        ("他说：“有研究说，七成的人会走。”", []),
        ("花五分钟写三行，三个月后再看。", []),
        ("长文换成三百字。", []),
        ("先把量砍一半。", []),
        ("各家平台的字数不一样，以发布页为准。", []),
    ],
)
def test_the_rule_for_facts(text: str, expected: list[str]):
    found = unsourced(text, [])
    assert bool(found) == bool(expected)
    assert all(any(part in whole or whole in part for whole in found) for part in expected)
    assert unsourced(text, [text]) == []


def test_no_fact_is_stated_without_a_source(notes: list[Note]):
    wrong = {note.id: unsourced(note.text, [claim.says for claim in note.claims]) for note in notes}
    assert {name: parts for name, parts in wrong.items() if parts} == {}


def test_sources_of_claims_can_be_looked_up(notes: list[Note]):
    sources = [claim.source for note in notes for claim in note.claims]
    assert sources
    assert [source for source in sources if not re.match(r"https?://\S+$", source)] == []


def test_there_are_enough_notes(notes: list[Note]):
    assert len(notes) >= 80


def test_every_section_is_the_main_one_of_several_notes(notes: list[Note]):
    assert [note.id for note in notes if not note.sections] == []
    main = Counter(note.sections[0] for note in notes)
    assert {section: main[section] for section in range(16) if main[section] < 2} == {}


def test_writing_itself_has_notes(notes: list[Note]):
    themes = Counter(note.id.split("/")[0] for note in notes)
    assert all(themes[theme] >= 3 for theme in CRAFT)
    told = {
        word
        for note in notes
        if note.id.split("/")[0] in CRAFT
        for word in (note.title, *note.tags)
    }
    for subject in ("开头", "结构|提纲", "证据|凭据", "故事", "标题", "长短|删"):
        assert any(re.search(subject, word) for word in told), subject
    assert themes["replies"] >= 2


def test_every_note_has_asks_in_both_languages(notes: list[Note]):
    least, most = ASKS
    counts = {note.id: len(note.asks) for note in notes}
    assert {name: n for name, n in counts.items() if not least <= n <= most} == {}
    for chinese in (True, False):
        spoken = {
            note.id: [ask for ask in note.asks if bool(re.search("[一-鿿]", ask)) == chinese]
            for note in notes
        }
        assert [name for name, asks in spoken.items() if not asks] == []


def test_nothing_is_asked_twice(notes: list[Note]):
    asked: dict[str, list[str]] = {}
    for note in notes:
        for ask in note.asks:
            asked.setdefault("".join(re.findall(r"\w", fold(ask))), []).append(note.id)
    assert {ask: names for ask, names in asked.items() if len(names) > 1} == {}


def test_asks_are_not_the_title(notes: list[Note]):
    assert [note.id for note in notes if note.title in note.asks] == []
