"""Posts by a capable model, replayed: written, audited with findings, mended, affirmed, revised,
adapted, filled; once in Chinese and once in English.

`tests/conftest.py` says how to record again.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from studio_samples import facts_of

from byline.app import drafts
from byline.app.notes import close_shipped_notes, notes_for_drafts
from byline.app.people import Person
from byline.drafting import document
from byline.drafting.audit import Ground
from byline.drafting.engine import Models, Studio, settle
from byline.drafting.marks import MARK, read
from byline.ledger.events import Answered, Asked
from byline.ledger.models import Fact, Kind, NewFact
from byline.platforms import load_platform
from byline.workspace import Workspace

pytestmark = pytest.mark.vcr

ZH: list[tuple[str, Kind, str]] = [
    ("我在社区医院的口腔科做洁牙，做了十一年，不是医生，是口腔卫生士", "experience", "public"),
    ("来洗牙的人，十个里头有七八个是牙刷到出血了才来的", "people", "public"),
    (
        "前年秋天有个跑网约车的大哥，一刷牙就吐血沫子，他以为是上火，喝了一个月凉茶",
        "experience",
        "public",
    ),
    ("我让他别停刷牙，出血的地方反而要刷到，软毛的，贴着牙龈边上慢慢蹭", "skill", "public"),
    ("他三个礼拜以后来复查，说血沫子没了，自己都不信", "result", "public"),
    ("我觉得洗牙不是越勤越好，一年一次，牙石长得快的半年一次", "opinion", "public"),
    ("最怕那种出血了就不敢刷的，越不刷越出血", "audience", "public"),
    ("刷满两个礼拜还出血的，别自己琢磨，去查一查", "opinion", "public"),
    ("我们科室上个月有个投诉，主任不让往外说", "experience", "private"),
]
EN: list[tuple[str, Kind, str]] = [
    ("I've tuned pianos in the same three towns for fourteen years", "experience", "public"),
    ("most people ring me when a key sticks, and half of those are a pencil", "people", "public"),
    (
        "last spring a mum had bought an upright off a listing for four hundred quid, and the "
        "pinblock was cracked, you could turn the pins with your fingers",
        "experience",
        "public",
    ),
    (
        "I told her not to move it, not to tune it, get her money back, and she did",
        "result",
        "public",
    ),
    (
        "take the bottom board off before you pay, it's one spring clip, and look at the pins: "
        "rust is fine, a crack running from pin to pin is not",
        "skill",
        "public",
    ),
    ("I reckon a cheap piano that holds its tuning beats a pretty one", "opinion", "public"),
    ("parents buying a first piano, they look at the polish", "audience", "public"),
    ("my brother owes me money and it's a sore point", "experience", "private"),
]


def clock() -> datetime:
    return datetime(2026, 11, 30, 9, 0).astimezone()


@pytest.fixture
def means(capable_role: Any) -> Iterator[drafts.Means]:
    with notes_for_drafts() as notes:
        yield drafts.Means(Models(capable_role, capable_role), notes, clock)
    close_shipped_notes()


def workspace_of(folder: Path, name: str, rows: list[tuple[str, Kind, str]]) -> Workspace:
    workspace = Workspace.create(folder, name)
    with workspace.lock():
        say(workspace, facts_of(rows))
    return workspace


def workspace_of_more(workspace: Workspace, answer: str) -> None:
    """One answer more, and the fact it is."""
    number = len(workspace.ledger().facts) + 1
    [fact] = facts_of([(answer, "experience", "public")])
    source = fact.source.model_copy(update={"id": f"a{number:03}"})
    say(workspace, [fact.model_copy(update={"source": source})])


def say(workspace: Workspace, facts: list[Fact]) -> None:
    journal, ledger = workspace.journal(clock), workspace.ledger()
    for fact in facts:
        answer = fact.source.id
        journal.append(Asked(question_id=f"q{answer[1:]}", topic="result", text="？"))
        journal.append(Answered(answer_id=answer, question_id=f"q{answer[1:]}", text=fact.quote))
        ledger.know(answer, fact.quote)
        ledger.add([NewFact(**fact.model_dump(include=set(NewFact.model_fields)))])
    ledger.save()


def holds(made: drafts.Made) -> document.Document:
    """The file as it stands: no marks, nothing told that is not recorded."""
    held = document.load(made.path)
    assert MARK.search(held.body) is None
    assert all(line.state not in ("edited", "added") for line in held.lines)
    return held


ZH_FAULTY = """[标题]
刷牙出血还刷吗
[备选]
牙龈出血怎么刷
[正文]
牙刷一拿出来就见血，你是不是已经绕着那几颗牙刷了？出血的地方反而要刷到，软毛的，贴着牙龈边上慢慢蹭。〔f004〕

