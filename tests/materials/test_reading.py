"""Real files of every kind become text with places, or an error that names file and reason."""

import io
import json
import zipfile
from pathlib import Path

import documents
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from byline.errors import InputError
from byline.materials import pdf
from byline.materials.reading import render
from byline.materials.rendering import Rendering
from byline.materials.rules import Limit, rules


def read(name: str, data: bytes) -> Rendering:
    rendering = render(Path(name), data)
    ends = [0, *(part.end for part in rendering.parts)]
    for part, before in zip(rendering.parts, ends, strict=False):
        assert before <= part.start < part.end <= len(rendering.text)
    return rendering


def parts(rendering: Rendering) -> list[str]:
    return [rendering.text[part.start : part.end] for part in rendering.parts]


def refused(name: str, data: bytes, *words: str) -> None:
    with pytest.raises(InputError) as caught:
        render(Path("某处") / name, data)
    assert caught.value.value == name
    for word in words:
        assert word in str(caught.value)


def test_a_docx_is_read_in_order_with_tables_and_text_boxes() -> None:
    rendering = read("简历.docx", documents.cv())
    assert parts(rendering) == [
        "仓储管理员三级证书，2022 年考的。",
        documents.CV[0],
        "电话：13812345678  邮箱：chenyan@example.com",
        documents.CV[1],
        documents.CV[2],
        "工作经历",
        *("\t".join(job) for job in documents.JOBS),
        "做成的事",
        *documents.DONE,
    ]
    assert rendering.place(rendering.text.index("货位")) == "第 10 段"


def test_text_deleted_under_tracked_changes_is_not_read() -> None:
    data = documents.word("留下的话")
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            body = old.read(name)
            if name == "word/document.xml":
                deleted = "<w:del w:id='1'><w:r><w:delText>删了的话</w:delText></w:r></w:del>"
                inserted = "<w:ins w:id='2'><w:r><w:t>，加上的话</w:t></w:r></w:ins>"
                body = body.replace(b"</w:p>", f"{deleted}{inserted}</w:p>".encode(), 1)
            new.writestr(name, body)
    assert parts(read("改.docx", out.getvalue())) == ["留下的话，加上的话"]


def test_a_pdf_keeps_pages_and_joins_lines_that_the_margin_ended() -> None:
    rendering = read(
        "a.pdf",
        documents.pdf(
            [
                "做了八年仓库，从分拣员做到主管，管过",
                "十二个人，都是从零带起来的。",
                "短行",
                "另一行",
            ],
            [],
            ["the margin ended this line and went", "on"],
        ),
    )
    assert parts(rendering) == [
        "做了八年仓库，从分拣员做到主管，管过十二个人，都是从零带起来的。\n短行\n另一行",
        "the margin ended this line and went on",
    ]
    assert rendering.notes == ["第 2 页没有文字，多半是图片"]
    assert rendering.place(rendering.text.index("margin")) == "第 3 页"


def test_a_saved_page_gives_its_article_and_nothing_around_it() -> None:
    said = "很多店一乱就去买系统，我不同意。货都没放明白，买个错的数有什么用，一年白花好几万。"
    for charset in ("utf-8", "gb2312", "big5"):
        words = said if charset != "big5" else "倉庫裡的貨要先放對地方。" * 4
        page = documents.wechat_page(
            "标题" if charset != "big5" else "標題", words, charset=charset
        )
        assert parts(read("页.html", page))[1:] == [words]


def test_a_page_without_an_article_is_read_whole() -> None:
    page = "<title>t</title><body><p>一段<b>粗</b>话<br>换行</p><ul><li>甲<li>乙</ul></body>"
    assert parts(read("p.htm", page.encode())) == ["一段粗话", "换行", "甲", "乙"]


