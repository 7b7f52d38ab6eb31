"""What the embedded model has read of byline's own prompts, kept on disk.

Owns: the kept states in the cache folder, and which of the server's slots holds which. Promise:
only words that byline ships are written there, never a person's; a missing or damaged file, a full
disk or a server that cannot do it cost reading the prompt anew and nothing else. Why: two cores
read 80 tokens a second, so the examples of one prompt are ten seconds before its first word.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2

Beginning = Sequence[Mapping[str, str]]
"""The messages a prompt always begins with, as they are sent: role and content."""

SHORTEST = 200
"""Characters below which reading again costs about as little as looking."""
MOST_BYTES = 512 * 1024 * 1024
"""Of all kept states; one is 29 kB a token with the packaged model. The least used go first."""
SUFFIX = ".state"


@dataclass
class Beginnings:
    """The kept states of one running server; may be used from several threads."""

    folder: Path
    """Where the server reads and writes states: its `slot_save_path`, which is there."""
    identity: str
    """Changes whenever a state could: model, runtime, context."""
    known: Callable[[], Sequence[Beginning]]
    """The beginnings byline ships; asked once."""
    client: httpx2.Client
    """Speaks to the server: its address is the base."""
    slots: int
    held: dict[str, int] = field(default_factory=dict[str, int])
    """Kept state -> the slot it was put into, the one used last at the end."""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _shipped: Sequence[Beginning] | None = None

    def prepare(self, body: bytes) -> None:
        """Have the server hold what a request begins with, if byline ships that beginning."""
        beginning = self._begins(body)
        if beginning is None:
            return
        name = self._name(beginning)
        with self._lock:
            slot = self.held.pop(name, None)
            fresh = slot is None
            self.held[name] = slot = self._free() if slot is None else slot
        if fresh and not self._restored(name, slot):
            self._read(beginning, name, slot)

    def _begins(self, body: bytes) -> Beginning | None:
        with self._lock:
            if self._shipped is None:
                self._shipped = sorted(self.known(), key=len, reverse=True)
        try:
            said: Any = json.loads(body)
            messages: Any = said["messages"]
        except (ValueError, KeyError, TypeError):
            return None
        for beginning in self._shipped:
            length = sum(len(message["content"]) for message in beginning)
            if length >= SHORTEST and messages[: len(beginning)] == list(beginning):
                return beginning
        return None

    def _name(self, beginning: Beginning) -> str:
        told = json.dumps([self.identity, list(beginning)], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()[:24]

    def _free(self) -> int:
        """A slot nothing was put into, else the one used longest ago."""
        unused = set(range(self.slots)) - set(self.held.values())
        if unused:
            return min(unused)
        oldest = next(iter(self.held))
        return self.held.pop(oldest)

    def _restored(self, name: str, slot: int) -> bool:
        path = self.folder / f"{name}{SUFFIX}"
        if not path.is_file():
            return False
        done = self._post(f"slots/{slot}?action=restore", {"filename": path.name})
        if done is None:
            path.unlink(missing_ok=True)
            return False
        with contextlib.suppress(OSError):
            os.utime(path)
        return True

    def _read(self, beginning: Beginning, name: str, slot: int) -> None:
        """Have the beginning read now, alone, and keep what came of it."""
        asked = {"messages": list(beginning), "max_tokens": 1, "id_slot": slot}
        if self._post("v1/chat/completions", asked) is None:
            return
        part = self.folder / f"{name}.{secrets.token_hex(4)}.part"
        try:
            saved = self._post(f"slots/{slot}?action=save", {"filename": part.name})
            if saved and part.stat().st_size == saved.get("n_written"):
                # Under its name only when it is whole: the server writes in place.
                part.replace(self.folder / f"{name}{SUFFIX}")
                self._sweep()
        except OSError:
            return
        finally:
            part.unlink(missing_ok=True)

    def _sweep(self) -> None:
        found = [(path.stat(), path) for path in self.folder.glob(f"*{SUFFIX}")]
        found.sort(key=lambda one: one[0].st_mtime, reverse=True)
        whole = 0
        for status, path in found:
            whole += status.st_size
            if whole > MOST_BYTES:
                path.unlink(missing_ok=True)

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any] | None:
        """What the server answered; None when it would not or could not."""
        import httpx2

        try:
            response = self.client.post(path, json=body)
            return response.json() if response.is_success else None
        except (httpx2.HTTPError, ValueError):
            return None