我做了二十一年洁牙。〔f001〕前年秋天有个跑网约车的大哥，一刷牙就吐血沫子，喝了三个月凉茶。〔f003〕她三天以后来复查，说血沫子没了。〔f005〕

刷满两个礼拜还出血的，别自己琢磨，去查一查。〔f008〕
[话题]
刷牙出血 牙龈"""
EN_FAULTY = """[post]
Looking at a used piano? Take the bottom board off before you pay and look at the pins. 〔f005〕

Last spring a mum bought an upright for four thousand quid, and the pinblock was cracked. 〔f003〕
I told her to keep it, and she got her money back. 〔f004〕

Rust is fine, a crack from pin to pin is not. 〔f005〕

I've tuned pianos in the same three towns for forty years. 〔f001〕
[tags]
piano"""


@pytest.mark.parametrize(
    ("rows", "topic", "home", "away", "wish"),
    [
        pytest.param(
            ZH,
            "刷牙出血，还要不要刷",
            "xiaohongshu",
            "zhihu",
            "开头再直接一点，第一句就说要不要刷；别的不动",
            id="zh",
        ),
        pytest.param(
            EN,
            "What to look at before paying for a used piano",
            "linkedin",
            "newsletter",
            "Make the first two sentences shorter, leave the rest",
            id="en",
        ),
    ],
)
def test_a_post_is_written_affirmed_revised_and_adapted(
    tmp_path: Path,
    means: drafts.Means,
    rows: list[tuple[str, Kind, str]],
    topic: str,
    home: str,
    away: str,
    wish: str,
) -> None:
    workspace = workspace_of(tmp_path / "w", "她", rows)
    private = rows[-1][2]
    with workspace.lock():
        made = drafts.write_draft(workspace, topic, load_platform(home), means)
        held = holds(made)
        assert len(held.draft.facts) >= 3
        assert 2 <= len(held.draft.notes) <= 4
        for sentence, _ in drafts.to_affirm(made.draft):
            assert drafts.affirm_sentence(workspace, made.path, sentence).fact
        assert drafts.held_draft(made.path).draft.status == "pass"
        revised = drafts.revise_draft(workspace, made.path, wish, means)
        assert revised.version is not None
        adapted = drafts.adapt_draft(workspace, made.path, load_platform(away), means)
        assert adapted.draft.platform == away
        assert set(adapted.draft.facts) & set(held.draft.facts)
        for one in (revised, adapted):
            assert private not in one.path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("rows", "topic", "platform", "faulty", "wrong"),
    [
        pytest.param(
            ZH,
            "刷牙出血，还要不要刷",
            "xiaohongshu",
            ZH_FAULTY,
            ["二十一年", "三个月凉茶", "三天以后"],
            id="zh",
        ),
        pytest.param(
            EN,
            "What to look at before paying for a used piano",
            "linkedin",
            EN_FAULTY,
            ["four thousand", "keep it", "forty years"],
            id="en",
        ),
    ],
)
def test_an_audit_finds_faults_and_a_repair_mends_them(
    means: drafts.Means,
    rows: list[tuple[str, Kind, str]],
    topic: str,
    platform: str,
    faulty: str,
    wrong: list[str],
) -> None:
    person = Person(facts=facts_of(rows))
    brief = drafts.brief_of(person, topic, load_platform(platform), means)
    assert means.models
    studio = Studio(means.models, Ground(brief, person.whole), clock=clock)
    draft = settle(studio, read(faulty))
    assert not [words for words in wrong if words in draft.body]
    assert len(draft.changed) + len(draft.cut) >= len(wrong) - 1
    assert all(one.reason for one in draft.changed)


@pytest.mark.parametrize(
    ("rows", "topic", "platform", "answer"),
    [
        pytest.param(
            ZH,
            "小孩几岁开始用牙线",
            "weibo",
            "我儿子五岁，后槽牙挨紧了我就给他用，一天一次，睡前，他坐我腿上，一分钟的事",
            id="zh",
        ),
        pytest.param(
            EN,
            "How often should a piano be moved to a new room",
            "x",
            "I move mine never; every move costs it a tuning, I wait three weeks and then tune it",
            id="en",
        ),
    ],
)
def test_a_topic_nobody_spoke_of_is_asked_about_and_then_written(
    tmp_path: Path,
    means: drafts.Means,
    rows: list[tuple[str, Kind, str]],
    topic: str,
    platform: str,
    answer: str,
) -> None:
    workspace = workspace_of(tmp_path / "w", "她", rows)
    with workspace.lock():
        made = drafts.write_draft(workspace, topic, load_platform(platform), means)
        assert made.draft.facts == [] and 1 <= len(made.draft.slots) <= 2
        workspace_of_more(workspace, answer)
        new = workspace.ledger().facts[-1].id
        filled = drafts.fill_draft(workspace, made.path, [new], means)
        assert new in filled.draft.facts
        assert not filled.draft.slots and len(filled.draft.sentences) >= 3
