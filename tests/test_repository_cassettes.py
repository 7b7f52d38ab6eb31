"""Recorded calls hold no secrets, and every recording belongs to a test that replays it."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
CASSETTES = sorted(TESTS.glob("**/cassettes/**/*.yaml"))

SECRETS = {
    "authorization header": re.compile(r"authorization|api-key|set-cookie", re.IGNORECASE),
    "api key": re.compile(r"\b(sk|key|lsv2|ghp|pypi)-[A-Za-z0-9_-]{12,}|\bBearer\s+\S+"),
    "home path": re.compile(r"/(home|Users|root)/|[A-Z]:\\\\Users"),
    "local path": re.compile(r"/(tmp|work|var)/\w+"),
    "real host": re.compile(r"uri: (?!http://model\.recorded/)"),
}


def owner(cassette: Path) -> tuple[Path, str]:
    """The test module and function a cassette is named after."""
    folder = cassette.parent
    function = cassette.stem.partition("[")[0].rpartition(".")[2]
    return folder.parent.parent / f"{folder.name}.py", function


@pytest.mark.parametrize("cassette", CASSETTES, ids=lambda path: path.stem)
def test_no_cassette_holds_a_secret(cassette: Path) -> None:
    text = cassette.read_text(encoding="utf-8")
    found = [name for name, pattern in SECRETS.items() if pattern.search(text)]
    assert not found, f"{cassette} holds {found}: record it again with the scrubbing in conftest"


@pytest.mark.parametrize("cassette", CASSETTES, ids=lambda path: path.stem)
def test_every_cassette_has_a_test_that_replays_it(cassette: Path) -> None:
    module, function = owner(cassette)
    assert module.is_file(), f"{cassette} belongs to no test module: delete it"
    source = module.read_text(encoding="utf-8")
    assert "mark.vcr" in source, f"{module} replays nothing, yet {cassette} exists: delete it"
    assert f"def {function}(" in source, f"no test {function} in {module}: delete {cassette}"


def test_cassettes_stay_small() -> None:
    # Replay is quadratic in the number of calls.
    large = {
        path.name: path.read_text(encoding="utf-8").count("\n- request:")
        for path in CASSETTES
        if path.read_text(encoding="utf-8").count("\n- request:") > 20
    }
    assert not large
