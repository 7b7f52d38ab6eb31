"""How far a habit is believed, and what drafts do to it."""

from dataclasses import replace

from byline.voice.edits import Change
from byline.voice.models import Evidence, Rule, Voice
from byline.voice.rules import RETIRED, Learning, confidence, consider, decided

DRAFTED = ("你先把货放明白。", "你再买系统也不迟。", "你不用急。")


def told(seen: int, against: int, draft: str = "d1") -> Evidence:
    return Evidence(
        draft=draft, on="2026-11-25", platform="xiaohongshu", seen=seen, against=against
    )


def rule(*history: Evidence, **changed: object) -> Rule:
    plain = Rule(id="r001", kind="replace", was="你", now="大家", scope="xiaohongshu")
    return plain.model_copy(update={"history": list(history), **changed})


def learning(
    draft: str, *changes: tuple[str, str], left: tuple[str, ...] = (), platform: str = "xiaohongshu"
) -> Learning:
    pairs = [Change(*pair) for pair in changes]
    return Learning(draft, "2026-11-25", platform, "zh", pairs, left)


def edited(draft: str, times: int = 2, **more: object) -> Learning:
    changes = [(text, text.replace("你", "大家")) for text in DRAFTED[:times]]
    return learning(draft, *changes, **more)  # type: ignore[arg-type]


def undone(draft: str, times: int = 2) -> Learning:
    return learning(draft, *((t.replace("你", "大家"), t) for t in DRAFTED[:times]))


def confirmed(times: int = 2) -> Voice:
    [question] = consider(Voice(), edited("d1", times)).questions
    return decided(Voice(), question, yes=True, scope="xiaohongshu")


def test_confidence_rises_with_what_is_seen_and_falls_with_the_contrary():
    once, often, mixed = rule(told(1, 0)), rule(told(4, 0)), rule(told(4, 3))
    values = [confidence(one, confirmed=False) for one in (once, often, mixed)]
    assert values == [2 / 3, 5 / 6, 5 / 9]
    assert confidence(once) > values[0]
    assert confidence(rule()) == 0.75


def test_a_contradicting_draft_halves_what_was_held():
    long_held = rule(*(told(3, 0, f"d{n}") for n in range(5)))
    before = confidence(long_held)
    contradicted = rule(*long_held.history, told(0, 1, "d9"), told(0, 2, "d10"), told(0, 2, "d11"))
    assert before > 0.9
    assert confidence(contradicted) < RETIRED


def test_a_habit_is_asked_about_once_and_remembered():
    outcome = consider(Voice(), edited("d1"))
    [question] = outcome.questions
    assert (question.sort, question.rule.scope) == ("new", "xiaohongshu")
    assert outcome.voice.rules == []
    yes = decided(outcome.voice, question, yes=True, scope="all")
    assert [(one.id, one.status, one.scope) for one in yes.rules] == [("r001", "confirmed", "all")]
    no = decided(outcome.voice, question, yes=False, scope="xiaohongshu")
    assert [one.status for one in no.rules] == ["declined"]
    assert consider(no, edited("d1")).questions == []


def test_a_habit_mostly_not_kept_is_not_asked_about():
    assert consider(Voice(), edited("d1", 1, left=DRAFTED[1:])).questions == []


def test_the_same_draft_twice_counts_once():
    voice = confirmed()
    again = consider(voice, edited("d1"))
    assert again.voice == voice
    assert (again.questions, again.strengthened, again.weakened) == ([], [], [])
    # More edits of the same draft take the place of what was counted.
    more = consider(voice, edited("d1", 3)).voice.rules[0].history
    assert [(one.seen, one.against) for one in more] == [(3, 0)]


def test_another_draft_strengthens():
    outcome = consider(confirmed(), edited("d2"))
    [stronger] = outcome.strengthened
    assert [one.draft for one in stronger.history] == ["d1", "d2"]


def test_contradictions_weaken_and_then_drop_a_rule_and_it_is_said():
    first = consider(confirmed(1), undone("d2", 1))
    assert [one.id for one in first.weakened] == ["r001"]
    assert first.retired == []
    second = consider(first.voice, undone("d3", 2))
    assert [one.id for one in second.retired] == ["r001"]
    assert second.voice.rules[0].status == "retired"
    assert second.voice.in_force("zh", "xiaohongshu") == []


def test_a_dropped_rule_is_asked_about_again_when_it_is_believed_again():
    voice = Voice(rules=[rule(told(1, 0), told(0, 2, "d2"), status="retired")])
    assert consider(voice, edited("d3", 1)).questions == []
    [question] = consider(voice, edited("d3", 3)).questions
    assert question.sort == "again"
    [back] = decided(voice, question, yes=True, scope="all").rules
    assert (back.id, back.status, len(back.history)) == ("r001", "confirmed", 3)


def test_a_no_holds_until_two_more_drafts_say_otherwise():
    [question] = consider(Voice(), edited("d1")).questions
    voice = decided(Voice(), question, yes=False, scope="xiaohongshu")
    for draft, asked in (("d1", False), ("d2", False), ("d2", False), ("d3", True)):
        outcome = consider(voice, edited(draft))
        assert bool(outcome.questions) == asked, draft
        voice = outcome.voice
    [again] = outcome.questions
    assert again.sort == "again"
    no = decided(voice, again, yes=False, scope="xiaohongshu")
    assert consider(no, edited("d3")).questions == []


def test_the_same_habit_elsewhere_asks_to_widen():
    voice = confirmed()
    outcome = consider(voice, edited("d2", platform="wechat"))
    [question] = outcome.questions
    assert question.sort == "wider"
    [wide] = decided(outcome.voice, question, yes=True, scope="all").rules
    assert wide.scope == "all"
    [kept] = decided(outcome.voice, question, yes=False, scope="all").rules
    assert (kept.scope, kept.status) == ("xiaohongshu", "confirmed")
    left = decided(outcome.voice, question, yes=False, scope="all")
    assert consider(left, edited("d2", platform="wechat")).questions == []


def test_another_platform_does_not_speak_against_a_scoped_rule():
    voice = confirmed()
    read = learning("d2", ("货在仓库里面。", "货在库里。"), left=DRAFTED, platform="wechat")
    assert consider(voice, read).voice == voice


def test_a_draft_nobody_has_changed_says_nothing():
    voice = confirmed()
    assert consider(voice, learning("d2", left=DRAFTED)).voice == voice
    read = consider(voice, learning("d2", ("货在仓库里面。", "货在库里。"), left=DRAFTED))
    assert [one.id for one in read.weakened] == ["r001"]


def test_another_language_says_nothing():
    english = Learning("d2", "2026-11-25", "x", "en", [], ["你好"])
    assert consider(confirmed(), english).voice == confirmed()


def test_a_rule_never_names_what_is_private():
    swaps = (
        ("康宁要我们先盘货。", "老客要我们先盘货。"),
        ("康宁的货位编过号。", "老客的货位编过号。"),
    )
    told = learning("d1", *swaps)
    assert [one.rule.was for one in consider(Voice(), told).questions] == ["康宁"]
    hidden = replace(told, private=["去年给康宁盘过货，你别说"])
    assert consider(Voice(), hidden).questions == []
    # A word of manner tells nothing, wherever it stands.
    assert consider(Voice(), replace(edited("d1"), private=hidden.private)).questions


def test_ids_are_not_given_twice():
    [question] = consider(Voice(), edited("d1")).questions
    voice = Voice(rules=[rule(id="r007", was="您")])
    added = decided(voice, question, yes=True, scope="all")
    assert [one.id for one in added.rules] == ["r007", "r008"]
