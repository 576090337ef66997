"""Unseen instances of the dispatch benchmark's kind, made from a seed: invented places, the same statistics.

The distributions were read off the seven public instances (4,950 tickets, 1,070 crews); prices follow
them to the cent, for they turned out to be formulas of priority, customers and clock.

::

    python -m tests.benchmarks.make_instance --tickets 300 --crews 70 --storm --seed 7 --out x.json
"""

from __future__ import annotations

import argparse
import json
import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.benchmarks.dispatch_instance import Instance

Point = tuple[float, float]

KM_PER_DEGREE = 111.2

CREW_KINDS: tuple[tuple[str, ...], ...] = (
    ("troubleman",),
    ("troubleman", "line"),
    ("line", "high_voltage", "troubleman"),
    ("line", "tree"),
    ("cable", "high_voltage"),
    ("tree",),
    ("line", "cable", "troubleman"),
)
CREWS_PER_BASE = 6
SHIFT_SECONDS = 8 * 3600

ARRIVAL_SECONDS = {"urban": 2700, "rural": 5400, "remote": 7200}
LATE_COST = {1: 20.0, 2: 8.0, 3: 3.0, 4: 1.0}
OUTAGE_MINUTE_PER_CUSTOMER = 0.02
MOST_OUTAGE_MINUTE = 10.0
CRITICAL_FACTOR = 3
LEFT_OUT_PRICE = 500.0
LEFT_OUT_UNTIL_MINUTES = 22 * 60
"""A ticket left out pays as if somebody came and finished after 22 hours, and 500."""

# Share of tickets with more customers than a storm's ticket of that size; in between on a log scale.
CUSTOMER_TAIL = ((1.0, 1), (0.97, 2), (0.77, 10), (0.60, 20), (0.36, 50), (0.20, 100), (0.104, 200), (0.039, 500))
CUSTOMER_TAIL_END = ((0.015, 1000), (0.007, 2000), (0.0, 6000))


@dataclass(frozen=True, slots=True)
class Kind:
    """What sets a storm apart from an ordinary day."""

    speed_kmh: int
    hazard_share: float
    one_customer_share: float
    region_km: float
    """Standard deviation of the towns, from west to east."""
    tickets_per_town: int


DAY = Kind(speed_kmh=45, hazard_share=0.08, one_customer_share=0.75, region_km=18, tickets_per_town=12)
STORM = Kind(speed_kmh=50, hazard_share=0.33, one_customer_share=0.49, region_km=80, tickets_per_town=25)
SMALL_STORM_KM = 20
"""A storm of up to 300 tickets is one region's."""


@dataclass(frozen=True, slots=True)
class Town:
    centre: Point
    spread_km: float
    area_class: str
    hot_spots: tuple[Point, ...]


def make_instance(tickets: int, crews: int, storm: bool, seed: int) -> Instance:
    """One instance; same arguments, same instance on every machine."""
    dice = Random(seed)
    kind = STORM if storm else DAY
    towns = _towns(dice, kind, tickets)
    rows = [_ticket(dice, kind, number, towns) for number in range(1, tickets + 1)]
    places = [tuple(row["at"]) for row in rows]
    return {
        "name": f"made-{'storm' if storm else 'day'}-{tickets}-{crews}-{seed}",
        "source": f"tests.benchmarks.make_instance, seed {seed}: invented places",
        "travel": {"detour_factor": 1.3, "speed_kmh": kind.speed_kmh},
        "weights": {"travel_minute": 0.5, "overtime_minute": 2.0},
        "tickets": rows,
        "crews": _crews(dice, crews, places),
    }


