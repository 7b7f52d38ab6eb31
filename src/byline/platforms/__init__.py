"""What each place to publish allows and expects: one TOML a platform, and its typed loader.

Owns: limits with their counter, level, source, date and confidence; the AI label; what may not be
said of other places; the language and pace expected; how people read there; the shape a draft
aims for. Promises: every number carries where it comes from; what nobody could confirm is written
as unknown and has no number, so that no check can be built on a guess.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from datetime import date as Date
from importlib import resources
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator

from byline.errors import InputError
from byline.shipped import Strict

Confidence = Literal["high", "medium", "low", "unknown"]
What = Literal["title", "body", "tags", "images", "digest", "author", "post"]
"""post: one piece of a thread."""
Counter = Literal["xiaohongshu_title", "characters", "utf16", "x_weighted", "items"]
Contact = Literal["phone", "wechat", "qq", "email", "link", "qrcode", "elsewhere", "message"]
"""Ways of leading a reader away; the words are in checks/contacts.toml."""


class Sourced(Strict):
    """A rule, and why to believe it."""

    source: str = Field(min_length=1)
    date: Date
    """When the source was looked at."""
    confidence: Confidence

    @property
    def cited(self) -> str:
        """Source, date and confidence, as a finding names them."""
        return f"{self.source}（{self.date}，可信度 {self.confidence}）"


class Limit(Sourced):
    """One rule about the size of one thing."""

    what: What
    minimum: int | None = Field(default=None, ge=0)
    maximum: int | None = Field(default=None, ge=1)
    counter: Counter
    """How the platform counts, see `measure`; where nobody documents it, utf16, the strictest."""
    level: Literal["error", "warning"]
    """error: the platform refuses it; warning: it works, or sources disagree."""
    note: str = ""

    @model_validator(mode="after")
    def _number_needs_confidence(self) -> Self:
        numbers = self.minimum is not None or self.maximum is not None
        if numbers == (self.confidence == "unknown"):
            raise ValueError("confidence 为 unknown 时不能写数字，其余情况必须写数字")
        return self

    def measure(self, value: str | Sequence[str]) -> int:
        """Count `value` the way this platform does: text by its counter, lists by their items."""
        if self.counter == "items":
            return len(value)
        if not isinstance(value, str):
            raise TypeError(f"{self.what} is counted as text, not as {type(value).__name__}")
        from byline.text import counting

        counters = {
            "xiaohongshu_title": counting.xiaohongshu_title_length,
            "characters": counting.characters,
            "utf16": counting.utf16_length,
            "x_weighted": counting.x_weighted_length,
        }
        return counters[self.counter](value)


class AiLabel(Sourced):
    """Whether the platform asks authors to declare AI help, and words to do it with."""

    required: bool | None = None
    """None: nobody could confirm it."""
    text: str = Field(min_length=1)
    """What byline offers to put under the post, in the language most of its readers read."""
    text_en: str = Field(min_length=1)
    """The same under an English post."""
    note: str = ""

    @model_validator(mode="after")
    def _known_or_unknown(self) -> Self:
        if (self.required is None) != (self.confidence == "unknown"):
            raise ValueError("required 与 confidence 要么都未知，要么都写明")
        return self


class Contacts(Sourced):
    """Which contact details and invitations to go elsewhere the platform forbids in a post."""

    forbids: tuple[Contact, ...] = ()
    """Empty with confidence unknown: nobody could confirm anything."""
    level: Literal["error", "warning"] = "warning"
    note: str = ""

    @model_validator(mode="after")
    def _known_or_unknown(self) -> Self:
        if self.forbids and self.confidence == "unknown":
            raise ValueError("confidence 为 unknown 时不能写 forbids")
        return self


class Speech(Sourced):
    """How fast a script is spoken, for the seconds it takes."""

    characters_per_minute: int = Field(ge=60)
    """Chinese characters and digits."""
    words_per_minute: int = Field(ge=60)
    """Words in Latin letters."""

    def seconds(self, text: str) -> int:
        """Seconds to say a text."""
        from byline.text.counting import spoken_seconds

        return spoken_seconds(text, self.characters_per_minute, self.words_per_minute)


class Reading(Sourced):
    """How people come to read here and what they do then, for whoever writes a post."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Span(Strict):
    """A range to aim for, both ends included."""

    minimum: int = Field(ge=0)
    maximum: int = Field(ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.minimum > self.maximum:
            raise ValueError("minimum 不能大于 maximum")
        return self


class Shape(Strict):
    """What a draft aims for; byline's own advice, not a rule of the platform."""

    paragraphs: Span
    body_length: Span
    """In 字, counted as characters."""
    tags: Span
    """0 to 0 when the platform has none."""
    headings: Literal["plain", "markdown"]
    """plain: no markup at all; markdown: `##` headings, turned into styles on export."""
    note: str = ""


class Names(Strict):
    """What people call it."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    aliases: tuple[str, ...] = ()


class Platform(Strict):
    """The rules of one place to publish."""

    id: str
    names: Names
    languages: tuple[Literal["zh", "en"], ...] = Field(min_length=1)
    """What its readers read; byline's own advice, not a rule of the platform."""
    thread: bool = False
    """Whether a text may be several posts, divided by lines of ---."""
    limits: tuple[Limit, ...]
    ai_label: AiLabel
    contacts: Contacts
    speech: Speech | None = None
    reading: Reading
    shape: Shape

    def called(self, language: Literal["zh", "en"]) -> str:
        """Its name in one language."""
        return self.names.en if language == "en" else self.names.zh

    def label_in(self, language: Literal["zh", "en"]) -> str:
        """The AI label for a post in one language."""
        return self.ai_label.text_en if language == "en" else self.ai_label.text

    def read_by(self, language: Literal["zh", "en"]) -> str:
        """What its readers do, in one language."""
        return self.reading.en if language == "en" else self.reading.zh

    def limits_on(self, what: What) -> tuple[Limit, ...]:
        """Return the limits on one thing, in the order of the file."""
        return tuple(limit for limit in self.limits if limit.what == what)


@functools.cache
def platform_ids() -> tuple[str, ...]:
    """Return the ids of every platform byline knows, sorted."""
    files = resources.files("byline.platforms").iterdir()
    return tuple(sorted(file.name[:-5] for file in files if file.name.endswith(".toml")))


@functools.cache
def load_platform(name: str) -> Platform:
    """Return the platform with this id or alias, whatever its case; InputError lists the known."""
    wanted = name.strip().casefold()
    for platform in map(_read, platform_ids()):
        called = (platform.id, platform.names.zh, platform.names.en, *platform.names.aliases)
        if wanted in {word.casefold() for word in called}:
            return platform
    known = "、".join(f"{name}（{_read(name).names.zh}）" for name in platform_ids())
    raise InputError("不认识这个平台", value=name, next_step=f"从这些里选：{known}")


@functools.cache
def _read(name: str) -> Platform:
    file = f"{name}.toml"
    text = resources.files("byline.platforms").joinpath(file).read_text(encoding="utf-8")
    try:
        platform = Platform.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(f"平台文件 {file} 不对：{error}", next_step=f"改好 {file}") from error
    if platform.id != name:
        raise InputError(f"平台文件 {file} 的 id 与文件名不一致", value=platform.id)
    return platform
