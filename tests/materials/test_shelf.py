"""Documents are copied once and never changed; renderings come back when they are gone."""

import os
from pathlib import Path

import documents
import pytest

from byline.errors import InputError
from byline.materials import shelf as shelf_module
from byline.materials.shelf import MaterialShelf, Texts


@pytest.fixture
def shelf(tmp_path: Path) -> MaterialShelf:
    return MaterialShelf(tmp_path / "materials", tmp_path / ".byline")


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """A CV as it lies in somebody's downloads."""
    path = tmp_path / "下载" / "简历.docx"
    path.parent.mkdir()
    path.write_bytes(documents.cv())
    return path


@pytest.fixture
def no_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, reading a document is a failure."""

    def read(*_: object) -> None:
        raise AssertionError("a document was read")

    monkeypatch.setattr(shelf_module, "render", read)


def cached(tmp_path: Path, name: str) -> Path:
    return tmp_path / ".byline" / "renderings" / f"{name}.json"


def test_a_document_is_copied_as_given(shelf: MaterialShelf, given: Path, tmp_path: Path) -> None:
    added = shelf.add(given)
    copy = tmp_path / "materials" / "简历.docx"
    assert (added.name, added.new) == ("简历.docx", True)
    assert copy.read_bytes() == given.read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert shelf.names() == ["简历.docx"]


def test_the_same_content_is_noticed_under_any_name(shelf: MaterialShelf, given: Path) -> None:
    shelf.add(given)
    again = given.with_name("简历 最终版.docx")
    again.write_bytes(given.read_bytes())
    assert (shelf.add(again).name, shelf.add(again).new) == ("简历.docx", False)
    assert shelf.names() == ["简历.docx"]


def test_another_document_of_the_same_name_gets_a_number(
    shelf: MaterialShelf, given: Path, tmp_path: Path
) -> None:
    shelf.add(given)
    for number, words in enumerate(("新的一段", "再一段"), start=2):
        other = tmp_path / str(number) / "简历.DOCX"
        other.parent.mkdir()
        other.write_bytes(documents.word(words))
        assert shelf.add(other).name == f"简历-{number}.DOCX"
    assert (tmp_path / "materials" / "简历.docx").read_bytes() == given.read_bytes()


def test_what_cannot_be_read_is_not_copied(shelf: MaterialShelf, tmp_path: Path) -> None:
    bad = tmp_path / "坏.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(InputError, match="坏"):
        shelf.add(bad)
    assert not (tmp_path / "materials").exists()


def test_a_huge_file_is_refused_without_being_read(
    shelf: MaterialShelf, tmp_path: Path, no_reading: None
) -> None:
    huge = tmp_path / "大.txt"
    with huge.open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(InputError, match="太大"):
        shelf.add(huge)


def test_voice_samples_are_kept_apart(shelf: MaterialShelf, given: Path, tmp_path: Path) -> None:
    post = tmp_path / "旧文.md"
    post.write_text("我发过的。", encoding="utf-8")
    shelf.add(given)
    assert shelf.add(post, voice=True).name == "voice/旧文.md"
    assert shelf.names() == ["简历.docx"]
    assert shelf.names(voice=True) == ["voice/旧文.md"]
    assert shelf.add(post).name == "旧文.md"


def test_a_rendering_is_kept(
    shelf: MaterialShelf, given: Path, request: pytest.FixtureRequest
) -> None:
    rendering = shelf.add(given).document.rendering
    request.getfixturevalue("no_reading")
    assert shelf.document("简历.docx").rendering == rendering


def test_a_deleted_or_broken_rendering_is_made_again(
    shelf: MaterialShelf, given: Path, tmp_path: Path
) -> None:
    rendering = shelf.add(given).document.rendering
    path = cached(tmp_path, "简历.docx")
    for content in (None, b"", b"{", b'{"renderer": 1}', path.read_bytes()[:-9]):
        path.unlink()
        if content is not None:
            path.write_bytes(content)
        assert shelf.document("简历.docx").rendering == rendering
    older = path.read_bytes().replace(b'"renderer":1', b'"renderer":0')
    assert older != path.read_bytes()
    path.write_bytes(older.replace("货位".encode(), "旧的".encode()))
    assert shelf.document("简历.docx").rendering == rendering


def test_a_touched_document_keeps_its_rendering_and_an_edited_one_gets_another(
    shelf: MaterialShelf, tmp_path: Path
) -> None:
    path = tmp_path / "materials" / "记.md"
    path.parent.mkdir()
    path.write_text("原来的话。", encoding="utf-8")
    first = shelf.document("记.md")
    os.utime(path, ns=(1, 1))
    assert shelf.document("记.md").rendering == first.rendering
    path.write_text("改过的话。", encoding="utf-8")
    assert shelf.document("记.md").rendering.text == "改过的话。"


def test_a_cache_that_cannot_be_written_costs_nothing_else(
    shelf: MaterialShelf, given: Path, tmp_path: Path
) -> None:
    (tmp_path / ".byline").write_text("a file where the folder should be")
    assert "货位" in shelf.add(given).document.rendering.text


def test_texts_are_read_when_they_are_asked_for(
    shelf: MaterialShelf, given: Path, tmp_path: Path
) -> None:
    shelf.add(given)
    (tmp_path / "materials" / "坏.pdf").write_bytes(b"%PDF-1.4 nothing")
    texts = Texts(shelf)
    assert "货位" in texts["简历.docx"]
    assert texts.get("没有.docx") is None
    assert list(texts) == ["坏.pdf", "简历.docx"]
    assert len(texts) == 2
    with pytest.raises(InputError):
        texts["坏.pdf"]


def test_a_name_may_not_lead_out_of_the_folder(shelf: MaterialShelf, tmp_path: Path) -> None:
    (tmp_path / "materials").mkdir()
    (tmp_path / "秘密.txt").write_text("别人的")
    with pytest.raises(InputError, match="materials"):
        shelf.document("../秘密.txt")


def test_half_written_and_hidden_files_are_no_documents(
    shelf: MaterialShelf, tmp_path: Path
) -> None:
    folder = tmp_path / "materials"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "a.txt").write_text("a")
    (folder / ".简历.docx.x7f").write_text("a")
    (folder / "图.png").write_bytes(b"\x89PNG")
    assert shelf.names() == []
