"""The gallery: which drafts are in it, that it is remade to the letter, and is up to date."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from loopback import Service
from studio_samples import audited

from byline.drafting import document
from byline.errors import InputError
from byline.evaluation.loading import cases_by_id
from byline.evaluation.targets.drafting import DraftingCase
from byline.llm.chat import open_chat
from byline.llm.response_cache import NotRecordedError, ResponseCache
from byline.settings import load_settings
from byline.shipped import shipped

FOLDER = shipped("evals") / "gallery"
SMOKE = "sun-freight-weibo-quotes"
WANTED = {"xiaohongshu", "wechat", "zhihu", "weibo", "douyin", "linkedin", "x"}
POST = """[正文]
返程货得提前一天找，到了再找就晚了。〔f010〕

今晚就问两家。〔?〕

先算油钱再接单。〔?〕

路上别急。〔?〕
[话题]
货车"""


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery_make", FOLDER / "make.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MAKE: Any = loaded()
CASES: dict[str, DraftingCase] = cases_by_id("drafting")


PIECES: dict[str, Any] = {piece.folder: piece for piece in MAKE.pieces()}


def made(piece: Any) -> dict[str, str]:
    """A piece from an empty set of recorded answers."""
    settings = load_settings({"provider": "custom", "base_url": MAKE.ADDRESS, "model": MAKE.MODEL})
    with (
        ResponseCache.load(record_with=MAKE.RECORD_WITH) as cache,
        open_chat(settings, temperature=0.0, responses=cache) as session,
    ):
        return MAKE.made(piece, CASES[piece.case], session)


@pytest.fixture(scope="module")
def found() -> tuple[dict[str, str], dict[str, str]]:
    """One piece, made twice; nothing but the person's own words is in it, so no model is asked."""
    return made(PIECES[SMOKE]), made(PIECES[SMOKE])


def test_twelve_drafts_for_many_places_and_four_of_their_own_words():
    assert len(PIECES) == len(MAKE.pieces()) == 16
    posts = [CASES[piece.case] for piece in PIECES.values() if piece.writes == "posts"]
    quotes = [CASES[piece.case] for piece in PIECES.values() if piece.writes == "quotes"]
    assert len(posts) == 12 and len(quotes) == 4
    assert {case.platform for case in posts} >= WANTED
    assert len({case.cluster for case in posts}) >= 10
    assert len({case.platform for case in quotes}) == 4
    assert {case.language for case in quotes} == {"zh", "en"}


def test_a_piece_is_made_again_to_the_letter(found: tuple[dict[str, str], dict[str, str]]):
    assert found[0] == found[1]
    assert set(found[0]) == {"weibo.md", "trace.txt", "trace.html", "facts.md"}


def test_a_piece_is_a_draft_and_its_trace(
    found: tuple[dict[str, str], dict[str, str]], tmp_path: Path
):
    files = found[0]
    path = tmp_path / "weibo.md"
    path.write_text(files["weibo.md"], encoding="utf-8")
    draft = document.load(path).draft
    assert draft.topic == CASES[PIECES[SMOKE].case].topic and draft.writes == "quotes"
    assert draft.sentences
    for sentence in draft.sentences:
        assert sentence.text in files["trace.txt"]
        assert sentence.facts and all(name in files["trace.txt"] for name in sentence.facts)
    assert "问：" in files["trace.txt"] and "<html" in files["trace.html"]
    used = files["facts.md"].split("## 没有用的")[0]
    assert {word for word in used.split() if word.startswith("f0")} == set(draft.facts)


def test_a_piece_tells_nothing_private_and_no_path(found: tuple[dict[str, str], dict[str, str]]):
    case = CASES[PIECES[SMOKE].case]
    closed = [said.quote for said in case.said if said.consent != "public"]
    assert closed
    for name, text in found[0].items():
        assert not any(quote in text for quote in closed), name
        assert "/tmp" not in text and str(Path.home()) not in text, name


def test_what_is_not_recorded_is_not_made_up():
    with pytest.raises(NotRecordedError, match="--record"):
        made(MAKE.Piece(case="sun-freight-weibo", why="-"))


