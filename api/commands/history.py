"""``crewdispatch scenario replay|forecast``: what a ticket history says of crews and policies, and of days to come."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta
from enum import StrEnum
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scenarios.history.fit import HistoryFit
    from scenarios.history.replay import Desk, Replayed, RunAll
    from scenarios.simulation.dispatch_policy import DispatchPolicy

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="What a ticket history says of days past and to come."
)

DAY_FORM = "%Y-%m-%d"
HISTORY = typer.Argument(help="The tickets of the past, a .csv or .xlsx file.")
MAPPING = typer.Option(help="YAML file that says which column is what.")


class Dispatch(StrEnum):
    """Ways to dispatch that can be replayed."""

    OURS = "ours"
    HALF_HOURLY = "half-hourly"
    NEAREST = "nearest"
    FIRST_COME = "first-come"
    PRIORITY = "priority"


ALL = tuple(Dispatch)


@app.command()
def replay(
    history: Annotated[Path, HISTORY],
    mapping: Annotated[Path, MAPPING],
    base: Annotated[Path, typer.Option(help="Scenario folder whose crews, policy and roads are taken.")],
    first: Annotated[datetime | None, typer.Option(formats=[DAY_FORM], help="First day. Default: the first.")] = None,
    days: Annotated[int, typer.Option(min=1, help="So many days, as far as the history goes.")] = 1,
    seeds: Annotated[int, typer.Option(min=1, max=1000, help="What is not known of a day is drawn so often.")] = 5,
    drawn: Annotated[bool, typer.Option(help="Draw a day from the fit for each seed in place of real days.")] = False,
    factor: Annotated[float, typer.Option(min=0, help="So many times the tickets, of drawn days.")] = 1.0,
    storm: Annotated[bool, typer.Option(help="Storms, of drawn days.")] = False,
    dispatch: Annotated[list[Dispatch] | None, typer.Option(help="Repeat for several. Default: all.")] = None,
    steps: Annotated[int, typer.Option(min=1, help="Search steps of each of our plans.")] = 200,
    out: Annotated[Path | None, typer.Option(help="File for the figures of every run, as CSV.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes. Default: one a core.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler to run on instead.")] = None,
) -> None:
    """How would these crews have done, dispatched by us or more simply? Same tickets, same luck for all."""
    from scenarios.history.fit import fit
    from scenarios.history.reading import read_history
    from scenarios.history.replay import compare, replay_days, replay_drawn_days
    from scenarios.history.replay_table import markdown, write_runs

    found = fit(read_history(history, mapping))
    chosen = _days(found, first, days)
    ways = _policies(dispatch or ALL, steps)
    desk, lots = _desk(base), range(1, seeds + 1)
    count = (1 if drawn else len(chosen)) * len(lots) * len(ways)
    with _side_by_side(workers, cluster, count) as run_all:
        if drawn:
            runs = replay_drawn_days(found, desk, chosen[0], ways, lots, factor, storm, run_all)
        else:
            runs = replay_days(found, desk, chosen, ways, lots, run_all)
        rows = list(_watched(runs, count))
    print(markdown(compare(rows, ways[0].name)))
    if out is not None:
        write_runs(rows, out)
        print(f"wrote {out}")


@app.command()
def forecast(
    history: Annotated[Path, HISTORY],
    mapping: Annotated[Path, MAPPING],
    out: Annotated[Path, typer.Option(help="Folder for forecast.csv and forecast.md.")],
    days: Annotated[int, typer.Option(min=1, max=60, help="So many days from the end of the history on.")] = 7,
    weather: Annotated[Path | None, typer.Option(help="CSV file: day, and columns of numbers.")] = None,
    draw: Annotated[Path | None, typer.Option(help="New scenario folder for the first of these days, drawn.")] = None,
    base: Annotated[Path | None, typer.Option(help="Scenario folder whose crews and policy it gets.")] = None,
    seed: Annotated[int, typer.Option(help="What is drawn follows from it.")] = 1,
) -> None:
    """Tickets to expect by day, hour, area and fault type, with intervals, and what such a forecast was worth."""
    from scenarios.demand.drawn import save_drawn_day
    from scenarios.demand.model import expecting
    from scenarios.demand.report import outlook, page_of, write_outlook
    from scenarios.demand.weather_table import read_weather
    from scenarios.history.fit import fit
    from scenarios.history.reading import read_history

    if (draw is None) != (base is None):
        raise typer.BadParameter("a drawn day needs both: --draw FOLDER --base SCENARIO", param_hint="--draw")
    found = fit(read_history(history, mapping))
    ahead = [found.history.days[-1] + timedelta(days=number) for number in range(1, days + 1)]
    known = read_weather(weather, [*found.ordinary_days, *ahead]) if weather is not None else None
    result = outlook(found, ahead, known)
    print(page_of(result))
    for path in write_outlook(result, out):
        print(f"wrote {path}")
    if draw is not None and base is not None:
        saved = save_drawn_day(expecting(found, result.forecast, ahead[0], known), ahead[0], seed, _desk(base), draw)
        print(f"wrote {draw}: {len(saved.tickets)} tickets")


def _days(found: HistoryFit, first: datetime | None, count: int) -> list[date]:
    known = found.history.days
    wanted = [day for day in known if first is None or day >= first.date()][:count]
    if not wanted:
        raise typer.BadParameter(f"the history's whole days are {known[0]} to {known[-1]}", param_hint="--first")
    return wanted


def _desk(base: Path) -> Desk:
    from scenarios.files import read_scenario
    from scenarios.history.replay import Desk

    scenario = read_scenario(base)
    zone = ZoneInfo(scenario.policy.zone)
    return Desk(scenario.crews, scenario.now.astimezone(zone).date(), scenario.policy, scenario.travel)


def _policies(chosen: Sequence[Dispatch], steps: int) -> tuple[DispatchPolicy, ...]:
    from dispatch.ticket import Priority
    from scenarios.simulation.dispatch_policy import Optimised, Replan
    from scenarios.simulation.greedy import Greedy, Queue

    half_hourly = Replan(urgency=Priority.URGENT, every=timedelta(minutes=30))
    known: dict[Dispatch, DispatchPolicy] = {
        Dispatch.OURS: Optimised(steps=steps),
        Dispatch.HALF_HOURLY: Optimised("ours, every 30 min", half_hourly, steps=steps),
        Dispatch.NEAREST: Greedy(Queue.NEAREST),
        Dispatch.FIRST_COME: Greedy(Queue.FIRST_COME),
        Dispatch.PRIORITY: Greedy(Queue.PRIORITY),
    }
    return tuple(known[one] for one in dict.fromkeys(chosen))


@contextmanager
def _side_by_side(workers: int | None, cluster: str | None, count: int) -> Iterator[RunAll]:
    """How the runs are made: in this process where one is enough, else in several."""
    from scenarios.what_if.running import executor_for

    processes = min(workers or cpu_count() or 1, count)
    if processes == 1 and cluster is None:
        yield map
        return
    with executor_for(processes, cluster) as executor:
        yield executor.map


def _watched(runs: Iterable[Replayed], count: int) -> Iterator[Replayed]:
    from rich.console import Console
    from rich.progress import track

    yield from track(runs, "replaying", total=count, console=Console(stderr=True), transient=True)