def test_deep_markup_is_no_stack_overflow() -> None:
    page = "<div>" * 5000 + "<p>底下的话</p>" + "</div>" * 5000
    rendering = None
    try:
        rendering = read("深.html", page.encode())
    except InputError as error:
        assert "没有文字" in str(error)
    assert rendering is None or rendering.text == "底下的话"


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("gbk", "读不懂"), ("gb18030", "仓库，3 年。"), ("big5", "從倉庫做起，換過三個老闆。")],
)
def test_a_short_old_file_is_read_too(encoding: str, words: str) -> None:
    assert read("短.txt", words.encode(encoding)).text == words


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "big5"])
def test_old_text_files_are_read(encoding: str) -> None:
    words = "我在仓库做了八年。\n\n后来带了十二个人，货位都是我编的。"
    if encoding == "big5":
        words = "我在倉庫做了八年。\n\n後來帶了十二個人，貨位都是我編的，沒有出過大錯。"
    rendering = read("老.txt", words.encode(encoding))
    assert rendering.text == words
    assert len(rendering.parts) == 2
    assert bool(rendering.notes) == (not encoding.startswith("utf"))


def test_a_chat_knows_who_said_what() -> None:
    rendering = read("聊天.txt", documents.CHAT.encode("gb18030"))
    assert rendering.people == ["陈砚", "小周"]
    assert [part.who for part in rendering.parts] == ["陈砚", "小周", "陈砚", "小周"]
    assert parts(rendering)[1] == "那用啥？"
    assert rendering.place(rendering.text.index("三万")) == "第 4 条（2026-11-02 21:17:33 小周）"


def test_prose_with_dates_is_no_chat() -> None:
    diary = "2026-11-02 21:14 下班\n今天盘点。\n2026-11-03 一天没事。\n"
    assert read("日记.txt", diary.encode()).people == []


EXPORTS = {
    "x.json": (
        [
            {
                "tweet": {
                    "full_text": "盘点半天就完了",
                    "created_at": "2026-11-01",
                    "user": {"name": "陈砚"},
                }
            }
        ],
        [("盘点半天就完了", "陈砚", "2026-11-01")],
    ),
    "telegram.json": (
        {
            "name": "群",
            "messages": [
                {
                    "from": "陈砚",
                    "date": "2026-11-01T09:00:00",
                    "text": ["先看 ", {"type": "link", "text": "这个"}],
                }
            ],
        },
        [("先看 这个", "陈砚", "2026-11-01T09:00:00")],
    ),
    "gpt.json": (
        [
            {
                "title": "问",
                "mapping": {
                    "a": {
                        "message": {
                            "author": {"role": "user"},
                            "create_time": 1700000000.5,
                            "content": {"parts": ["我管仓库"]},
                        }
                    },
                    "b": {
                        "message": {"author": {"role": "assistant"}, "content": {"parts": ["好的"]}}
                    },
                },
            }
        ],
        [("我管仓库", "user", "2023-11-14")],
    ),
    "wp.json": (
        {
            "posts": [
                {"title": {"rendered": "标题"}, "content": {"rendered": "<p>一段</p><p>两段</p>"}}
            ]
        },
        [("标题\n一段\n两段", "", "")],
    ),
    "zh.json": (
        [
            {
                "发布时间": 1700000000000,
                "正文": "中文字段",
                "评论": [{"昵称": "小周", "内容": "说得对"}],
            }
        ],
        [("中文字段", "", "2023-11-14"), ("说得对", "小周", "")],
    ),
}


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_are_understood_by_their_fields(name: str) -> None:
    data, expected = EXPORTS[name]
    rendering = read(name, json.dumps(data, ensure_ascii=False).encode())
    told = [
        (text, part.who, part.when)
        for text, part in zip(parts(rendering), rendering.parts, strict=True)
    ]
    assert told == expected


def test_what_an_export_has_and_nobody_understands_is_said() -> None:
    rendering = read("p.json", documents.posts({"text": "一条"}, {"图片": ["a"], "赞": 3}))
    assert rendering.notes == ["认出 1 条；另有 1 条没有文字（字段：图片、赞）"]
    refused("q.json", documents.posts({"图片": ["a"], "赞": 3}), "没认出", "图片、赞")
    assert parts(read("r.jsonl", b'{"text": "a"}\n{"text": "b"}\n')) == ["a", "b"]


