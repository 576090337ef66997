"""The versions of the service policy."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch.service_policy import ServicePolicyVersion
from dispatch.shipped_service import SHIPPED
from dispatch.store.tables.signals import ServicePolicyRow


class ServicePolicies:
    """Versions by number; the shipped one is in force until there is another."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def current(self) -> ServicePolicyVersion:
        """The version in force."""
        latest = self._session.scalar(select(func.max(ServicePolicyRow.number)))
        row = None if latest is None else self._session.get(ServicePolicyRow, latest)
        return SHIPPED if row is None else ServicePolicyVersion(row.number, row.policy, row.made_by, row.made_at)

    def add(self, version: ServicePolicyVersion) -> None:
        """Keep a new version."""
        self._session.add(
            ServicePolicyRow(
                number=version.number, policy=version.policy, made_by=version.made_by, made_at=version.made_at
            )
        )
        self._session.flush()
