"""The calls and meter events as they came in, and which of them a new one may belong to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import product
from math import floor
from typing import Any

from sqlalchemy import ColumnElement, insert, select, text, update
from sqlalchemy.orm import Session

from dispatch.desk_incident import IncidentStatus, KeptSignal
from dispatch.errors import NotFound
from dispatch.incidents import MergeRules, Signal, SignalKind
from dispatch.place import Place
from dispatch.store.chunks import chunks
from dispatch.store.tables.signals import IncidentRow, SignalRow

_LOCK = 4_826_005
"""Any number, always the same: held by whoever takes in signals until the commit."""
CELLS_A_DEGREE = (100, 50)
"""Of latitude and longitude: a cell is at least a kilometre wide up to 63 degrees, and merging looks no further."""
LONGEST_OUTAGE = timedelta(days=7)
"""A power-up this long after a last gasp is still its answer."""
TABLE = SignalRow.__table__


class Signals:
    """Signals by id, by incident, and by what may join them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take_turn(self) -> None:
        """Wait until nobody else takes in signals: two calls about one fault must see each other.

        On SQLite every unit of work that writes has waited already.
        """
        if self._session.get_bind().dialect.name == "postgresql":
            self._session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})

    def get(self, signal_id: str) -> KeptSignal:
        """One signal.

        Raises
        ------
        NotFound
        """
        found = self._where(SignalRow.id == signal_id)
        if not found:
            raise NotFound("call", signal_id)
        return found[0]

    def known(self, signal_ids: Collection[str]) -> frozenset[str]:
        """Those of the ids that came before."""
        found: set[str] = set()
        for some in chunks(signal_ids):
            found |= set(self._session.scalars(select(SignalRow.id).where(SignalRow.id.in_(some))))
        return frozenset(found)

    def loose(self, signal_ids: Collection[str]) -> list[KeptSignal]:
        """Those of the signals that belong to no incident."""
        condition = SignalRow.incident_id.is_(None)
        return [one for some in chunks(signal_ids) for one in self._where(condition & SignalRow.id.in_(some))]

    def add(self, signals: Sequence[KeptSignal]) -> None:
        """Keep new signals."""
        for some in chunks(signals):
            self._session.execute(insert(SignalRow), list(map(_columns, some)))

    def of_incidents(self, incident_ids: Collection[str]) -> list[KeptSignal]:
        """All signals of some incidents."""
        return [one for some in chunks(incident_ids) for one in self._where(SignalRow.incident_id.in_(some))]

    def around(self, new: Sequence[Signal], rules: MergeRules) -> list[KeptSignal]:
        """The kept signals that the new ones may have to do with, each with all of its open incident.

        Only what shares a transformer, feeder, customer or neighbouring cell with a new signal is looked at, so the
        work grows with what is new, not with what has come before.
        """
        incident_ids: set[str] = set()
        loose: dict[str, KeptSignal] = {}
        for condition in _reach(new, rules):
            found = select(SignalRow.incident_id).join(IncidentRow).where(condition)
            incident_ids.update(
                filter(None, self._session.scalars(found.where(IncidentRow.status == IncidentStatus.OPEN).distinct()))
            )
            loose |= {one.id: one for one in self._where(condition & SignalRow.incident_id.is_(None))}
        return [*self.of_incidents(sorted(incident_ids)), *loose.values()]

    def of_closed(self, new: Sequence[Signal], rules: MergeRules) -> list[KeptSignal]:
        """The signals of closed incidents on a transformer or customer of the new ones, near enough in time."""
        found: dict[str, KeptSignal] = {}
        closed = select(IncidentRow.id).where(IncidentRow.status == IncidentStatus.CLOSED)
        for condition in _same(new, rules):
            found |= {one.id: one for one in self._where(condition & SignalRow.incident_id.in_(closed))}
        return list(found.values())

    def assign(self, incident_id: str | None, signal_ids: Collection[str]) -> None:
        """Say to which incident signals belong."""
        self._set(signal_ids, incident_id=incident_id)

    def mark(self, signal_ids: Collection[str], *, apart: str | None, together: str | None) -> None:
        """Keep a dispatcher's choice."""
        self._set(signal_ids, apart=apart, together=together)

    def _set(self, signal_ids: Collection[str], **values: str | None) -> None:
        for some in chunks(signal_ids):
            self._session.execute(update(SignalRow).where(SignalRow.id.in_(some)).values(**values))

    def _where(self, condition: ColumnElement[bool]) -> list[KeptSignal]:
        return [_kept(row) for row in self._session.execute(select(TABLE).where(condition))]


def _reach(new: Sequence[Signal], rules: MergeRules) -> Iterable[ColumnElement[bool]]:
    """What to look for, kind by kind; power-ups look for their customer alone."""
    yield from _same(new, rules)
    out = [one for one in new if one.kind is not SignalKind.POWER_UP]
    if not out:
        return
    times = [one.at for one in out]
    yield from _among(SignalRow.feeder, (one.feeder for one in out), times, rules.feeder_window)
    unplaced = (cell for one in out if one.transformer is None for cell in _cells_around(one.place))
    yield from _among(SignalRow.cell, unplaced, times, rules.near_gap)
    placed = (cell for one in out if one.transformer is not None for cell in _cells_around(one.place))
    for near in _among(SignalRow.cell, placed, times, rules.near_gap):
        yield near & SignalRow.transformer.is_(None)


def _same(new: Sequence[Signal], rules: MergeRules) -> Iterable[ColumnElement[bool]]:
    """What is on a customer or, but for power-ups, on a transformer of the new signals."""
    yield from _among(SignalRow.customer, (one.customer for one in new), [one.at for one in new], LONGEST_OUTAGE)
    out = [one for one in new if one.kind is not SignalKind.POWER_UP]
    yield from _among(
        SignalRow.transformer, (one.transformer for one in out), [one.at for one in out], rules.transformer_gap
    )


def _among(column: Any, values: Iterable[Any], times: Sequence[datetime], gap: timedelta) -> Iterable[Any]:
    wanted = sorted({value for value in values if value is not None})
    for some in chunks(wanted):
        yield column.in_(some) & SignalRow.at.between(min(times) - gap, max(times) + gap)


def _grid(place: Place) -> tuple[int, int]:
    return floor(place.lat * CELLS_A_DEGREE[0]), floor(place.lon * CELLS_A_DEGREE[1])


def _cell(north: int, east: int) -> int:
    return north * 100_000 + east


def _cells_around(place: Place) -> list[int]:
    north, east = _grid(place)
    return [_cell(north + up, east + right) for up, right in product((-1, 0, 1), repeat=2)]


def _columns(kept: KeptSignal) -> dict[str, Any]:
    one = kept.signal
    return {
        "id": one.id,
        "kind": one.kind,
        "at": one.at,
        "received_at": kept.received_at,
        "lat": one.place.lat,
        "lon": one.place.lon,
        "cell": _cell(*_grid(one.place)),
        "customer": one.customer,
        "transformer": one.transformer,
        "feeder": one.feeder,
        "incident_id": kept.incident_id,
        "apart": kept.apart,
        "together": kept.together,
        "call": kept.call,
    }


def _kept(row: Any) -> KeptSignal:
    signal = Signal(row.id, row.kind, row.at, Place(row.lat, row.lon), row.customer, row.transformer, row.feeder)
    return KeptSignal(signal, row.received_at, row.call, row.incident_id, row.apart, row.together)
