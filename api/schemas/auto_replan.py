"""Automatic re-planning on the wire."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas.plan_runs import DAY_MINUTES, ChangeBudgetBody
from api.schemas.wire import Wire
from dispatch.auto_replan import AutoReplan, AutoReplanVersion
from dispatch.ticket import Priority

MINUTE = timedelta(minutes=1)


class AutoReplanBody(Wire):
    """When the desk plans again by itself; as empty as it comes, never."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"urgent_priorities": [1, 2], "on_breach": True, "publish_within_changes": 2}]}
    )

    urgent_priorities: set[Priority] = set()
    """A ticket of one of these is planned as soon as it comes in."""
    on_breach: bool = False
    """When a promise that the published plan keeps is going to be missed."""
    every_minutes: Annotated[int, Field(ge=1, le=DAY_MINUTES)] | None = None
    publish_within_changes: Annotated[int, Field(ge=0, le=10_000)] | None = None
    """Publish at once what changes no more visits than this; null to ask always."""
    seconds: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 10
    freeze_minutes: Annotated[int, Field(ge=0, le=DAY_MINUTES)] = 0
    change_budget: ChangeBudgetBody | None = None

    def choice(self) -> AutoReplan:
        """The domain's choice."""
        return AutoReplan(
            urgent=frozenset(self.urgent_priorities),
            on_breach=self.on_breach,
            every=None if self.every_minutes is None else self.every_minutes * MINUTE,
            publish_within=self.publish_within_changes,
            seconds=self.seconds,
            freeze=self.freeze_minutes * MINUTE,
            change_budget=None if self.change_budget is None else self.change_budget.budget(),
        )


class AutoReplanView(AutoReplanBody):
    """A version of the choice; number 0 stands for none yet."""

    number: int
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, version: AutoReplanVersion) -> AutoReplanView:
        """The view of a version."""
        choice = version.choice
        return cls(
            number=version.number,
            made_by=version.made_by,
            made_at=version.made_at,
            urgent_priorities=set(choice.urgent),
            on_breach=choice.on_breach,
            every_minutes=None if choice.every is None else choice.every // MINUTE,
            publish_within_changes=choice.publish_within,
            seconds=choice.seconds,
            freeze_minutes=choice.freeze // MINUTE,
            change_budget=None if choice.change_budget is None else ChangeBudgetBody.of(choice.change_budget),
        )
