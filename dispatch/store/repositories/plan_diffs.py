"""What plans made by runs change."""

from __future__ import annotations

from sqlalchemy.orm import Session

from dispatch.plan_diff import PlanDiff
from dispatch.store.tables.plans import PlanDiffRow


class PlanDiffs:
    """Diffs by the id of their plan."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of(self, plan_id: str) -> PlanDiff | None:
        """What the plan changes, as its run saw it; None for one made by hand."""
        row = self._session.get(PlanDiffRow, plan_id)
        return None if row is None else row.diff

    def add(self, plan_id: str, diff: PlanDiff) -> None:
        """Keep a plan's diff."""
        self._session.add(PlanDiffRow(plan_id=plan_id, diff=diff))
        self._session.flush()
