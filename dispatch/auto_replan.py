"""When the desk plans again by itself, and which of its plans it puts in force without asking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatch.plan_diff import ChangeKind, PlanDiff
from dispatch.problem import ChangeBudget
from dispatch.ticket import Priority
from dispatch.window import require_aware, require_span

CHANGES = frozenset({ChangeKind.MOVED, ChangeKind.RETIMED, ChangeKind.DROPPED})
"""What crews have been told otherwise; new work is no change, nor is what has gone."""


@dataclass(frozen=True, slots=True)
class AutoReplan:
    """The utility's choice; as it stands here, nothing happens by itself.

    Parameters
    ----------
    urgent
        A ticket of one of these priorities is planned as soon as it comes in.
    on_breach
        Whether to plan again when a promise that the published plan keeps is going to be missed.
    every
        Plan again when the last automatic run was asked for so long ago.
    publish_within
        Publish at once what changes no more visits than this; None to ask always.
    """

    urgent: frozenset[Priority] = frozenset()
    on_breach: bool = False
    every: timedelta | None = None
    publish_within: int | None = None
    seconds: float = 10.0
    freeze: timedelta = timedelta(0)
    change_budget: ChangeBudget | None = None

    def __post_init__(self) -> None:
        require_span("interval", self.every)
        require_span("freeze", self.freeze)

    @property
    def is_off(self) -> bool:
        """Whether nothing happens by itself."""
        return not (self.urgent or self.on_breach or self.every)

    def may_publish(self, diff: PlanDiff) -> bool:
        """Whether a plan that changes this much needs nobody's word."""
        changes = sum(change.kind in CHANGES for change in diff.changes)
        return self.publish_within is not None and changes <= self.publish_within


@dataclass(frozen=True, slots=True)
class AutoReplanVersion:
    """One version of the choice; the highest `number` is in force, 0 stands for none yet."""

    number: int
    choice: AutoReplan
    made_by: str
    made_at: datetime

    def __post_init__(self) -> None:
        require_aware(f"automatic re-planning {self.number}: made_at", self.made_at)
