"""An error as it is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from api.schemas.plans import DiffView
from api.schemas.told import Told
from api.sentences import told, translated
from dispatch.errors import InputFault
from dispatch.sentences import Sentence


class Fault(BaseModel):
    """One thing wrong with the request."""

    path: str
    """JSON path in the body (`$.parties[0].work_minutes`), or `query.…`, `path.…`, `header.…`."""
    row: int | None = None
    """Of a table, as a spreadsheet counts, and `path` is the column; of a text its line."""
    message: str
    code: str | None = None
    """What is wrong, the same in every language; none for what is wrong inside a file."""
    facts: dict[str, Any] = {}
    found: str | None = None
    allowed: str | None = None

    @classmethod
    def of(cls, fault: InputFault) -> Fault:
        """The fault of an input."""
        path = fault.field or fault.file
        return cls(path=path, row=fault.row, found=fault.value, allowed=fault.allowed, **_message(fault.message))

    @classmethod
    def of_field(cls, path: str, found: Mapping[str, Any]) -> Fault:
        """What Pydantic found wrong with a field: one of our rules in its own words, else its kind."""
        context = found.get("ctx", {})
        own = getattr(context.get("error"), "args", ())
        if own and isinstance(own[0], Sentence):
            return cls(path=path, **_message(own[0]))
        facts = {name: value if isinstance(value, str | int | float) else str(value) for name, value in context.items()}
        said = Sentence(f"invalid.{found['type']}", facts)
        return cls(path=path, message=translated(said, english=found["msg"]), code=said.code, facts=facts)


def _message(said: Sentence | str) -> dict[str, Any]:
    if isinstance(said, str):
        return {"message": said}
    words = told(said)
    return {"message": words["sentence"], "code": words["code"], "facts": words["facts"]}


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str
    title: str
    status: int
    detail: str
    """For people, in the language of `Accept-Language`; programs go by `code` and `facts`."""
    code: str
    facts: dict[str, Any]
    instance: str
    errors: list[Fault] = []
    reasons: list[Told] = []
    """Of a plan that does not fit the day, or breaks rules: why."""
    diff: DiffView | None = None
    """Of a plan that does not fit the day: what publishing it would do now."""
