"""What is going to happen and when: one heap of events, taken moment by moment."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime


@dataclass
class Agenda:
    """Events in order of time; of one moment, what was asked for first happens first."""

    now: datetime
    heap: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    asked: int = 0

    def at(self, moment: datetime, happen: Callable[[], None]) -> None:
        """Let something happen then, or now if that is past."""
        self.asked += 1
        heapq.heappush(self.heap, (max(self.now, moment), self.asked, happen))

    def go_on(self) -> bool:
        """Let all that belongs to the next moment happen; False when nothing is left."""
        if not self.heap:
            return False
        self.now = self.heap[0][0]
        while self.heap and self.heap[0][0] == self.now:
            heapq.heappop(self.heap)[2]()
        return True
