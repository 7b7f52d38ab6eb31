"""How long a text is, the way each platform counts it.

Owns: the counting rules; limits live in the platform files. Pure functions, total on any text.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from byline.text.emoji import EMOJI

_CHINESE_MARKS = frozenset("“”‘’…—·")
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points of weight 100 in twitter-text v3; all others weigh 200."""
_URL_WEIGHT = 23
# twitter-text also links bare domains of every registered suffix; these are the common ones.
_URL = re.compile(
    r"https?://[\w.-]+(?:[:/?#][A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*)?(?<![.,;:!?'\")\]])"
    r"|(?<![\w@.\-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,4}"
    r"(?:com|net|org|cn|io|co|ai|app|dev|me|xyz|info|edu|gov|tv|cc)(?![\w.-]*@)(?![A-Za-z0-9])"
    r"(?:/[A-Za-z0-9\-._~:/?#@!$&'*+=%]*[A-Za-z0-9/_=&-])?",
    re.IGNORECASE | re.ASCII,
)
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")


def characters(text: str) -> int:
    """字数, by the rule of Chinese word processors.

    Each Chinese, Japanese or Korean character and each Chinese punctuation mark counts 1, each
    emoji sequence 1, and each unbroken run of anything else (a Latin word, 3,100, AI+) 1. White
    space counts nothing.
    """
    composed = unicodedata.normalize("NFC", text)
    marked = EMOJI.sub("\u3000一\u3000", composed)
    total, in_word = 0, False
    for character in marked:
        if character.isspace():
            in_word = False
        elif _is_wide(character):
            total, in_word = total + 1, False
        else:
            total, in_word = total + (not in_word), True
    return total


def utf16_length(text: str) -> int:
    """Number of UTF-16 code units, which is what JavaScript's `.length` shows."""
    return sum(2 if ord(character) > 0xFFFF else 1 for character in text)


def xiaohongshu_title_length(title: str) -> int:
    """小红书 title length: ASCII 1 half, every other UTF-16 unit 2 halves, rounded up."""
    halves = sum(1 if character.isascii() else 2 * utf16_length(character) for character in title)
    return (halves + 1) // 2


def x_weighted_length(text: str) -> int:
    """Weighted length under twitter-text v3; the limit of a post is 280.

    NFC first; a URL weighs 23, an emoji sequence 2, light code points 1, all others 2. Bare domains
    count as URLs for common suffixes only.
    """
    rest = unicodedata.normalize("NFC", text)
    rest, urls = _URL.subn("", rest)
    rest, emoji = EMOJI.subn("", rest)
    return urls * _URL_WEIGHT + emoji * 2 + sum(_weight(ord(character)) for character in rest)


def spoken_seconds(text: str, characters_per_minute: int, words_per_minute: int) -> int:
    """Seconds to say a text, rounded up.

    Chinese characters and digits have one pace, words in Latin letters another; a URL is one word;
    punctuation and emoji are not said.
    """
    plain, urls = _URL.subn(" ", unicodedata.normalize("NFC", text))
    plain = EMOJI.sub(" ", plain)
    said = sum(character.isdigit() or _is_syllable(character) for character in plain)
    words = urls + len(_WORD.findall(plain))
    # In whole numbers, so that sixty seconds are sixty.
    minutes = said * words_per_minute + words * characters_per_minute
    return -(-minutes * 60 // (characters_per_minute * words_per_minute))


def _is_syllable(character: str) -> bool:
    return character.isalpha() and _is_wide(character)


def _weight(code: int) -> int:
    return 1 if any(low <= code <= high for low, high in _LIGHT) else 2


@functools.lru_cache(maxsize=8192)
def _is_wide(character: str) -> bool:
    return character in _CHINESE_MARKS or unicodedata.east_asian_width(character) in "WF"
