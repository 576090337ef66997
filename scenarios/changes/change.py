"""What a change is: a named dataclass whose fields are the keys a planner writes, applied to a day."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import MISSING, Field, field, fields
from datetime import datetime, time, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

from scenarios import clock_cells
from scenarios.column import AnyColumn, CellError, Column, Parse, nearest
from scenarios.scenario import Scenario
from scenarios.yaml_tree import Section

Moment = datetime | time
"""A point in time, or a time of day that waits for the day it is asked of."""


class ChangeError(Exception):
    """A change that cannot be made to a day: the key that is wrong (None for all of it), why, what would be right."""

    def __init__(self, key_name: str | None, message: str, allowed: str | None = None) -> None:
        self.key_name, self.message, self.allowed = key_name, message, allowed
        super().__init__(message)


def unknown(key_name: str, message: str, name: str, known: tuple[str, ...]) -> ChangeError:
    """A name that is not there, with the nearest one that is."""
    return ChangeError(key_name, message, nearest(name, known[:20]) if known else None)


class Change(ABC):
    """One thing that is otherwise. Frozen; the day it is applied to stays as it is."""

    @abstractmethod
    def apply(self, day: Scenario, seed: int, /) -> Scenario:
        """The day with the change made; what is drawn by lot follows from `seed` alone.

        Raises
        ------
        ChangeError
            When it cannot be made, or would change nothing.
        """

    @classmethod
    def columns(cls) -> tuple[AnyColumn, ...]:
        """The keys, from the fields."""
        return tuple(_column(entry) for entry in fields(cls) if "parse" in entry.metadata)  # type: ignore[arg-type]

    @classmethod
    def read(cls, section: Section) -> Self | None:
        """The change as written; None when it cannot be read, which is noted."""
        columns = cls.columns()
        section.joining_lists().only(columns)
        values = {column.name: section.get(column) for column in columns}
        return cls(**values) if section.sound else None


def key(parse: Parse[Any], doc: str, example: str, fallback: Any = MISSING) -> Any:
    """A field that planners write; without `fallback` it must be given."""
    return field(default=fallback, metadata={"parse": parse, "doc": doc, "example": example})


def _column(entry: Field[Any]) -> AnyColumn:
    required = entry.default is MISSING
    fallback = None if required else entry.default
    about = entry.metadata
    return Column(entry.name, about["parse"], fallback, about["doc"], about["example"], required)


def moment(day: Scenario, key_name: str, written: Moment, after: datetime | None = None) -> datetime:
    """The point in time: a time of day means that of the day's own date, or the first one past `after`."""
    if isinstance(written, datetime):
        return written
    zone = ZoneInfo(day.policy.zone)
    date = (after or day.now).astimezone(zone).date()
    try:
        found = clock_cells.in_zone(datetime.combine(date, written), zone)
        if after is not None and found <= after:
            found = clock_cells.in_zone(datetime.combine(date + timedelta(days=1), written), zone)
    except CellError as error:
        raise ChangeError(key_name, error.message, error.allowed) from None
    return found
