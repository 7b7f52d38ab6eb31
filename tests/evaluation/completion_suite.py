"""A completion suite on disk, as a person would write one, for tests of the runner."""

from pathlib import Path

PROMPT = """---
id: trial/reply
version: 1
role: answers one remark
inputs: [remark]
output: text
---
system:
{system}
user:
{{remark}}
"""
SUITE = """
id: remarks
what: 接话
target: completion
prompt: trial/reply
metrics:
  - {name: passed, what: 规则都守住, margin: 0.05, rate: true}
"""


def write_prompts(root: Path, system: str = "听完接一句。") -> Path:
    """A folder with prompts/ and an empty knowledge/."""
    path = root / "prompts" / "trial" / "reply.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PROMPT.format(system=system), encoding="utf-8")
    (root / "knowledge").mkdir(exist_ok=True)
    return root


def write_suite(evals: Path, cases: int) -> Path:
    """suites/remarks.yaml and one file of cases below `evals`."""
    (evals / "suites").mkdir(parents=True)
    (evals / "suites" / "remarks.yaml").write_text(SUITE, encoding="utf-8")
    folder = evals / "cases" / "remarks"
    folder.mkdir(parents=True)
    lines = "".join(
        f"  - {{id: c{n:03}, inputs: {{remark: 第{n}句}}, contains: [第{n}句]}}\n"
        for n in range(cases)
    )
    (folder / "all.yaml").write_text(f"cases:\n{lines}", encoding="utf-8")
    return evals
