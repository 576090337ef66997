"""The types that wire models share: times, texts, ids and places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from dispatch.coordinates import CoordinateSystem, to_wgs84
from dispatch.place import Place
from dispatch.window import TimeWindow

T = TypeVar("T")
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)


def _whole_second(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("lies outside 2000 to 2100")
    return moment.astimezone(UTC).replace(microsecond=0)


Moment = Annotated[AwareDatetime, AfterValidator(_whole_second)]
"""ISO 8601 with an offset; kept in UTC and whole seconds."""
Name = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
"""One line of text."""
Note = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]
"""Text of several lines."""
Id = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._:-]+$")]
"""Of a ticket, crew, plan or user."""
Minutes = Annotated[int, Field(ge=0, le=100_000)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]


class Wire(BaseModel):
    """A wire model: a field it does not know is an error, for it would be a typing mistake."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class System(StrEnum):
    """The coordinate systems a point may be given in; Chinese maps use GCJ-02, Baidu's BD-09."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class Point(Wire):
    """Degrees in WGS-84, unless another `system` is declared; answers are always in WGS-84."""

    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]

    system: Annotated[System, Field(exclude=True)] = System.WGS84

    @model_validator(mode="after")
    def _is_a_place(self) -> Point:
        self.place()
        return self

    def place(self) -> Place:
        """The domain's place."""
        return to_wgs84(Place(self.lat, self.lon), CoordinateSystem[self.system.name])

    @classmethod
    def of(cls, place: Place) -> Point:
        """The point of a place."""
        return cls(lat=place.lat, lon=place.lon)


class Span(Wire):
    """From `start` to `end`."""

    start: Moment
    end: Moment

    def window(self) -> TimeWindow:
        """The domain's window; it refuses an end before the start."""
        return TimeWindow(self.start, self.end)

    @classmethod
    def of(cls, window: TimeWindow) -> Span:
        """The span of a window."""
        return cls(start=window.start, end=window.end)


class Listing(BaseModel, Generic[T]):
    """One page of a list."""

    items: list[T]
    next: str | None
    """The cursor of the next page; null on the last one."""


def minutes(span: timedelta) -> float:
    """A span as minutes on the wire."""
    return span / timedelta(minutes=1)
