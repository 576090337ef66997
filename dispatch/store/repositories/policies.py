"""The versions of the policy."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.policy_version import PolicyVersion
from dispatch.store.tables.policies import PolicyRow


class Policies:
    """Policy versions by number."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def current(self) -> PolicyVersion:
        """The version in force.

        Raises
        ------
        NotFound
            When the desk has no policy yet.
        """
        return self.get(self.latest_number())

    def latest_number(self) -> int:
        """The number of the version in force; 0 before the first."""
        return self._session.scalar(select(func.max(PolicyRow.number))) or 0

    def get(self, number: int) -> PolicyVersion:
        """One version.

        Raises
        ------
        NotFound
        """
        row = self._session.get(PolicyRow, number)
        if row is None:
            raise NotFound("policy", str(number))
        return PolicyVersion(row.number, row.policy, row.made_by, row.made_at)

    def add(self, version: PolicyVersion) -> None:
        """Keep a new version."""
        self._session.add(
            PolicyRow(number=version.number, policy=version.policy, made_by=version.made_by, made_at=version.made_at)
        )
        self._session.flush()
