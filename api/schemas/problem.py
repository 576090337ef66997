"""An error as it is answered."""

from __future__ import annotations

from pydantic import BaseModel

from api.schemas.plans import DiffView
from dispatch.errors import InputFault


class Fault(BaseModel):
    """One thing wrong with the request."""

    path: str
    """JSON path in the body (`$.parties[0].work_minutes`), or `query.…`, `path.…`, `header.…`."""
    row: int | None = None
    """Of a table, as a spreadsheet counts, and `path` is the column; of a text its line."""
    message: str
    found: str | None = None
    allowed: str | None = None

    @classmethod
    def of(cls, fault: InputFault) -> Fault:
        """The fault of an input."""
        path = fault.field or fault.file
        return cls(path=path, row=fault.row, message=fault.message, found=fault.value, allowed=fault.allowed)


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
