"""Telling Chinese from English."""

import pytest

from byline.text.language import detect

ZH, EN = "我在杭州管仓库，八年了", "I have run a bakery in Bristol for nine years"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ZH, "zh"),
        (EN, "en"),
        ("我們做繁體的排版", "zh"),
        ("我们用 Kubernetes 和 React 做 SaaS", "zh"),
        ("The 公众号 I run has 3000 readers", "en"),
        (
            "我做外贸，主要是 LED lighting for European supermarkets and hotels, mostly Germany",
            None,
        ),
        ("ok", None),
        ("没有", None),
        ("2016 2017 42", None),
        ("👩‍💻🎉", None),
        ("", None),
    ],
)
def test_a_language_is_told_by_its_script(text: str, language: str | None) -> None:
    assert detect(text) == language
