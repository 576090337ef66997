"""The figures of the service on the wire."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from api.schemas.wire import Wire
from dispatch.indices import Indices
from dispatch.service_figures import ServiceFigures
from dispatch.stages import Stage


class StageView(Wire):
    """Minutes that tickets took to get to a stage, and its share of all time lost."""

    until: Stage
    tickets: int
    p10: float
    p25: float
    p50: float
    p75: float
    p90: float
    total_minutes: float
    share: float


class ComplianceView(Wire):
    """How one promise was kept by a group of tickets."""

    grouped_by: str
    group: str
    promise: str
    tickets: int
    in_time: int
    share: float
    average_minutes: float


class CrewFiguresView(Wire):
    """What a crew did; ratios are minutes taken over minutes planned."""

    crew_id: str
    visits: int
    on_site_in_time: int
    drive_ratio: float | None
    work_ratio: float | None
    ratings: int
    stars: float | None


class RatingFiguresView(Wire):
    """How often a tag was given, and the average stars with it."""

    tag: str
    ratings: int
    stars: float


class RepeatFaultView(Wire):
    """A transformer with more than one outage."""

    transformer: str
    outages: int
    first: datetime
    last: datetime


class IndicesView(Wire):
    """IEEE 1366."""

    customers_served: int
    customers_interrupted: int
    cmi: float
    saidi: float
    saifi: float
    caidi: float | None
    maifi: float

    @classmethod
    def of(cls, found: Indices) -> IndicesView:
        """The view of the indices."""
        return cls(
            customers_served=found.customers_served,
            customers_interrupted=found.customers_interrupted,
            cmi=found.customer_minutes,
            saidi=found.saidi,
            saifi=found.saifi,
            caidi=found.caidi,
            maifi=found.maifi,
        )


class ReliabilityView(Wire):
    """The indices with and without major event days."""

    whole: IndicesView
    without_major_days: IndicesView
    threshold: float | None
    """Daily SAIDI above which a day is a major event day (2.5 beta); null before there is a history."""
    major_days: list[date]
    still_dark: int


class FiguresView(Wire):
    """All figures of a stretch of time."""

    stages: list[StageView]
    compliance: list[ComplianceView]
    crews: list[CrewFiguresView]
    ratings: list[RatingFiguresView]
    repeats: list[RepeatFaultView]
    reliability: ReliabilityView

    @classmethod
    def of(cls, figures: ServiceFigures) -> FiguresView:
        """The view of the figures."""
        found = figures.reliability
        return cls(
            stages=[StageView(**asdict(one)) for one in figures.stages],
            compliance=[ComplianceView(**asdict(one)) for one in figures.compliance],
            crews=[CrewFiguresView(**asdict(one)) for one in figures.crews],
            ratings=[RatingFiguresView(**asdict(one)) for one in figures.ratings],
            repeats=[RepeatFaultView(**asdict(one)) for one in figures.repeats],
            reliability=ReliabilityView(
                whole=IndicesView.of(found.whole),
                without_major_days=IndicesView.of(found.without_major_days),
                threshold=found.threshold,
                major_days=list(found.major_days),
                still_dark=found.still_dark,
            ),
        )
