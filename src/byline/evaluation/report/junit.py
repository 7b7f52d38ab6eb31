"""The verdicts as JUnit XML, for whatever shows test results.

Owns: the mapping. Promise: one testsuite a suite, one testcase a gating metric: failed when worse,
skipped when inconclusive; a promise's failure begins with the words that broke it, and what was
broken before stands in its output; a harness error is an error of its own; the XML is well-formed
whatever the rows held.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from byline.evaluation.comparison import Comparison, MetricComparison
from byline.evaluation.report import promises, wording
from byline.evaluation.report.content import ReportData
from byline.files import replace


def render(page: ReportData) -> str:
    """The XML document."""
    root = ElementTree.Element("testsuites", name="byline eval")
    for suite in page.compared:
        _suite(root, suite.comparison, page.provenance.made.isoformat())
    for name, why in page.broken.items():
        _broken(_open(root, name, page.provenance.made.isoformat()), name, why)
    for element in [*root, root]:
        _count(element)
    ElementTree.indent(root)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return declaration + ElementTree.tostring(root, encoding="unicode") + "\n"


def write(path: Path, page: ReportData) -> None:
    """Write the document; StorageError when the disk refuses it."""
    replace(path, render(page))


def _suite(root: ElementTree.Element, comparison: Comparison, made: str) -> None:
    element = _open(root, comparison.suite, made)
    for metric in comparison.metrics:
        if metric.gates:
            _metric(element, comparison, metric)
    if comparison.exit_code == 2:
        _broken(element, comparison.suite, "；".join(comparison.reasons))


def _open(root: ElementTree.Element, suite: str, made: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        root, "testsuite", name=wording.without_controls(suite), timestamp=made, time="0"
    )


def _metric(suite: ElementTree.Element, comparison: Comparison, metric: MetricComparison) -> None:
    case = _case(suite, comparison.suite, metric.metric)
    alone = comparison.model_copy(update={"metrics": [metric]})
    new = _listed(promises.new([alone]))
    if metric.verdict in {"worse", "inconclusive"}:
        tag = "failure" if metric.verdict == "worse" else "skipped"
        message = "；".join([*new[:1], metric.why])
        outcome = ElementTree.SubElement(
            case, tag, message=wording.without_controls(message), type=metric.verdict
        )
        outcome.text = wording.without_controls("\n".join([*new, *_figures(metric)]))
    if old := _listed(promises.old(alone)):
        told = ElementTree.SubElement(case, "system-out")
        told.text = wording.without_controls("\n".join(["原来就有的：", *old]))


def _listed(found: promises.Listing) -> list[str]:
    left = [f"还有 {found.left_out} 处没有列出"] if found.left_out else []
    return [*(f"{one.words} {one.place}" for one in found.shown), *left]


def _broken(suite: ElementTree.Element, name: str, why: str) -> None:
    error = ElementTree.SubElement(_case(suite, name, "harness"), "error", type="harness")
    error.set("message", wording.without_controls(why))


def _case(suite: ElementTree.Element, classname: str, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(
        suite,
        "testcase",
        classname=f"byline.eval.{wording.without_controls(classname)}",
        name=name,
        time="0",
    )


def _figures(metric: MetricComparison) -> Sequence[str]:
    margin = metric.margin
    return (
        metric.what,
        f"基准 {wording.amount(metric.base, margin)}，新版 {wording.amount(metric.head, margin)}",
        f"变化 {wording.change(metric.difference, margin)}，"
        f"95% 区间 {wording.interval(metric.interval, margin)}，"
        f"该管的幅度 {wording.amount(margin, margin)}",
        f"p {wording.p_value(metric.p)}，Holm 校正后 {wording.p_value(metric.p_holm)}，"
        f"符号翻转 {wording.p_value(metric.p_sign_flip)}",
        f"{metric.people} 人 {metric.cases} 个用例，"
        f"看得出的最小变化 {wording.amount(metric.detectable, margin)}",
    )


def _count(element: ElementTree.Element) -> None:
    for attribute, tag in (
        ("tests", "testcase"),
        ("failures", "failure"),
        ("errors", "error"),
        ("skipped", "skipped"),
    ):
        element.set(attribute, str(sum(1 for _ in element.iter(tag))))
