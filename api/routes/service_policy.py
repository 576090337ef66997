"""The service policy in force, and new versions of it."""

from __future__ import annotations

from fastapi import Response

from api.auth import Staff, Supervisor
from api.dependencies import Now, Work
from api.etags import ExpectedVersion, tag
from api.routing import desk_router
from api.schemas.service_policies import ServicePolicyBody, ServicePolicyView
from dispatch.desk import service_policies

router = desk_router("/service-policy", "policy")


@router.get("")
def show_service_policy(_: Staff, work: Work, response: Response) -> ServicePolicyView:
    """Show how faults become tickets, when customers are told another time, and who is called."""
    version = work.service_policies.current()
    tag(response, version.number)
    return ServicePolicyView.of(version)


@router.put("")
def put_service_policy(
    body: ServicePolicyBody, user: Supervisor, version: ExpectedVersion, work: Work, now: Now, response: Response
) -> ServicePolicyView:
    """Put a service policy in force; the ETag of the shipped one is "0"."""
    made = service_policies.put(work, body.policy(), version, by=user.id, now=now)
    tag(response, made.number)
    return ServicePolicyView.of(made)
