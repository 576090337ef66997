"""Plans: shown in three formats, compared, moved in by hand, published, brought back."""

from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Query, Response

from api.auth import Dispatcher, Planner, Staff
from api.cursors import WantedPage
from api.dependencies import Now, ServiceOf, Work
from api.etags import IfNoneMatch
from api.plan_formats import ANSWERS, WantedFormat, plan_response
from api.routing import desk_router
from api.schemas.moves import MoveBody, MoveEffectView
from api.schemas.plans import DiffView, PlanDiffView, PlanSummary, PlanView, RouteView, ticket_ids
from api.schemas.told import Told
from api.schemas.wire import Listing
from dispatch.desk import moves, publishing
from dispatch.desk.moves import ShownMove
from dispatch.desk.today import Today
from dispatch.errors import NotFound
from dispatch.plan_version import PlanStatus, PlanVersion
from dispatch.rebase import rebased
from dispatch.store.unit_of_work import UnitOfWork

router = desk_router("/plans", "plans")
REF = r"^(current|[0-9]{1,9}|P-[0-9A-Z]{10})$"
PlanRef = Annotated[str, Path(pattern=REF, description="Number, id, or `current`.", examples=["current"])]


def find(work: UnitOfWork, ref: str) -> PlanVersion:
    """The version of that number or id, or the published one."""
    if ref == "current":
        published = work.plans.published()
        if published is None:
            raise NotFound("published plan")
        return published
    return work.plans.by_number(int(ref)) if ref.isdigit() else work.plans.get(ref)


def _version(plan: PlanRef, work: Work) -> PlanVersion:
    return find(work, plan)


Version = Annotated[PlanVersion, Depends(_version)]


@router.get("")
def list_plans(
    _: Staff, work: Work, page: WantedPage, status: Annotated[PlanStatus | None, Query()] = None
) -> Listing[PlanSummary]:
    """List the versions of the plan, the latest first."""
    found = work.plans.page(page.after, page.limit, status)
    return Listing(items=[PlanSummary.of(version) for version in found.items], next=page.next_of(found))


@router.get("/{plan}", response_model=PlanView, responses=ANSWERS)
def show_plan(_: Staff, version: Version, work: Work, wanted: WantedFormat, seen: IfNoneMatch = None) -> Response:
    """Show a plan as JSON, GeoJSON or CSV; only CSV has local times, in the policy's zone."""
    view = PlanView.whole(version, work.tickets.known(ticket_ids(version)))
    return plan_response(view, wanted, ZoneInfo(work.policies.current().policy.zone), seen)


@router.get("/{plan}/diff")
def compare_plans(
    _: Staff,
    version: Version,
    work: Work,
    now: Now,
    desk: ServiceOf,
    against: Annotated[str, Query(pattern=REF)] = "current",
    receipts: Annotated[bool, Query(description="Say of each change what it buys; takes longer.")] = True,
) -> PlanDiffView:
    """Show what would change were this plan put in force now: for whom, and what each change is good for."""
    today = Today.of(work, desk.travel, now)
    nothing_yet = against == "current" and today.day.published is None
    other = None if nothing_yet else find(work, against)
    carried = rebased(today.problem, version.plan)
    old = today.published if other is None else other.plan
    found = DiffView.of(today.diff(old, carried.plan, receipts=receipts and other is not None))
    number = None if other is None else other.number
    return PlanDiffView(**dict(found), against=number, not_kept=[Told.in_words(one) for one in carried.not_kept])


@router.post("/{plan}/publish")
def publish_plan(user: Dispatcher, version: Version, work: Work, now: Now, desk: ServiceOf) -> PlanSummary:
    """Publish a draft. One that does not fit the day any more is refused with the diff (409): rebase it."""
    return PlanSummary.of(publishing.publish(work, version.id, desk.travel, by=user.id, now=now))


@router.post("/{plan}/refuse")
def refuse_plan(user: Dispatcher, version: Version, work: Work, now: Now) -> PlanSummary:
    """Put a draft aside for good."""
    return PlanSummary.of(publishing.refuse(work, version.id, by=user.id, now=now))


@router.post("/{plan}/rebase", status_code=201)
def rebase_plan(
    user: Dispatcher, version: Version, work: Work, now: Now, desk: ServiceOf, response: Response
) -> PlanSummary:
    """Make a draft for the day as it is out of this plan: its order where lawful, done work gone, locks honoured."""
    return _made(publishing.rebase(work, version.id, desk.travel, by=user.id, now=now), response)


@router.post("/{plan}/rollback", status_code=201)
def roll_back(
    user: Dispatcher, version: Version, work: Work, now: Now, desk: ServiceOf, response: Response
) -> PlanSummary:
    """Put an earlier published plan in force again, as a new version, as far as it is lawful now."""
    return _made(publishing.roll_back(work, version.id, desk.travel, by=user.id, now=now), response)


@router.get("/{plan}/move-effect")
def show_move(
    _: Planner, version: Version, work: Work, now: Now, desk: ServiceOf, move: Annotated[MoveBody, Query()]
) -> MoveEffectView:
    """Show what a move by hand would do, before it is made: rules broken, promises, what it saves and takes."""
    shown = moves.show(version.plan, move.wanted(), Today.of(work, desk.travel, now))
    return MoveEffectView.of(shown.effect, _changed(work, shown))


@router.post("/{plan}/moves", status_code=201)
def make_move(
    body: MoveBody, user: Dispatcher, version: Version, work: Work, now: Now, desk: ServiceOf, response: Response
) -> PlanSummary:
    """Make a move by hand: a new draft, and a lock that keeps the move when the day is planned again."""
    return _made(moves.make(work, version.id, body.wanted(), desk.travel, by=user.id, now=now), response)


def _made(version: PlanVersion, response: Response) -> PlanSummary:
    response.headers["Location"] = f"/plans/{version.number}"
    return PlanSummary.of(version)


def _changed(work: UnitOfWork, shown: ShownMove) -> list[RouteView]:
    before = {route.duty: route for route in shown.before.routes}
    routes = [route for route in shown.effect.plan.routes if route != before.get(route.duty)]
    tickets = work.tickets.known({visit.ticket_id for route in routes for visit in route.visits})
    return [RouteView.of(route, tickets) for route in routes]
