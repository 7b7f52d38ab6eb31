"""A second pair of eyes: what a post says of a person that nothing they said holds.

Owns: the count that drafts are measured by, made by other means than the checks that wrote them:
its own reader of numbers, its own list of credentials, greedy string tiling for experiences.
Promise: it shares no code with byline.checks or byline.text (import-linter holds it to that), so
that a mistake of theirs is not its own. It is an instrument and was measured as one: see
evals/readings/independent.yaml and `byline.evaluation.readings`.

It is lenient where reading is better than counting: a hedge that was lost (六十多 -> 60) and a
figure said of something else are bent, not unsupported; experiences told in another language than
every quote are not judged.
"""

from byline.evaluation.independent.counting import Kind, Unsupported, per_1000, unsupported

__all__ = ["Kind", "Unsupported", "per_1000", "unsupported"]
