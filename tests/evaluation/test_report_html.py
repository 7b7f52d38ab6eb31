"""The HTML report as a document: what is on it, in which order, and that nothing gets out of it."""

from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import report_example as example
from hypothesis import given, settings
from hypothesis import strategies as st

from byline.evaluation.comparing import compare
from byline.evaluation.comparison import Comparison
from byline.evaluation.measuring import measure
from byline.evaluation.models import Measured, Turn
from byline.evaluation.report import charts, html, selection
from byline.evaluation.report.content import ComparedSuite, ReportData

VOID = {"meta"}


class Document(HTMLParser):
    """Tags, attributes and text; fails on a tag that closes what is not open."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def worse() -> str:
    return html.render(example.page())


def test_the_verdict_comes_before_everything_else(worse: str) -> None:
    text = Document(worse).text.partition("▼")[2]
    order = [
        "新版更差",
        "下一步",
        "变化与 95% 区间",
        "运行情况",
        "每个用例的变化",
        "按把关指标里跌得最多",
    ]
    order += ["提示词改了什么", "怎么得来的"]
    places = [text.index(word) for word in order]
    assert places == sorted(places)
    assert '<html lang="zh-CN">' in worse


@pytest.mark.parametrize(
    ("worse_by", "count", "word"),
    [
        (0.15, 48, "新版更差"),
        (-0.12, 60, "新版更好"),
        (0.0, 48, "看不出差别"),
        (0.15, 4, "数据不够，下不了结论"),
    ],
)
def test_each_verdict_has_its_own_word(worse_by: float, count: int, word: str) -> None:
    rows = [list(example.rows(side, count, worse_by)) for side in ("base", "head")]
    comparison = example.comparison(rows[0], rows[1], count)
    document = Document(html.render(example.page(ComparedSuite(comparison))))
    heading = document.text.index(word)
    assert heading < document.text.index("下一步")


def test_a_harness_error_is_no_verdict() -> None:
    base, head = list(example.rows("base", 20)), list(example.rows("head", 20, -0.2))
    comparison = example.comparison(base, head, 30)
    assert comparison.exit_code == 2
    text = Document(html.render(example.page(ComparedSuite(comparison)))).text
    assert "评测自身出了错" in text
    assert "byline eval run --resume" in text
    assert "新版更好" not in text


def test_the_metric_table_has_every_number(worse: str) -> None:
    text = Document(worse).text
    metric = example.page().compared[0].comparison.metrics[0]
    assert metric.interval and metric.difference and metric.detectable
    for value in (metric.base, metric.head, metric.detectable):
        assert f"{value:.3f}" in text
    minus = "\N{MINUS SIGN}"
    low, high = (
        f"{end:+.3f}".replace("-", minus) for end in (metric.interval.low, metric.interval.high)
    )
    assert f"[{low}, {high}]" in text
    for word in ("配对 t", "Holm 校正", "符号翻转", "该管的幅度", "看得出的最小变化"):
        assert word in text


def test_an_uncalibrated_judge_is_labelled_and_its_lengths_are_shown(worse: str) -> None:
    text = Document(worse).text
    assert "仅供参考：评审未校准" in text
    assert "评审分与长度" in text


def test_what_is_missing_is_counted_and_named(worse: str) -> None:
    text = Document(worse).text
    assert "未配对的用例 2 个，不进比较： drift-qiao、timeout-tang" in text
    assert "新版失败 1 行 服务在 3 次重试内没有回答：429" in text
    assert "新版作废 1 行" in text


def test_both_transcripts_of_a_worst_case_are_there(worse: str) -> None:
    text = Document(worse).text
    assert worse.count('class="case"') == 5
    assert "换了别人" in text or "第一笼" in text
    assert "您一定很自豪吧" in text


def test_the_prompt_diff_marks_what_changed_within_a_line(worse: str) -> None:
    assert "<mark>可以多</mark>" in worse
    assert "prompts/interview/follow_up.md" in worse


def test_provenance_names_command_versions_and_prompts(worse: str) -> None:
    text = Document(worse).text
    for word in (
        "byline eval diff --base HEAD~1 --suite interview",
        "2026-03-14 09:26 UTC",
        "langchain-core 1.7.2",
        "qwen2.5-coder-1.5b-instruct-q4_k_m",
        "@1 9f2c41d07ab3",
        "@2 41be77e0c9d2",
        "两边相同的提示词和文件 2 个",
    ):
        assert word in text, word


@pytest.mark.parametrize("page", [example.page(), example.hostile_page()], ids=["plain", "hostile"])
def test_nothing_leads_outside(page: ReportData) -> None:
    rendered = html.render(page)
    document = Document(rendered)
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(document.tags)
    for tag, name, value in document.attributes:
        assert not name.startswith("on"), (tag, name)
        assert name not in {"src", "srcset", "action", "style", "xlink:href"}, (tag, name)
        if name == "href":
            assert value.startswith("#")
    style = rendered[rendered.index("<style>") : rendered.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "default-src 'none'" in rendered
    assert document.tags.count("style") == 1


def test_hostile_text_is_shown_as_text() -> None:
    rendered = html.render(example.hostile_page())
    rendered.encode("utf-8")
    assert Document(rendered).text.count(example.HOSTILE) > 10
    assert "␛[31m红␀\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER} 完" in rendered


def test_a_long_transcript_is_cut_where_the_reader_sees_it() -> None:
    rendered = html.render(example.hostile_page())
    assert rendered.count("长" * 1000) > 0
    assert "长" * selection.TRANSCRIPT_CHARACTERS not in rendered
    left = len(example.HOSTILE) + len("\x1b[31m红\x00\x85\ud83d 完") + 100_000
    assert f"后面还有 {left - selection.TRANSCRIPT_CHARACTERS:,} 字没有显示" in rendered


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None)))
def test_any_transcript_gives_a_sound_document(text: str) -> None:
    told = selection.Told(0, {}, [Turn(role="answer", text=text)], 0, text)
    case = selection.ShownCase("a", "b", [selection.Change("m", "higher", 0.1, 0.0, 1.0)], told)
    page = example.page(replace(_small(), worst=[case]))
    rendered = html.render(page)
    rendered.encode("utf-8")
    assert Document(rendered).tags.count("h1") == 1


def _small() -> ComparedSuite:
    base = list(example.rows("base", 5))
    return ComparedSuite(example.comparison(base, [], 5))


def test_no_pair_at_all_still_makes_a_page() -> None:
    text = Document(html.render(example.page(_small()))).text
    assert "没有退步的用例" in text
    assert "—" in text


def test_a_baseline_without_rows_says_so() -> None:
    base, head = list(example.rows("base", 20)), list(example.rows("head", 20))
    found = selection.compared(example.comparison(base, head, 20), [], head)
    assert "没有这一边的原文" in html.render(example.page(found))


def test_several_suites_are_told_apart() -> None:
    worse, same = example.compared_suite(), example.compared_suite(12, 0.0)
    document = Document(html.render(example.page(worse, same)))
    assert document.text.index("新版更差") < document.text.index("看不出差别")
    ids = [value for _, name, value in document.attributes if name == "id"]
    links = [value[1:] for _, name, value in document.attributes if name == "href"]
    assert links == ids == ["suite-1", "suite-2"]


def test_a_suite_that_could_not_run_is_the_news() -> None:
    page = replace(example.page(), compared=(), broken={"drafting": "没有这个套件的用例"})
    text = Document(html.render(page)).text
    assert "评测自身出了错" in text
    assert "没有这个套件的用例" in text


def test_a_single_run_has_means_and_its_lowest_cases_and_no_verdict() -> None:
    rows = [*example.rows("head", 24), *example.lost("head")]
    run = measure(rows, example.SUITE, "head", 26)
    page = replace(
        example.page(),
        compared=(),
        prompt_diff={},
        measured=(selection.measured(example.SUITE, run, rows),),
    )
    rendered = html.render(page)
    document = Document(rendered)
    assert "不说明变好还是变差" in document.text
    assert "失败 1，作废 1" in document.text
    assert rendered.count('class="case"') == 5
    assert "新版更" not in document.text
    assert "提示词改了什么" not in document.text


def test_two_hundred_cases_draw_every_case() -> None:
    found = example.compared_suite(200, 0.1)
    rendered = html.render(example.page(found))
    drawn = sum(
        slope.count
        for metric in found.comparison.metrics
        if (chart := charts.slope_chart(metric))
        for panel in chart.panels
        for slope in panel.slopes
    )
    assert drawn == sum(metric.cases for metric in found.comparison.metrics)
    assert rendered.count('class="line"') > 100
    assert len(rendered) < 600_000


def test_the_page_is_written_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    html.write(path, example.hostile_page())
    assert path.read_text(encoding="utf-8") == html.render(example.hostile_page())


def test_identical_sides_are_said_to_be_the_same() -> None:
    run = measure(example.rows("base", 12), example.SUITE, "base", 12)
    found = _compared_with_itself(run)
    assert "每个配对的用例两边得分都一样" in Document(html.render(example.page(found))).text


def _compared_with_itself(run: Measured) -> ComparedSuite:
    comparison: Comparison = compare(example.SUITE, run, run)
    return selection.compared(comparison, [], [])
