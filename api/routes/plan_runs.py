"""Plan runs: asked for, watched, ended early. They are carried out elsewhere (see :mod:`api.planning`)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated

from fastapi import Depends, Path, Query, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.auth import Dispatcher, Staff
from api.cursors import WantedPage
from api.dependencies import Now, ServiceOf, Work
from api.live import LastSeen, deadline
from api.routing import desk_router
from api.schemas.plan_runs import PlanRunRequest, PlanRunView
from api.schemas.wire import Id, Listing
from dispatch.desk import replan
from dispatch.plan_run import RunState

router = desk_router("/plan-runs", "plan runs")
RunId = Annotated[Id, Path(examples=["R-7K3QX9M2VA"])]


@router.post("", status_code=202)
def request_plan(body: PlanRunRequest, user: Dispatcher, work: Work, now: Now, response: Response) -> PlanRunView:
    """Ask for a new plan. Who asks for the same while it is being made joins that run."""
    run = replan.request(work, body.scope(), body.settings(), by=user.id, now=now)
    response.headers["Location"] = f"/plan-runs/{run.id}"
    return PlanRunView.of(run)


@router.get("")
def list_plan_runs(
    _: Staff,
    work: Work,
    page: WantedPage,
    state: Annotated[list[RunState], Query()] = [],  # noqa: B006 - FastAPI copies it
) -> Listing[PlanRunView]:
    """List plan runs, the latest request first."""
    found = work.plan_runs.page(page.after, page.limit, state)
    return Listing(items=[PlanRunView.of(run) for run in found.items], next=page.next_of(found))


@router.get("/{run_id}")
def show_plan_run(run_id: RunId, _: Staff, work: Work) -> PlanRunView:
    """Show a plan run, with the best plan so far."""
    return PlanRunView.of(work.plan_runs.get(run_id))


@router.post("/{run_id}/cancel")
def cancel_plan_run(run_id: RunId, user: Dispatcher, work: Work, now: Now) -> PlanRunView:
    """Give a plan run up."""
    return PlanRunView.of(replan.cancel(work, run_id, by=user.id, now=now))


@router.post("/{run_id}/accept")
def accept_best_plan(run_id: RunId, user: Dispatcher, work: Work, now: Now) -> PlanRunView:
    """Take the best plan found so far: the run becomes ready with it in a moment."""
    return PlanRunView.of(replan.accept(work, run_id, by=user.id, now=now))


def _subject(run_id: RunId, _: Staff, work: Work) -> str:
    return replan.subject(work.plan_runs.get(run_id).id)


@router.get("/{run_id}/events", response_class=EventSourceResponse)
async def watch_plan_run(
    subject: Annotated[str, Depends(_subject)], desk: ServiceOf, last: LastSeen
) -> AsyncIterator[ServerSentEvent]:
    """Stream all that happens to a run, from its request or from `Last-Event-ID` on, until it is over."""
    async with aclosing(desk.feed.about(subject, last or 0, deadline(desk))) as events:
        async for event in events:
            yield ServerSentEvent(data=event.after, event=event.kind, id=str(event.id))
            if event.after is not None and RunState(event.after["state"]).is_over:
                return
