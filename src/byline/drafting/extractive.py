"""A post in nothing but the person's own words, put in the order its platform and topic want.

    facts -> units (what cannot be told apart) -> those about the topic -> order -> paragraphs

Owns: the draft of a person whose model may not write (`writes = "quotes"`). No model. Promise:
nothing stands in it that the person did not say; a topic the facts do not carry gets a question and
no post; what a post needs and nobody has said is asked, two questions at most; what a platform or
the law would refuse, what gives something closed away, and what an earlier post told is not chosen
where there is anything else.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from byline.checks import leaks
from byline.checks.findings import Finding
from byline.checks.review import GROUNDED, Told, review
from byline.checks.similarity import share
from byline.drafting import quoting, reach
from byline.drafting.affirm import status
from byline.drafting.brackets import PLACE, places
from byline.drafting.brief import Similarity, words_in
from byline.drafting.document import Document, below
from byline.drafting.models import Brief, Draft, Sentence
from byline.drafting.selection import chosen, ordered, total
from byline.drafting.tags import tags
from byline.drafting.units import ANSWERS, Asked, Unit, load_orders, units_of, witnessed
from byline.ledger.models import Fact
from byline.platforms import load_platform
from byline.text.counting import characters
from byline.text.language import detect
from byline.text.sentences import clauses, one_line

MEASURED = 10
"""Facts whose nearness is measured, the brief's nearest; the others only keep their order."""
STEP = 0.001
"""How much nearer each of those others is than the next."""
STALE = 0.02
"""What words lose in nearness that an earlier post told."""
AGAIN = 0.75
"""Share of a unit that stands in an earlier one from which it says the same."""
SHORTEST_TITLE = 6
"""Characters below which a clause is no title."""
MOST_TITLES, MOST_ASKED = 3, 2
_REFUSED = frozenset({"advertising", "contact"})
_MARKUP = re.compile(r"#|>|[-*+]\s|-{3}")
"""What a draft's file would read as something else than a sentence."""


@dataclass(frozen=True)
class _Post:
    lines: Sequence[Sequence[Sentence]]
    told: Sequence[Unit] = ()


def compose(
    brief: Brief,
    known: Told | None,
    made: datetime,
    only: Collection[str] = (),
    similarity: Similarity | None = None,
) -> Draft:
    """One post; of a topic the facts do not carry, only what to ask.

    `known`: what the post is held against. `only`: ids of the facts it may be made of, where they
    were chosen before. `similarity`: None is the embedded one.
    """
    facts = [fact for fact in brief.facts if not only or fact.id in only]
    near, cosines = _nearness(brief, facts, similarity)
    # A trade's name is in every topic: it does not carry one.
    said = [fact.words for fact in facts if load_orders().role(fact) != "who"]
    if only or reach.carries(brief.topic, said, cosines):
        post = _post(brief, known, facts, near)
        if post.told:
            return _draft(brief, known, made, post)
    return _refused(brief, known, made)


def fill(
    held: Document,
    facts: Sequence[Fact],
    brief: Brief,
    known: Told | None = None,
    similarity: Similarity | None = None,
) -> Draft:
    """The draft with facts, as they were said, where the slots stand that they answer.

    One that tells nothing yet becomes a post.
    """
    draft = held.current
    if not draft.facts and not any(line.is_own for line in held.lines):
        names = dict.fromkeys([*(fact.id for fact in facts), *brief.nearest])
        near, _ = _nearness(replace(brief, nearest=tuple(names)), brief.facts, similarity)
        post = _post(brief, known, brief.facts, near, [fact.id for fact in facts])
        return _draft(brief, known, draft.made, post)
    answers, text = _answers(draft, facts), draft.body
    spots = [one for one in places(text) if one.kind == "slot"]
    for place, line in reversed(list(zip(spots, answers, strict=False))):
        if line:
            words = quoting.body(quoting.posts(line, brief.platform), brief.platform)
            text = text[: place.start] + words + text[place.end :]
    now: list[Sentence] = []
    for one in draft.sentences:
        now += (answers.pop(0) if one.kind == "slot" and answers else []) or [one]
    return _checked(draft.model_copy(update={"body": text, "sentences": now}), known)


def _answers(draft: Draft, facts: Sequence[Fact]) -> list[list[Sentence]]:
    """For each slot the sentences that answer it; what answers none goes into the first."""
    orders = load_orders()
    questions = orders.wording(draft.language).questions
    left = list(facts)
    found: list[list[Fact]] = []
    for slot in draft.slots:
        roles = [role for one in ANSWERS if questions[one] in slot.text for role in ANSWERS[one]]
        found.append([one for one in left if orders.role(one) in roles])
        left = [one for one in left if one not in found[-1]]
    if found:
        found[0] += left
    return [quoting.told(one, draft.language) for one in found]


def _nearness(
    brief: Brief, facts: Sequence[Fact], similarity: Similarity | None
) -> tuple[dict[str, float], list[float]]:
    """How near every fact is, and the cosines of those that were measured."""
    if similarity is None:
        from byline.knowledge.embeddings import similarity

    held = {fact.id: fact for fact in facts}
    names = list(dict.fromkeys(name for name in (*brief.nearest, *held) if name in held))
    words = [one_line(held[name].words) for name in names[:MEASURED]]
    cosines = similarity(brief.topic, words) if words else []
    trade = [fact.words for fact in facts if load_orders().role(fact) == "who"]
    near = reach.nearness(brief.topic, words, cosines, trade)
    far = [min(near) - STEP * place for place in range(1, len(names) - len(near) + 1)]
    return dict(zip(names, [*near, *far], strict=True)), cosines


