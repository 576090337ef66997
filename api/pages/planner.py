"""The planner's desk: what-ifs begun from shipped ones or from files, run, read and held side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response

from api.auth import Analyst
from api.dependencies import Work
from api.pages.page import PageOf
from api.pages.routing import page_router
from api.schemas.what_ifs import MOST_CHARACTERS
from api.schemas.wire import Id
from dispatch.desk import what_ifs
from dispatch.what_if_run import ReportFormat

PATH = "/planner"
MOST_PEOPLE = 500
"""So many accounts are shown by name; others by id."""
router = page_router()


@router.get(PATH)
def show_planner(page: PageOf, user: Analyst, work: Work) -> Response:
    """Show the planner's desk; its script fetches the what-ifs."""
    from scenarios.what_if.library import shipped_what_ifs  # What reads scenarios takes long to import.

    people = {one.id: one.name or one.login for one in work.users.page(None, MOST_PEOPLE).items}
    library = {one.name: one.yaml for one in shipped_what_ifs()}
    return page.show("planner.html", user, library=library, people=people, most=MOST_CHARACTERS, zone=page.zone)


@router.get(f"{PATH}/format")
def show_format(page: PageOf, user: Analyst) -> Response:
    """Show what a what-if file may hold."""
    from scenarios.changes.table import CHANGES
    from scenarios.evaluation import FIGURES
    from scenarios.what_if import keys
    from scenarios.what_if.sent_in import shipped

    return page.show("what_if_format.html", user, keys=keys, changes=CHANGES, figures=FIGURES, bases=shipped())


@router.get(f"{PATH}/compare")
def show_comparison(
    page: PageOf,
    user: Analyst,
    work: Work,
    chosen: Annotated[list[Id], Query(alias="id", min_length=1, max_length=8)],
    against: Annotated[str, Query(max_length=500, description="`id/variant`; empty for each one's own base")] = "",
) -> Response:
    """Show the variants of finished what-ifs, figure by figure."""
    from scenarios.evaluation import CHIEF
    from scenarios.what_if.side_by_side import Finished, SideBySide

    finished = [
        Finished.of(one, work.what_ifs.get(one).title, what_ifs.report(work, one, ReportFormat.FIGURES))
        for one in dict.fromkeys(chosen)
    ]
    what_if, _, variant = against.partition("/")
    found = SideBySide(finished, (what_if, variant))
    chief = [figure for figure in found.figures if figure.name in CHIEF]
    rest = [figure for figure in found.figures if figure.name not in CHIEF]
    return page.show("compare.html", user, found=found, chief=chief, rest=rest)
