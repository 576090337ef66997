"""One transaction, and the only commit: all of a request is stored, or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from dispatch.errors import Conflict
from dispatch.sentences import say
from dispatch.store.engine import WRITING, one_moment
from dispatch.store.event_log import EventLog
from dispatch.store.migrate import is_current
from dispatch.store.repositories.answers import Answers
from dispatch.store.repositories.crews import Crews
from dispatch.store.repositories.escalations import Escalations
from dispatch.store.repositories.etrs import Etrs
from dispatch.store.repositories.histories import Histories
from dispatch.store.repositories.incidents import Incidents
from dispatch.store.repositories.job_lists import JobLists
from dispatch.store.repositories.locks import Locks
from dispatch.store.repositories.members import Members
from dispatch.store.repositories.outbox import Outbox
from dispatch.store.repositories.photos import Photos
from dispatch.store.repositories.plan_diffs import PlanDiffs
from dispatch.store.repositories.plan_runs import PlanRuns
from dispatch.store.repositories.plans import Plans
from dispatch.store.repositories.policies import Policies
from dispatch.store.repositories.progress import Progress
from dispatch.store.repositories.ratings import Ratings
from dispatch.store.repositories.running_day import RunningDay
from dispatch.store.repositories.saved_days import SavedDays
from dispatch.store.repositories.service_policies import ServicePolicies
from dispatch.store.repositories.signals import Signals
from dispatch.store.repositories.tickets import Tickets
from dispatch.store.repositories.tokens import Tokens
from dispatch.store.repositories.users import Users
from dispatch.store.repositories.vehicles import Vehicles
from dispatch.store.repositories.watches import Watches
from dispatch.store.repositories.what_ifs import WhatIfs

UNIQUE_VIOLATION = "23505"
"""PostgreSQL's SQLSTATE."""


class UnitOfWork:
    """What a use case reads and writes; it never commits."""

    def __init__(self, session: Session) -> None:
        self.answers = Answers(session)
        self.crews = Crews(session)
        self.escalations = Escalations(session)
        self.etrs = Etrs(session)
        self.events = EventLog(session)
        self.job_lists = JobLists(session)
        self.histories = Histories(session)
        self.incidents = Incidents(session)
        self.locks = Locks(session)
        self.members = Members(session)
        self.photos = Photos(session)
        self.plan_diffs = PlanDiffs(session)
        self.plan_runs = PlanRuns(session)
        self.outbox = Outbox(session)
        self.plans = Plans(session)
        self.policies = Policies(session)
        self.progress = Progress(session)
        self.ratings = Ratings(session)
        self.running_day = RunningDay(session)
        self.saved_days = SavedDays(session)
        self.service_policies = ServicePolicies(session)
        self.signals = Signals(session)
        self.tickets = Tickets(session)
        self.tokens = Tokens(session)
        self.users = Users(session)
        self.watches = Watches(session)
        self.vehicles = Vehicles(session)
        self.what_ifs = WhatIfs(session)


class Store:
    """Opens units of work on one database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._reading = sessionmaker(one_moment(engine))
        self._writing = sessionmaker(engine.execution_options(**{WRITING: True}))

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A unit of work that keeps nothing."""
        with self._reading() as session:
            yield UnitOfWork(session)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A unit of work that is committed at its end, unless an error leaves it.

        Raises
        ------
        Conflict
            When someone else changed or made the same thing at the same moment.
        """
        with self._writing() as session, _meetings_told():
            work = UnitOfWork(session)
            yield work
            session.flush()
            work.outbox.put(work.events.write_pending())
            session.commit()

    def is_current(self) -> bool:
        """Whether the database is there, with the layout this program knows."""
        return is_current(self.engine)


@contextmanager
def _meetings_told() -> Iterator[None]:
    try:
        yield
    except StaleDataError as error:
        raise Conflict(say("conflict.changed_at_once")) from error
    except IntegrityError as error:
        if not _is_duplicate(error):
            raise
        raise Conflict(say("conflict.made_at_once")) from error


def _is_duplicate(error: IntegrityError) -> bool:
    return getattr(error.orig, "sqlstate", None) == UNIQUE_VIOLATION or "UNIQUE constraint failed" in str(error.orig)
