"""Who uses the desk, and in which role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a user's work is; each user has one."""

    DISPATCHER = "dispatcher"
    """Takes in tickets, re-plans and publishes."""
    CREW = "crew"
    """Sees and reports on its own crew's jobs alone."""
    PLANNER = "planner"
    """Tries what-if plans; publishes nothing."""
    SUPERVISOR = "supervisor"
    """A dispatcher who also sets the policy."""
    AUDITOR = "auditor"
    """Reads everything, the event log too; changes nothing."""
    INTEGRATION = "integration"
    """A machine that reports tickets and positions."""
    ADMIN = "admin"
    """Keeps accounts, crews and policy."""

    @property
    def knows_customers(self) -> bool:
        """Whether names and phone numbers of customers are for this role: crews need them at the door."""
        return self in (Role.CREW, Role.DISPATCHER, Role.SUPERVISOR)


@dataclass(frozen=True, slots=True)
class User:
    """An account. Crew users are bound to one crew, nobody else is.

    Raises
    ------
    ValueError
        When a crew user has no crew, or another user has one.
    """

    id: str
    login: str
    role: Role
    name: str = ""
    crew_id: str | None = None
    active: bool = True

    def __post_init__(self) -> None:
        if (self.role is Role.CREW) != (self.crew_id is not None):
            raise ValueError("a crew user is bound to a crew, and nobody else is")
