"""What a session consumed.

Owns: the counter. It is filled while calls run, so it can be read at any time.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Usage:
    """Tokens as the service reported them; services that report nothing count only calls."""

    calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Part of the prompt that the service did not have to read again."""
    completion_tokens: int = 0
