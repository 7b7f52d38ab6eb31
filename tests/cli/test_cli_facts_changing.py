"""byline facts: one fact, and what can be done with it."""

import json
from collections.abc import Callable

import pytest
from byline_process import Cli, ended
from loopback import Service

from byline.ledger.models import Fact
from byline.workspace import Workspace

Hold = Callable[..., Fact]
VEIL = "前东家叫康宁，盘点要两天两夜"
NO_MODEL = {"BYLINE_BASE_URL": "http://127.0.0.1:9/v1", "BYLINE_MODEL": "none"}


@pytest.mark.parametrize("named", [["show", "f001"], ["f001"], ["F001"]], ids=" ".join)
def test_one_fact_is_shown_with_its_question_and_passage(
    cli: Cli, workspace: Workspace, hold: Hold, named: list[str]
) -> None:
    hold("流水三百一十万，都是那个号来的")
    with workspace.lock():
        ledger = workspace.ledger()
        ledger.remove("f001")
        ledger.save()
    said = "开头的话。" * 60 + "流水三百一十万。" + "结尾的话。" * 60
    hold(said)
    text = workspace.facts_path.read_text().replace(f'"{said}"', '"流水三百一十万"')
    workspace.facts_path.write_text(text.replace("f002", "f001"))
    ran = cli.run("facts", *named, cwd=workspace.root)
    assert ran.code == 0, ran.err
    assert "问：问" in ran.out
    assert "»流水三百一十万«。结尾的话" in ran.out
    assert "三百一十万 = 3,100,000 元" in ran.out
    assert ran.out.count("…") == 2
    assert len(ran.out) < 600


def test_one_fact_as_json_has_its_figures_and_passage(
    cli: Cli, workspace: Workspace, hold: Hold
) -> None:
    fact = hold("管仓库八年")
    shown = json.loads(cli.run("facts", fact.id, "--json", cwd=workspace.root).out)
    assert shown["quote"] == "管仓库八年"
    assert shown["figures"] == ["八年 = 8 年"]
    assert (shown["question"], shown["before"], shown["after"]) == ("问", "", "")


def test_the_folder_may_stand_before_the_fact(cli: Cli, workspace: Workspace, hold: Hold) -> None:
    hold("管仓库八年")
    for named in (["--in", "我的", "f001"], ["f001", "--in", "我的"]):
        ran = cli.run("facts", *named)
        assert "»管仓库八年«" in ran.out, ran.err
    shown = cli.run("facts", "--json", "f001", cwd=workspace.root)
    assert json.loads(shown.out)["id"] == "f001"


def test_a_change_before_a_subcommand_is_not_passed_over_in_silence(
    cli: Cli, workspace: Workspace, hold: Hold
) -> None:
    hold("管仓库八年")
    before = workspace.facts_path.read_bytes()
    ran = cli.run("facts", "--private", "f001", "show", "f001", cwd=workspace.root)
    ran.failed_with("--private", "byline facts show")
    assert workspace.facts_path.read_bytes() == before


def test_the_quote_stands_out_in_a_terminal(cli: Cli, workspace: Workspace, hold: Hold) -> None:
    hold("管仓库八年")
    child = cli.terminal("facts", "f001", cwd=workspace.root)
    child.expect("\x1b\\[1;7m管仓库八年")
    ended(child)


def test_filters_and_search_leave_what_they_name(
    cli: Cli, workspace: Workspace, hold: Hold
) -> None:
    hold("流水三百一十万", "result", "result")
    hold("管仓库八年", "skill", "skill")

    def ids(*options: str) -> list[str]:
        ran = cli.run("facts", *options, "--json", cwd=workspace.root)
        assert ran.code == 0, ran.err
        return [fact["id"] for fact in json.loads(ran.out)]

    assert ids("--search", "310万") == ["f001"]
    assert ids("--search", "8年 仓库") == ["f002"]
    assert ids("--topic", "skill") == ids("--source", "a002") == ids("--consent", "public")
    assert ids("--unconfirmed", "--kind", "result") == ["f001"]
    assert ids("--stale") == []
    assert "没有这样的事实" in cli.run("facts", "--search", "没有", cwd=workspace.root).err


