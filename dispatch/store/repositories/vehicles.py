"""The vehicles."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.desk_crew import Vehicle
from dispatch.errors import Conflict, NotFound
from dispatch.page import Page
from dispatch.sentences import say
from dispatch.store.tables.crews import VehicleRow


class Vehicles:
    """Vehicles by id and by crew, and in pages by id."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, vehicle_id: str) -> Vehicle:
        """One vehicle.

        Raises
        ------
        NotFound
        """
        return _vehicle(self._row(vehicle_id))

    def find(self, vehicle_id: str) -> Vehicle | None:
        """The vehicle, if it is known."""
        row = self._session.get(VehicleRow, vehicle_id)
        return None if row is None else _vehicle(row)

    def of(self, crew_id: str) -> tuple[Vehicle, ...]:
        """The vehicles of a crew, in order of id."""
        query = select(VehicleRow).where(VehicleRow.crew_id == crew_id).order_by(VehicleRow.id)
        return tuple(map(_vehicle, self._session.scalars(query)))

    def add(self, vehicle: Vehicle) -> None:
        """Keep a new vehicle.

        Raises
        ------
        Conflict
            When its id is taken.
        """
        if self._session.get(VehicleRow, vehicle.id) is not None:
            raise Conflict(say("conflict.exists", kind="vehicle", id=vehicle.id))
        self._session.add(VehicleRow(**_columns(vehicle)))
        self._session.flush()

    def save(self, vehicle: Vehicle) -> None:
        """Keep a changed vehicle.

        Raises
        ------
        NotFound
        """
        row = self._row(vehicle.id)
        for name, value in _columns(vehicle).items():
            setattr(row, name, value)
        self._session.flush()

    def page(self, after: tuple[str, ...] | None, limit: int) -> Page[Vehicle]:
        """At most `limit` vehicles, in order of id."""
        query = select(VehicleRow).order_by(VehicleRow.id).limit(limit + 1)
        if after is not None:
            query = query.where(VehicleRow.id > after[0])
        rows = self._session.scalars(query).all()
        vehicles = tuple(map(_vehicle, rows[:limit]))
        return Page(vehicles, (vehicles[-1].id,) if len(rows) > limit else None)

    def _row(self, vehicle_id: str) -> VehicleRow:
        row = self._session.get(VehicleRow, vehicle_id)
        if row is None:
            raise NotFound("vehicle", vehicle_id)
        return row


def _vehicle(row: VehicleRow) -> Vehicle:
    return Vehicle(row.id, row.crew_id, row.name, frozenset(row.equipment), tuple(sorted(row.parts.items())))


def _columns(vehicle: Vehicle) -> dict[str, Any]:
    return {
        "id": vehicle.id,
        "crew_id": vehicle.crew_id,
        "name": vehicle.name,
        "equipment": sorted(vehicle.equipment),
        "parts": dict(vehicle.parts),
    }
