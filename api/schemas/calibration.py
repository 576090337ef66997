"""What was learned of durations, on the wire."""

from __future__ import annotations

from api.schemas.wire import Name, Wire
from dispatch.calibration import Bias, Calibration, Proposal


class ProposalView(Wire):
    """A spread in force and as it was found, at the 10th, 25th, 50th, 75th and 90th percentile."""

    name: str
    sample: int
    current: list[float]
    found: list[float]

    @classmethod
    def of(cls, one: Proposal) -> ProposalView:
        """The view of a proposal."""
        found = [round(value, 3) for value in one.found.values]
        return cls(name=one.name, sample=one.sample, current=list(one.current.values), found=found)


class BiasView(Wire):
    """Minutes taken over minutes planned in one hour of the local day."""

    hour: int
    visits: int
    drive_ratio: float | None
    work_ratio: float | None

    @classmethod
    def of(cls, one: Bias) -> BiasView:
        """The view of a bias."""
        return cls(hour=one.hour, visits=one.visits, drive_ratio=one.drive_ratio, work_ratio=one.work_ratio)


class CalibrationView(Wire):
    """Proposals for the service policy; what has too few visits has none."""

    work: list[ProposalView]
    """Minutes of work, by fault type."""
    travel: ProposalView | None
    """Drives over the planned ones."""
    hours: list[BiasView]

    @classmethod
    def of(cls, found: Calibration) -> CalibrationView:
        """The view of what was learned."""
        return cls(
            work=[ProposalView.of(one) for one in found.work],
            travel=None if found.travel is None else ProposalView.of(found.travel),
            hours=[BiasView.of(one) for one in found.hours],
        )


class AcceptBody(Wire):
    """The proposals to put in force."""

    faults: set[Name] = set()
    travel: bool = False
