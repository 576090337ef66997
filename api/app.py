"""The web application, put together: settings, store, routes, errors, and what is observed of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext

from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from api import observing, problems
from api.body_limit import BodyLimit
from api.dependencies import Clock, Service, utc_now
from api.event_feed import EventFeed
from api.laboratory import Laboratory
from api.outside import geocoder_of, travel_of
from api.pages import assets, board, crew, customer, overview, planner
from api.pages import sign_in as sign_in_page
from api.passwords import Passwords
from api.patience import Patience
from api.rounds import Rounds
from api.routes import (
    audit,
    auto_replan,
    calibration,
    calls,
    crews,
    customers,
    escalations,
    events,
    field,
    figures,
    health,
    hooks,
    incidents,
    jobs,
    locks,
    meter_events,
    photos,
    places,
    plan_runs,
    plans,
    policies,
    saved_days,
    service_policy,
    status,
    tickets,
    tokens,
    users,
    what_ifs,
)
from api.sentences import ReadersLanguage
from api.settings import Settings
from dispatch.store.engine import connect
from dispatch.store.unit_of_work import Store

DESCRIPTION = """Fault tickets come in, plans go out.

Sign in at `POST /token`. Errors are problem details (RFC 9457) with all faults at once. Send an `Idempotency-Key`
with any POST that may have to be sent again. Changes name the version they change: `ETag` and `If-Match`.
Sentences are in the language of `Accept-Language` (`en`, `zh-CN`); their `code` and `facts` are always the same.
Lists come in pages: pass `next` on as `cursor`. Times are ISO 8601 with an offset; answers are in UTC.
"""
TAGS = [
    {"name": "sign-in", "description": "Access tokens, refresh tokens, personal API tokens."},
    {"name": "intake", "description": "Calls and meter events, and the incidents they add up to."},
    {"name": "tickets", "description": "Fault tickets from the report to the end."},
    {"name": "plan runs", "description": "New plans: asked for, watched, cancelled, accepted."},
    {"name": "crews", "description": "The roster: crews, shifts, members, absences, vehicles."},
    {"name": "field", "description": "Where crews are, what they report, and their photos."},
    {"name": "plans", "description": "Who goes where and when: drafts, the published plan, moves by hand, locks."},
    {"name": "job lists", "description": "What each crew does, in order: for phones and calendars."},
    {"name": "customers", "description": "What customers are told, and what they say of the repair."},
    {"name": "supervision", "description": "Promises in danger: who is called, and who answers."},
    {"name": "hooks", "description": "News for other systems, signed, in order, tried until it arrives."},
    {"name": "figures", "description": "Promises kept, time lost, reliability, crews, ratings."},
    {"name": "events", "description": "What happens at the desk, as it happens."},
    {"name": "policy", "description": "The promised times and what everything costs, by version."},
    {
        "name": "what-ifs",
        "description": "What would be, with other crews, shifts, storms or targets: run and reported.",
    },
    {"name": "accounts", "description": "Who uses the desk, in which role."},
    {"name": "audit", "description": "Who did what to what, when, and how it was before and after."},
    {"name": "health", "description": "For the machinery around."},
]
ROUTERS = tuple(
    kind.router
    for kind in (
        tokens,
        calls,
        meter_events,
        incidents,
        places,
        tickets,
        crews,
        field,
        photos,
        plan_runs,
        auto_replan,
        plans,
        locks,
        jobs,
        status,
        customers,
        escalations,
        hooks,
        figures,
        calibration,
        events,
        policies,
        service_policy,
        what_ifs,
        saved_days,
        users,
        audit,
        health,
    )
)
PAGES = (sign_in_page.router, board.router, overview.router, planner.router, crew.router, customer.router)


def create_app(settings: Settings, clock: Clock = utc_now, *, planning: bool = False) -> FastAPI:
    """The application on a database that is already at the latest layout.

    Parameters
    ----------
    clock
        What tells the time; tests freeze it.
    planning
        Whether this process sees to it that plan runs are carried out, and makes the rounds, while it serves.
    """
    app = FastAPI(
        title="crewdispatch",
        version=_version(),
        description=DESCRIPTION,
        openapi_tags=TAGS,
        lifespan=_life,
        # FastAPI's own pages for these fetch their scripts from another host.
        docs_url=None,
        redoc_url=None,
    )
    store = Store(connect(settings.database_url))
    patience = Patience(settings.status_asks, settings.status_window)
    app.state.service = Service(
        settings,
        store,
        clock,
        settings.key(),
        Passwords(settings),
        EventFeed(store),
        patience,
        travel_of(settings),
        geocoder_of(settings),
    )
    app.state.planning = planning
    for router in (*ROUTERS, *PAGES):
        app.include_router(router)
    assets.mount(app)
    problems.install(app)
    # Live streams are left as they are.
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(BodyLimit, most=settings.body_bytes, most_upload=settings.upload_bytes)
    app.add_middleware(ReadersLanguage)
    observing.observe(app)
    return app


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    service: Service = app.state.service
    with _planning(service) if app.state.planning else nullcontext():
        yield
    service.store.engine.dispose()


@contextmanager
def _planning(service: Service) -> Iterator[None]:
    from api.planning.keeper import Keeper  # Dask takes a second to import: only where it is wanted

    running = Keeper(service), Rounds(service), Laboratory(service)
    for one in running:
        one.start()
    yield
    for one in reversed(running):
        one.close()


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("crewdispatch")
    except PackageNotFoundError:
        return "0"
