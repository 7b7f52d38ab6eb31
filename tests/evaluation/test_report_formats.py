"""JUnit XML and Markdown: the verdicts as other programs read them."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
import report_example as example
from markdown_it import MarkdownIt

from byline.evaluation.comparison import Comparison
from byline.evaluation.measuring import measure
from byline.evaluation.models import Turn
from byline.evaluation.report import junit, markdown, selection
from byline.evaluation.report.content import ComparedSuite


def xml(page: markdown.ReportData) -> ElementTree.Element:
    return ElementTree.fromstring(junit.render(page))


def test_one_testcase_a_gating_metric() -> None:
    root = xml(example.page())
    (suite,) = root
    assert suite.get("name") == "interview"
    names = [case.get("name") for case in suite]
    assert names == ["fact_recall", "leading", "reached_80"]
    assert (suite.get("tests"), suite.get("failures")) == ("3", "3")
    assert (root.get("failures"), root.get("errors")) == ("3", "0")
    failure = suite[0].find("failure")
    assert failure is not None
    assert failure.get("type") == "worse"
    assert "超过该管的幅度" in (failure.get("message") or "")
    assert "95% 区间" in (failure.text or "")


@pytest.mark.parametrize(
    ("comparison", "outcomes"),
    [
        (example.compared_suite(60, -0.2).comparison, set[str]()),
        (example.comparison(*example.noise(8), 8), {"skipped"}),
        (example.compared_suite().comparison, {"failure"}),
    ],
    ids=["better", "inconclusive", "worse"],
)
def test_better_passes_inconclusive_is_skipped_worse_fails(
    comparison: Comparison, outcomes: set[str]
) -> None:
    (suite,) = xml(example.page(ComparedSuite(comparison)))
    expected = {m.metric: m.verdict for m in comparison.metrics if m.gates}
    tags = {"worse": "failure", "inconclusive": "skipped"}
    for case in suite:
        found = [child.tag for child in case]
        tag = tags.get(expected[case.get("name") or ""])
        assert found == ([tag] if tag else [])
    assert {child.tag for case in suite for child in case} == outcomes


def test_a_harness_error_is_an_error() -> None:
    base, head = list(example.rows("base", 20)), list(example.rows("head", 20, -0.2))
    comparison = example.comparison(base, head, 30)
    page = replace(example.page(ComparedSuite(comparison)), broken={"drafting": "没有用例"})
    root = xml(page)
    assert root.get("errors") == "2"
    assert [suite.get("errors") for suite in root] == ["1", "1"]
    assert root[0][-1].get("name") == "harness"
    error = root[1][0].find("error")
    assert error is not None
    assert error.get("message") == "没有用例"


def test_hostile_text_leaves_the_xml_well_formed() -> None:
    page = example.hostile_page()
    broken = {"a\x00\x1b\ud83d\ufffe": "]]>\x0b&<"}
    root = xml(replace(page, broken=broken))
    assert root[-1].get("name") == "a"
    assert root[-1][0][0].get("message") == "]]>&<"


def test_the_files_are_written(tmp_path: Path) -> None:
    page = example.hostile_page()
    junit.write(tmp_path / "junit.xml", page)
    markdown.write(tmp_path / "summary.md", page)
    assert ElementTree.parse(tmp_path / "junit.xml").getroot().tag == "testsuites"
    assert (tmp_path / "summary.md").read_text(encoding="utf-8") == markdown.render(page)


def rendered(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


def test_the_summary_says_the_verdict_first_and_its_table_is_a_table() -> None:
    text = markdown.render(example.page())
    assert text.startswith("## ▼ 新版更差\n")
    page = rendered(text)
    assert page.count("<table>") == 2
    head = page[: page.index("</table>")]
    assert head.count("<tr>") == 6
    assert head.count("<td") == 5 * 7
    assert text.count("<details>") == text.count("</details>") == 3
    assert "基准完成 50/50" in text
    assert "未配对的用例 2 个" in text


def test_hostile_text_breaks_neither_table_nor_page() -> None:
    text = markdown.render(example.hostile_page())
    page = rendered(text)
    assert "<script" not in page
    assert "<img" not in page
    assert "@someone" not in markdown.plain("@someone")
    head = page[page.index("<table>") : page.index("</table>")]
    assert head.count("<td") == 5 * 7
    assert page.count("<table>") == 2


@pytest.mark.parametrize(
    "text", ["a|b", "`x`", "a\n\n# b", "<b>", "[x](http://y.test)", example.HOSTILE]
)
def test_plain_text_stays_text_in_a_cell(text: str) -> None:
    page = rendered(f"| a | b |\n| --- | --- |\n| {markdown.plain(text)} | 2 |\n")
    assert page.count("<td") == 2
    for tag in ("<code", "<b>", "<a ", "<h1", "<script", "<img", "<em"):
        assert tag not in page


def test_a_transcript_cannot_close_its_fence_and_is_cut() -> None:
    said = [Turn(role="answer", text="````\n<script>x</script>\n" + "话" * 5_000)]
    base, head = (
        [
            row.model_copy(update={"outcome": row.outcome.model_copy(update={"transcript": said})})
            for row in example.rows(side, 20)
        ]
        for side in ("base", "head")
    )
    found = selection.compared(example.comparison(base, head, 20), base, head)
    text = markdown.render(example.page(found))
    assert "<script" not in rendered(text)
    assert "字没有显示" in text
    assert len(text) < 65_536


def test_a_single_run_has_its_means() -> None:
    rows = list(example.rows("head", 24))
    run = measure(rows, example.SUITE, "head", 24)
    found = selection.measured(example.SUITE, run, rows)
    page = replace(example.page(), compared=(), prompt_diff={}, measured=(found,))
    text = markdown.render(page)
    assert text.startswith("### interview：单次运行")
    assert rendered(text).count("<tr>") == 6
    assert len(xml(page)) == 0
