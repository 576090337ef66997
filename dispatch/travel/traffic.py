"""How much slower than free flow the roads are, by time of day.

Speed is piecewise constant over the day and a drive is integrated over it (Ichoua, Gendreau and
Potvin 2003), so that who leaves later never arrives earlier. All arithmetic is in whole numbers:
seconds, and permille of the free-flow speed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Traffic:
    """Speed by local time of day: from each `begins` on, `permille` of free flow; empty means free flow always.

    Raises
    ------
    ValueError
        When the first period does not begin at 00:00, times do not rise, or a speed is not above 0.
    """

    begins: tuple[time, ...] = ()
    permille: tuple[int, ...] = ()
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if len(self.begins) != len(self.permille):
            raise ValueError("traffic: as many speeds as beginnings are needed")
        if self.begins and self.begins[0] != time(0):
            raise ValueError("traffic: the first period begins at 00:00")
        if any(later <= earlier for earlier, later in pairwise(self.begins)):
            raise ValueError("traffic: periods begin later and later")
        if any(speed <= 0 for speed in self.permille):
            raise ValueError("traffic: a speed is above 0")

    def changes(self, start: datetime, end: datetime) -> tuple[tuple[datetime, int], ...]:
        """The speeds in force from `start` to `end`: (since when, permille), the first at or before `start`."""
        if not self.begins:
            return ((start, 1000),)
        day = (start.astimezone(ZoneInfo(self.zone)) - timedelta(days=1)).date()
        found: list[tuple[datetime, int]] = []
        while True:
            for since, speed in _periods(self, day):
                if since > end:
                    return tuple(found)
                if since <= start:
                    found = []
                found.append((since, speed))
            day += timedelta(days=1)

    def drive(self, depart: datetime, free_flow_seconds: int) -> timedelta:
        """How long a drive of `free_flow_seconds` takes when it leaves at `depart`; whole seconds, rounded up."""
        if not self.begins:
            return timedelta(seconds=free_flow_seconds)
        slowest = min(self.permille)
        horizon = depart + timedelta(seconds=free_flow_seconds * 1000 // slowest + 1)
        periods = self.changes(depart, horizon)
        left = free_flow_seconds * 1000
        clock = depart
        for (_, speed), (until, _) in pairwise(periods):
            span = int((until - clock).total_seconds())
            if left <= span * speed:
                return clock - depart + timedelta(seconds=-(-left // speed))
            left -= span * speed
            clock = until
        return clock - depart + timedelta(seconds=-(-left // periods[-1][1]))


@lru_cache(maxsize=256)
def _periods(traffic: Traffic, day: date) -> tuple[tuple[datetime, int], ...]:
    """The periods of one local day, in order of time; every drive of a day asks for them."""
    zone = ZoneInfo(traffic.zone)
    begins = [datetime.combine(day, moment, zone).astimezone(UTC) for moment in traffic.begins]
    return tuple(
        (since, traffic.permille[number])
        for number, since in enumerate(begins)
        # When the clocks go forward, times in the gap lie after those that follow it: such a period is skipped.
        if all(since < later for later in begins[number + 1 :])
    )
