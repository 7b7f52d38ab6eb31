"""The person's own words, and which of them can be trusted to be theirs.

Owns: what is taken from the journal and the documents, and the doubts about it. Promise: nothing is
left out in silence: every doubt is named with its reason, and the person may keep what it is about.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from byline.checks import tells
from byline.errors import InputError
from byline.ledger.events import Language, MaterialAdded
from byline.materials.rendering import Rendering
from byline.materials.shelf import MaterialShelf
from byline.voice import likeness
from byline.workspace import Workspace

TELLS = 2
"""Different machine turns in one document from which it is doubted: of 849 posts that nine people
wrote before there were such machines, 14 had two, and none three."""
LONG_ENOUGH = 1500
"""Characters a document needs to be held against the others; below, the distance is noise."""
FEWEST = 4
"""Documents of that length needed to see that one is unlike."""
APART = 0.1
"""Distance in manner above the others' median from which a document is doubted. Most strangers'
documents are nearer than this; evals/benchmarks/voice.py says how many are found, and how many of
a person's own are doubted."""
HALF_WIDTH = (0.1, 0.9)
"""Share of half-width commas and stops that is a habit, one way and the other."""
MARKS_NEEDED = 10
_QUOTED = re.compile(r"(?m)^[ \t]*>.*$")
_HAN = re.compile("[\u3400-\u9fff]")

Kind = Literal["answer", "log", "chat", "post"]


@dataclass(frozen=True)
class Piece:
    """Something the person said or wrote, as one stretch or several."""

    name: str
    kind: Kind
    language: Language
    texts: tuple[str, ...]

    @property
    def whole(self) -> str:
        """All of it."""
        return "\n".join(self.texts)


@dataclass(frozen=True)
class Doubt:
    """A document that may not be the person's own words."""

    name: str
    sort: Literal["machine", "author", "unsigned"]
    reason: str


@dataclass(frozen=True)
class Sample:
    """What a voice is learnt from."""

    pieces: list[Piece]
    doubts: list[Doubt]
    """Left out, unless in `kept`."""
    kept: list[str]
    """Doubted, and kept because the person said so."""
    unused: list[str]
    """Documents nobody said were written by the person."""

    def of(self, language: Language) -> list[Piece]:
        """The pieces in one language."""
        return [piece for piece in self.pieces if piece.language == language]


def gather(workspace: Workspace, keep: Sequence[str] = (), me: Sequence[str] = ()) -> Sample:
    """Collect and screen; `keep` are documents to trust all the same, `me` the person's names."""
    journal = workspace.journal()
    said = [
        *(_piece(name, "answer", [text]) for name, text in journal.answers().items()),
        *(_piece(name, "log", [text]) for name, text in journal.logs().items()),
    ]
    shelf = workspace.shelf()
    samples, others = shelf.names(voice=True), shelf.names()
    trusted = [name for name in keep if name in samples]
    mine = {e.material: e.me for e in journal.events if isinstance(e, MaterialAdded) and e.me}
    posts, doubts = _posts(shelf, samples, trusted, [workspace.config.name, *me])
    chats = [
        piece
        for name in others
        if name in mine
        for piece in _split(
            name, "chat", _texts(shelf.document(name).rendering, [mine[name]], unsigned=False)
        )
    ]
    doubts += screen(posts)
    left_out = {doubt.name for doubt in doubts} - set(trusted)
    return Sample(
        pieces=[
            *filter(None, said),
            *(one for one in posts if one.name not in left_out),
            *chats,
        ],
        doubts=[doubt for doubt in doubts if doubt.name in left_out],
        kept=[name for name in trusted if any(doubt.name == name for doubt in doubts)],
        unused=[name for name in others if name not in mine],
    )


def screen(pieces: Sequence[Piece]) -> list[Doubt]:
    """Documents that read like a machine or like somebody else."""
    doubts = [doubt for piece in pieces if (doubt := _machine(piece))]
    for language in ("zh", "en"):
        texts = {one.name: one.whole for one in pieces if one.language == language}
        doubts += [
            Doubt(name, "author", "写法和你其他几篇差得远，像是别人写的")
            for name in sorted(outliers(texts, language))
        ]
    doubts += [
        Doubt(name, "author", "标点和你其他几篇不一样（一边半角、一边全角），像是别人写的")
        for name in _other_marks([one for one in pieces if one.language == "zh"])
    ]
    return list({(one.name, one.reason): one for one in doubts}.values())


