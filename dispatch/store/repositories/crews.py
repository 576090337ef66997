"""The crews, their shifts, and where they were last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from dispatch.crew import Shift
from dispatch.desk_crew import CrewKind, CrewPosition, DeskCrew
from dispatch.errors import Conflict, NotFound
from dispatch.page import Page
from dispatch.place import Place
from dispatch.sentences import say
from dispatch.store.tables.crews import CrewKindRow, CrewRow, PositionRow, ShiftRow


@dataclass(frozen=True, slots=True)
class CrewFilter:
    """Which crews are wanted; empty means all."""

    regions: Sequence[str] = ()
    active: bool | None = None

    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """The filter in the words of the database."""
        regions = (CrewRow.region.in_(self.regions),) if self.regions else ()
        return regions if self.active is None else (*regions, CrewRow.active.is_(self.active))


class Crews:
    """Crews by id, and in pages by id."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, crew_id: str) -> DeskCrew:
        """One crew.

        Raises
        ------
        NotFound
        """
        return _crew(self._row(crew_id))

    def find(self, crew_id: str) -> DeskCrew | None:
        """The crew, if it is known."""
        row = self._session.get(CrewRow, crew_id)
        return None if row is None else _crew(row)

    def add(self, crew: DeskCrew) -> None:
        """Keep a new crew.

        Raises
        ------
        Conflict
            When its id is taken.
        """
        if self._session.get(CrewRow, crew.id) is not None:
            raise Conflict(say("conflict.exists", kind="crew", id=crew.id))
        self._session.add(CrewRow(**_columns(crew)))
        self._session.flush()

    def save(self, crew: DeskCrew) -> None:
        """Keep the next version of a crew.

        Raises
        ------
        NotFound
        """
        row = self._row(crew.id)
        for name, value in _columns(crew).items():
            setattr(row, name, value)
        self._session.flush()

    def page(self, wanted: CrewFilter, after: tuple[str, ...] | None, limit: int) -> Page[DeskCrew]:
        """At most `limit` crews, in order of id."""
        query = select(CrewRow).where(*wanted.conditions()).order_by(CrewRow.id).limit(limit + 1)
        if after is not None:
            query = query.where(CrewRow.id > after[0])
        rows = self._session.scalars(query).all()
        crews = tuple(map(_crew, rows[:limit]))
        return Page(crews, (crews[-1].id,) if len(rows) > limit else None)

    def shift(self, crew_id: str, number: int) -> Shift:
        """One shift.

        Raises
        ------
        NotFound
            Also when it was withdrawn.
        """
        return self._shift_row(crew_id, number).shift

    def shifts(self, crew_id: str, start: datetime, end: datetime) -> tuple[Shift, ...]:
        """The crew's shifts that have a part between `start` and `end`, in order of time."""
        query = select(ShiftRow).where(
            ShiftRow.crew_id == crew_id, ~ShiftRow.withdrawn, ShiftRow.ends_at > start, ShiftRow.starts_at < end
        )
        return tuple(row.shift for row in self._session.scalars(query.order_by(ShiftRow.starts_at)))

    def add_shift(self, crew_id: str, shift: Shift) -> Shift:
        """Keep a new shift, under a number that none of the crew's ever had."""
        query = select(func.max(ShiftRow.number)).where(ShiftRow.crew_id == crew_id)
        last = self._session.scalar(query)
        numbered = replace(shift, number=0 if last is None else last + 1)
        self._session.add(
            ShiftRow(
                crew_id=crew_id,
                number=numbered.number,
                starts_at=shift.start,
                ends_at=shift.end,
                withdrawn=False,
                shift=numbered,
            )
        )
        self._session.flush()
        return numbered

    def save_shift(self, crew_id: str, shift: Shift) -> None:
        """Keep a changed shift, under the number it has.

        Raises
        ------
        NotFound
        """
        row = self._shift_row(crew_id, shift.number)
        row.starts_at, row.ends_at, row.shift = shift.start, shift.end, shift
        self._session.flush()

    def withdraw_shift(self, crew_id: str, number: int) -> None:
        """Take a shift off the roster; its number stays taken, for plans know it.

        Raises
        ------
        NotFound
        """
        self._shift_row(crew_id, number).withdrawn = True
        self._session.flush()

    def position(self, crew_id: str) -> CrewPosition | None:
        """Where the crew was last, if anybody said."""
        row = self._session.get(PositionRow, crew_id)
        return None if row is None else CrewPosition(row.crew_id, Place(row.lat, row.lon), row.at, row.free_from)

    def put_position(self, seen: CrewPosition) -> None:
        """Keep where a crew is, in place of where it was."""
        place = seen.place
        self._session.merge(
            PositionRow(crew_id=seen.crew_id, at=seen.at, lat=place.lat, lon=place.lon, free_from=seen.free_from)
        )
        self._session.flush()

    def crew_kind(self, kind: str) -> CrewKind | None:
        """What holds for crews of a kind, if anything was said."""
        row = self._session.get(CrewKindRow, kind)
        return None if row is None else CrewKind(row.kind, row.least_members)

    def put_crew_kind(self, kind: CrewKind) -> None:
        """Keep what holds for crews of a kind, in place of what held before."""
        self._session.merge(CrewKindRow(kind=kind.kind, least_members=kind.least_members))
        self._session.flush()

    def _row(self, crew_id: str) -> CrewRow:
        row = self._session.get(CrewRow, crew_id)
        if row is None:
            raise NotFound("crew", crew_id)
        return row

    def _shift_row(self, crew_id: str, number: int | None) -> ShiftRow:
        row = self._session.get(ShiftRow, (crew_id, number))
        if row is None or row.withdrawn:
            raise NotFound("shift", f"{crew_id}/{number}")
        return row


def _crew(row: CrewRow) -> DeskCrew:
    return DeskCrew(row.crew, row.changed_at, row.region, row.active, row.version)


def _columns(crew: DeskCrew) -> dict[str, Any]:
    return {
        "id": crew.id,
        "version": crew.version,
        "name": crew.work.name,
        "kind": crew.work.kind,
        "region": crew.region,
        "active": crew.active,
        "changed_at": crew.changed_at,
        "crew": crew.work,
    }
