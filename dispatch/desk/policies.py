"""The policy is set: always as a new version, so that promises made under the old one stay explained."""

from __future__ import annotations

from datetime import datetime

from dispatch.desk.trail import record
from dispatch.errors import StaleVersion
from dispatch.policy import Policy
from dispatch.policy_version import PolicyVersion
from dispatch.store.unit_of_work import UnitOfWork


def put(work: UnitOfWork, policy: Policy, after: int, *, by: str, now: datetime) -> PolicyVersion:
    """Put a policy in force in place of version `after`; 0 before the first.

    Raises
    ------
    StaleVersion
        When another version is in force by now.
    """
    latest = work.policies.latest_number()
    if after != latest:
        raise StaleVersion("policy", str(after), latest)
    before = work.policies.get(latest) if latest else None
    version = PolicyVersion(latest + 1, policy, by, now)
    work.policies.add(version)
    record(work, "policy.put", f"policy/{version.number}", by=by, now=now, before=before, after=version)
    return version
