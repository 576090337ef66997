"""A policy as the desk keeps it: numbered, and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dispatch.policy import Policy
from dispatch.window import require_aware


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version of the policy; the highest `number` is in force."""

    number: int
    policy: Policy
    made_by: str
    made_at: datetime

    def __post_init__(self) -> None:
        require_aware(f"policy {self.number}: made_at", self.made_at)
