"""The demo: the sample day, moved to now, with accounts of random passwords and a published first plan."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from api.dependencies import Service
from dispatch.crew import Crew
from dispatch.desk import accounts, intake, policies, publishing
from dispatch.desk.today import Today
from dispatch.desk_crew import DeskCrew
from dispatch.desk_ticket import Intake
from dispatch.identity import new_id
from dispatch.page import Page
from dispatch.progress import ProgressEvent, VisitState
from dispatch.store.repositories.progress import KeptReport
from dispatch.store.repositories.tickets import TicketFilter
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.ticket import Ticket, Visit
from dispatch.ticket_status import AFTER_REPORT
from dispatch.user import Role, User
from scenarios.files import read_scenario
from scenarios.policy_file import LIBRARY
from scenarios.scenario import Scenario
from solver.process import SolveProcess
from solver.settings import Settings

SAMPLE_DAY = LIBRARY.parent / "bay-area-2021-02-10"
ACTOR = "demo"
SECONDS = 3.0
"""Time to search for the first plan."""
STAFF = (Role.DISPATCHER, Role.SUPERVISOR, Role.PLANNER, Role.ADMIN)
CREW_ACCOUNTS = 3
"""So many crews get an account of their own."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account, and its password, which is kept nowhere else."""

    user: User
    password: str


def load_demo(desk: Service) -> tuple[DemoAccount, ...]:
    """Fill an empty desk: tickets, crews and work begun of the sample day, accounts, and a published plan.

    A desk that has tickets or accounts is left alone, and nothing is returned.

    Raises
    ------
    SolveFailed
        When the first plan cannot be made; then the desk has no plan yet, but all else.
    """
    now = desk.clock().replace(microsecond=0)
    with desk.store.write() as work:
        if _in_use(work):
            return ()
        day = read_scenario(SAMPLE_DAY)
        by = now - day.now
        policies.put(work, day.policy, work.policies.latest_number(), by=ACTOR, now=now)
        for crew in day.crews:
            _add_crew(work, in_time(crew, by), now)
        for ticket in day.tickets:
            _report(work, in_time(ticket, by), now)
        made = tuple(_accounts(desk, work, day, now))
    _publish_first_plan(desk, now)
    return made


def in_time(value: Any, by: timedelta) -> Any:
    """A frozen domain object with every moment in it so much later."""
    if isinstance(value, datetime):
        return value + by
    if type(value) is tuple:
        return tuple(in_time(one, by) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{own.name: in_time(getattr(value, own.name), by) for own in fields(value)})
    return value


def _in_use(work: UnitOfWork) -> bool:
    first: tuple[Page[Any], ...] = (work.tickets.page(TicketFilter(), None, 1), work.users.page(None, 1))
    return any(page.items for page in first)


def _add_crew(work: UnitOfWork, crew: Crew, now: datetime) -> None:
    work.crews.add(DeskCrew(replace(crew, shifts=(), position=None, free_from=None), now))
    for shift in crew.shifts:
        work.crews.add_shift(crew.id, shift)


def _report(work: UnitOfWork, ticket: Ticket, now: datetime) -> None:
    """Take the ticket in; what crews are at already comes in as their reports."""
    kept = intake.report(work, replace(ticket, started=()), Intake("sample"), "", by=ACTOR, now=now)
    for start in ticket.started:
        kind = VisitState.EN_ROUTE if start.arrived_at is None else VisitState.ON_SITE
        visit, at = Visit(ticket.id, start.party), start.arrived_at or now
        work.progress.add(KeptReport(ProgressEvent(new_id("E"), visit, start.crew_id, kind, at), now))
        kept = kept.changed(now, status=AFTER_REPORT[kind])
        work.tickets.save(kept)


def _accounts(desk: Service, work: UnitOfWork, day: Scenario, now: datetime) -> Iterator[DemoAccount]:
    wanted: list[tuple[str, Role, str | None]] = [(role.value, role, None) for role in STAFF]
    wanted += [(f"crew-{crew.id.lower()}", Role.CREW, crew.id) for crew in day.crews[:CREW_ACCOUNTS]]
    for login, role, crew_id in wanted:
        account = DemoAccount(User(new_id("U"), login, role, crew_id=crew_id), secrets.token_urlsafe(12))
        accounts.open_account(work, account.user, desk.passwords.hash(account.password), by=ACTOR, now=now)
        yield account


def _publish_first_plan(desk: Service, now: datetime) -> None:
    with desk.store.read() as work:
        problem = Today.of(work, desk.travel, now).problem
    # In a process of its own: the web process stays small, and no transaction is open.
    with SolveProcess(problem, Settings(seconds=SECONDS)) as solve:
        result = solve.result()
    with desk.store.write() as work:
        today = Today.of(work, desk.travel, now)
        draft = publishing.keep_draft(work, result.plan, today, by=ACTOR, now=now)
        publishing.publish(work, draft.id, desk.travel, by=ACTOR, now=now)
