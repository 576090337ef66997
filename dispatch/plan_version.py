"""A version of the plan, from draft to superseded."""

from __future__ import annotations

from enum import StrEnum


class PlanStatus(StrEnum):
    """What has become of a version. One at most is published."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    """Another one was published after it."""
    REFUSED = "refused"
