"""How often a stranger may ask: counted in memory by address, and forgotten with the window."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from dispatch.errors import TooManyAttempts

MOST_CLIENTS = 100_000
"""Beyond so many in one window all count as one: memory stays bounded."""


@dataclass
class Patience:
    """At most `limit` questions of one client in each `window`."""

    limit: int
    window: timedelta
    _began: datetime | None = None
    _asked: Counter[str] = field(default_factory=Counter)
    _lock: Lock = field(default_factory=Lock)

    def ask(self, client: str, now: datetime) -> None:
        """Count a question.

        Raises
        ------
        TooManyAttempts
        """
        with self._lock:
            if self._began is None or now >= self._began + self.window:
                self._began = now
                self._asked.clear()
            known = client if client in self._asked or len(self._asked) < MOST_CLIENTS else ""
            self._asked[known] += 1
            if self._asked[known] > self.limit:
                raise TooManyAttempts(max(1, int((self._began + self.window - now).total_seconds())))
