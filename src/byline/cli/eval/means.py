"""Who answers and who judges in a run, through which cache, and how a run remembers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from byline.cli.eval.common import CacheMode


@dataclass(frozen=True)
class Means:
    """What a run is made with."""

    provider: str | None
    model: str | None
    judge: str | None
    concurrency: int | None
    cache: CacheMode
    cache_file: Path | None

    def options(self) -> dict[str, str]:
        """What a run folder keeps of it."""
        return {
            "provider": self.provider or "",
            "model": self.model or "",
            "judge": self.judge or "",
        }

    def remembered(self, kept: Mapping[str, str]) -> Means:
        """As the run was begun; cache and concurrency may be other ones now."""
        return Means(
            self.provider or kept["provider"] or None,
            self.model or kept["model"] or None,
            self.judge or kept["judge"] or None,
            self.concurrency,
            self.cache,
            self.cache_file,
        )
