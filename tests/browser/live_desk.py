"""A real `crewdispatch serve` on a desk of this moment: two crews on shift and one at home, two tickets planned."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dispatch.crew import Shift
from dispatch.desk import intake, publishing
from dispatch.desk.today import Today
from dispatch.desk_crew import DeskCrew
from dispatch.desk_ticket import Intake
from dispatch.store.engine import connect
from dispatch.store.unit_of_work import Store
from dispatch.travel import Estimate
from tests.builders import YARD, crew, plan, spot, ticket
from tests.desk import CREW, prepare
from tests.service import Api, Service

HOUR = timedelta(hours=1)


def add_crews(store: Store, now: datetime) -> None:
    with store.write() as work:
        for crew_id, name in (("A1", "Riverside"), ("B2", "Hillside")):
            work.crews.add(DeskCrew(crew(crew_id, shifts=(), name=name), now))
            work.crews.add_shift(crew_id, Shift(now - HOUR, now + 8 * HOUR, YARD, YARD, HOUR))
        work.crews.add_shift(CREW, Shift(now - 10 * HOUR, now - 2 * HOUR, YARD, YARD))


def publish_first_plan(store: Store, now: datetime) -> None:
    with store.write() as work:
        for one in (ticket("T1", reported_at=now), ticket("T2", place=spot(-10), reported_at=now)):
            intake.report(work, one, Intake(), "", by="test", now=now)
        today = Today.of(work, Estimate(), now)
        draft = publishing.keep_draft(work, plan(today.problem, {"A1": "T1", "B2": "T2"}), today, by="test", now=now)
        publishing.publish(work, draft.id, Estimate(), by="test", now=now)


@contextmanager
def live_desk(folder: Path) -> Iterator[Api]:
    url = f"sqlite:///{folder / 'desk.db'}"
    prepare(url)
    engine, now = connect(url), datetime.now(UTC).replace(microsecond=0)
    store = Store(engine)
    add_crews(store, now)
    publish_first_plan(store, now)
    engine.dispose()
    with Service(url) as service:
        yield service.serve()
