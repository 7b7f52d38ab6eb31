"""`byline eval`: does a change of a prompt, the guide or the notes make things better.

One file a group of commands: `running` (run), `changes` (diff), `verdicts` (compare, report),
`judges` (calibrate), `upkeep` (list, baseline, record, schemas). They share `common`, `means` and
`showing`.
"""

from __future__ import annotations

import typer

from byline.cli.eval import changes, judges, running, upkeep, verdicts
from byline.cli.eval.common import harness

app = typer.Typer(
    help="改了提示词，是变好还是变差：带误差的结论 · evaluate prompt changes",
    epilog="例：byline eval list → byline eval run extraction → 改提示词 → byline eval diff\n\n"
    "退出码 · exit codes：0 没事，1 变差，2 评测自身出错，3 下不了结论",
    no_args_is_help=True,
)
app.command(name="list", epilog="例：byline eval list --json")(harness(upkeep.show))
app.command(
    name="run",
    epilog="例：byline eval run extraction checks；byline eval run --resume eval-runs/某次",
)(harness(running.run))
app.command(
    name="diff", epilog="例：byline eval diff；byline eval diff --base main~3 --suite extraction"
)(harness(changes.diff))
app.command(
    name="compare",
    epilog="例：byline eval compare baseline eval-runs/某次；byline eval compare 甲:now 乙:now",
)(harness(verdicts.compare))
app.command(name="report", epilog="例：byline eval report eval-runs/某次 --html 报告.html")(
    harness(verdicts.report)
)
app.command(name="calibrate", epilog="例：byline eval calibrate judge/question")(
    harness(judges.calibrate)
)
app.command(name="baseline", epilog="例：byline eval baseline eval-runs/某次")(
    harness(upkeep.baseline)
)
app.command(name="record", epilog="例：byline eval record extraction")(harness(upkeep.record))
app.command(name="schemas", epilog="例：byline eval schemas")(harness(upkeep.schemas))