def replied(service: Service, *replies: tuple[str, str]) -> dict[str, str]:
    """A piece whose model proposes three sentences, and what the person said to them."""
    service.streams(POST)
    audited(service, *((number, "proposed", "") for number in (2, 3, 4)), count=5)
    said = [MAKE.Reply(to=to, said=words) for to, words in replies]
    piece = MAKE.Piece(case="sun-freight-weibo", why="-", replies=said)
    settings = load_settings({"provider": "custom", "base_url": service.base_url, "model": "m"})
    with (
        ResponseCache(None, "record") as cache,
        open_chat(settings, temperature=0.0, responses=cache) as session,
    ):
        return MAKE.made(piece, CASES[piece.case], session)


def test_a_proposal_is_answered_as_the_gallery_says(service: Service):
    files = replied(
        service,
        ("今晚就问两家。", "yes"),
        ("先算油钱再接单。", "先把油钱算清楚。"),
        ("路上别急。", "no"),
    )
    head, before = files["proposed.md"].split("\n---\n")
    assert "status: needs_input" in head and before.count("【待认：") == 3
    body = files["weibo.md"].split("\n---\n")[1]
    assert "今晚就问两家。" in body and "先把油钱算清楚。" in body
    assert "路上别急" not in body and "【" not in body
    assert "status: pass" in files["weibo.md"]
    # A yes is a fact from then on, with a source of its own.
    used = files["facts.md"].split("## 没有用的")[0]
    assert "今晚就问两家。" in used and "先把油钱算清楚。" in used


def test_a_reply_to_nothing_that_was_proposed_is_named(service: Service):
    with pytest.raises(InputError) as caught:
        replied(service, ("明天再问。", "yes"))
    assert caught.value.value == "明天再问。" and "gallery.yaml" in caught.value.next_step


def test_what_was_asked_is_kept_though_a_later_piece_fails(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    recorded = tmp_path / "responses.jsonl"
    for name, value in (("RESPONSES", recorded), ("ADDRESS", service.base_url)):
        monkeypatch.setattr(MAKE, name, value)
    reply = MAKE.Reply(to="明天再问。", said="yes")
    failing = MAKE.Piece(case="sun-freight-weibo", why="-", replies=[reply])
    monkeypatch.setattr(MAKE, "pieces", lambda: [failing, PIECES[SMOKE]])
    service.streams(POST)
    audited(service, *((number, "proposed", "") for number in (2, 3, 4)), count=5)
    with pytest.raises(InputError):
        MAKE.main(["--record", "--into", str(tmp_path)])
    assert recorded.read_text(encoding="utf-8").count("\n") == len(service.asked) == 2
    monkeypatch.setattr(MAKE, "pieces", lambda: [failing.model_copy(update={"replies": []})])
    assert MAKE.main(["--into", str(tmp_path)]) == 0
    assert (tmp_path / "sun-freight-weibo" / "weibo.md").is_file() and len(service.asked) == 2


def test_files_are_compared_and_the_index_waits_for_all(
    found: tuple[dict[str, str], dict[str, str]], tmp_path: Path
):
    files = MAKE.everything({SMOKE: found[0]}, tmp_path)
    assert set(MAKE.outdated(files)) == set(files)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert MAKE.outdated(files) == []
    (tmp_path / SMOKE / "facts.md").write_text("改过", encoding="utf-8")
    assert MAKE.outdated(files) == [tmp_path / SMOKE / "facts.md"]
    assert tmp_path / "README.md" not in files
    whole = {
        folder: {f"{CASES[piece.case].platform}.md": "status: pass\n"}
        for folder, piece in PIECES.items()
    }
    index = MAKE.everything(whole, tmp_path)[tmp_path / "README.md"]
    assert index.count("| pass |") == 16 and index.count("| 只用原话 |") == 4


def test_the_gallery_is_whole_and_up_to_date():
    with MAKE.opened(record=False) as (session, cache):
        found = {
            folder: MAKE.made(piece, CASES[piece.case], session) for folder, piece in PIECES.items()
        }
        assert not cache.unplayed(), MAKE.RECORD_WITH
    assert MAKE.outdated(MAKE.everything(found, FOLDER)) == []
    there = {path.name for path in FOLDER.iterdir() if path.is_dir()} - {"__pycache__"}
    assert there == set(PIECES)
    for folder, files in found.items():
        assert {path.name for path in (FOLDER / folder).iterdir()} == set(files), folder


def test_the_command_says_what_is_out_of_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert MAKE.main(["--check", "--only", SMOKE]) == 0
    assert MAKE.main(["--check", "--only", SMOKE, "--into", str(tmp_path)]) == 1
    assert "weibo.md" in capsys.readouterr().out and list(tmp_path.iterdir()) == []