def test_files_of_no_use_are_refused_with_the_reason() -> None:
    refused("空.md", b" \n", "空的")
    refused("扫描.pdf", documents.pdf([], []), "2 页", "扫描件")
    refused("坏.pdf", b"%PDF-1.7\n" + b"\x00" * 200, "坏了")
    refused("坏.docx", documents.cv()[:3000], "坏了")
    refused("假.docx", documents.pdf(["a"]), "扩展名是 .docx", ".pdf")
    refused("假.pdf", documents.cv(), "扩展名是 .pdf", ".docx")
    refused("假.txt", documents.cv(), "扩展名是 .txt")
    refused("旧.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "加了密码")
    refused("二进制.txt", b"\x00\x01\x02\x03abc" * 9, "不是")
    refused("壳.html", b"<html><script>x</script></html>", "没有文字")
    refused("半截.json", b'[{"text": "a"', "不是完整的 JSON")
    refused("深.json", b"[" * 100_000 + b"]" * 100_000, "JSON")


def test_a_format_byline_does_not_read_says_what_to_do() -> None:
    with pytest.raises(InputError, match="另存为") as caught:
        render(Path("旧.doc"), b"\xd0\xcf\x11\xe0")
    assert ".doc" in str(caught.value)
    with pytest.raises(InputError, match="没有扩展名"):
        render(Path("简历"), b"a")


def test_an_encrypted_pdf_is_refused() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(documents.pdf(["密"]))))
    writer.encrypt("1234", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    refused("密.pdf", out.getvalue(), "密码")


def test_a_pdf_that_only_forbids_printing_is_read() -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(documents.pdf(["能读"]))))
    writer.encrypt("", owner_password="1234", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert parts(read("限.pdf", out.getvalue())) == ["能读"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 20_000_000)
    assert len(out.getvalue()) < 100_000
    refused("弹.docx", out.getvalue(), "压缩炸弹")


def test_what_is_too_large_is_refused_with_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    small = Limit(name="bytes", format="text", most=10, reason="太长看不完")
    changed = rules().model_copy(update={"limit": [small, *rules().limit]})
    monkeypatch.setattr("byline.materials.reading.rules", lambda: changed)
    refused("长.txt", b"a" * 11, "11", "10", "太长看不完")
    assert read("短.txt", b"a" * 10).text == "a" * 10


def test_every_format_has_its_limits() -> None:
    for form in set(rules().format.values()):
        assert rules().most("bytes", form).reason
        assert rules().most("characters", form).reason


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_damaged_file_is_an_expected_failure_or_a_rendering(data: st.DataObject) -> None:
    name, whole = data.draw(st.sampled_from(WHOLE))
    damaged = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(damaged) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(1, len(damaged)))
    try:
        read(name, bytes(damaged[:cut]))
    except InputError as error:
        assert error.value == name


WHOLE = [
    ("a.pdf", documents.pdf(["做了八年仓库"], ["第二页"], compress=False)),
    ("b.pdf", documents.pdf(["做了八年仓库"], ["第二页"])),
    ("c.docx", documents.word("一段", "两段")),
    ("d.html", documents.wechat_page("标题", "正文" * 30)),
    ("e.json", documents.posts({"text": "一条", "date": 3}, {"text": ["a", {"text": "b"}]})),
    ("f.txt", documents.CHAT.encode("gb18030")),
]


@settings(deadline=None)
@given(st.text(alphabet="字ab 。，\n", max_size=300))
def test_joining_lines_loses_no_character(page: str) -> None:
    assert "".join(pdf.unbroken(page).split()) == "".join(page.split())


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_its_own_rendering(words: str) -> None:
    try:
        rendering = render(Path("a.md"), words.encode("utf-8", "surrogatepass"))
    except InputError:
        return
    assert rendering == render(Path("a.md"), words.encode("utf-8", "surrogatepass"))
    for part in rendering.parts:
        assert rendering.text[part.start : part.end].strip()
