"""Supervision: promises in danger, acknowledged or called out higher up."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from api.auth import Dispatcher, Staff
from api.dependencies import Now, Work
from api.routing import desk_router
from api.schemas.service import EscalationView
from api.schemas.wire import Id
from dispatch.desk import supervision

router = desk_router("/escalations", "supervision")
EscalationId = Annotated[Id, Path(examples=["E-7K3QX9M2VA"])]


@router.get("")
def list_escalations(_: Staff, work: Work) -> list[EscalationView]:
    """List the promises that are in danger now, the earliest first."""
    return [EscalationView.of(one) for one in work.escalations.current()]


@router.post("/{escalation_id}/acknowledge")
def acknowledge(escalation_id: EscalationId, user: Dispatcher, work: Work, now: Now) -> EscalationView:
    """Say that you see to it."""
    return EscalationView.of(supervision.acknowledge(work, escalation_id, by=user.id, now=now))


@router.post("/{escalation_id}/escalate")
def escalate(escalation_id: EscalationId, user: Dispatcher, work: Work, now: Now) -> EscalationView:
    """Call the next in the chain at once."""
    return EscalationView.of(supervision.escalate(work, escalation_id, by=user.id, now=now))
