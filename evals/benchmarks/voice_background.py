"""Makes src/byline/voice/background.json: how often other people use which n-grams and words.

The others are the invented people of the interview and positioning cases: what each says, and
nothing of the cases' own wording. There are few of them in English; the file says how many.

How often a word comes in general is from wordfreq (`pip install wordfreq`, any environment, its
data folder named here). Without it the numbers that are in the file stay.

    .venv/bin/python evals/benchmarks/voice_background.py [--wordfreq .../wordfreq/data]
"""

import gzip
import json
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

from ruamel.yaml import YAML

from byline.ledger.events import Language
from byline.shipped import shipped
from byline.voice import delta
from byline.voice.features import measure
from byline.voice.words import manner

KEPT = 1000
SHARE = 0.1
"""Of the people must use an n-gram: what one alone says is their topic."""
TARGET = Path(delta.__file__).with_name("background.json")

People = dict[str, list[str]]


def people(suite: str, language: Language) -> People:
    """Everything each person of a suite says, line by line."""
    loader: Any = YAML(typ="safe", pure=True)
    found: People = {}
    for path in sorted((shipped("evals") / "cases" / suite).glob("*.yaml")):
        case = loader.load(path.read_text(encoding="utf-8"))
        lines = list(_said(case))
        chinese = len(re.findall("[\u4e00-\u9fff]", "".join(lines)))
        if ("zh" if 4 * chinese > len("".join(lines)) else "en") == language:
            found[case["id"]] = lines
    return found


def _said(case: dict[str, Any]) -> Iterator[str]:
    for fact in case.get("facts", []):
        yield fact["say"]
    for lines in case.get("lines", {}).values():
        yield from lines
    for answer in case.get("answers", []):
        yield from (fact["quote"] for fact in answer["facts"])


def background(
    held: People, language: Language, usual_words: dict[str, float], kept: int = KEPT
) -> delta.Others:
    """Counts over people, beside the general rates of words."""
    texts = ["\n".join(lines) for lines in held.values()]
    plain = [delta.normal(text, language) for text in texts]
    counts = [delta.grams(text) for text in plain]
    users = Counter(gram for count in counts for gram in count)
    total = sum(counts, Counter[str]())
    least = max(2, SHARE * len(texts))
    chosen = [gram for gram, _ in total.most_common() if users[gram] >= least][:kept]
    rates = [[1000 * c[g] / len(t) for c, t in zip(counts, plain, strict=True)] for g in chosen]
    features = [measure([text], language) for text in texts]
    words = sum((Counter(one.words) for one in features), Counter[str]())
    size = sum(one.size for one in features)
    usual = [one.sentence.usual for one in features]
    return delta.Others(
        people=len(texts),
        characters=sum(map(len, plain)),
        grams=chosen,
        mean=[round(statistics.mean(row), 4) for row in rates],
        spread=[round(statistics.stdev(row), 4) for row in rates],
        words={word: round(1000 * count / size, 3) for word, count in words.most_common()},
        general=usual_words,
        sentence=[round(statistics.mean(usual), 2), round(statistics.stdev(usual), 2)],
    )


def general(folder: Path, language: Language) -> dict[str, float]:
    """How often words of manner come in a thousand characters (zh) or words (en) of anything."""
    import msgpack  # only wordfreq's own data is in this format

    packed = gzip.decompress((folder / f"large_{language}.msgpack.gz").read_bytes())
    # A header, then for each hundredth of a decade below 1 the words that come so often.
    bands = msgpack.unpackb(packed, raw=False)[1:]
    rates = {word: 10 ** (-at / 100) for at, band in enumerate(bands) for word in band}
    size = sum(len(word) * rate for word, rate in rates.items()) if language == "zh" else 1.0
    found = {word: round(1000 * rates.get(word, 0) / size, 3) for word in sorted(manner(language))}
    return {word: rate for word, rate in found.items() if rate}


def main() -> None:
    given = Path(sys.argv[2]) if sys.argv[1:2] == ["--wordfreq"] else None
    made: dict[str, Any] = {
        "source": "people: evals/cases/interview and positioning, invented, their own words; "
        "general: wordfreq 3.1.1 (Robyn Speer and others, data CC BY-SA 4.0), listed words only",
        "date": "2026-11-25",
        "made_by": "evals/benchmarks/voice_background.py",
    }
    for language in get_args(Language):
        held = people("interview", language) | people("positioning", language)
        rates = general(given, language) if given else delta.others(language).general
        made[language] = background(held, language, rates).model_dump()
        print(language, len(held), made[language]["characters"], len(made[language]["grams"]))
    TARGET.write_text(json.dumps(made, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
