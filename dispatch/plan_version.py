"""A version of the plan, from draft to superseded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from dispatch.plan import Plan
from dispatch.window import require_aware


class PlanStatus(StrEnum):
    """What has become of a version. One at most is published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    """Another one was published after it."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """A plan as the desk keeps it. It changes once, when it is published: its times are counted again at that moment.

    Parameters
    ----------
    number
        The version people say: 1, 2, 3.
    policy
        The version of the policy it was made under.
    as_of
        The moment the planner saw.
    base_id
        The published plan it was made to follow; None before the first.
    run_id
        The run that made it; None for plans made by hand.
    figures
        Costs and promises as counted when it was made.
    """

    id: str
    number: int
    status: PlanStatus
    plan: Plan
    policy: int
    as_of: datetime
    made_by: str
    made_at: datetime
    base_id: str | None = None
    run_id: str | None = None
    published_by: str | None = None
    published_at: datetime | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("as_of", "made_at", "published_at"):
            require_aware(f"plan {self.number}: {name}", getattr(self, name))
