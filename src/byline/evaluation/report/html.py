"""The report as one HTML file.

Owns: the page. Promise: it needs no network and runs no script (its own content policy forbids
both); everything that came out of a run is escaped; it reads on a phone, in the dark and on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from byline.evaluation.report import charts, promises, wording
from byline.evaluation.report.content import ReportData
from byline.evaluation.report.prompt_changes import read_changes
from byline.files import replace
from byline.pages import templates

_TEMPLATES = Path(__file__).parent / "templates"
_HASH_SHOWN = 12


@dataclass(frozen=True)
class Source:
    """A file the suites read, on both sides: version and start of its hash; empty if not there."""

    name: str
    base: str
    head: str


def render(page: ReportData) -> str:
    """The whole page."""
    comparisons = [suite.comparison for suite in page.compared]
    judged = bool(comparisons or page.broken)
    html = (
        templates(_TEMPLATES)
        .get_template("page.html.j2")
        .render(
            page=page,
            word=wording.overall_word(comparisons, bool(page.broken)) if judged else None,
            changes=read_changes(page.prompt_diff),
            sources=_sources(page),
            say=wording,
            charts=charts,
            promises=promises,
        )
    )
    # One place for all of it: what is in rows, paths, labels or diffs may hold anything.
    return wording.visible(html)


def write(path: Path, page: ReportData) -> None:
    """Write the page; StorageError when the disk refuses it."""
    replace(path, render(page))


def _sources(page: ReportData) -> tuple[list[Source], list[Source]]:
    """What changed, and what did not, between base and head; a single run has no base."""
    base: dict[str, str] = {}
    head: dict[str, str] = {}
    for compared in page.compared:
        base |= _by_name(compared.comparison.base.prompts)
        head |= _by_name(compared.comparison.head.prompts)
    for measured in page.measured:
        head |= _by_name(measured.measured.prompts)
    every = [Source(name, base.get(name, ""), head.get(name, "")) for name in sorted(base | head)]
    if not page.compared:
        return [], every
    return (
        [source for source in every if source.base != source.head],
        [source for source in every if source.base == source.head],
    )


def _by_name(prompts: Mapping[str, str]) -> dict[str, str]:
    """id@version -> hash as id -> "version hash", so that a new version stands beside its old."""
    named: dict[str, str] = {}
    for ref, sha256 in prompts.items():
        name, _, version = ref.partition("@")
        named[name] = f"{version and f'@{version} '}{sha256[:_HASH_SHOWN]}"
    return named