def _towns(dice: Random, kind: Kind, tickets: int) -> list[Town]:
    region = SMALL_STORM_KM if kind is STORM and tickets <= 300 else kind.region_km
    towns = []
    for _ in range(max(2, tickets // kind.tickets_per_town)):
        centre = _moved((38.0, -121.5), dice.gauss(0, region), dice.gauss(0, 1.4 * region))
        spread = dice.lognormvariate(math.log(6.0), 0.6)
        spots = tuple(_near(dice, centre, spread) for _ in range(5))
        area = dice.choices(("rural", "urban", "remote"), (0.74, 0.17, 0.09))[0]
        towns.append(Town(centre, spread, area, spots))
    return towns


def _ticket(dice: Random, kind: Kind, number: int, towns: list[Town]) -> dict[str, Any]:
    # Towns are of very unequal size: the first ones draw most of the tickets.
    town = towns[int(len(towns) * dice.random() ** 1.8)]
    at = (
        _near(dice, dice.choice(town.hot_spots), 0.5)
        if dice.random() < 0.6
        else _near(dice, town.centre, town.spread_km)
    )
    area = town.area_class if dice.random() < 0.85 else dice.choice(tuple(ARRIVAL_SECONDS))
    customers = _customers(dice, kind)
    critical, hazard = dice.random() < 0.03, dice.random() < kind.hazard_share
    priority = _priority(customers, critical, hazard)
    reported = -round(dice.uniform(0, 2700) if dice.random() < 0.79 else dice.uniform(2700, 21600))
    skills = _skills(dice, customers)
    return {
        "id": f"T{number:05d}",
        "at": list(at),
        "area_class": area,
        "priority": priority,
        "customers": customers,
        "critical": critical,
        "hazard": hazard,
        "skills": skills,
        "reported": reported,
        "service": _service(dice, skills[0]),
        "arrive_by": reported + ARRIVAL_SECONDS[area],
        **_prices(priority, customers, critical, reported + ARRIVAL_SECONDS[area]),
    }


def urgent_row(ticket_id: str, at: list[float]) -> dict[str, Any]:
    """A wire down with fifty customers dark, reported now."""
    arrive_by = ARRIVAL_SECONDS["rural"]
    return {
        "id": ticket_id,
        "at": at,
        "area_class": "rural",
        "priority": 1,
        "customers": 50,
        "critical": False,
        "hazard": True,
        "skills": ["troubleman"],
        "reported": 0,
        "service": 1800,
        "arrive_by": arrive_by,
        **_prices(1, 50, False, arrive_by),
    }


def _prices(priority: int, customers: int, critical: bool, arrive_by: int) -> dict[str, float]:
    late = LATE_COST[priority]
    outage = min(MOST_OUTAGE_MINUTE, OUTAGE_MINUTE_PER_CUSTOMER * customers) * (CRITICAL_FACTOR if critical else 1)
    wait = late * (LEFT_OUT_UNTIL_MINUTES - arrive_by / 60) + outage * LEFT_OUT_UNTIL_MINUTES
    return {"late_cost": late, "outage_cost": round(outage, 4), "drop_cost": round(LEFT_OUT_PRICE + wait, 2)}


def _priority(customers: int, critical: bool, hazard: bool) -> int:
    if hazard:
        return 1
    if critical or customers > 200:
        return 2
    return 3 if customers > 10 else 4


def _customers(dice: Random, kind: Kind) -> int:
    if dice.random() < kind.one_customer_share:
        return 1
    share = 1.0 - dice.random()
    tail = (*CUSTOMER_TAIL, *CUSTOMER_TAIL_END)
    above = bisect_right([-known for known, _ in tail], -share) - 1
    (high, fewer), (low, more) = tail[above], tail[min(above + 1, len(tail) - 1)]
    part = (high - share) / (high - low) if high > low else 0.0
    return round(math.exp(math.log(fewer) + part * (math.log(more) - math.log(fewer))))


def _skills(dice: Random, customers: int) -> list[str]:
    shares = (0.057, 0.014, 0.010) if customers == 1 else (0.20, 0.031, 0.022)
    main = dice.choices(("line", "cable", "tree", "troubleman"), (*shares, 1 - sum(shares)))[0]
    return [main, "high_voltage"] if dice.random() < 0.06 else [main]


def _service(dice: Random, skill: str) -> int:
    median = 1740 if skill == "troubleman" else 7400
    seconds = dice.lognormvariate(math.log(median), 0.6)
    return min(14400, max(600, 60 * round(seconds / 60)))


def _crews(dice: Random, crews: int, places: Sequence[Point]) -> list[dict[str, Any]]:
    bases = dice.sample(places, max(1, crews // CREWS_PER_BASE))
    rows = []
    for number in range(crews):
        base = bases[number % len(bases)]
        start_shift = dice.choices((0, 3600, 7200, 14400), (0.62, 0.12, 0.13, 0.13))[0]
        nearest = sorted(places, key=lambda place: math.dist(place, base))[: CREWS_PER_BASE * 2]
        rows.append(
            {
                "id": f"C{number + 1:03d}",
                "start": list(base if dice.random() < 0.63 else dice.choice(nearest)),
                "end": list(base),
                "skills": list(CREW_KINDS[number % len(CREW_KINDS)]),
                "shift_start": start_shift,
                "shift_end": start_shift + SHIFT_SECONDS,
                "max_overtime": dice.choice((0, 3600, 7200)),
            }
        )
    return rows


def _near(dice: Random, centre: Point, spread_km: float) -> Point:
    return _moved(centre, dice.gauss(0, spread_km), dice.gauss(0, spread_km))


def _moved(origin: Point, east_km: float, north_km: float) -> Point:
    lat = origin[0] + north_km / KM_PER_DEGREE
    return round(lat, 5), round(origin[1] + east_km / (KM_PER_DEGREE * math.cos(math.radians(lat))), 5)


def main(arguments: Sequence[str] | None = None) -> None:
    """Write one instance."""
    parser = argparse.ArgumentParser(prog="make_instance", description=__doc__.partition("\n")[0])
    parser.add_argument("--tickets", type=int, required=True)
    parser.add_argument("--crews", type=int, required=True)
    parser.add_argument("--storm", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    instance = make_instance(options.tickets, options.crews, options.storm, options.seed)
    options.out.write_text(json.dumps(instance, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
