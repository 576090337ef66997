"""The tree of errors the product raises on purpose; each carries facts, none knows HTTP.

::

    DispatchError
    ├── InputErrors               files or requests that cannot be read: every fault at once
    ├── InfeasiblePlan            a plan that breaks a rule where none may
    ├── SolveFailed               a solve that ended without any plan
    ├── MissingExtra              an optional part of the program that is not installed
    ├── NotFound                  nothing of that kind has that id
    ├── Forbidden                 the user may not do this
    ├── NotSignedIn               nobody is signed in, or the credentials are wrong or over
    ├── TooManyAttempts           somebody tried too often
    ├── ServiceAway               another service that is needed does not answer
    └── Conflict                  what is asked does not fit what is there
        ├── StaleVersion          it was changed by someone else meanwhile
        ├── ForbiddenTransition   a status that may not follow the current one
        └── PlanOutOfDate         a plan made for a day that is another one by now
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dispatch.plan_diff import PlanDiff


class DispatchError(Exception):
    """The root of the tree."""


@dataclass(frozen=True, slots=True)
class InputFault:
    """One thing wrong with an input: where it is, what stands there, what would be right."""

    file: str
    message: str
    row: int | None = None
    """As a spreadsheet counts: the heading is row 1."""
    field: str | None = None
    value: str | None = None
    allowed: str | None = None

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.field is not None:
            place += f", {self.field}"
        text = f"{place}: {self.message}"
        if self.value is not None:
            text += f" (found {self.value!r})"
        if self.allowed is not None:
            text += f"; allowed: {self.allowed}"
        return text


class InputErrors(DispatchError):
    """Everything that is wrong with an input, in the order of the input."""

    def __init__(self, faults: Sequence[InputFault]) -> None:
        self.faults = tuple(faults)
        # The facts, not the text: an exception is pickled by its arguments, and solves run in other processes.
        super().__init__(self.faults)

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class InfeasiblePlan(DispatchError):
    """A plan that breaks at least one rule; `violations` says which, in sentences."""

    def __init__(self, violations: Sequence[str]) -> None:
        self.violations = tuple(violations)
        super().__init__(self.violations)

    def __str__(self) -> str:
        return "; ".join(self.violations)


class MissingExtra(DispatchError):
    """Something that an optional extra is needed for, which is not installed."""

    def __init__(self, purpose: str, package: str, extra: str) -> None:
        self.purpose, self.package, self.extra = purpose, package, extra
        super().__init__(purpose, package, extra)

    def __str__(self) -> str:
        return f"{self.purpose} need {self.package}; install it with: pip install 'crewdispatch[{self.extra}]'"


class SolveFailed(DispatchError):
    """A solve ended without any plan to show."""


class NotFound(DispatchError):
    """Nothing of this kind has this id, or nothing that the user may see."""

    def __init__(self, kind: str, id: str) -> None:  # noqa: A002 - it is the field's name
        self.kind, self.id = kind, id
        super().__init__(kind, id)

    def __str__(self) -> str:
        return f"there is no {self.kind} {self.id}"


class Forbidden(DispatchError):
    """The user is known, and may not do this; the argument says who may."""


class NotSignedIn(DispatchError):
    """Nobody is signed in, or the credentials are wrong, over or revoked."""


class TooManyAttempts(DispatchError):
    """Somebody tried too often; `retry_after` says how many seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after)

    def __str__(self) -> str:
        return f"too many attempts; try again in {self.retry_after} s"


class ServiceAway(DispatchError):
    """Another service that is needed gives no usable answer; `reason` is the kind of failure."""

    def __init__(self, service: str, reason: str) -> None:
        self.service, self.reason = service, reason
        super().__init__(service, reason)

    def __str__(self) -> str:
        return f"{self.service} gives no usable answer ({self.reason}); try again later, or do without it"


class Conflict(DispatchError):
    """What is asked does not fit what is there; the argument says what is there, and what would fit."""


class StaleVersion(Conflict):
    """It was changed meanwhile: read it again, then decide."""

    def __init__(self, kind: str, id: str, version: int | None = None) -> None:  # noqa: A002 - it is the field's name
        self.kind, self.id, self.version = kind, id, version
        super().__init__(kind, id, version)

    def __str__(self) -> str:
        now = "" if self.version is None else f"; it is now at version {self.version}"
        return f"{self.kind} {self.id} was changed meanwhile{now}"


class ForbiddenTransition(Conflict):
    """A ticket's status that may not follow its current one; `allowed` says which may."""

    def __init__(self, ticket_id: str, current: str, wanted: str, allowed: Sequence[str]) -> None:
        self.ticket_id, self.current, self.wanted, self.allowed = ticket_id, current, wanted, tuple(allowed)
        super().__init__(ticket_id, current, wanted, self.allowed)

    def __str__(self) -> str:
        may = f"it may become {', '.join(self.allowed)}" if self.allowed else "that is final"
        return f"ticket {self.ticket_id} is {self.current} and cannot become {self.wanted}; {may}"


class PlanOutOfDate(Conflict):
    """A plan that does not fit the day any more.

    `reasons` say in sentences what has changed; `diff` is what publishing the plan would now do to the published one.
    """

    def __init__(self, number: int, reasons: Sequence[str], diff: PlanDiff) -> None:
        self.number, self.reasons, self.diff = number, tuple(reasons), diff
        super().__init__(number, self.reasons, diff)

    def __str__(self) -> str:
        return f"plan {self.number} is out of date: {' '.join(self.reasons)} Rebase it, or plan again."
