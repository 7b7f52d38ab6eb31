"""Documents made for tests: what Word, a PDF printer, a browser and chat tools would leave."""

import io
import json
import zlib
from collections.abc import Sequence
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

CV = ("陈砚 · 仓储主管", "自我评价", "做了八年仓库，从分拣员做到主管，管过十二个人。")
JOBS = (
    ("2019.03 – 至今", "杭州某童装电商", "仓储主管"),
    ("2016.07 – 2019.02", "余杭某快递分拨", "分拣组长"),
)
DONE = (
    "去年夏天把货位重新编号，错发率从千分之八降到千分之一点二。",
    "前年双十一一天出了两万六千单，没有加人，提前三天把卖得最好的八十个款挪到打包台边上。",
    "带出四个组长，两个现在自己管仓。",
)


def cv() -> bytes:
    """A Chinese CV: headings, a table of jobs, a list, and a text box as templates have it."""
    document = docx.Document()
    document.add_heading(CV[0], 0)
    document.add_paragraph("电话：13812345678  邮箱：chenyan@example.com")
    document.add_heading(CV[1], 1)
    document.add_paragraph(CV[2])
    document.add_heading("工作经历", 1)
    table = document.add_table(rows=0, cols=3)
    for job in JOBS:
        for cell, words in zip(table.add_row().cells, job, strict=True):
            cell.text = words
    document.add_heading("做成的事", 1)
    for line in DONE:
        document.add_paragraph(line, style="List Bullet")
    document.element.body.insert(0, parse_xml(text_box("仓储管理员三级证书，2022 年考的。")))
    return saved(document)


def text_box(words: str) -> str:
    """A paragraph with a text box and the second copy of it that Word writes."""
    content = f"<w:txbxContent><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:txbxContent>"
    return (
        f'<w:p {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:r><mc:AlternateContent><mc:Choice>{content}</mc:Choice>"
        f"<mc:Fallback>{content}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    return saved(document)


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*pages: Sequence[str], compress: bool = True) -> bytes:
    """A PDF with these lines on its pages; Chinese through a ToUnicode map, as printers do it."""
    characters = sorted({c for page in pages for line in page for c in line})
    codes = {character: number for number, character in enumerate(characters, start=1)}
    bodies = [_content(page, codes) for page in pages]
    kids = " ".join(f"{6 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H "
        b"/DescendantFonts [4 0 R] /ToUnicode 5 0 R >>",
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 "
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        _stream(_unicode_map(codes), compress=compress),
    ]
    for number, body in enumerate(bodies):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(_stream(body, compress=compress))
    return _assembled(objects)


def _content(lines: Sequence[str], codes: dict[str, int]) -> bytes:
    shown = "\n".join(f"<{''.join(f'{codes[c]:04x}' for c in line)}> Tj T*" for line in lines)
    return f"BT /F1 12 Tf 16 TL 50 780 Td\n{shown}\nET".encode()


def _unicode_map(codes: dict[str, int]) -> bytes:
    rows = [
        f"<{code:04x}> <{character.encode('utf-16-be').hex()}>" for character, code in codes.items()
    ]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
        f"{body}\nendcmap end end"
    ).encode()


def _stream(data: bytes, *, compress: bool) -> bytes:
    kind = b"/Filter /FlateDecode " if compress else b""
    data = zlib.compress(data) if compress else data
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (kind, len(data), data)


def _assembled(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    places: list[int] = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        table,
    )
    return bytes(out)


def wechat_page(title: str, *paragraphs: str, charset: str = "utf-8") -> bytes:
    """A 公众号 article as a browser saves it: menus, scripts, and the article made invisible."""
    body = "".join(f"<section><p><span>{words}</span></p></section>" for words in paragraphs)
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>网页标题</title>'
        "<script>var a = '脚本里的字';</script><style>p{}</style></head><body>"
        "<nav>首页 登录</nav><div id='img-content'>"
        f'<h1 id="activity-name">\n  {title}\n</h1><div id="meta_content">原创 陈砚</div>'
        f'<div id="js_content" style="visibility: hidden; opacity: 0;">{body}'
        '<p style="display:none">看不见的一段</p></div></div>'
        "<div>微信扫一扫关注该公众号</div><footer>版权</footer></body></html>"
    ).encode(charset, "xmlcharrefreplace")


CHAT = """\
2026-11-02 21:14:05 陈砚
那个货位号你别用拼音首字母，两个款首字母一样就拿混。

2026-11-02 21:15:40 小周
那用啥？

2026-11-02 21:16:02 陈砚
用排号加层号，A03-2 这样。我们改完两个月，错发少了八成多。

2026-11-02 21:17:33 小周
我去年一年赔了三万运费，早认识你就好了。
"""


def posts(*entries: dict[str, Any]) -> bytes:
    return json.dumps(entries, ensure_ascii=False).encode()
