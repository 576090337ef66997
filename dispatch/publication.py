"""What is written down when a plan is published: for the audit trail, and for all who wait for it."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.plan_diff import PlanDiff
from dispatch.plan_version import PlanVersion


@dataclass(frozen=True, slots=True)
class Publication:
    """A version put in force in place of another one.

    Parameters
    ----------
    crews_to_tell
        The crews whose lists change; the others need not hear of it.
    """

    plan_id: str
    number: int
    base_id: str | None
    run_id: str | None
    crews_to_tell: tuple[str, ...]
    changes: int
    """How many visits get another crew or time, come in or fall out."""

    @classmethod
    def of(cls, version: PlanVersion, told: PlanDiff | None) -> Publication:
        """What is written of a version; `told` is what it changes for the crews, None where nobody is told."""
        crews, changes = ((), 0) if told is None else (told.crews_to_tell, len(told.changes))
        return cls(version.id, version.number, version.base_id, version.run_id, crews, changes)
