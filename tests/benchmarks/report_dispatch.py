"""The report's sections on the dispatch benchmark: cost, the anytime curve, memory, first plan, growth."""

from __future__ import annotations

from tests.benchmarks import charts
from tests.benchmarks.campaign import Campaign, Figures
from tests.benchmarks.markdown import kept, number, percent, ratio, table
from tests.benchmarks.reference_figures import FIRST_PLAN_SECONDS, MOST_MEMORY_MIB, SOURCE, STAND

PEER_UP_TO_TICKETS = 1000


def cost_section(campaign: Campaign) -> str:
    """Cost by the referee at every wall time, beside the others."""
    runs = {name: [campaign.dispatch(name, seconds) for seconds in campaign.seconds] for name in campaign.instances}
    peers = {name: _peer_cost(campaign, name) for name in campaign.instances}
    charts.bars(
        campaign.out / "dispatch.png",
        f"Dispatch benchmark: cost after {campaign.main_seconds:g} s as a multiple of the others'",
        "ratio, below 1 is better",
        list(runs),
        {
            "to OR-Tools GLS": [_over(campaign.dispatch(n, campaign.main_seconds), STAND[n].ortools_gls) for n in runs],
            "to the reference search": [
                _over(campaign.dispatch(n, campaign.main_seconds), STAND[n].reference) for n in runs
            ],
        },
    )
    charts.lines(
        campaign.out / "anytime.png",
        "Cost over time, as a multiple of the reference search's after 10 s",
        ("seconds since the call", "cost / reference"),
        {
            name: [(max(at, 0.01), cost / STAND[name].reference) for at, cost in _to_the_end(runs[name][-1])]
            for name in runs
        },
        level=1.0,
    )
    return "\n".join(
        (
            f"Costs are the referee's. Peers: {SOURCE}; *OR-Tools now* is `ortools_peer` for "
            f"{campaign.peer_seconds:g} s in this run. Ratios below 1 are better than the other.\n",
            table(
                (
                    "instance",
                    *(f"{seconds:g} s" for seconds in campaign.seconds),
                    "to reach",
                    "reached",
                    "/ greedy",
                    "/ OR-Tools",
                    "/ OR-Tools now",
                    f"{campaign.seconds[0]:g} s / OR-Tools now",
                    "/ reference",
                    "feasible",
                ),
                (_cost_row(campaign, name, row, peers[name]) for name, row in runs.items()),
            ),
            "![ratios](dispatch.png)\n\n![cost over time](anytime.png)\n",
        )
    )


def _cost_row(campaign: Campaign, name: str, runs: list[Figures], peer: float | None) -> tuple[str, ...]:
    stand, cost = STAND[name], campaign.dispatch(name, campaign.main_seconds)["referee_cost"]
    return (
        name,
        *(number(run["referee_cost"], 1) for run in runs),
        number(stand.to_reach, 1),
        kept(cost <= stand.to_reach),
        ratio(cost, stand.greedy),
        ratio(cost, stand.ortools_gls),
        ratio(cost, peer),
        ratio(runs[0]["referee_cost"], peer),
        ratio(cost, stand.reference),
        kept(all(run["referee_feasible"] and run["feasible"] for run in runs)),
    )


def _to_the_end(run: Figures) -> list[tuple[float, float]]:
    """The trace, and its last cost at the end of the run."""
    return [*run["trace"], (run["solve_seconds"], run["cost"])]


def _peer_cost(campaign: Campaign, name: str) -> float | None:
    if not campaign.peer_seconds or campaign.dispatch(name, campaign.main_seconds)["tickets"] > PEER_UP_TO_TICKETS:
        return None
    cost: float | None = campaign.ortools(name)["cost"]
    return cost


def _over(run: Figures, base: float | None) -> float | None:
    return float(run["referee_cost"]) / base if base else None


def memory_section(campaign: Campaign) -> str:
    """Resident memory over all processes, and what a run takes besides solving."""
    rows = []
    for name in campaign.instances:
        run = campaign.dispatch(name, campaign.main_seconds)
        rows.append(
            (
                name,
                number(run["peak_memory_mib"]),
                kept(run["peak_memory_mib"] <= MOST_MEMORY_MIB),
                number(run["processes"]),
                number(run["conversion_seconds"], 2),
                number(run["solve_seconds"], 2),
                number(run["process_seconds"], 2),
            )
        )
    headings = ("instance", "peak MiB", "under 1.5 GB", "processes", "reading s", "solve s", "whole process s")
    return "Peak resident memory of all processes together, shared pages counted in each.\n\n" + table(headings, rows)


def first_plan_section(campaign: Campaign) -> str:
    """How soon the first plan is there, and what it costs against the greedy dispatcher's."""
    rows = []
    for name in campaign.instances:
        run = campaign.dispatch(name, campaign.main_seconds)
        limit, greedy = FIRST_PLAN_SECONDS.get(name), STAND[name].greedy
        seconds, cost = run["first_plan_seconds"], run["first_plan_cost"]
        rows.append(
            (
                name,
                number(seconds, 3),
                kept(None if limit is None or seconds is None else seconds <= limit),
                number(cost),
                ratio(cost, greedy),
                percent(None if cost is None else cost / run["cost"] - 1),
            )
        )
    headings = ("instance", "first plan s", "in time", "its cost", "/ greedy", "above the final")
    return "From the call to solve, the matrix being there, in a fresh process.\n\n" + table(headings, rows)


def growth_section(campaign: Campaign) -> str:
    """How the time to the reference's cost grows with the tickets."""
    seconds = max(campaign.seconds)
    found = []
    for name in campaign.instances:
        run = campaign.dispatch(name, seconds)
        reached = (at for at, cost in run["trace"] if cost <= STAND[name].reference + 0.05)
        found.append((name, run["tickets"], next(reached, None)))
    known = [(float(tickets), max(at, 0.001)) for name, tickets, at in found if at is not None and "storm" in name]
    picture = ""
    if known:
        charts.powers(
            campaign.out / "growth.png", "Time to the reference's cost", ("tickets", "seconds"), sorted(known)
        )
        picture = "\n![growth](growth.png)\n"
    rows = (
        (name, number(tickets), number(at, 2), number(None if at is None else 1000 * at / tickets, 2))
        for name, tickets, at in found
    )
    headings = ("instance", "tickets", "seconds to the reference's cost", "ms a ticket")
    return f"From runs of {seconds:g} s.\n\n" + table(headings, rows) + picture
