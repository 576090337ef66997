"""An error as it is answered."""

from __future__ import annotations

from pydantic import BaseModel


class Fault(BaseModel):
    """One thing wrong with the request."""

    path: str
    """JSON path in the body (`$.parties[0].work_minutes`), or `query.…`, `path.…`, `header.…`."""
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
