from fact_samples import fact
from topic_samples import told

from byline.ledger.events import PostIdea
from byline.ledger.models import Fact
from byline.platforms import platform_ids
from byline.shipped import shipped
from byline.topics.forms import ASKED, load_forms, worries_in
from byline.topics.nearness import Nearness
from byline.topics.seeds import Seed, missing, seeds


def by_form(found: list[Seed]) -> dict[str, list[list[str]]]:
    rows: dict[str, list[list[str]]] = {}
    for seed in found:
        rows.setdefault(seed.form.id, []).append([one.id for one in seed.core])
    return rows


def test_facts_go_together_as_they_were_said(near: Nearness) -> None:
    found = seeds(told(), [], near)
    assert by_form([seed for seed in found if seed.form.id != ASKED]) == {
        "person": [["f001", "f002"]],
        "done": [["f003", "f004"]],
        "view": [["f007"]],
        "helped": [["f008"]],
    }
    asked = [seed.worry.words for seed in found if seed.form.id == ASKED and seed.worry]
    assert asked == ["要不要买个系统", "库存怎么老对不上", "小网店一到大促就发错货"]
    renumbered = next(seed for seed in found if seed.form.id == "done")
    assert renumbered.worry and renumbered.worry.fact.id == "f006"


def test_nothing_closed_and_nothing_that_only_plans_carries_a_post(near: Nearness) -> None:
    used = {one.id for seed in seeds(told(), [], near) for one in seed.facts}
    assert not used & {"f009", "f010"}
    assert seeds([one.model_copy(update={"consent": "private"}) for one in told()], [], near) == []


def test_every_seed_is_carried(near: Nearness) -> None:
    for seed in seeds(told(), [], near):
        assert any(one.kind in seed.form.carriers for one in seed.core)
    thin = [fact(1, "也没啥特长。", kind="skill", topic="skill"), told()[4]]
    assert seeds(thin, [], near) == []


def test_a_failure_builds_liking_and_a_result_trust(near: Nearness) -> None:
    failed = fact(1, "前年我进多了货，压了三个月，赔了两万。", kind="experience", topic="path")
    [seed] = seeds([failed], [], near)
    assert (seed.form.id, seed.form.builds) == ("stumble", "liking")
    turned = fact(2, "头一年赔了两万，第二年改成现做，第三个月就不亏了。", kind="result")
    [seed] = seeds([turned], [], near)
    assert (seed.form.id, seed.form.builds) == ("done", "trust")


def test_a_view_stands_beside_one_story_and_not_in_every_post(near: Nearness) -> None:
    found = seeds(told(), [], near)
    assert sum(one.id == "f007" for seed in found for one in seed.support) == 1


def test_what_the_log_proposed_comes_as_it_was_worded(near: Nearness) -> None:
    idea = PostIdea(question="货位怎么编？", facts=["f004"], builds="trust", origin="model")
    lost = PostIdea(question="标签怎么贴？", facts=["f009"], builds="liking", origin="model")
    found = seeds(told(), [idea, lost], near)
    assert [seed.idea for seed in found if seed.idea] == [idea]


def test_what_nobody_told_is_asked_for(near: Nearness) -> None:
    found = seeds(told(), [], near)
    assert [seed.form.id for seed in missing(found, ["liking"])] == ["stumble"]
    assert missing(found, ["influence"]) == []
    assert {seed.form.builds for seed in missing([], ["liking", "trust"])} == {"liking", "trust"}


def test_worries_are_told_without_what_leads_to_them() -> None:
    said = "问我的人挺多的，问得最多就是库存怎么老对不上，还有要不要买个系统。"
    assert worries_in(said) == ["库存怎么老对不上", "要不要买个系统"]
    assert worries_in("他们最怕大促，一到大促就发错货") == ["一到大促就发错货"]
    assert worries_in("都是开网店的小老板") == []


def test_forms_say_why_and_name_notes_and_platforms_there_are() -> None:
    forms = load_forms()
    for form in forms.forms:
        assert form.because and form.source
        for note in form.notes:
            assert (shipped("knowledge") / f"{note}.md").is_file()
        assert bool(form.missing) == bool(form.wanted)
        assert {*form.best} <= {*platform_ids()}
    assert {form.builds for form in forms.forms} == {"influence", "liking", "trust"}
    assert forms.of(list[Fact]()) is None
