"""A voice for a prompt, and a text held against it."""

from byline.voice.advice import for_prompt, worded
from byline.voice.features import Length
from byline.voice.fit import check
from byline.voice.models import Portrait, Rule, Voice

PORTRAIT = Portrait(
    size=3000,
    sentence=Length(short=12, usual=17, long=22),
    particles={"吧": 3.1},
    openers=["反正"],
    address="你",
    emoji=0,
    never=["其实"],
)
RULES = [
    Rule(id="r001", kind="replace", was="我们", now="咱们", scope="xiaohongshu"),
    Rule(id="r002", kind="drop", was="呢", place="end"),
    Rule(id="r003", kind="drop", was="然后", status="declined"),
    Rule(id="r004", kind="drop", was="honestly", language="en"),
]
VOICE = Voice(zh=PORTRAIT, rules=RULES)


def test_a_few_lines_in_the_language_asked_for():
    lines = for_prompt(VOICE, "zh", "xiaohongshu").splitlines()
    assert lines == [
        "- 一句话多在 12 到 22 字",
        "- 句尾偶尔带“吧”",
        "- 有的句子用“反正”开头",
        "- 称呼读者“你”",
        "- 不用表情符号",
        "- 不说“其实”",
        "- 写“咱们”，不写“我们”",
        "- 不要句尾的“呢”",
    ]
    assert for_prompt(VOICE, "en") == "- leave out “honestly”"


def test_a_rule_of_one_platform_is_not_for_another():
    assert "咱们" not in for_prompt(VOICE, "zh", "wechat")
    assert "咱们" not in for_prompt(VOICE, "zh")


def test_nothing_known_is_nothing_said():
    assert for_prompt(Voice(), "zh") == ""
    assert check("其实你们好呢。👍", Voice()) == []


def test_every_kind_of_rule_has_words():
    for kind in ("replace", "drop", "add", "shorter", "longer"):
        for language in ("zh", "en"):
            rule = Rule(id="r001", kind=kind, was="a", now="b", language=language)
            assert worded(rule)


def test_departures_are_found_in_their_places():
    text = "其实我们先盘货呢，货呢在这。大家别急👍🏽！"
    found = check(text, VOICE, "zh", "xiaohongshu")
    assert [one.text for one in found] == ["其实", "我们", "呢", "大家", "👍🏽"]
    assert {(one.rule, one.level) for one in found} == {("voice", "warning")}
    assert all(one.span and text[slice(*one.span)] == one.text for one in found)
    assert "r001" in found[1].reason


def test_a_text_in_the_persons_voice_has_no_findings():
    assert check("反正你先盘货吧。", VOICE, "zh", "xiaohongshu") == []
    assert check("", VOICE) == []


def test_a_text_that_calls_nobody_is_fine():
    assert check("先盘货。", VOICE) == []


def test_unknown_address_and_emoji_are_not_held_against_a_text():
    voice = Voice(zh=PORTRAIT.model_copy(update={"address": "", "emoji": None}))
    assert check("大家好👍🏽。", voice) == []
