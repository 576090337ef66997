"""``crewdispatch scenario``: what-if files checked, run, compared.

Exit codes as in :mod:`api.cli`; a run stopped by Ctrl-C keeps what is finished and ends with 130.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scenarios.what_if.grouping import By

if TYPE_CHECKING:
    from scenarios.what_if.running import Run
    from scenarios.what_if.what_if import WhatIf

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What-if scenarios from saved files.")

FILE = typer.Argument(help="A what-if file, or the folder with a what-if.yaml.")
OUT = typer.Option(help="Folder of the run: kept results and the report. Default: NAME-run.")
SHOW = typer.Option(help="The variant whose plan is drawn. Default: the clearest gain, or else what changes most.")
SEEDS = typer.Option(min=1, max=1000, help="Seeds 1 up to this one, in place of the file's.")


@app.command()
def check(path: Annotated[Path, typer.Argument(help="A what-if file, or a scenario folder.")]) -> None:
    """Read a file and all it builds on; every fault at once, or what would be run."""
    from scenarios.files import read_scenario
    from scenarios.what_if.reading import is_what_if, read_what_if

    if path.is_dir() and not is_what_if(path):
        day = read_scenario(path)
        print(f"{day.title}: {len(day.tickets)} tickets, {len(day.crews)} crews, policy {day.policy.name}")
        return
    what_if = read_what_if(path)
    print(f"{what_if.title}: {len(what_if.variants)} variants with the base, {len(what_if.seeds)} seeds")
    for variant in what_if.variants:
        day = what_if.day(variant, what_if.seeds[0])
        print(f"  {variant.name}: {len(day.tickets)} tickets, {len(day.crews)} crews, policy {day.policy.name}")


@app.command()
def run(
    path: Annotated[Path, FILE],
    out: Annotated[Path | None, OUT] = None,
    seeds: Annotated[int | None, SEEDS] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes. Default: one a core.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler to run on instead.")] = None,
    show: Annotated[str | None, SHOW] = None,
) -> None:
    """Run every variant under every seed, and report; what is finished is kept, and not done again.

    Ctrl-C ends it after those under way; the same command goes on from there.
    """
    what_if = _read(path, seeds, show)
    folder = out or Path(f"{what_if.name}-run")
    _report(_run(what_if, folder, workers, cluster), folder, show)


@app.command()
def compare(
    path: Annotated[Path, FILE],
    out: Annotated[Path | None, OUT] = None,
    seeds: Annotated[int | None, SEEDS] = None,
    show: Annotated[str | None, SHOW] = None,
) -> None:
    """Report on what is kept of a run, without running anything."""
    from dispatch.errors import DispatchError
    from scenarios.what_if.running import find_kept

    what_if = _read(path, seeds, show)
    folder = out or Path(f"{what_if.name}-run")
    found = find_kept(what_if, _kept(folder))
    if not found.evaluations:
        raise DispatchError(
            f"{folder} keeps no results of {path} as it is now; run it: crewdispatch scenario run {path}"
        )
    _report(found, folder, show)


@app.command()
def frontier(
    path: Annotated[Path, FILE],
    out: Annotated[Path | None, OUT] = None,
    seeds: Annotated[int | None, SEEDS] = None,
    more: Annotated[int, typer.Option(min=1, max=10, help="Up to so many more crews of each trade.")] = 2,
    by: Annotated[list[By] | None, typer.Option(help="Only these steps; can be given several times.")] = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes. Default: one a core.")] = None,
    cluster: Annotated[str | None, typer.Option(help="Address of a Dask scheduler to run on instead.")] = None,
) -> None:
    """Size the crews of a what-if's base: what one crew more or fewer, overtime or a skill trained would bring."""
    from scenarios.what_if.frontier import frontier_of
    from scenarios.what_if.frontier_pages import write_frontier
    from scenarios.what_if.frontier_report import FrontierReport

    sized = frontier_of(_read(path, seeds, None), more, by or tuple(By))
    folder = out or Path(f"{sized.what_if.name}-frontier")
    found = _run(sized.what_if, folder, workers, cluster)
    report = FrontierReport(sized, found)
    written = write_frontier(report, folder)
    _tell(found, report.sentences, report.failures, written)


def _read(path: Path, seeds: int | None, show: str | None) -> WhatIf:
    from scenarios.what_if.reading import read_what_if

    what_if = read_what_if(path)
    names = [variant.name for variant in what_if.variants]
    if show is not None and show not in names:
        raise typer.BadParameter(f"{show} is none of {', '.join(names)}", param_hint="--show")
    return what_if if seeds is None else replace(what_if, seeds=tuple(range(1, seeds + 1)))


def _kept(folder: Path) -> Path:
    return folder / "results"


def _run(what_if: WhatIf, folder: Path, workers: int | None, cluster: str | None) -> Run:
    """The run, watched on the terminal."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    from scenarios.what_if.running import Step, run_what_if
    from scenarios.wording import printable

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    last = Step(0, 0, 0, 0)
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("starting")

        def on_step(step: Step) -> None:
            nonlocal last
            last = step
            failed = f", {step.failed} failed" if step.failed else ""
            kept = f" ({step.reused} kept from before)" if step.reused else ""
            name = f"{step.variant}, seed {step.seed}" if step.variant else "starting"
            progress.update(task, completed=step.done, total=step.total, description=printable(name + kept + failed))

        try:
            return run_what_if(what_if, _kept(folder), workers=workers, cluster=cluster, on_step=on_step)
        except KeyboardInterrupt:
            progress.stop()
            done = f"{last.done - last.failed} of {last.total}"
            print(f"Stopped: {done} are kept in {folder}; the same command goes on from there.", file=sys.stderr)
            raise typer.Exit(130) from None


def _report(found: Run, folder: Path, show: str | None) -> None:
    """Write the report, and print its answer."""
    from scenarios.what_if.report import report_of
    from scenarios.what_if.report_pages import write_report

    report = report_of(found, show)
    written = write_report(report, folder)
    _tell(found, report.sentences, report.failures, written)


def _tell(found: Run, sentences: list[str], failures: list[tuple[str, str, str]], written: Iterable[Path]) -> None:
    from scenarios.wording import printable

    if found.what_if.question:
        print(printable(found.what_if.question))
    for number, sentence in enumerate(sentences):
        print(printable(sentence if number == 0 else f"  - {sentence}"))
    for variant, some, reason in failures:
        print(printable(f"  missing: {variant}, seeds {some}: {reason}"))
    for path in written:
        print(f"wrote {path}")
    if not found.evaluations:
        raise typer.Exit(1)
