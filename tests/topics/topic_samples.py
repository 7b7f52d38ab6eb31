"""A warehouse keeper's facts, and topics made of them."""

from datetime import UTC, datetime
from typing import Any

from fact_samples import fact

from byline.ledger.models import Fact
from byline.topics.models import Builds, Topic

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def told() -> list[Fact]:
    """What he said that may be told, and two things that may not."""
    return [
        fact(1, "我在童装公司管仓库，手底下十二个人。", kind="credential", topic="situation"),
        fact(2, "十一年吧，从分拣干起来的，一天走两万步。", kind="credential", topic="situation"),
        fact(
            3, "去年我们仓老是发错货，错发率千分之八。", kind="skill", topic="skill", source="a003"
        ),
        fact(
            4,
            "我把货位重新编了一遍号，九月份降到千分之一点二。",
            topic="skill",
            source="a003",
        ),
        fact(5, "还有要不要买个系统，问得最多就是库存怎么老对不上。", kind="people", topic="asked"),
        fact(6, "小网店一到大促就发错货，差评就来了。", kind="audience", topic="audience"),
        fact(7, "我觉得小店别一上来就买系统，货都没放明白。", kind="opinion", topic="opinion"),
        fact(8, "上个月去朋友的母婴店，一个周末，盘点从两天变成半天。", topic="asked"),
        fact(9, "我老婆嫌我什么都贴标签。", kind="passion", topic="passion", consent="private"),
        fact(10, "一周顶多五个小时，周日上午。", kind="constraint", topic="hours"),
    ]


def topic(number: int, builds: Builds = "trust", **changes: Any) -> Topic:
    values: dict[str, Any] = {
        "id": f"t{number:03d}",
        "question": f"第{number}个问题怎么办？",
        "form": "done",
        "facts": [f"f{number:03d}"],
        "builds": builds,
        "platforms": ["xiaohongshu", "wechat"],
        "made": NOW,
    }
    return Topic(**{**values, **changes})
