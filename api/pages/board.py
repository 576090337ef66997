"""The dispatch board: the page, and the day its script fetches."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query, Response
from fastapi.responses import FileResponse

from api.auth import Staff
from api.dependencies import Now, ServiceOf, Work
from api.etags import IfNoneMatch, answered
from api.pages.board_day import board_day
from api.pages.board_story import board_story
from api.pages.page import PageOf
from api.pages.routing import POLICY, page_router
from api.routes.plans import REF, find
from api.schemas.board import BoardStory
from api.schemas.wire import Id
from dispatch.desk.today import Today
from dispatch.errors import NotFound
from dispatch.user import Role

DISPATCHES = frozenset({Role.DISPATCHER, Role.SUPERVISOR})
PATH = "/board"
router = page_router()


@router.get(PATH)
def show_board(page: PageOf, user: Staff, desk: ServiceOf) -> Response:
    """Show the board; its script fetches what is on it."""
    tiles, background = desk.settings.map_tiles, desk.settings.map_background and f"{PATH}/background"
    dispatches, geocodes = user.role in DISPATCHES, desk.geocoder is not None
    answer = page.show("board.html", user, dispatches=dispatches, tiles=tiles, background=background, geocodes=geocodes)
    if tiles is not None:
        answer.headers["Content-Security-Policy"] = POLICY.format(images=" " + "/".join(tiles.split("/")[:3]))
    return answer


@router.get(f"{PATH}/background")
def show_background(_: Staff, desk: ServiceOf) -> Response:
    """Give the GeoJSON that lies under the map."""
    if desk.settings.map_background is None:
        raise NotFound("map background")
    return FileResponse(desk.settings.map_background, media_type="application/geo+json")


@router.get(f"{PATH}/day")
def show_day(
    _: Staff,
    work: Work,
    now: Now,
    desk: ServiceOf,
    plan: Annotated[str, Query(pattern=REF)] = "current",
    seen: IfNoneMatch = None,
) -> Response:
    """Give the day with one plan."""
    wanted = work.plans.published() if plan == "current" else find(work, plan)
    day = board_day(work, Today.of(work, desk.travel, now), wanted)
    return answered(day.model_dump_json().encode(), "application/json", seen)


@router.get(f"{PATH}/tickets/{{ticket_id}}")
def show_story(ticket_id: Id, _: Staff, work: Work) -> BoardStory:
    """Give what is behind one ticket."""
    return board_story(work, ticket_id)
