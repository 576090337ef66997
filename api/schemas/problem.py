"""An error as it is answered."""

from __future__ import annotations

from pydantic import BaseModel

from api.schemas.plans import DiffView


class Fault(BaseModel):
    """One thing wrong with the request."""

    path: str
    """JSON path in the body (`$.parties[0].work_minutes`), or `query.…`, `path.…`, `header.…`."""
    row: int | None = None
    """Of a table, as a spreadsheet counts; `path` is the column then."""
    message: str
    allowed: str | None = None


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[Fault] = []
    reasons: list[str] = []
    """Of a plan that does not fit the day, or breaks rules: why, in sentences."""
    diff: DiffView | None = None
    """Of a plan that does not fit the day: what publishing it would do now."""
