"""What is written down when a plan is published: for the audit trail, and for all who wait for it."""

from __future__ import annotations

from dataclasses import dataclass


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
