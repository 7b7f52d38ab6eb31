"""What the tests of the voice share."""

from collections.abc import Callable

Say = Callable[..., None]
"""Answer questions in so many words."""
Post = Callable[..., str]
"""Add a voice sample under a name."""
