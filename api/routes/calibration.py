"""Learning: what crews' reports say of durations, and the word of a person that puts it in force."""

from __future__ import annotations

from fastapi import Response

from api.auth import Staff, Supervisor
from api.dependencies import Now, Work
from api.etags import ExpectedVersion, tag
from api.routing import desk_router
from api.schemas.calibration import AcceptBody, CalibrationView
from api.schemas.service_policies import ServicePolicyView
from dispatch.desk import learning

router = desk_router("/calibration", "figures")


@router.get("")
def show_calibration(_: Staff, work: Work, now: Now, response: Response) -> CalibrationView:
    """Show what the last 90 days propose; the ETag is that of the service policy in force."""
    tag(response, work.service_policies.current().number)
    return CalibrationView.of(learning.propose(work, now))


@router.post("/accept")
def accept_calibration(
    body: AcceptBody, user: Supervisor, version: ExpectedVersion, work: Work, now: Now, response: Response
) -> ServicePolicyView:
    """Put proposals in force as a new version of the service policy."""
    made = learning.accept(work, body.faults, body.travel, version, by=user.id, now=now)
    tag(response, made.number)
    return ServicePolicyView.of(made)
