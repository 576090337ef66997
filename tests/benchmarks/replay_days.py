"""Ours against simpler ways to dispatch, on days fitted to the public tickets and on the real days themselves.

Crews are invented: towns from the tickets' places, three shifts round the clock and the next morning,
two first crews for each repair crew. How many there are is a parameter, for no source says it.

::

    python -m tests.benchmarks.replay_days --seeds 20 --first-crews 24 --out replay.md
"""

from __future__ import annotations

import argparse
import gzip
import shutil
import sys
import tempfile
import time as clock
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from dispatch.crew import Break, Crew, Shift
from dispatch.place import Place
from dispatch.skill import Skill
from dispatch.ticket import AreaClass, Priority
from dispatch.travel import Estimate
from scenarios.history.fit import HistoryFit, fit
from scenarios.history.reading import read_history
from scenarios.history.replay import Desk, Replayed, as_it_happened, compare, replay_days, replay_drawn_days
from scenarios.history.replay_table import markdown
from scenarios.policy_file import LIBRARY, read_policy
from scenarios.simulation.dispatch_policy import DispatchPolicy, Optimised
from scenarios.simulation.greedy import Greedy, Queue
from tests.benchmarks.shared_data import shared

ARCHIVE = "pge_tickets_2021-01-20_2021-03-05.csv.gz"
MAPPING = Path(__file__).with_name("replay_days.yaml")
OURS = "ours"
SHIFTS = ((time(6), (0, 1)), (time(14), (0,)), (time(6), (0, 1)), (time(22), (-1, 0)))
"""When a shift starts, and on which days, counted from the replayed one: the next morning finishes what is left."""
SHIFT = timedelta(hours=8)


def public_tickets() -> HistoryFit:
    """The fit of the public tickets of early 2021 around San Francisco Bay."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "tickets.csv"
        with gzip.open(shared() / "data" / "pge_outages" / ARCHIVE) as packed, table.open("wb") as plain:
            shutil.copyfileobj(packed, plain)
        return fit(read_history(table, MAPPING))


def invented_desk(found: HistoryFit, day: date, first_crews: int, seed: int = 1) -> Desk:
    """Crews in the towns where tickets were, and the default policy."""
    dice = Random(seed)
    towns = list(found.areas.values())
    weights = [sum(area.hourly) for area in towns]
    bases = [dice.choice(area.places)[0] for area in dice.choices(towns, weights, k=first_crews + first_crews // 2)]
    repair = (Skill("line"), Skill("tree"))
    crews = [
        _crew(found, f"{'F' if number < first_crews else 'R'}{number:03}", base, day, number, skills)
        for number, base in enumerate(bases)
        for skills in [found.history.trades.first if number < first_crews else repair]
    ]
    speeds = {AreaClass.URBAN: 40.0, AreaClass.RURAL: 55.0, AreaClass.REMOTE: 50.0}
    policy = read_policy(LIBRARY / "state-grid.yaml")
    # With less, a ticket that is late enough would cost more to serve than to leave, and never be served.
    left_out = {
        Priority.EMERGENCY: 80_000.0,
        Priority.URGENT: 40_000.0,
        Priority.HIGH: 16_000.0,
        Priority.ROUTINE: 8_000.0,
    }
    policy = replace(policy, weights=replace(policy.weights, left_out=left_out))
    return Desk(tuple(crews), day, policy, Estimate(speeds_kmh=speeds))


def _crew(found: HistoryFit, name: str, base: Place, day: date, number: int, skills: tuple[Skill, ...]) -> Crew:
    """Half the crews by day, a quarter in the evening, a quarter by night."""
    starts, days = SHIFTS[number % len(SHIFTS)]
    shifts = [_shift(found, base, day + timedelta(days=later), starts) for later in days]
    return Crew(name, tuple(shifts), skills)


def _shift(found: HistoryFit, base: Place, day: date, starts: time) -> Shift:
    start = datetime.combine(day, starts, found.history.zone).astimezone(UTC)
    pause = Break(start + timedelta(hours=3), start + timedelta(hours=5), timedelta(minutes=30))
    return Shift(start, start + SHIFT, base, base, timedelta(hours=4), (pause,))


def policies(steps: int) -> tuple[DispatchPolicy, ...]:
    """The ways to dispatch that are held against each other, ours first."""
    return Optimised(OURS, steps=steps), Greedy(Queue.NEAREST), Greedy(Queue.PRIORITY), Greedy(Queue.FIRST_COME)


def measured(found: HistoryFit, options: argparse.Namespace) -> Iterator[str]:
    """The report's paragraphs."""
    ordinary = found.ordinary_days[len(found.ordinary_days) // 2]
    desk = invented_desk(found, ordinary, options.first_crews)
    ways, seeds = policies(options.steps), range(1, options.seeds + 1)
    yield f"{len(desk.crews)} crews, {options.first_crews} of them first crews; {options.steps} steps a plan."
    with ProcessPoolExecutor(options.processes) as pool:
        drawn = _watched(replay_drawn_days(found, desk, ordinary, ways, seeds, options.factor, run_all=pool.map))
        yield f"## {options.seeds} days drawn from the fit, {found.daily * options.factor:.0f} tickets expected"
        yield markdown(compare(drawn, OURS))
        days = found.ordinary_days[: options.days]
        if days:
            yield f"## {len(days)} real days, 2 seeds each"
            yield markdown(compare(_watched(replay_days(found, desk, days, ways, (1, 2), run_all=pool.map)), OURS))
            real = as_it_happened(found, days)
            yield "As it happened, with the utility's own crews: " + ", ".join(f"{k} {v:.3f}" for k, v in real.items())


def _watched(runs: Iterable[Replayed]) -> Iterator[Replayed]:
    began = clock.monotonic()
    for number, run in enumerate(runs, start=1):
        print(f"\r{number} runs, {clock.monotonic() - began:.0f} s", end="", file=sys.stderr, flush=True)
        yield run
    print(file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(prog="replay_days", description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first-crews", type=int, default=24)
    parser.add_argument("--steps", type=int, default=200, help="search steps of each plan")
    parser.add_argument("--factor", type=float, default=1.0, help="so many times the fitted tickets")
    parser.add_argument("--days", type=int, default=20, help="so many real days; 0 for none")
    parser.add_argument("--processes", type=int, help="empty: one a core")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args(arguments)
    report = "\n\n".join(measured(public_tickets(), options)) + "\n"
    print(report)
    if options.out is not None:
        options.out.write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
