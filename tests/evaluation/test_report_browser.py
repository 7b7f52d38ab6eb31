"""The HTML report in a real browser: it fits a phone, says the verdict at once, and prints."""

import html as escaping
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import report_example as example

from byline.evaluation.measuring import measure
from byline.evaluation.models import Turn
from byline.evaluation.report import html, selection
from byline.evaluation.report.content import ReportData

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BROWSER = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SECONDS = 120

pytestmark = pytest.mark.skipif(BROWSER is None, reason=f"没有浏览器：{'、'.join(BROWSERS)}")

MEASURE = """
<!doctype html><title>measure</title>
<iframe id="page" width="{width}" height="{height}" style="border:0" srcdoc="{page}"></iframe>
<pre id="found"></pre>
<script>
addEventListener("load", () => {{
  const page = document.getElementById("page").contentDocument;
  const box = (name) => page.querySelector(name).getBoundingClientRect();
  const boxes = [...page.querySelectorAll(".scroll, .turns")];
  document.getElementById("found").textContent = JSON.stringify({{
    inner: document.getElementById("page").contentWindow.innerWidth,
    scroll: page.documentElement.scrollWidth,
    verdict: box("h1").bottom,
    next: page.querySelector(".next") ? box(".next").bottom : 0,
    stacked: page.querySelectorAll(".side").length < 2 ? null
      : page.querySelectorAll(".side")[1].getBoundingClientRect().top
        >= page.querySelectorAll(".side")[0].getBoundingClientRect().bottom,
    outside: boxes.filter((one) => one.getBoundingClientRect().right > innerWidth).length,
    scripts: page.scripts.length,
  }});
}});
</script>
"""


def run_browser(folder: Path, *arguments: str) -> str:
    assert BROWSER is not None
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [BROWSER, *FLAGS, profile, *arguments],
        capture_output=True,
        check=True,
        timeout=SECONDS,
        text=True,
    )
    return done.stdout


def look(folder: Path, page: ReportData, width: int, height: int) -> dict[str, float]:
    """What the page measures in a frame of this size."""
    frame = MEASURE.format(
        width=width, height=height, page=escaping.escape(html.render(page), quote=True)
    )
    path = folder / "measure.html"
    path.write_text(frame, encoding="utf-8")
    shown = run_browser(folder, "--window-size=1400,1000", "--dump-dom", path.as_uri())
    found = re.search(r'<pre id="found">(.*?)</pre>', shown, re.DOTALL)
    assert found and found[1], "the frame did not load"
    measured: dict[str, float] = json.loads(escaping.unescape(found[1]))
    return measured


def single() -> ReportData:
    rows = list(example.rows("head", 24))
    run = measure(rows, example.SUITE, "head", 24)
    found = selection.measured(example.SUITE, run, rows)
    return replace(example.page(), compared=(), prompt_diff={}, measured=(found,))


def wide() -> ReportData:
    """Words that do not break, where words usually do."""
    page = example.hostile_page()
    (found,) = page.compared
    case = found.worst[0]
    assert case.head
    long = replace(
        case,
        case="case-" * 60,
        head=replace(case.head, turns=[Turn(role="r" * 80, text="https" * 400)], error="e" * 900),
    )
    return replace(
        page,
        compared=(replace(found, worst=[long]), example.compared_suite(200, 0.02)),
        prompt_diff={"p/" * 150: "@@ -1 +1 @@\n-" + "x" * 3_000 + "\n+" + "y" * 3_000 + "\n"},
        provenance=replace(page.provenance, command="c" * 500),
    )


@pytest.fixture(scope="module")
def pages() -> Iterator[dict[str, ReportData]]:
    yield {"worse": example.page(), "single": single(), "wide": wide()}


@pytest.mark.parametrize("width", [360, 1200])
@pytest.mark.parametrize("name", ["worse", "single", "wide"])
def test_the_page_does_not_scroll_sideways(
    name: str, width: int, pages: dict[str, ReportData], tmp_path: Path
) -> None:
    found = look(tmp_path, pages[name], width, 640)
    assert found["inner"] == width
    assert found["scroll"] <= width
    assert found["outside"] == 0
    assert found["scripts"] == 0


@pytest.mark.parametrize(("width", "height"), [(360, 640), (1200, 700)])
def test_the_verdict_and_what_to_do_are_above_the_fold(
    width: int, height: int, pages: dict[str, ReportData], tmp_path: Path
) -> None:
    found = look(tmp_path, pages["worse"], width, height)
    assert 0 < found["verdict"] < found["next"] <= height
    assert found["stacked"] is (width == 360)


def test_paper_has_the_whole_of_a_long_transcript(tmp_path: Path) -> None:
    def sheets(name: str, page: ReportData) -> int:
        html.write(tmp_path / f"{name}.html", page)
        pdf = tmp_path / f"{name}.pdf"
        run_browser(tmp_path, f"--print-to-pdf={pdf}", (tmp_path / f"{name}.html").as_uri())
        held = pdf.read_bytes()
        assert held.startswith(b"%PDF-")
        return len(re.findall(rb"/Type\s*/Page\b", held))

    page = example.page()
    (found,) = page.compared
    case = found.worst[0]
    assert case.head
    said = [Turn(role="answer", text="我记得那天下着雨，店里一个人也没有。" * 10)] * 60
    long = replace(case, head=replace(case.head, turns=said))
    assert sheets("long", replace(page, compared=(replace(found, worst=[long]),))) > sheets(
        "short", replace(page, compared=(replace(found, worst=[case]),))
    )
