from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from note_samples import TEXTS, make, write

from byline.errors import KnowledgeError
from byline.knowledge.chunks import LENGTH
from byline.knowledge.notes import Shelf
from byline.knowledge.sources import (
    PASSAGE,
    NoteCorpus,
    PersonCorpus,
    note_chunks,
    text_chunks,
)

NOTES = [make(name) for name in TEXTS]


def test_a_note_is_its_body_and_its_asks():
    note = make("publishing/little-time").model_copy(update={"platform": ["x"]})
    body, *asks = note_chunks(note)
    assert (body.id, body.parent, body.text, body.origin) == (
        note.id,
        note.id,
        note.passage,
        "note",
    )
    assert [ask.id for ask in asks] == [f"{note.id}#1", f"{note.id}#2"]
    assert [ask.text for ask in asks] == note.asks
    for chunk in (body, *asks):
        assert (chunk.parent, chunk.title, chunk.kind) == (note.id, note.title, note.kind)
        assert (chunk.stage, chunk.sections) == (("plan",), (12,))
        assert chunk.platform == ("x",)
        assert chunk.consent == "public"
    assert {ask.origin for ask in asks} == {"ask"}


def test_several_shelves_are_one_corpus(tmp_path: Path):
    own = write(tmp_path / "own", NOTES[:1]).root
    shelves = [write(tmp_path / "shipped", NOTES), Shelf(own, "我的")]
    chunks = NoteCorpus(shelves).chunks()
    assert len({chunk.id for chunk in chunks}) == len(chunks) == 4 + 3 + 1 + 2
    assert chunks[-1].parent == "我的/publishing/little-time"


def test_the_digest_follows_every_byte_and_name(tmp_path: Path):
    shelf = write(tmp_path / "a", NOTES)
    digests = {NoteCorpus([shelf]).digest}
    assert NoteCorpus([Shelf(shelf.root)]).digest in digests
    assert NoteCorpus([write(tmp_path / "b", NOTES)]).digest in digests
    path = shelf.root / "advantages/stories.md"
    path.write_text(path.read_text() + "\n")
    digests.add(NoteCorpus([shelf]).digest)
    path.rename(path.with_name("story.md"))
    digests.add(NoteCorpus([shelf]).digest)
    digests.add(NoteCorpus([shelf, shelf]).digest)
    digests.add(NoteCorpus([Shelf(shelf.root, "我的")]).digest)
    path.with_name("story.md").unlink()
    digests.add(NoteCorpus([shelf]).digest)
    assert len(digests) == 6


def test_a_wrong_note_is_an_error_only_when_it_is_read(tmp_path: Path):
    shelf = write(tmp_path, NOTES)
    (tmp_path / "advantages/stories.md").write_text("---\nid: x\n---\n")
    corpus = NoteCorpus([shelf])
    assert corpus.digest
    with pytest.raises(KnowledgeError, match="stories"):
        corpus.chunks()


def put(root: Path, name: str, content: str | bytes) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_a_persons_materials_and_posts(tmp_path: Path):
    put(tmp_path, "materials/旧/笔记.md", "当年在童装仓库管货。\r\n\r\n后来重新编号。")
    put(tmp_path, "materials/b.TXT", "\ufeff带 BOM 的。")
    put(tmp_path, "materials/gbk.txt", "早年的记录。".encode("gb18030"))
    put(tmp_path, "materials/坏.txt", b"\xff\xfe\x00")
    put(tmp_path, "materials/c.pdf", b"%PDF")
    put(tmp_path, "materials/空.md", "\n \n")
    put(tmp_path, "drafts/2026-11-22-a/wechat.md", "---\nremoved: [1]\n---\n发过的话。")
    put(tmp_path, "facts.yaml", "secret")
    put(tmp_path, ".byline/x.md", "内部")
    found = {chunk.id: chunk for chunk in PersonCorpus(tmp_path).chunks()}
    assert {name: chunk.text for name, chunk in found.items()} == {
        "materials/旧/笔记.md#1.1": "当年在童装仓库管货。\n\n后来重新编号。",
        "materials/b.TXT#1.1": "带 BOM 的。",
        "materials/gbk.txt#1.1": "早年的记录。",
        "drafts/2026-11-22-a/wechat.md#1.1": "发过的话。",
    }
    assert {chunk.origin for chunk in found.values()} == {"material", "post"}
    for chunk in found.values():
        assert chunk.consent == ("private" if chunk.origin == "material" else "public")
        assert chunk.title == chunk.id.split("#")[0]


@pytest.mark.parametrize("name", [None, "materials/空.md", "notes.md"])
def test_nothing_to_find(tmp_path: Path, name: str | None):
    if name:
        put(tmp_path, name, " \n")
    assert PersonCorpus(tmp_path).empty
    assert PersonCorpus(tmp_path).chunks() == []


def test_a_changed_file_changes_a_persons_digest(tmp_path: Path):
    put(tmp_path, "materials/a.md", "一")
    digests = {PersonCorpus(tmp_path).digest}
    put(tmp_path, "materials/a.md", "二")
    digests.add(PersonCorpus(tmp_path).digest)
    put(tmp_path, "drafts/a.md", "二")
    digests.add(PersonCorpus(tmp_path).digest)
    put(tmp_path, "facts.yaml", "没人找")
    digests.add(PersonCorpus(tmp_path).digest)
    assert len(digests) == 3


def test_a_file_that_goes_or_is_a_folder_is_no_accident(tmp_path: Path):
    put(tmp_path, "materials/a.md", "一")
    (tmp_path / "materials/b.md").symlink_to(tmp_path / "nowhere")
    (tmp_path / "materials/c.md").mkdir()
    assert PersonCorpus(tmp_path).digest
    assert [chunk.text for chunk in PersonCorpus(tmp_path).chunks()] == ["一"]


@settings(deadline=None)
@given(st.text("一二，。！\n ab\r", max_size=3000) | st.text(max_size=200))
def test_a_document_is_cut_without_loss(text: str):
    chunks = text_chunks("a.md", text, "material", "private")
    assert "".join("".join(c.text for c in chunks).split()) == "".join(text.split())
    assert len({chunk.id for chunk in chunks}) == len(chunks)
    assert all(0 < len(chunk.text) <= LENGTH and chunk.text.strip() for chunk in chunks)
    assert all(chunk.id.startswith(f"{chunk.parent}.") for chunk in chunks)


def test_passages_hold_whole_paragraphs():
    paragraphs = [f"第{at}段" + "话" * 350 + "。" for at in range(6)]
    chunks = text_chunks("a.md", "\n\n".join(paragraphs), "material", "private")
    parents: dict[str, str] = {}
    for chunk in chunks:
        parents[chunk.parent] = parents.get(chunk.parent, "") + chunk.text
    assert list(parents) == ["a.md#1", "a.md#2", "a.md#3"]
    assert all(len(text) <= PASSAGE for text in parents.values())
    assert parents["a.md#2"].startswith("第2段")
