"""`byline voice`: what the person writes like, learnt from their own words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from byline.cli.console import FOLDER, JSON

if TYPE_CHECKING:
    from collections.abc import Iterator

    from byline.app.voices import Compared, Gathered, Learnt, Sample
    from byline.ledger.events import Language
    from byline.voice.models import Portrait, Voice

LANGUAGES: dict[Language, str] = {"zh": "中文", "en": "英文"}
app = typer.Typer(
    help="你写东西的口气：从你说过、发过的话里学，写稿时照着来 · your voice",
    no_args_is_help=True,
    epilog="例：byline voice learn；byline voice show；byline voice show --against 稿子.md",
)


@app.command(epilog="例：byline voice learn；byline voice learn --keep 旧文.md --me 陈砚")
def learn(
    keep: list[str] = typer.Option(
        [], "--keep", help="这一份被疑心也算你的，可重复 · trust this sample"
    ),
    me: list[str] = typer.Option([], "--me", help="样本里哪个名字是你 · your name in a sample"),
    folder: Path = FOLDER,
    as_json: bool = JSON,
) -> None:
    """从访谈、日志和 byline add --voice 收下的帖子里学口气，中英文分开 · learn your voice."""
    from byline.app import voices
    from byline.cli.console import print_json, waiting
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    with workspace.lock():
        with waiting("正在读你说过、发过的话…"):
            gathered = voices.gather(workspace, keep, me)
        if not (as_json and gathered.languages):
            _say_doubts(gathered.sample)
        with waiting("正在读你说过、发过的话…"):
            learnt = voices.learn(workspace, gathered)
    if as_json:
        print_json(_told(learnt, gathered.sample))
        return
    _show_portraits(learnt.voice, gathered.languages)
    _say_after(learnt, gathered)


@app.command(epilog="例：byline voice show；byline voice show --against 稿子.md --json")
def show(
    against: Path | None = typer.Option(
        None, "--against", help="一篇文字离你的口气多远 · compare a text", show_default=False
    ),
    folder: Path = FOLDER,
    as_json: bool = JSON,
) -> None:
    """现在的口气和学到的规矩；也可以拿一篇文字来比 · what byline knows of your voice."""
    from byline.app import voices
    from byline.cli.console import hint, print_json
    from byline.workspace import Workspace

    workspace = Workspace.find(folder)
    voice = voices.show(workspace)
    compared = voices.compare(workspace, voice, against) if against is not None else None
    if as_json:
        print_json({"voice": voice.model_dump(mode="json"), "compared": _row_of(compared)})
        return
    if compared is not None:
        _show_compared(compared)
        return
    _show_portraits(voice, list(LANGUAGES))
    _show_rules(voice)
    hint(f"要改就直接改 {workspace.voice_path.name}；改一篇稿子再 byline learn 它，byline 会问")


def _show_portraits(voice: Voice, languages: Sequence[Language]) -> None:
    from byline.cli.console import say

    for language in languages:
        portrait = voice.of(language)
        if portrait is None:
            continue
        say(f"{LANGUAGES[language]}  {portrait.description}", style="bold")
        for name, value in _rows(portrait):
            say(f"  {name}  {value}")


def _rows(portrait: Portrait) -> Iterator[tuple[str, str]]:
    """What is known, under its name; what is not is left out."""
    from byline.voice.features import MARK_NAMES

    length = portrait.sentence
    yield "学自", portrait.learned_from
    yield (
        "句长",
        f"四分之一不超过 {length.short}，一半不超过 {length.usual}，四分之三 {length.long}",
    )
    rows = {
        "句尾": "、".join(f"{word} {rate:g}‰" for word, rate in portrait.particles.items()),
        "开头": "、".join(portrait.openers),
        "称呼": portrait.address,
        "自称": portrait.self,
        "标点": "，".join(f"{MARK_NAMES[m]} {n:g}‰" for m, n in portrait.marks.items()),
        "表情": "" if portrait.emoji is None else f"{portrait.emoji:g}‰",
        "爱用": "、".join(portrait.favourite),
        "不用": "、".join(portrait.never),
    }
    yield from ((name, value) for name, value in rows.items() if value)


def _show_rules(voice: Voice) -> None:
    from byline.cli.console import say
    from byline.voice.advice import worded
    from byline.voice.rules import confidence

    for rule in voice.rules:
        if rule.status == "confirmed":
            sure = f"把握 {confidence(rule):.0%}"
            say(f"{rule.id}  {worded(rule)}（{place_name(rule.scope)}，{sure}）")
    retired = [worded(rule) for rule in voice.rules if rule.status == "retired"]
    if retired:
        say(f"放下了的：{'；'.join(retired)}", style="dim")


def place_name(scope: str) -> str:
    """A rule's scope by its name; a hand may have written one that is none."""
    from byline.platforms import load_platform, platform_ids
    from byline.voice.models import EVERYWHERE

    if scope == EVERYWHERE:
        return "所有平台"
    known = scope in platform_ids()
    return load_platform(scope).names.zh if known else f"{scope}，没有这个平台"


