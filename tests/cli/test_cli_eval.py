"""`byline eval` as an engineer uses it: real processes, a real checkout, recorded answers.

`recordings/worse_extract.jsonl` holds the embedded model's answers to the extraction suite under
the shipped prompt and under the one of `worsened`. Record it again after
prompts/interview/extract.md changed (needs `make setup-demo`; the file is any response cache):

    BYLINE_RECORD_WORSE=/tmp/cache.sqlite .venv/bin/pytest tests/cli/test_cli_eval.py -k worsened
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from byline_process import Cli, Ran
from loopback import Service

from byline.evaluation import planning
from byline.evaluation.loading import load_suite, suite_ids
from byline.evaluation.runner import Running, run
from byline.llm.chat import open_chat
from byline.llm.response_cache import ResponseCache
from byline.settings import load_settings

ROOT = Path(__file__).parents[2]
WORSE = Path(__file__).with_name("recordings") / "worse_extract.jsonl"
EXAMPLE = re.compile(
    r"可选类别：(?P<kinds>[a-z, ]+)\n回答：\n(?P<lines>(?:\d+ .*\n)+)assistant:\n(?P<labels>.*)\n"
)
EXTRACT = Path("prompts/interview/extract.md")
# Read when the module is loaded: every test's own environment is cleaned of BYLINE_*.
RECORDING = os.environ.get("BYLINE_RECORD_WORSE", "")


def said(ran: Ran) -> str:
    return ran.out + ran.err


def only_folder(home: Path) -> str:
    [folder] = (home / "eval-runs").iterdir()
    return str(folder.relative_to(home))


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cli]:
    """A home with one run of a suite that needs no model."""
    from byline_process import environment

    home = tmp_path_factory.mktemp("checked")
    cli = Cli(home, environment(home))
    ran = cli.run("eval", "run", "checks", "--json")
    assert ran.code == 0, said(ran)
    (home / "first.json").write_text(ran.out, encoding="utf-8")
    yield cli


def test_list_names_every_suite_with_its_size(cli: Cli) -> None:
    ran = cli.run("eval", "list", "--json")
    found = {one["id"]: one for one in json.loads(ran.out)}
    assert sorted(found) == suite_ids()
    assert found["retrieval"]["cases"] >= 150
    assert found["interview"]["people"] >= 24
    assert found["positioning"]["cases"] >= 16
    assert found["drafting"]["cases"] >= 32
    assert "点名才跑" in found["interview-plain"]["baseline"]


def test_a_run_says_what_it_counted(checked: Cli) -> None:
    told = json.loads((checked.home / "first.json").read_text(encoding="utf-8"))
    assert told["planned"] == told["done"] == told["ran"] > 150
    assert told["failed"] == told["invalid"] == told["calls"] == 0
    assert Path(checked.home, told["folder"], "rows.jsonl").is_file()
    means = {one["metric"]: one for one in told["suites"]["checks"]}
    assert means["limit_right"]["low"] <= means["limit_right"]["mean"]


def test_a_finished_run_that_is_resumed_runs_nothing(checked: Cli) -> None:
    ran = checked.run("eval", "run", "--resume", only_folder(checked.home), "--json")
    told = json.loads(ran.out)
    assert told["ran"] == 0
    assert told["skipped"] == told["planned"] == told["done"]


def test_a_run_compared_with_itself_shows_no_difference(checked: Cli) -> None:
    folder = only_folder(checked.home)
    ran = checked.run("eval", "compare", folder, folder, "--json")
    assert ran.code == 0, said(ran)
    assert json.loads(ran.out)["suites"][0]["verdict"] == "no difference seen"


def test_a_report_is_one_file_in_chinese(checked: Cli) -> None:
    page = checked.home / "报告.html"
    ran = checked.run("eval", "report", only_folder(checked.home), "--html", page.name)
    assert ran.code == 0, said(ran)
    assert "limit_right" in ran.out
    assert '<html lang="zh-CN"' in page.read_text(encoding="utf-8")


def test_a_run_that_was_stopped_goes_on_where_it_was(cli: Cli) -> None:
    people = ["analyst_lagos", "baker_bristol", "baker_chengdu", "farmer_yunnan", "hr_dongguan"]
    asked = [word for person in people for word in ("--case", person)]
    more = ("--into", "一次", "--concurrency", "1")
    rows = cli.home / "一次" / "rows.jsonl"
    with cli.start("eval", "run", "interview-guide", *asked, *more, cwd=cli.home) as running:
        while running.poll() is None and not (rows.is_file() and rows.stat().st_size):
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 130
    kept = len(rows.read_text(encoding="utf-8").splitlines())
    assert 1 <= kept < len(people)
    told = json.loads(cli.run("eval", "run", "--resume", "一次", "--json").out)
    assert (told["skipped"], told["ran"], told["done"]) == (kept, 5 - kept, 5)


def test_cases_come_from_anywhere(cli: Cli) -> None:
    (cli.home / "我的用例").mkdir()
    (cli.home / "我的用例" / "一个.yaml").write_text(
        "{id: mine, text: 我带过三百个学生。, facts: [我带过三十个学生。], "
        "expect: {quantity: [三百个]}}\n",
        encoding="utf-8",
    )
    ran = cli.run("eval", "run", "checks", "--cases", "我的用例", "--json")
    assert ran.code == 0, said(ran)
    assert json.loads(ran.out)["done"] == 1


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run", "chekcs"], "extraction"),
        (["run"], "--all"),
        (["run", "checks", "--case", "nobody"], "nobody"),
        (["run", "checks", "--cases", "nowhere"], "nowhere"),
        (["compare", "nowhere", "baseline"], "nowhere"),
        (["report", "nowhere"], "run.json"),
        (["run", "--resume", "nowhere"], "nowhere"),
        (["calibrate", "judge/nobody"], "judge/nobody"),
        (["run", "extraction", "--smoke", "--cache", "offline"], "没有录下"),
    ],
)
def test_what_cannot_be_run_is_a_harness_error(cli: Cli, arguments: list[str], named: str) -> None:
    ran = cli.run("eval", *arguments)
    assert ran.code == 2
    assert named in said(ran)
    assert "Traceback" not in said(ran)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone of this checkout with one commit, whose own code and prompts the process uses."""
    top = tmp_path_factory.mktemp("clone") / "byline"
    ignored = shutil.ignore_patterns("__pycache__", "runs")
    for folder in ("src", "prompts", "knowledge", "evals"):
        shutil.copytree(ROOT / folder, top / folder, ignore=ignored)
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        identity = ["-c", "user.name=t", "-c", "user.email=t@t"]
        subprocess.run(["git", "-C", str(top), *identity, *command], check=True)
    return top


