import shutil
import subprocess
from pathlib import Path

import pytest

from byline.errors import InputError
from byline.evaluation import versions
from byline.evaluation.loading import load_suite
from byline.evaluation.models import Metric, Suite
from byline.shipped import shipped, using

EXTRACT = "prompts/interview/extract.md"
GUIDE = "prompts/interview/guide.yaml"


def git(where: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-C", str(where), "-c", "user.name=t", "-c", "user.email=t@t", *arguments],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A checkout whose only commit holds the shipped prompts and notes."""
    top = tmp_path / "checkout"
    for folder in versions.FOLDERS:
        shutil.copytree(shipped(folder), top / folder)
    git(top, "init", "-q")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "first")
    return top


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def both(repository: Path, tmp_path: Path) -> tuple[versions.Version, versions.Version]:
    with using(repository):
        base = versions.revision("HEAD", tmp_path / "base")
        head = versions.working_tree(tmp_path / "head")
    return base, head


def suite(*reads: str) -> Suite:
    metric = Metric(name="recall", what="-", margin=0.1)
    return Suite(id="s", what="-", target="extraction", reads=list(reads), metrics=[metric])


def test_nothing_edited_is_no_change(repository: Path, tmp_path: Path) -> None:
    base, head = both(repository, tmp_path)
    assert versions.changed(base.root, head.root) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (EXTRACT, "\n---\nsystem:", "\n# 一句注释\n---\nsystem:"),
        (EXTRACT, "role: ", "role: 换个说法，"),
        (GUIDE, "topics:", "# 一句注释\ntopics:"),
        (GUIDE, "    importance: 100", "    importance:   100  # 最先问"),
        ("knowledge/positioning/too-wide.md", "\n---\n", "\n# 注释\n---\n"),
    ],
)
def test_what_no_model_reads_is_no_change(
    repository: Path, tmp_path: Path, path: str, old: str, new: str
) -> None:
    change(repository / path, old, new)
    base, head = both(repository, tmp_path)
    assert versions.changed(base.root, head.root) == []


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (EXTRACT, "chatter 闲话：", "chatter 是闲话："),
        (GUIDE, "importance: 100", "importance: 99"),
        ("knowledge/positioning/too-wide.md", "confidence: ", "confidence: low #"),
    ],
)
def test_what_a_model_reads_is_a_change(
    repository: Path, tmp_path: Path, path: str, old: str, new: str
) -> None:
    change(repository / path, old, new)
    base, head = both(repository, tmp_path)
    assert versions.changed(base.root, head.root) == [path]
    shown = versions.differences(base, head, [path])[path]
    assert shown.startswith("--- HEAD")
    assert "\n+" in shown


def test_a_new_a_deleted_and_a_broken_file_are_changes(repository: Path, tmp_path: Path) -> None:
    new = repository / "prompts/interview/hello.md"
    shutil.copy(repository / EXTRACT, new)
    (repository / "prompts/search/rewrite.md").unlink()
    (repository / "prompts/positioning/trial.md").write_text("没有头", encoding="utf-8")
    base, head = both(repository, tmp_path)
    assert versions.changed(base.root, head.root) == [
        "prompts/interview/hello.md",
        "prompts/positioning/trial.md",
        "prompts/search/rewrite.md",
    ]


def test_a_version_does_not_follow_later_edits(repository: Path, tmp_path: Path) -> None:
    base, head = both(repository, tmp_path)
    change(repository / GUIDE, "importance: 100", "importance: 1")
    assert versions.changed(base.root, head.root) == []


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("prompts/interview/*.md", EXTRACT, True),
        ("prompts/interview/*.md", GUIDE, False),
        ("knowledge/**/*.md", "knowledge/craft/title.md", True),
        ("knowledge/**/*.md", EXTRACT, False),
        ("prompts/**/*", GUIDE, True),
        ("prompts/drafting/*", EXTRACT, False),
    ],
)
def test_a_change_reaches_the_suites_that_read_it(glob: str, path: str, expected: bool) -> None:
    assert bool(versions.reached([suite(glob)], [path])) is expected


@pytest.mark.parametrize("name", ["positioning", "interview", "interview-played"])
def test_a_changed_note_reaches_the_suites_whose_prompts_hold_notes(
    repository: Path, tmp_path: Path, name: str
) -> None:
    note = "knowledge/positioning/too-wide.md"
    change(repository / note, "假设小赵", "假设小钱")
    base, head = both(repository, tmp_path)
    changed = versions.changed(base.root, head.root)
    assert changed == [note]
    assert versions.reached([load_suite(name)], changed)
    reads = load_suite(name).reads
    before, after = (versions.fingerprint(one.root, reads) for one in (base, head))
    assert [path for path in after if after[path] != before[path]] == [note]


def test_a_fingerprint_names_prompts_with_their_version() -> None:
    root = shipped("prompts").parent
    held = versions.fingerprint(root, [EXTRACT, GUIDE, "src/byline/checks/*.toml"])
    refs = list(held)
    assert refs[0].startswith("interview/extract@")
    assert refs[1:] == [GUIDE]
    assert all(len(value) == 64 for value in held.values())


def test_an_unknown_revision_is_named(repository: Path, tmp_path: Path) -> None:
    with using(repository), pytest.raises(InputError, match="没有这个版本") as caught:
        versions.revision("nowhere", tmp_path / "x")
    assert caught.value.value == "nowhere"


def test_without_a_repository_another_way_is_named(tmp_path: Path) -> None:
    for folder in versions.FOLDERS:
        shutil.copytree(shipped(folder), tmp_path / "copy" / folder)
    with using(tmp_path / "copy"), pytest.raises(InputError, match="没有旧版本") as caught:
        versions.revision("HEAD", tmp_path / "x")
    assert "compare" in caught.value.next_step
