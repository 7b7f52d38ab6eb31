"""Every file under evals/ validates, and what is wrong in one is named."""

from pathlib import Path

import pytest

from byline.errors import InputError
from byline.evaluation import schemas
from byline.evaluation.loading import load_cases, load_suite, suite_ids
from byline.evaluation.models import Suite
from byline.shipped import shipped

METRICS = "metrics: [{name: passed, what: 通过, margin: 0.1}]\n"
SUITE = f"id: mine\nwhat: 试\ntarget: completion\nprompt: a/b\n{METRICS}"


@pytest.fixture
def evals(tmp_path: Path) -> Path:
    (tmp_path / "suites").mkdir()
    (tmp_path / "cases").mkdir()
    return tmp_path


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", suite_ids())
def test_a_shipped_suite_and_its_cases_validate(name: str) -> None:
    suite = load_suite(name)
    cases = load_cases(suite)
    assert len(cases) >= 16
    assert set(suite.smoke) <= {case.id for case in cases}
    assert suite.reads or suite.on_request, "a suite that reads nothing is never run by eval diff"
    root = shipped("prompts").parent
    for glob in suite.reads:
        assert any(root.glob(glob)), glob


def test_committed_schemas_are_what_the_loader_validates_with() -> None:
    for path, text in schemas.expected(shipped("evals")).items():
        assert path.read_text(encoding="utf-8") == text, f"{path}: byline eval schemas"


def test_an_unknown_suite_names_those_there_are(evals: Path) -> None:
    written(evals / "suites", "mine.yaml", SUITE)
    with pytest.raises(InputError, match="没有这个套件") as caught:
        load_suite("yours", evals)
    assert "mine" in caught.value.next_step


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (SUITE.replace("mine", "other"), "文件名"),
        (SUITE + "colour: red\n", "colour"),
        (SUITE.replace("margin: 0.1", "margin: 0"), "metrics.0.margin"),
        (SUITE + "a: [\n", "读不懂"),
        ("", "整体"),
        (SUITE + METRICS, "读不懂"),
    ],
)
def test_what_is_wrong_in_a_suite_is_named(evals: Path, text: str, named: str) -> None:
    written(evals / "suites", "mine.yaml", text)
    with pytest.raises(InputError) as caught:
        load_suite("mine", evals)
    assert named in str(caught.value)
    assert "mine.yaml" in str(caught.value)


def test_metrics_have_one_name_each(evals: Path) -> None:
    twice = METRICS.replace("}]", "}, {name: passed, what: x, margin: 1}]")
    written(evals / "suites", "mine.yaml", SUITE.replace(METRICS, twice))
    with pytest.raises(InputError, match="重复"):
        load_suite("mine", evals)


CASE = "{id: %s, inputs: {a: b}, contains: [x]}\n"


def test_cases_come_from_anywhere_in_the_order_of_their_ids(evals: Path) -> None:
    suite = load_suite_text(evals)
    written(evals / "cases", "z.yaml", CASE % "first")
    written(evals / "cases", "a.yaml", f"cases: [{CASE % 'third'}, {CASE % 'second'}]")
    found = load_cases(suite, evals / "cases")
    assert [case.id for case in found] == ["first", "second", "third"]
    assert found[0].cluster == "first"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (CASE % "UPPER", "UPPER"),
        ("{id: one, wrong: 1}\n", "one"),
        ("cases: 3\n", "cases"),
        ("cases: []\n", "cases"),
        ("- 1\n", "整体"),
        (f"cases: [{CASE % 'one'}, {CASE % 'one'}]", "同名"),
    ],
)
def test_what_is_wrong_in_a_case_is_named(evals: Path, text: str, named: str) -> None:
    suite = load_suite_text(evals)
    written(evals / "cases", "a.yaml", text)
    with pytest.raises(InputError) as caught:
        load_cases(suite, evals / "cases")
    assert named in str(caught.value)


def test_a_folder_without_cases_is_told(evals: Path) -> None:
    with pytest.raises(InputError, match="没有用例"):
        load_cases(load_suite_text(evals), evals / "cases")


def load_suite_text(evals: Path) -> Suite:
    written(evals / "suites", "mine.yaml", SUITE)
    return load_suite("mine", evals)


def test_editors_find_the_schema_of_every_file() -> None:
    root = shipped("evals")
    paths = [
        path
        for folder in ("suites", "cases", "calibration")
        for path in (root / folder).rglob("*.yaml")
    ]
    for path in paths:
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == "# yaml-language-server: $schema=schema.json", path
        assert path.with_name("schema.json").is_file()