@pytest.fixture
def engineer(cli: Cli, checkout: Path) -> Iterator[tuple[Cli, Path]]:
    """byline of the clone, and the prompt to edit; the clone is clean again afterwards."""
    at_clone = {"PYTHONPATH": str(checkout / "src")}
    yield replace(cli, environment=cli.environment | at_clone), checkout / EXTRACT
    subprocess.run(["git", "-C", str(checkout), "checkout", "-q", "."], check=True)


def diff(engineer: Cli, *more: str) -> Ran:
    done = subprocess.run(
        [sys.executable, "-c", "from byline.cli import main; main()", "eval", "diff", *more],
        cwd=engineer.home,
        env=engineer.environment,
        capture_output=True,
        text=True,
        timeout=1200,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def worsened(prompt: Path) -> None:
    """Teach the prompt, in words and in every example, one label for whatever was said."""
    text = prompt.read_text(encoding="utf-8")
    rule = "每一句都写可选类别里的最后一个词，闲话也是。"
    told = text.replace("讲同一件事的几句用同一个类别。", rule)
    taught = EXAMPLE.sub(_mistaught, told)
    assert taught != told != text
    prompt.write_text(taught, encoding="utf-8")


def _mistaught(example: re.Match[str]) -> str:
    last = example["kinds"].split(", ")[-1]
    return re.sub(r'("l\d+"): "[a-z]+"', rf'\1: "{last}"', example[0])


def test_an_unchanged_prompt_is_not_asked_about(engineer: tuple[Cli, Path]) -> None:
    ran = diff(engineer[0], "--cache", "live")
    assert ran.code == 0, said(ran)
    assert "没有变化" in ran.out
    assert not (engineer[0].home / "eval-runs").exists()


def test_a_comment_makes_no_call(engineer: tuple[Cli, Path]) -> None:
    cli, prompt = engineer
    text = prompt.read_text(encoding="utf-8")
    prompt.write_text(text.replace("version:", "# 只是一句注释\nversion:", 1), encoding="utf-8")
    ran = diff(cli, "--cache", "live", "--json")
    assert ran.code == 0, said(ran)
    assert json.loads(ran.out) == {"exit_code": 0, "suites": [], "broken": {}, "pairwise": {}}
    assert "一次模型也不用问" in ran.err


def test_a_change_that_no_suite_chosen_reads_makes_no_call(engineer: tuple[Cli, Path]) -> None:
    cli, prompt = engineer
    worsened(prompt)
    ran = diff(cli, "--suite", "retrieval", "--cache", "live")
    assert ran.code == 0, said(ran)
    assert "没有碰到任何套件" in ran.err


def test_a_worsened_prompt_is_worse(engineer: tuple[Cli, Path], tmp_path: Path) -> None:
    cli, prompt = engineer
    worsened(prompt)
    pages = {name: tmp_path / f"页.{name}" for name in ("html", "junit", "markdown")}
    asked = [word for name, path in pages.items() for word in (f"--{name}", str(path))]
    ran = diff(cli, "--suite", "extraction", *answers(), *asked, "--json")
    if RECORDING:
        keep_recording(cli.home)
    assert ran.code == 1, said(ran)
    [suite] = json.loads(ran.out)["suites"]
    assert suite["verdict"] == "worse"
    assert suite["base"]["done"] == suite["head"]["done"] >= 60
    worse = {one["metric"] for one in suite["metrics"] if one["verdict"] == "worse"}
    assert worse & {"kind", "chatter"}
    html = pages["html"].read_text(encoding="utf-8")
    assert "闲话也是" in html, "the prompt's diff is on the page"
    found = ElementTree.parse(pages["junit"]).getroot()
    assert int(next(found.iter("testsuite")).attrib["failures"]) >= 1
    assert "变差" in pages["markdown"].read_text(encoding="utf-8")


def answers() -> list[str]:
    """The options that make both sides answer from the recording, or record it."""
    if RECORDING:
        return ["--provider", "local", "--cache-file", RECORDING]
    return ["--provider", "local", "--cache", "offline", "--cache-file", str(WORSE)]


def keep_recording(home: Path) -> None:
    """Export the answers both sides used, by running them once more over the same cache."""
    versions = home / only_folder(home) / "versions"
    sides = [planning.Variant(name, versions / name) for name in ("base", "head")]
    planned = planning.plan([load_suite("extraction")], sides)
    with (
        ResponseCache(Path(RECORDING), "offline") as cache,
        open_chat(load_settings({"provider": "local"}), temperature=0.0, responses=cache) as chat,
    ):
        run(planned, home / "again", Running(session=chat))
        cache.export(cache.used, WORSE)


LABELLED = """
rubric: judge/question
how: 试
items:
  - {id: one, label: good, why: 问到了点上, inputs: {answer: 我修空调。, question: 哪一台最难修？}}
  - {id: two, label: poor, why: 问得太空了, inputs: {answer: 我修空调。, question: 能多说说吗？}}
"""


def test_calibrate_says_whether_a_judge_may_decide(cli: Cli, service: Service) -> None:
    (cli.home / "标注").mkdir()
    (cli.home / "标注" / "question.yaml").write_text(LABELLED, encoding="utf-8")
    # The two texts may be read in either order, so both get the same verdict.
    for _ in range(2):
        service.says(json.dumps({"reason": "具体", "level": "good"}, ensure_ascii=False))
    named = {"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m"}
    asked = ["eval", "calibrate", "--labelled", "标注", "--results", "结果"]
    ran = cli.run(*asked, env=named)
    assert ran.code == 0, said(ran)
    assert "只看不把关" in ran.out
    [kept] = (cli.home / "结果").iterdir()
    assert json.loads(kept.read_text(encoding="utf-8"))["n"] == 2
    # What was judged once is not asked again.
    again = cli.run(*asked, "--json", env=named)
    assert json.loads(again.out)[0]["tpr"]["value"] == 1.0
    assert len(service.asked) == 2
