"""background.json is what evals/benchmarks/voice_background.py makes of the cases.

After a change of the people in them, run it.
"""

import sys
from pathlib import Path

import pytest

from byline.ledger.events import Language
from byline.voice import delta

sys.path.insert(0, str(Path(__file__).parents[2] / "evals" / "benchmarks"))

import voice_background


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_what_the_script_makes(language: Language):
    people = voice_background.people("interview", language)
    people |= voice_background.people("positioning", language)
    held = delta.others(language)
    assert voice_background.background(people, language, held.general) == held
