"""The gallery: which drafts are in it, that it is remade to the letter, and is up to date."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from byline.drafting import stored
from byline.evaluation.loading import cases_by_id
from byline.evaluation.targets.drafting import DraftingCase
from byline.llm.chat import open_chat
from byline.llm.response_cache import NotRecordedError, ResponseCache
from byline.settings import load_settings
from byline.shipped import shipped
from byline.text.sentences import sentences

FOLDER = shipped("evals") / "gallery"
SMOKE = "sun-freight-weibo"
WANTED = {"xiaohongshu", "wechat", "zhihu", "douyin", "moments", "linkedin", "x"}


def loaded() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery_make", FOLDER / "make.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


MAKE: Any = loaded()
CASES: dict[str, DraftingCase] = cases_by_id("drafting")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], dict[str, str]]:
    """One piece, made twice from the answers recorded for the suite."""
    settings = load_settings({"provider": "local"})
    with (
        ResponseCache.load(shipped("evals") / "recorded" / "drafting.jsonl") as cache,
        open_chat(settings, temperature=0.0, responses=cache) as session,
    ):
        return MAKE.made(CASES[SMOKE], session), MAKE.made(CASES[SMOKE], session)


def test_twelve_drafts_for_many_places():
    names = [piece.case for piece in MAKE.pieces()]
    assert len(names) == len(set(names)) == 12
    assert {CASES[name].platform for name in names} >= WANTED
    assert len({CASES[name].cluster for name in names}) >= 10
    assert SMOKE in names


def test_a_piece_is_made_again_to_the_letter(found: tuple[dict[str, str], dict[str, str]]):
    assert found[0] == found[1]
    assert set(found[0]) == {"weibo.md", "trace.txt", "trace.html", "facts.md"}


def test_a_piece_is_a_draft_and_its_trace(
    found: tuple[dict[str, str], dict[str, str]], tmp_path: Path
):
    files = found[0]
    path = tmp_path / "weibo.md"
    path.write_text(files["weibo.md"], encoding="utf-8")
    draft = stored.load(path).draft
    assert draft.topic == CASES[SMOKE].topic
    for section in draft.sections:
        for sentence in section.sentences:
            assert all(piece.text in files["trace.txt"] for piece in sentences(sentence.text))
            assert all(name in files["trace.txt"] for name in sentence.facts)
    assert "问：" in files["trace.txt"] and "<html" in files["trace.html"]
    used = files["facts.md"].split("## 没有用的")[0]
    assert {name for part in draft.sections for name in part.facts} >= {
        word for word in used.split() if word.startswith("f0")
    }


def test_a_piece_tells_nothing_private_and_no_path(found: tuple[dict[str, str], dict[str, str]]):
    closed = [said.quote for said in CASES[SMOKE].said if said.consent != "public"]
    assert closed
    for name, text in found[0].items():
        assert not any(quote in text for quote in closed), name
        assert "/tmp" not in text and str(Path.home()) not in text, name


def test_what_is_not_recorded_is_not_made_up():
    with (
        ResponseCache.load(record_with=MAKE.RECORD_WITH) as cache,
        open_chat(load_settings({"provider": "local"}), responses=cache) as session,
        pytest.raises(NotRecordedError, match="--record"),
    ):
        MAKE.made(CASES[SMOKE], session)


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
        piece.case: {f"{CASES[piece.case].platform}.md": "status: pass\n"}
        for piece in MAKE.pieces()
    }
    assert MAKE.everything(whole, tmp_path)[tmp_path / "README.md"].count("| pass |") == 12


def test_the_gallery_is_whole_and_up_to_date_once_it_was_recorded():
    there = [(FOLDER / piece.case).is_dir() for piece in MAKE.pieces()]
    if not MAKE.RESPONSES.is_file():
        assert not any(there), "recorded answers are missing: make.py --record"
        return
    assert all(there)
    assert MAKE.main(["--check"]) == 0
