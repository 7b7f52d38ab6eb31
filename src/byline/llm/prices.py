"""What a session cost.

Owns: the arithmetic from tokens to money. Promise: an amount is only given for the model and the
address whose price somebody looked up; otherwise there is none, and never zero.
"""

from __future__ import annotations

from byline.llm.providers import LOCAL, Choice, Price, host_of
from byline.llm.usage import Usage

MILLION = 1_000_000


def cost(usage: Usage, choice: Choice) -> tuple[float, str] | None:
    """The amount and its currency; None when the price is unknown.

    Where no price for cached input is known, cached tokens count as any other input.
    """
    price = _price(choice)
    if price is None:
        return None
    cached_price = price.input if price.cached_input is None else price.cached_input
    amount = (
        (usage.prompt_tokens - usage.cached_tokens) * price.input
        + usage.cached_tokens * cached_price
        + usage.completion_tokens * price.output
    )
    return amount / MILLION, price.currency


def _price(choice: Choice) -> Price | None:
    provider = choice.provider
    if provider.price == "unknown":
        return None
    # The row's price is of the row's model at the row's address; the embedded model is free.
    its_own = choice.model == provider.model and (
        host_of(choice.base_url) == host_of(provider.base_url or "")
    )
    return provider.price if its_own or provider.name == LOCAL else None
