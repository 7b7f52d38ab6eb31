import os

import pytest

from byline.threads import SPINS, calm_threads

NAMES = ("OPENBLAS_NUM_THREADS", "GOMP_SPINCOUNT", "OMP_WAIT_POLICY")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({}, {"OPENBLAS_NUM_THREADS": "1", "GOMP_SPINCOUNT": SPINS}),
        ({"OPENBLAS_NUM_THREADS": "4"}, {"OPENBLAS_NUM_THREADS": "4", "GOMP_SPINCOUNT": SPINS}),
        ({"GOMP_SPINCOUNT": "0"}, {"OPENBLAS_NUM_THREADS": "1", "GOMP_SPINCOUNT": "0"}),
        (
            {"OMP_WAIT_POLICY": "active"},
            {"OPENBLAS_NUM_THREADS": "1", "OMP_WAIT_POLICY": "active"},
        ),
    ],
)
def test_what_the_person_set_stays(
    monkeypatch: pytest.MonkeyPatch, before: dict[str, str], after: dict[str, str]
):
    for name in NAMES:
        monkeypatch.setenv(name, "to be put back")
        monkeypatch.delenv(name)
    for name, value in before.items():
        monkeypatch.setenv(name, value)
    for _ in range(2):
        calm_threads()
        assert {name: os.environ[name] for name in NAMES if name in os.environ} == after
