"""What one process at a time is to do: held by a lease, with the place in the event log it has come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.auto_replan import AutoReplan, AutoReplanVersion
from dispatch.store.tables.watches import AutoReplanRow, WatchRow

LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch that is held."""

    name: str
    position: int
    looked_at: datetime


class Watches:
    """Watches by name, and what automatic re-planning is to do."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, name: str, holder: str, now: datetime, lease: timedelta, position: int) -> Watch | None:
        """Hold the watch for a `lease` from now; None while another one holds it. A new one begins at `position`."""
        query = select(WatchRow).where(WatchRow.name == name).with_for_update()
        row = self._session.scalar(query)
        if row is None:
            row = WatchRow(name=name, holder=holder, until=now, position=position, looked_at=LONG_AGO)
            self._session.add(row)
        elif row.holder != holder and now <= row.until:
            return None
        row.holder, row.until = holder, now + lease
        self._session.flush()
        return Watch(name, row.position, row.looked_at)

    def move(self, watch: Watch) -> None:
        """Keep how far the watch has come."""
        row = self._session.get(WatchRow, watch.name)
        if row is not None:
            row.position, row.looked_at = watch.position, watch.looked_at

    def choice(self) -> AutoReplanVersion:
        """What is in force; number 0 and nothing before the first."""
        row = self._session.scalar(select(AutoReplanRow).order_by(AutoReplanRow.number.desc()).limit(1))
        if row is None:
            return AutoReplanVersion(0, AutoReplan(), "", LONG_AGO)
        return AutoReplanVersion(row.number, row.choice, row.made_by, row.made_at)

    def choose(self, version: AutoReplanVersion) -> None:
        """Keep a new version."""
        made = AutoReplanRow(
            number=version.number, choice=version.choice, made_by=version.made_by, made_at=version.made_at
        )
        self._session.add(made)
        self._session.flush()
