"""A person's own documents of every kind are searched, through their renderings."""

import shutil
import sys
from pathlib import Path

from byline.knowledge.sources import PersonCorpus

sys.path.insert(0, str(Path(__file__).parents[1] / "materials"))
import documents


def test_every_readable_kind_is_searched_and_private(tmp_path: Path) -> None:
    folder = tmp_path / "materials"
    (folder / "voice").mkdir(parents=True)
    (folder / "简历.docx").write_bytes(documents.cv())
    (folder / "表.pdf").write_bytes(documents.pdf(["损耗从两成压到百分之七。"]))
    (folder / "文章.html").write_bytes(documents.wechat_page("标题", "先把货位定死再说。" * 5))
    (folder / "老.txt").write_bytes("管过十二个人，都是从零带起来的。".encode("gb18030"))
    (folder / "voice" / "旧文.md").write_text("我发过的。", encoding="utf-8")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.4")
    corpus = PersonCorpus(tmp_path)
    chunks = corpus.chunks()
    assert {chunk.title for chunk in chunks} == {
        f"materials/{name}"
        for name in ("简历.docx", "表.pdf", "文章.html", "老.txt", "voice/旧文.md")
    }
    assert {chunk.consent for chunk in chunks} == {"private"}
    assert any("货位重新编号" in chunk.text for chunk in chunks)


def test_the_digest_is_of_the_documents_and_not_of_the_cache(tmp_path: Path) -> None:
    (tmp_path / "materials").mkdir()
    path = tmp_path / "materials" / "记.docx"
    path.write_bytes(documents.word("一段"))
    corpus = PersonCorpus(tmp_path)
    before = corpus.digest
    corpus.chunks()
    assert corpus.digest == before
    shutil.rmtree(tmp_path / ".byline")
    assert PersonCorpus(tmp_path).digest == before
    path.write_bytes(documents.word("两段"))
    assert corpus.digest != before
