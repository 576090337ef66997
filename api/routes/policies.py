"""The policy in force, and new versions of it."""

from __future__ import annotations

from fastapi import Response

from api.auth import Staff, Supervisor
from api.dependencies import Now, Work
from api.etags import ExpectedVersion, tag
from api.routing import desk_router
from api.schemas.policies import PolicyBody, PolicyView
from dispatch.desk import policies

router = desk_router("/policy", "policy")


@router.get("")
def show_policy(_: Staff, work: Work, response: Response) -> PolicyView:
    """Show the policy in force."""
    version = work.policies.current()
    tag(response, version.number)
    return PolicyView.of(version)


@router.put("")
def put_policy(
    body: PolicyBody, user: Supervisor, version: ExpectedVersion, work: Work, now: Now, response: Response
) -> PolicyView:
    """Put a policy in force. Promises already made stay as they were."""
    made = policies.put(work, body.policy(), version, by=user.id, now=now)
    tag(response, made.number)
    return PolicyView.of(made)
