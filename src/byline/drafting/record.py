"""A draft's file with one place filled: the words below, the record above.

Pure. Promise: of the file only the place and the front matter's sections, status, findings and
prompts differ; comments and the order of the front matter stay.
"""

from __future__ import annotations

from io import StringIO
from typing import Any, cast

from byline.checks.findings import Finding
from byline.drafting.assembly import Parts, Surroundings, reviewed, status
from byline.drafting.models import Section
from byline.drafting.places import Page, Slot
from byline.drafting.stored import parsed
from byline.platforms import load_platform


def recorded(page: Page, slot: Slot, words: str, section: Section | None, prompt: str = "") -> str:
    """The file with `words` in a slot, and `section` as the record of its paragraph."""
    raw = page.raw[: slot.start] + words + page.raw[slot.end :]
    below = parsed(raw[page.body :].replace("\r\n", "\n"))
    platform = load_platform(page.stored.draft.platform)
    draft = page.stored.draft
    parts = Parts(below.title, below.body, below.tags)
    findings = reviewed(parts, platform, Surroundings(language=draft.language), draft.topic)
    head = _yaml(page, slot, section, findings, prompt)
    return raw[: page.head[0]] + head + raw[page.head[1] :]


def _yaml(
    page: Page, slot: Slot, section: Section | None, findings: list[Finding], prompt: str
) -> str:
    from ruamel.yaml import YAML

    writer: Any = YAML()
    writer.width = 4096
    text = page.raw[slice(*page.head)]
    data = writer.load(text.replace("\r\n", "\n"))
    if section is not None:
        told = section.model_dump(mode="json")
        if slot.section is None:
            data["sections"].insert(slot.after_section + 1, told)
        else:
            data["sections"][slot.section] = told
    data["status"] = status(findings)
    data["findings"] = [one.model_dump(mode="json") for one in findings]
    if prompt and prompt not in cast(list[str], data["prompts"]):
        data["prompts"].append(prompt)
    out = StringIO()
    writer.dump(data, out)
    return out.getvalue().replace("\n", "\r\n") if "\r\n" in text else out.getvalue()
