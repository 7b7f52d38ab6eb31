"""voice.yaml under hands and kills."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from byline.errors import HandEditError
from byline.voice import storage
from byline.voice.features import Length
from byline.voice.models import Evidence, Portrait, Rule, Voice

PORTRAIT = Portrait(
    description="一句多在 12 到 22 字。",
    size=848,
    sentence=Length(short=12, usual=17, long=22),
    particles={"吧": 7.08},
    openers=["反正"],
)
RULE = Rule(
    id="r001",
    kind="replace",
    was="你",
    now="大家",
    scope="xiaohongshu",
    history=[Evidence(draft="d.md", on="2026-11-25", platform="xiaohongshu", seen=2, against=1)],
)
VOICE = Voice(zh=PORTRAIT, rules=[RULE], stamps={"zh.size": "abc"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    held = tmp_path / "voice.yaml"
    storage.save(held, VOICE)
    return held


def test_no_file_is_no_voice(tmp_path: Path):
    assert storage.read(tmp_path / "voice.yaml") is None


def test_what_is_saved_is_read(path: Path):
    assert storage.read(path) == VOICE
    assert path.read_text(encoding="utf-8").startswith("# 你的口气")


def test_an_emptied_file_is_an_empty_voice(path: Path):
    path.write_text("# 都删了\n", encoding="utf-8")
    assert storage.read(path) == Voice()
    storage.save(path, VOICE)
    assert storage.read(path) == VOICE


def test_saving_the_same_again_changes_no_byte(path: Path):
    before = path.read_bytes()
    storage.save(path, VOICE)
    assert path.read_bytes() == before


def test_comments_stay_where_only_values_change(path: Path):
    text = path.read_text(encoding="utf-8")
    text = text.replace("  size: 848", "  size: 848  # 我数过\n  # 下一行是我的").replace(
        "rules:", "# 我的规矩\nrules:"
    )
    path.write_text(text, encoding="utf-8")
    newer = VOICE.model_copy(update={"zh": PORTRAIT.model_copy(update={"size": 900})})
    storage.save(path, newer)
    after = path.read_text(encoding="utf-8")
    assert after == text.replace("size: 848", "size: 900")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("size: 848", "size: 很多", "zh.size"),
        ("kind: replace", "kind: swap", "rules.0.kind"),
        ("usual: 17", "usual: -1", "zh.sentence.usual"),
        ("seen: 2", "seen: 两次", "rules.0.history.0.seen"),
        ("openers:", "opener:", "zh.opener"),
    ],
)
def test_a_broken_edit_names_line_and_field(path: Path, old: str, new: str, field: str):
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HandEditError) as error:
        storage.read(path)
    assert error.value.field == field
    assert new.partition(":")[0] in text.splitlines()[(error.value.line or 0) - 1]
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("text", ["zh: [", "zh: 'x", "a: b: c"])
def test_what_is_no_yaml_is_not_written_over(path: Path, text: str):
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HandEditError, match="YAML"):
        storage.read(path)
    with pytest.raises(HandEditError):
        storage.save(path, VOICE)
    assert path.read_text(encoding="utf-8") == text


def test_a_list_is_no_voice(path: Path):
    path.write_text("- zh\n", encoding="utf-8")
    with pytest.raises(HandEditError):
        storage.read(path)


def test_lists_left_blank_are_empty(path: Path):
    text = path.read_text(encoding="utf-8")
    rows = [row for row in text.splitlines(keepends=True) if "- 反正" not in row]
    head, _, _ = "".join(rows).partition("rules:")
    path.write_text(f"{head}rules:\nstamps:\nkeep:\n", encoding="utf-8")
    voice = storage.read(path)
    assert voice and voice.zh
    assert (voice.zh.openers, voice.rules, voice.stamps, voice.keep) == ([], [], {}, [])


def test_fields_left_blank_are_empty(path: Path):
    text = path.read_text(encoding="utf-8").replace(
        "description: 一句多在 12 到 22 字。", "description:"
    )
    path.write_text(text, encoding="utf-8")
    voice = storage.read(path)
    assert voice and voice.zh and voice.zh.description == ""


WORDS = st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6), max_size=4)


@given(WORDS, WORDS)
def test_any_words_survive_any_words(
    tmp_path_factory: pytest.TempPathFactory, one: list[str], other: list[str]
):
    path = tmp_path_factory.mktemp("voice") / "voice.yaml"
    for words in (one, other):
        voice = Voice(zh=Portrait(never=words))
        storage.save(path, voice)
        assert storage.read(path) == voice
