import shutil
from pathlib import Path

from note_samples import TEXTS, make, write

from byline.knowledge.embeddings import LocalEmbeddings
from byline.knowledge.shipping import COMMAND, is_up_to_date
from byline.knowledge.sources import NoteCorpus
from byline.knowledge.vectors import SHIPPED, write_shipped
from byline.shipped import shipped


def test_the_vectors_that_ship_are_those_of_the_notes():
    assert is_up_to_date(shipped("knowledge")), f"the notes changed: {COMMAND}"


def test_a_changed_note_and_a_missing_file_are_noticed(tmp_path: Path, real: LocalEmbeddings):
    shelf = write(tmp_path, [make(name) for name in TEXTS])
    assert not is_up_to_date(tmp_path)
    texts = [chunk.text for chunk in NoteCorpus([shelf]).chunks()]
    write_shipped(tmp_path / SHIPPED, real, texts, lambda done, total: None)
    assert is_up_to_date(tmp_path)
    shutil.rmtree(tmp_path / "advantages")
    assert not is_up_to_date(tmp_path)
