"""Documents on disk, and a model service that labels every line as a result."""

import json
import sys
from pathlib import Path

from loopback import Service

sys.path.insert(0, str(Path(__file__).parents[1] / "materials"))
sys.path.insert(0, str(Path(__file__).parents[1] / "positioning"))

import documents

LINES = 24
"""Lines of one portion."""


def named(service: Service) -> dict[str, str]:
    """The environment that names a service."""
    return {"BYLINE_BASE_URL": service.base_url, "BYLINE_MODEL": "m"}


def labels(service: Service, lines: int, kind: str = "result", times: int = 1) -> None:
    fields: dict[str, str] = {}
    for number in range(1, lines + 1):
        fields |= {f"w{number}": "…", f"l{number}": kind}
    for _ in range(times):
        service.says(json.dumps(fields))


def long_text(portions: int) -> str:
    """Paragraphs that fill so many portions."""
    return "\n\n".join(
        f"第{number}个仓我管过，货位重排以后错发少了{number}成。"
        for number in range(11, 11 + LINES * portions)
    )


def given(home: Path) -> Path:
    """A folder of documents as somebody has them, good and bad."""
    folder = home / "下载"
    (folder / ".缓存").mkdir(parents=True)
    (folder / ".缓存" / "a.txt").write_text("藏着的", encoding="utf-8")
    (folder / "简历.docx").write_bytes(documents.cv())
    (folder / "扫描.pdf").write_bytes(documents.pdf([]))
    (folder / "照片.png").write_bytes(b"\x89PNG")
    (folder / "文章.html").write_bytes(
        documents.wechat_page(
            "货位怎么编", "很多店一乱就去买系统，我不同意，先把货位定死再说。" * 2
        )
    )
    return folder