def outliers(texts: Mapping[str, str], language: Language) -> set[str]:
    """Names of documents far from all the others; only long ones among enough of them."""
    long = {name: text for name, text in texts.items() if len(text) >= LONG_ENOUGH}
    if len(long) < FEWEST:
        return set()
    apart = likeness.from_the_others(long, language)
    return {
        name
        for name, far in apart.items()
        if far - statistics.median(one for other, one in apart.items() if other != name) > APART
    }


def language_of(text: str) -> Language:
    """Chinese once a quarter of the letters are; people put English words into Chinese."""
    letters = sum(map(str.isalpha, text))
    return "zh" if 4 * len(_HAN.findall(text)) >= letters else "en"


def find(workspace: Workspace, name: str) -> str:
    """The whole name of a voice sample; InputError when there is none of this name."""
    samples = workspace.shelf().names(voice=True)
    found = [one for one in samples if name in (one, one.rpartition("/")[2])]
    if not found:
        raise InputError(
            "口气样本里没有这一份",
            value=name,
            next_step=f"有的是：{'、'.join(samples)}" if samples else "byline add --voice 文件",
        )
    return found[0]


def _posts(
    shelf: MaterialShelf, names: Sequence[str], trusted: Sequence[str], own: Sequence[str]
) -> tuple[list[Piece], list[Doubt]]:
    """The samples, of those by several people only what the person wrote."""
    pieces: list[Piece] = []
    doubts: list[Doubt] = []
    for name in names:
        rendering = shelf.document(name).rendering
        if doubt := _unsigned(name, rendering, own):
            doubts.append(doubt)
        everybody = name in trusted or len(rendering.people) < 2
        pieces += _split(name, "post", _texts(rendering, rendering.people if everybody else own))
    return pieces, doubts


def _piece(name: str, kind: Kind, texts: Sequence[str]) -> Piece | None:
    kept = tuple(text for text in texts if text.strip())
    return Piece(name, kind, language_of("\n".join(kept)), kept) if kept else None


def _split(name: str, kind: Kind, texts: Sequence[str]) -> Iterator[Piece]:
    """A document as one piece a language: a bilingual account has two voices."""
    for language in ("zh", "en"):
        ours = tuple(one for one in texts if one.strip() and language_of(one) == language)
        if ours:
            yield Piece(name, kind, language, ours)


def _texts(rendering: Rendering, people: Sequence[str], *, unsigned: bool = True) -> list[str]:
    """The parts these people wrote, and those nobody signed, without what they quote."""
    return [
        _QUOTED.sub("", rendering.text[part.start : part.end])
        for part in rendering.parts
        if part.who in people or (unsigned and not part.who)
    ]


def _unsigned(name: str, rendering: Rendering, own: Sequence[str]) -> Doubt | None:
    """Several people write in it and none of them is known to be the person."""
    if len(rendering.people) < 2 or any(who in own for who in rendering.people):
        return None
    people = "、".join(rendering.people[:4])
    return Doubt(name, "unsigned", f"里面有几个人的话（{people}），没说哪个是你：--me 名字")


def _machine(piece: Piece) -> Doubt | None:
    found = tells.check(piece.whole)
    if len(found) < TELLS:
        return None
    shown = "；".join(one.reason.removeprefix("像机器写的：") for one in found)
    return Doubt(piece.name, "machine", f"像机器写的：{shown}")


def _other_marks(pieces: Sequence[Piece]) -> list[str]:
    """The documents whose width of comma and stop is not that of most."""
    widths = {one.name: width for one in pieces if (width := _half_width(one.whole)) is not None}
    low, high = HALF_WIDTH
    half = [name for name, share in widths.items() if share >= high]
    full = [name for name, share in widths.items() if share <= low]
    fewer, more = sorted((half, full), key=len)
    return fewer if len(more) >= FEWEST - 1 and len(more) > 2 * len(fewer) else []


def _half_width(text: str) -> float | None:
    half = len(re.findall(r"(?<=[\u3400-\u9fff])[,.!?]", text))
    whole = half + len(re.findall("(?<=[\u3400-\u9fff])[，。！？]", text))
    return half / whole if whole >= MARKS_NEEDED else None
