"""A run in a process of its own, so that a test can kill it.

python running_child.py BASE_URL EVALS PROMPTS FOLDER new|resume
"""

import sys
from pathlib import Path

from byline.evaluation.loading import load_suite
from byline.evaluation.planning import Variant, plan
from byline.evaluation.runner import Running, run
from byline.llm.calls import Patience
from byline.llm.chat import open_chat
from byline.llm.response_cache import ResponseCache
from byline.settings import load_settings

REPEATS = 2


def main(base_url: str, evals: str, prompts: str, folder: str, how: str) -> None:
    suite = load_suite("remarks", Path(evals))
    planned = plan(
        [suite],
        [Variant("now", Path(prompts))],
        repeats=REPEATS,
        folder=Path(evals) / "cases" / suite.folder,
    )
    settings = load_settings({"base_url": base_url, "model": "m"})
    patience = Patience(attempts=4, first_wait=0.01, longest_wait=2.0)
    with (
        ResponseCache(mode="live") as responses,
        open_chat(settings, patience=patience, responses=responses) as session,
    ):
        running = Running(session=session, concurrency=4)
        summary = run(planned, Path(folder), running, resume=how == "resume")
    counts = (summary.planned, summary.skipped, summary.ran, summary.done)
    sys.stdout.write(" ".join(map(str, (*counts, summary.failed, summary.invalid))))


if __name__ == "__main__":
    main(*sys.argv[1:])
