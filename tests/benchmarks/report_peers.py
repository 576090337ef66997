"""The report's sections on the literature's sets and on urgent tickets."""

from __future__ import annotations

from statistics import mean, median

from tests.benchmarks import charts
from tests.benchmarks.campaign import Campaign, Figures
from tests.benchmarks.markdown import kept, number, percent, table
from tests.benchmarks.reference_figures import ANSWER_SECONDS, LITERATURE_GAP, MOST_MOVED, SITE_DEPENDENT_GAP

URGENT_INTO = "storm-500"
SMALLEST = {"sdvrptw": ("PR01",), "hhcrsp": ("10_1",), "technicians": ("C101",)}


def site_dependent_section(campaign: Campaign) -> str:
    """Gap to the best known on PR01-PR20, PyVRP beside it."""
    rows = campaign.literature("sdvrptw", _names(campaign, "sdvrptw"), "--pyvrp")
    charts.bars(
        campaign.out / "sdvrptw.png",
        "Site-dependent routing: gap to best known",
        "%",
        [row["instance"] for row in rows],
        {
            "crewdispatch": _per_cent(rows, "gap"),
            "PyVRP": _per_cent(rows, "pyvrp_gap"),
        },
    )
    ours, peers = _mean(rows, "gap"), _mean(rows, "pyvrp_gap")
    lines = [_literature_row(row, percent(row["pyvrp_gap"])) for row in rows]
    lines.append(("**mean**", "", "", "", percent(ours), "", "", percent(peers)))
    reached = ours is not None and ours <= SITE_DEPENDENT_GAP and not any(row["left_out"] for row in rows)
    return (
        f"{campaign.main_seconds:g} s each; mean gap of at most 1 % with all clients served: {kept(reached)}.\n\n"
        + table((*_LITERATURE, "PyVRP gap"), lines)
        + "\n![gaps](sdvrptw.png)\n"
    )


def home_care_section(campaign: Campaign) -> str:
    """Gap to the best known with synchronised visits."""
    note = (
        "The score prices travel and total tardiness; the gap is of the benchmark's whole objective, the largest "
        "tardiness with it.\n\n"
    )
    return note + _gap_section(campaign, "hhcrsp", "Home care with synchronised visits")


def technicians_section(campaign: Campaign) -> str:
    """Gap to the best known with tools and parts."""
    note = (
        "The score prices travel; the gap is of working time, waiting included. Crews pass the depot when something "
        "lacks; the judge then moves the passage to where it costs least.\n\n"
    )
    return note + _gap_section(campaign, "technicians", "Technicians with tools and parts")


def urgent_section(campaign: Campaign) -> str:
    """Answer time and moved tickets."""
    name = URGENT_INTO if URGENT_INTO in campaign.instances else next(iter(campaign.instances))
    rows = campaign.urgent(name)
    answers = [row["answer_seconds"] for row in rows if row["answer_seconds"] is not None]
    fine = len(answers) == len(rows) and max(answers) <= ANSWER_SECONDS
    still = all(row.get("moved_at_first", 0) <= MOST_MOVED >= row["moved_at_the_end"] for row in rows)
    lines = (
        (
            row["ticket"],
            number(row["answer_seconds"], 3),
            number(row.get("moved_at_first")),
            number(row.get("first_arrival_minutes"), 1),
            number(row["moved_at_the_end"]),
            number(row["arrival_minutes"], 1),
            kept(not row["violations"]),
        )
        for row in rows
    )
    headings = ("ticket", "answer s", "moved", "there after min", "moved at the end", "there after min", "feasible")
    return (
        f"Into {name}'s plan. Median answer {number(median(answers) if answers else None, 3)} s; "
        f"all within 0.2 s: {kept(fine)}; at most 3 others moved: {kept(still)}.\n\n" + table(headings, lines)
    )


_LITERATURE = ("instance", "size", "best known", "ours", "gap", "left out", "faults")


def _gap_section(campaign: Campaign, kind: str, title: str) -> str:
    rows = campaign.literature(kind, _names(campaign, kind))
    charts.bars(
        campaign.out / f"{kind}.png",
        f"{title}: gap to best known",
        "%",
        [row["instance"] for row in rows],
        {"crewdispatch": _per_cent(rows, "gap")},
    )
    ours, whole = _mean(rows, "gap"), sum(row["gap"] is not None and not row["faults"] for row in rows)
    return (
        f"{campaign.main_seconds:g} s each; {whole} of {len(rows)} feasible with everybody served; mean gap of those "
        f"that serve everybody {percent(ours)}; "
        f"within 2 %: {kept(None if ours is None else ours <= LITERATURE_GAP)}.\n\n"
        + table(_LITERATURE, map(_literature_row, rows))
        + f"\n![gaps]({kind}.png)\n"
    )


def _per_cent(rows: list[Figures], column: str) -> list[float | None]:
    return [None if row[column] is None else 100 * row[column] for row in rows]


def _mean(rows: list[Figures], column: str) -> float | None:
    """Over the rows that have it."""
    known = [row[column] for row in rows if row[column] is not None]
    return mean(known) if known else None


def _literature_row(row: Figures, *more: str) -> tuple[str, ...]:
    return (
        row["instance"],
        number(row["size"]),
        number(row["best_known"], 3),
        number(row["cost"], 3),
        percent(row["gap"]),
        number(row["left_out"]),
        "; ".join(row["faults"]) or "none",
        *more,
    )


def _names(campaign: Campaign, kind: str) -> tuple[str, ...]:
    return SMALLEST[kind] if campaign.smallest else ()
