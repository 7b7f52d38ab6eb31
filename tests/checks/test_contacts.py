from typing import get_args

import pytest

from byline.checks.contacts import check
from byline.evaluation.loading import load_cases, load_suite
from byline.evaluation.targets.checks import ChecksCase, judged
from byline.platforms import Contact, load_platform

XIAOHONGSHU = load_platform("xiaohongshu")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("想了解的打 13812345678。", "13812345678"),
        ("电话138-1234-5678，随时。", "138-1234-5678"),
        ("加我微信聊。", "加我微信"),
        ("我的微信号：chenyan_88", "微信号：chenyan_88"),
        ("vx: chenyan88", "vx: chenyan88"),
        ("资料多，加v领。", "加v"),
        ("QQ群 123456789", "QQ群 123456789"),
        ("写信到 hello@byline.example.com。", "hello@byline.example.com"),
        ("全文见 https://a.cn/x，别错过", "https://a.cn/x"),
        ("长按识别二维码", "识别二维码"),
        ("扫码加我", "扫码加"),
        ("关注公众号看全文", "关注公众号"),
        ("抖音同名", "抖音同名"),
        ("去淘宝搜店名", "去淘宝搜"),
        ("想要表格的私信我领。", "私信我领"),
        ("想要的扣1", "想要的扣1"),
        ("主页有联系方式", "主页有联系方式"),
        ("我拉你进群", "拉你进群"),
    ],
)
def test_ways_of_leading_a_reader_away(text: str, words: str):
    (finding,) = check(f"开头一句。\n{text}", XIAOHONGSHU)
    assert finding.text in words or words in finding.text
    assert finding.level == "error" and "可信度 medium" in finding.source


@pytest.mark.parametrize(
    "text",
    [
        "客人在微信上催了三遍。",
        "订单号 202611250001，金额 1380000 元。",
        "别加微信谈价，走平台。",
        "有人私信我问价格。",
        "我在抖音上看到一个视频。",
        "他把二维码贴反了。",
        "他扫码付了钱就走了。",
        "业主群里吵翻了。",
        "温度到了 3.5 度。",
        "公众号后台的数据没变。",
        "Two WeChat groups at the library.",
    ],
)
def test_talk_about_these_things_is_fine(text: str):
    assert check(text, XIAOHONGSHU) == []


def test_a_platform_not_known_to_forbid_anything_finds_nothing():
    assert check("加我微信 chenyan88，13812345678", load_platform("wechat")) == []


def test_a_weak_source_only_warns():
    findings = check("加我微信聊，13812345678", load_platform("zhihu"))
    assert [finding.level for finding in findings] == ["warning", "warning"]


def test_every_kind_has_words():
    from byline.checks import contacts

    assert {kind.id for kind in contacts._rules().kinds} == set(get_args(Contact))


def test_the_labelled_sentences():
    cases = [
        case
        for case in load_cases(load_suite("checks"))
        if isinstance(case, ChecksCase) and case.expect.contact is not None
    ]
    verdicts = [dict(judged(case))["contact"] for case in cases]
    due = [one for one in verdicts if one.due]
    fired = [one for one in verdicts if one.fired]
    assert len(cases) >= 60
    assert sum(one.hit for one in due) / len(due) >= 0.95
    assert sum(one.precision for one in fired) / len(fired) >= 0.95
