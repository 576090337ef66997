"""One command that measures everything and writes the table: Markdown, plots, and the raw figures.

::

    python -m tests.benchmarks.report --out DIR [--only dispatch,sdvrptw] [--seconds 1,10,60]
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks.campaign import Campaign
from tests.benchmarks.dispatch_bench import versions
from tests.benchmarks.report_dispatch import cost_section, first_plan_section, growth_section, memory_section
from tests.benchmarks.report_peers import (
    home_care_section,
    site_dependent_section,
    technicians_section,
    urgent_section,
)

SECTIONS: dict[str, tuple[str, Callable[[Campaign], str]]] = {
    "dispatch": ("Dispatch benchmark", cost_section),
    "first_plan": ("First feasible plan", first_plan_section),
    "memory": ("Memory and whole run time", memory_section),
    "growth": ("Cost growth", growth_section),
    "insert": ("An urgent ticket", urgent_section),
    "sdvrptw": ("Site-dependent routing with time windows", site_dependent_section),
    "hhcrsp": ("Home care with synchronised visits", home_care_section),
    "technicians": ("Technicians", technicians_section),
}


def write_report(campaign: Campaign, chosen: Sequence[str]) -> Path:
    """Measure the chosen sections; the report grows section by section, so that a long run can be read on the way."""
    campaign.out.mkdir(parents=True, exist_ok=True)
    path = campaign.out / "report.md"
    path.write_text(_heading(campaign), encoding="utf-8")
    for name in chosen:
        title, section = SECTIONS[name]
        with path.open("a", encoding="utf-8") as report:
            report.write(f"\n## {title}\n\n{section(campaign)}")
    return path


def _heading(campaign: Campaign) -> str:
    used = ", ".join(f"{package} {number}" for package, number in versions("ortools", "numba", "pyvrp").items())
    return (
        "# Benchmarks\n\n"
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start; "
        f"{used}; seed {campaign.seed}.\n"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="report", description=__doc__.partition("\n")[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--only", default=",".join(SECTIONS), help=f"of {','.join(SECTIONS)}")
    parser.add_argument(
        "--seconds", default="1,10,60", help="wall times of the dispatch benchmark; 10 counts elsewhere"
    )
    parser.add_argument("--peer-seconds", type=float, default=60.0, help="OR-Tools beside it; 0 for none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--smallest", action="store_true", help="only the smallest instance of each set")
    options = parser.parse_args(arguments)
    chosen = options.only.split(",")
    if unknown := sorted(set(chosen) - set(SECTIONS)):
        parser.error(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    seconds = tuple(sorted(map(float, options.seconds.split(","))))
    campaign = Campaign(options.out.resolve(), seconds, options.peer_seconds, options.seed, options.smallest)
    print(write_report(campaign, chosen))


if __name__ == "__main__":
    main()