def _post(
    brief: Brief,
    known: Told | None,
    facts: Sequence[Fact],
    near: Mapping[str, float],
    must: Collection[str] = (),
) -> _Post:
    orders, platform, language = load_orders(), brief.platform, brief.language
    order, length = orders.order(platform.id), platform.shape.body_length
    usable = [fact for fact in facts if _may_stand(fact, brief, known)]
    every = units_of(usable, near, language)

    def taken(units: Sequence[Unit]) -> bool:
        text = quoting.body(quoting.paragraphs(units, platform, language), platform)
        return quoting.fits(text, platform.limits_on("body"))

    def room(units: Sequence[Unit]) -> bool:
        return total(units) <= length.maximum and taken(units)

    fresh = [one for one in _fresh(every, known) if taken([one])]
    told = ordered(chosen(fresh, order, length, room, must), fresh, order)
    for place, one in enumerate(told):
        more = [*told[:place], witnessed(one, usable, told, language), *told[place + 1 :]]
        told = more if room(more) else told
    roles = {one.role for one in every}
    missing: list[Asked] = [one for one in orders.asks if not roles.intersection(ANSWERS[one])]
    slots = [[one] for one in _questions(brief, missing)]
    return _Post([*quoting.paragraphs(told, platform, language), *slots], told)


def _fresh(every: Sequence[Unit], known: Told | None) -> list[Unit]:
    """The units without those that repeat one before; less near those that are out already."""
    out = "\n".join(one.text for one in known.earlier) if known else ""
    found: list[Unit] = []
    for one in every:
        if not any(share(one.text, other.text) >= AGAIN for other in found):
            stale = share(one.text, out) >= AGAIN
            found.append(replace(one, near=one.near - STALE) if stale else one)
    return found


def _may_stand(fact: Fact, brief: Brief, known: Told | None) -> bool:
    """Whether a platform would take it, the law allows it, and it gives nothing away."""
    lines, platform = quoting.told([fact], brief.language), brief.platform
    text = quoting.joined(lines)
    found = review(text, platform, None, brief.language).findings
    return (
        all(quoting.fits(one.text, platform.limits_on("post")) for one in lines)
        and not any(one.level == "error" and one.rule in _REFUSED for one in found)
        and not (known and leaks.check(text, known.facts))
        and not any(PLACE.search(one.text) or _MARKUP.match(one.text) for one in lines)
    )


def _refused(brief: Brief, known: Told | None, made: datetime) -> Draft:
    """A draft that holds nothing but what to ask."""
    asked = _questions(brief, ["done", "view"], about=True)
    draft = _draft(brief, known, made, _Post([[one] for one in asked]))
    reason = words_in(brief.language).not_carried
    finding = Finding(rule="unanswered", level="warning", reason=reason)
    return draft.model_copy(update={"findings": [*draft.findings, finding]})


def _questions(brief: Brief, asked: Sequence[Asked], *, about: bool = False) -> list[Sentence]:
    """What only the person can say; `about` the topic where the post has told nothing of it."""
    say = load_orders().wording(brief.language)
    topic = re.sub("[【】]", "", one_line(brief.topic)).rstrip("？?。.")
    questions = [say.questions[one] for one in asked[:MOST_ASKED]]
    if about:
        questions = [say.about.format(topic=topic, question=one) for one in questions]
    return [Sentence(text=one, kind="slot") for one in questions]


def _titles(brief: Brief, told: Sequence[Unit]) -> list[str]:
    """The topic where the platform takes it, else the clause that says most of it; then others."""
    limits = brief.platform.limits_on("title")
    if not limits:
        return [""]
    topic = one_line(brief.topic)
    own = [topic] if detect(topic) in (None, brief.language) else []
    fit = [one for one in own if quoting.fits(one, limits)]
    views = [one for one in told if one.role == "view"]
    said = clauses("\n".join(own)) if not fit else []
    said += [clauses(one.facts[0].words)[0] for one in (views if fit else told)]
    telling = {one_line(one.text).rstrip("，,。.：:；;！!、 ") for one in said}
    best = sorted(
        (one for one in telling if characters(one) >= SHORTEST_TITLE and quoting.fits(one, limits)),
        key=lambda one: (
            not quoting.fits(one, limits, "warning"),
            -reach.covered(topic, [one]),
            len(one),
        ),
    )
    return [*fit, *best][:MOST_TITLES] or [topic]


def _draft(brief: Brief, known: Told | None, made: datetime, post: _Post) -> Draft:
    platform, language = brief.platform, brief.language
    title, *others = _titles(brief, post.told)
    words = [fact.words for unit in post.told for fact in unit.facts]
    hollow = load_orders().wording(language).hollow
    draft = Draft(
        platform=platform.id,
        topic=brief.topic,
        made=made,
        language=language,
        writes="quotes",
        brief=brief.record,
        status="pass",
        title=title,
        titles=others,
        tags=tags(brief.topic, words, hollow, language)[: platform.shape.tags.maximum],
        body=quoting.body(post.lines, platform),
        sentences=[one for line in post.lines for one in line],
        findings=[],
        ai_label=platform.label_in(language),
        notes=[],
        prompts=[],
        model="",
    )
    return _checked(draft, known)


def _checked(draft: Draft, known: Told | None) -> Draft:
    """The draft with what the checks say of it; that its facts carry it needs no checking."""
    found = review(below(draft), load_platform(draft.platform), known, draft.language).findings
    kept = [one for one in draft.findings if one.rule == "unanswered" and draft.slots]
    kept += [one for one in found if one.rule not in GROUNDED]
    draft = draft.model_copy(update={"findings": kept})
    return draft.model_copy(update={"status": status(draft)})
