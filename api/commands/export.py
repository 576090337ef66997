"""``crewdispatch export``: the live day as a scenario folder, to plan it again or to ask what-ifs of it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dispatch.errors import Conflict

if TYPE_CHECKING:
    from dispatch.store.unit_of_work import Store


def export(
    folder: Annotated[Path, typer.Argument(help="The folder to make: scenario.yaml, its tables and its policy.")],
    as_of: Annotated[
        str | None,
        typer.Option(
            help="The day as it will be then if nothing more is heard: ISO 8601 with an offset. Default: now."
        ),
    ] = None,
    coarse_places: Annotated[
        bool, typer.Option("--coarse-places", help="Round places to about 100 m; drives then differ a little.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Give up the saved day that is in the folder.")] = False,
) -> None:
    """Save the live day: open tickets, crews, locks, work begun and the published plan, without anything personal.

    Names, addresses, contacts and notes stay here; ids, the kind of fault and places do not. What the files cannot say
    is told. The database is read from CREWDISPATCH_DATABASE_URL.
    """
    from api.dependencies import utc_now
    from api.outside import travel_of
    from api.settings import read_settings
    from dispatch.desk.today import Today
    from scenarios.saved_day.live import title_at, travel_told
    from scenarios.saved_day.placing import placed
    from scenarios.saved_day.writing import write_day

    settings = read_settings()
    now = utc_now().replace(microsecond=0)
    moment = now if as_of is None else _moment(as_of, now)
    travel = travel_of(settings)
    with placed(folder, replace=replace) as fresh:
        with _store(settings.database_url) as store, store.read() as work:
            problem = Today.of(work, travel, moment).problem
        told = (*write_day(problem, title_at(problem), fresh, coarse=coarse_places), *travel_told(travel))
    for sentence in told:
        print(sentence, file=sys.stderr)
    print(f"wrote {folder}: {len(problem.tickets)} tickets, {len(problem.crews)} crews")


@contextmanager
def _store(url: str) -> Iterator[Store]:
    from dispatch.store.engine import connect
    from dispatch.store.unit_of_work import Store

    store = Store(connect(url))
    try:
        if not store.is_current():
            raise Conflict("the database is not one of this version; `crewdispatch db upgrade` brings it there")
        yield store
    finally:
        store.engine.dispose()


def _moment(text: str, now: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("is no time; write it as 2026-03-02T06:00+08:00", param_hint="--as-of") from None
    if moment.tzinfo is None:
        raise typer.BadParameter("has no offset; write it as 2026-03-02T06:00+08:00", param_hint="--as-of")
    if moment < now:
        raise typer.BadParameter("is past: the desk keeps the day as it is, not as it was", param_hint="--as-of")
    return moment.replace(microsecond=0)