def test_a_consent_there_is_not_is_an_error(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("facts", "--consent", "secret", cwd=workspace.root)
    ran.failed_with("secret", "anonymise")


def test_a_statement_is_worded_anew(cli: Cli, workspace: Workspace, hold: Hold) -> None:
    hold("我管仓库八年")
    ran = cli.run("facts", "edit", "F001", "管了8年仓库", cwd=workspace.root)
    assert ran.code == 0, ran.err
    assert "“我管仓库八年”" in ran.out
    assert workspace.ledger().get("f001").statement == "管了8年仓库"


def test_a_statement_with_a_figure_nobody_said_is_refused(
    cli: Cli, workspace: Workspace, hold: Hold
) -> None:
    hold("我管仓库八年")
    before = workspace.facts_path.read_bytes()
    cli.run("facts", "edit", "f001", "管了九年仓库", cwd=workspace.root).failed_with("九年", "八年")
    assert workspace.facts_path.read_bytes() == before


def test_a_statement_can_be_typed_or_left_alone(cli: Cli, workspace: Workspace, hold: Hold) -> None:
    hold("我管仓库八年")
    ran = cli.run("facts", "edit", "f001", cwd=workspace.root, stdin="仓库八年\n")
    assert workspace.ledger().get("f001").statement == "仓库八年", ran.err
    assert "没有改" in cli.run("facts", "edit", "f001", cwd=workspace.root).err
    child = cli.terminal("facts", "edit", "f001", cwd=workspace.root)
    child.expect("仓库八年")
    child.send("了\r")
    ended(child)
    assert workspace.ledger().get("f001").statement == "仓库八年了"


def test_a_newer_fact_replaces_an_older_one_and_back(
    cli: Cli, workspace: Workspace, hold: Hold
) -> None:
    hold("公众号八千粉丝")
    hold("公众号一万二千粉丝")
    cli.run("facts", "supersede", "f001", "f002", cwd=workspace.root)
    ran = cli.run("facts", cwd=workspace.root)
    assert "八千" not in ran.out
    assert "另有 1 条已被取代" in ran.err
    assert "已被 f002 取代" in cli.run("facts", "--all", cwd=workspace.root).out
    cli.run("facts", "supersede", "f001", "--undo", cwd=workspace.root)
    assert "八千" in cli.run("facts", cwd=workspace.root).out


@pytest.mark.parametrize(
    ("named", "words"),
    [
        (["f001"], "supersede f001 f019"),
        (["f001", "f001"], "f001"),
        (["f001", "f404"], "f404"),
        (["f001", "f002", "--undo"], "--undo"),
    ],
)
def test_a_replacement_that_makes_no_sense_is_an_error(
    cli: Cli, workspace: Workspace, hold: Hold, named: list[str], words: str
) -> None:
    hold("公众号八千粉丝")
    hold("公众号一万二千粉丝")
    before = workspace.facts_path.read_bytes()
    cli.run("facts", "supersede", *named, cwd=workspace.root).failed_with(words)
    assert workspace.facts_path.read_bytes() == before


@pytest.fixture
def doubled(workspace: Workspace, hold: Hold) -> Workspace:
    hold("去年我把盘点从两天改成半天")
    hold("盘点我去年从两天改成半天了")
    hold("我喜欢写字")
    hold("我喜欢写字啊")
    return workspace


def test_doubles_are_made_one_as_the_person_says(cli: Cli, doubled: Workspace) -> None:
    cli.run("facts", "--private", "f001", cwd=doubled.root)
    ran = cli.run("facts", "merge", cwd=doubled.root, stdin="\n2\n")
    assert ran.code == 0, ran.err
    assert "合并了 1 对" in ran.err
    first, second, writes, again = doubled.ledger().facts
    assert (first.superseded_by, second.superseded_by) == ("f002", "")
    assert (writes.superseded_by, again.superseded_by) == ("", "")
    # What was closed of either stays closed.
    assert second.consent == "private"
    assert "--public f002" in ran.err


@pytest.mark.parametrize("typed", ["", "q\n", "\n\n", "随便\n嗯\n"])
def test_doubles_stay_two_without_a_word(cli: Cli, doubled: Workspace, typed: str) -> None:
    before = doubled.facts_path.read_bytes()
    ran = cli.run("facts", "merge", cwd=doubled.root, stdin=typed)
    assert (ran.code, doubled.facts_path.read_bytes()) == (0, before), ran.err


def test_doubles_as_json_change_nothing(cli: Cli, doubled: Workspace) -> None:
    before = doubled.facts_path.read_bytes()
    pairs = json.loads(cli.run("facts", "merge", "--json", cwd=doubled.root).out)
    assert [pair["facts"] for pair in pairs] == [["f003", "f004"], ["f001", "f002"]]
    assert doubled.facts_path.read_bytes() == before


def test_a_proposed_wording_is_used_once_the_person_agrees(
    cli: Cli, workspace: Workspace, hold: Hold, service: Service
) -> None:
    hold(VEIL)
    service.says(json.dumps({"s1": "一家公司"}, ensure_ascii=False))
    named = {"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m"}
    ran = cli.run("facts", "--anonymise", "f001", cwd=workspace.root, env=named, stdin="-盘点\n\n")
    assert ran.code == 0, ran.err
    assert f"原话  {VEIL}" in ran.out
    assert "说法  前东家叫一家公司，盘点要两天两夜（模型挑的词）" in ran.out
    kept = workspace.ledger().get("f001")
    assert (kept.words, kept.identifying) == ("前东家叫一家公司，盘点要两天两夜", ("康宁",))
    assert "康宁" not in json.dumps(service.asked, ensure_ascii=False)


def test_a_wording_of_ones_own_is_checked_and_asked_for_again(
    cli: Cli, workspace: Workspace, hold: Hold
) -> None:
    hold(VEIL)
    typed = "盘点\n康宁要两天\n要三天两夜\n以前那家店要两天两夜\n"
    ran = cli.run("facts", "--anonymise", "f001", cwd=workspace.root, env=NO_MODEL, stdin=typed)
    assert "（照规则换的）" in ran.out
    assert "还看得出是谁：康宁" in ran.out
    assert "原话里没有这个数：三天" in ran.out
    kept = workspace.ledger().get("f001")
    assert (kept.words, kept.identifying) == ("以前那家店要两天两夜", ("康宁", "盘点"))


@pytest.mark.parametrize("typed", ["", "\n", "\n-\n"])
def test_without_a_wording_a_fact_is_told_to_nobody(
    cli: Cli, workspace: Workspace, hold: Hold, typed: str
) -> None:
    hold(VEIL)
    ran = cli.run("facts", "--anonymise", "f001", cwd=workspace.root, env=NO_MODEL, stdin=typed)
    assert ran.code == 0, ran.err
    assert "先不定" in ran.err
    kept = workspace.ledger().get("f001")
    assert (kept.consent, kept.usable) == ("anonymise", False)
    assert "隐名?" in cli.run("facts", cwd=workspace.root).out


def test_a_wording_on_the_command_line_needs_no_model(
    cli: Cli, workspace: Workspace, hold: Hold
) -> None:
    hold(VEIL)
    hold("康宁的人都认识我")
    words = ["facts", "--anonymise", "f001", "--wording"]
    ran = cli.run(*words, "康宁要两天", cwd=workspace.root)
    ran.failed_with("还看得出是谁：康宁")
    assert workspace.ledger().get("f001").consent == "private"
    ran = cli.run(*words, "以前那家店要两天", "--hide", "康宁", cwd=workspace.root)
    assert ran.code == 0, ran.err
    assert "“康宁”在 f002 里还是公开的" in ran.err
    assert workspace.ledger().get("f001").words == "以前那家店要两天"


def test_a_wording_without_its_fact_is_an_error(cli: Cli, workspace: Workspace) -> None:
    ran = cli.run("facts", "--wording", "一句话", cwd=workspace.root)
    ran.failed_with("一句话", "--anonymise")


def test_a_fact_is_said_to_hold_still(cli: Cli, workspace: Workspace, hold: Hold) -> None:
    hold("公众号八千粉丝", "asset")
    text = workspace.facts_path.read_text()
    workspace.facts_path.write_text(text.replace('recorded: "2026', 'recorded: "2019'))
    assert "旧了" in cli.run("facts", "--stale", cwd=workspace.root).out
    cli.run("facts", "--confirm", "f001", cwd=workspace.root)
    assert "旧了" not in cli.run("facts", cwd=workspace.root).out
    assert workspace.ledger().get("f001").confirmed
