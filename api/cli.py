"""The command line: what is asked, and which exit code says how it went.

Exit codes: 0 done, also when stopped early with a plan; 1 no plan, one that does not stand, or it cannot be written;
2 the input or the call is wrong; 130 given up by Ctrl-C. Heavy imports wait inside the commands, so that
``--help`` comes at once.
"""

from __future__ import annotations

import math
import sys
from functools import partial
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from api.commands import db, history, scenario, user
from api.commands.export import export
from api.commands.serve import serve
from api.commands.worker import worker
from dispatch.errors import DispatchError, InputErrors, InputFault
from solver.settings import Engine

PIPED_WIDTH = 120
"""Columns of the tables where no terminal says how many it has."""

app = typer.Typer(
    name="crewdispatch",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command line."""
    try:
        app()
    except InputErrors as errors:
        count = len(errors.faults)
        _fail(2, f"{errors}\n{count} fault{'' if count == 1 else 's'} in the input; nothing was written.")
    except (DispatchError, OSError) as error:
        _fail(1, f"crewdispatch: {error}")


def _fail(code: int, message: str) -> NoReturn:
    from scenarios.wording import printable

    print(printable(message), file=sys.stderr)
    sys.exit(code)


@app.callback()
def crewdispatch() -> None:
    """Field-crew dispatch and repair scheduling for electric utilities."""


def _finite(seconds: float | None) -> float | None:
    if seconds is not None and not math.isfinite(seconds):
        raise typer.BadParameter("is a number of seconds")
    return seconds


def _folder(out: Path | None) -> Path | None:
    if out is not None and out.exists() and not out.is_dir():
        raise typer.BadParameter(f"{out} is a file, not a folder")
    return out


@app.command()
def plan(
    folder: Annotated[Path, typer.Argument(help="A scenario: a folder with scenario.yaml and its tables.")],
    seconds: Annotated[float, typer.Option(min=0, callback=_finite, help="Time to search for a better plan.")] = 10.0,
    seed: Annotated[int, typer.Option(min=0, help="Another seed searches another way.")] = 1,
    engine: Annotated[Engine, typer.Option(help="Which engine plans; the recipe uses them all.")] = Engine.RECIPE,
    steps: Annotated[
        int | None,
        typer.Option(min=0, help="Search so many steps, however long they take: the same plan on every machine."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Search threads. Default: one a core; with --steps one.")
    ] = None,
    no_improvement: Annotated[
        float | None,
        typer.Option(min=0, callback=_finite, help="Stop once the cost has not fallen for so long."),
    ] = None,
    target: Annotated[float | None, typer.Option(help="Stop once the plan costs this or less.")] = None,
    out: Annotated[
        Path | None, typer.Option(callback=_folder, help="Folder for plan.json, the job lists and the page.")
    ] = None,
) -> None:
    """Plan a day: who goes where, in which order, and what stays undone and why.

    Ctrl-C shows the best plan so far; a second one gives up.
    """
    from rich.console import Console

    from api.solving import solve_watched
    from api.terminal import show
    from scenarios.files import read_scenario
    from scenarios.outcome import Outcome
    from scenarios.output import write_outputs
    from solver.settings import Settings
    from solver.stop import stop_when

    scenario = read_scenario(folder)
    problem = scenario.problem()
    settings = Settings(engine=engine, seconds=seconds, seed=seed, steps=steps, workers=workers)
    result = solve_watched(Console(stderr=True), problem, settings, stop_when(no_improvement, target))
    title = scenario.title or scenario.name
    outcome = Outcome(scenario.name, problem, settings, result, title, scenario.source, str(folder))
    # Written before it is shown: whoever reads the tables through a pager may leave early.
    written = write_outputs(outcome, out) if out is not None else ()
    show(Console(width=None if sys.stdout.isatty() else PIPED_WIDTH), outcome)
    if result.stopped_by == "cancelled":
        print("\nStopped early: this is the best plan so far.")
    for path in written:
        print(f"wrote {path}")


@app.command()
def replay(
    plan_file: Annotated[Path, typer.Argument(help="A plan.json that `plan` has written.")],
    folder: Annotated[
        Path | None, typer.Option(help="The scenario it was made from. Default: the folder it names.")
    ] = None,
) -> None:
    """Prove a plan: judge it again, and if it was made with --steps make it again from the same input.

    Exit code 0 when it is the same plan; 1 when input, version or plan differ, which is said.
    """
    from rich.console import Console

    from api.solving import solve_watched
    from scenarios.files import read_scenario
    from scenarios.plan_file import read_plan
    from scenarios.replay import replay as replayed

    saved = read_plan(plan_file)
    if folder is None and not Path(saved.input_folder or plan_file).is_dir():
        gone = "names no folder that is here"
        allowed = "--folder with the scenario the plan was made from"
        raise InputErrors([InputFault(plan_file.name, gone, None, "input.folder", saved.input_folder, allowed)])
    problem = read_scenario(folder or Path(saved.input_folder)).problem()
    verdict = replayed(saved, problem, partial(solve_watched, Console(stderr=True)))
    text = "\n".join(verdict.sentences)
    if not verdict.stands:
        _fail(1, text)
    print(text)


app.command()(export)
app.command()(serve)
app.command()(worker)
app.add_typer(db.app, name="db")
scenario.app.add_typer(history.app)
app.add_typer(scenario.app, name="scenario")
app.add_typer(user.app, name="user")


if __name__ == "__main__":
    main()
