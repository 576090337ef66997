"""The service policy is set: always as a new version, so that what was done under the old one stays explained."""

from __future__ import annotations

from datetime import datetime

from dispatch.desk.trail import record
from dispatch.errors import StaleVersion
from dispatch.service_policy import ServicePolicy, ServicePolicyVersion
from dispatch.store.unit_of_work import UnitOfWork


def put(work: UnitOfWork, policy: ServicePolicy, after: int, *, by: str, now: datetime) -> ServicePolicyVersion:
    """Put a service policy in force in place of version `after`; 0 is the shipped one.

    Raises
    ------
    StaleVersion
        When another version is in force by now.
    """
    before = work.service_policies.current()
    if after != before.number:
        raise StaleVersion("service policy", str(after), before.number)
    version = ServicePolicyVersion(before.number + 1, policy, by, now)
    work.service_policies.add(version)
    record(work, "service_policy.put", f"service_policy/{version.number}", by=by, now=now, before=before, after=version)
    return version