def _say_doubts(found: Sample) -> None:
    from byline.cli.console import hint

    for doubt in found.doubts:
        again = "" if doubt.sort == "unsigned" else f"；是你的就加 --keep {doubt.name}"
        hint(f"没有算 {doubt.name}：{doubt.reason}{again}")
    if found.kept:
        hint(f"照你说的算上：{'、'.join(found.kept)}")
    if found.unused:
        shown = "、".join(found.unused[:4])
        hint(f"没有学 {shown}：没说是你写的。是你发过的就 byline add --voice 文件")


def _say_after(learnt: Learnt, gathered: Gathered) -> None:
    from byline.cli.console import hint

    for language in gathered.languages:
        portrait, unit = learnt.voice.of(language), "字" if language == "zh" else "词"
        if portrait and not learnt.enough[language]:
            needed = f"{learnt.needed[language]} {unit}"
            hint(
                f"{LANGUAGES[language]}样本 {portrait.size} {unit}，满 {needed}才稳。先用着；"
                "多聊几句，或 byline add --voice 发过的帖子，再学一次"
            )
        if portrait and not any(piece.kind == "post" for piece in gathered.sample.of(language)):
            hint(f"{LANGUAGES[language]}没有你发过的帖子：怎么称呼读者、用不用表情，还不知道")
    if learnt.own:
        hint(f"你改过的没有动：{'、'.join(learnt.own)}")


def _told(learnt: Learnt, found: Sample) -> dict[str, Any]:
    """The run as data."""
    from dataclasses import asdict

    return {
        "voice": learnt.voice.model_dump(mode="json"),
        "enough": learnt.enough,
        "left_out": [asdict(doubt) for doubt in found.doubts],
        "kept": found.kept,
        "unused": found.unused,
        "yours": learnt.own,
    }


def _row_of(compared: Compared | None) -> dict[str, Any] | None:
    """A comparison as data."""
    if compared is None:
        return None
    return {
        **vars(compared),
        "findings": [one.model_dump(mode="json") for one in compared.findings],
    }


def _show_compared(compared: Compared) -> None:
    from byline.cli.console import hint, say

    if compared.manner is not None:
        say(f"口气离你 {compared.manner:.2f}（只看虚词和标点；0 一样，1 毫无相同）")
        say(f"用字离你 {compared.delta:.2f}（Burrows Delta，连内容也算；0 一样，1 左右不相干）")
    if not compared.reliable:
        hint(
            f"这篇 {compared.characters} 字、你的话 {compared.own_characters} 字，"
            "都要 500 字以上，这两个数才有点意思"
        )
    hint("单篇不准，拿多篇比平均才看得出")
    for finding in compared.findings:
        say(f"提醒  {finding.reason}：“{finding.text}”")
