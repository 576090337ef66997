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

from dispatch.sentences import Sentence, as_written, say

if TYPE_CHECKING:
    from dispatch.plan_diff import PlanDiff


class DispatchError(Exception):
    """The root of the tree; its argument is what people are told, unless its kind makes that of other facts."""

    @property
    def sentence(self) -> Sentence:
        """What people are told of it."""
        said = self.args[0] if self.args else ""
        return said if isinstance(said, Sentence) else as_written(str(said))

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class InputFault:
    """One thing wrong with an input: where it is, what stands there, what would be right."""

    file: str
    message: Sentence | str
    """Text where it is about a file, which programs do not read."""
    row: int | None = None
    """As a spreadsheet counts: the heading is row 1."""
    field: str | None = None
    value: str | None = None
    allowed: str | None = None

    @property
    def sentence(self) -> Sentence:
        """The fault in one sentence, with its place."""
        place = as_written(self.file)
        if self.row is not None:
            place = say("fault.row", place=place, row=self.row)
        if self.field is not None:
            place = say("fault.field", place=place, field=self.field)
        message = self.message if isinstance(self.message, Sentence) else as_written(self.message)
        text = say("fault.at", place=place, message=message)
        if self.value is not None:
            text = say("fault.found", fault=text, value=repr(self.value))
        return text if self.allowed is None else say("fault.allowed", fault=text, allowed=self.allowed)

    def __str__(self) -> str:
        return str(self.sentence)


class InputErrors(DispatchError):
    """Everything that is wrong with an input, in the order of the input."""

    def __init__(self, faults: Sequence[InputFault]) -> None:
        self.faults = tuple(faults)
        # The facts, not the text: an exception is pickled by its arguments, and solves run in other processes.
        super().__init__(self.faults)

    @property
    def sentence(self) -> Sentence:
        """Every fault, one after the other."""
        return say("error.faults", faults=tuple(fault.sentence for fault in self.faults))

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class InfeasiblePlan(DispatchError):
    """A plan that breaks at least one rule; `violations` says which, in sentences."""

    def __init__(self, violations: Sequence[Sentence]) -> None:
        self.violations = tuple(violations)
        super().__init__(self.violations)

    @property
    def sentence(self) -> Sentence:
        """Every rule that is broken."""
        return say("error.infeasible", violations=self.violations)


class MissingExtra(DispatchError):
    """Something that an optional extra is needed for, which is not installed."""

    def __init__(self, purpose: str, package: str, extra: str) -> None:
        self.purpose, self.package, self.extra = purpose, package, extra
        super().__init__(purpose, package, extra)

    @property
    def sentence(self) -> Sentence:
        """What needs it, and how it is installed."""
        return say("error.missing_extra", purpose=self.purpose, package=self.package, extra=self.extra)


class SolveFailed(DispatchError):
    """A solve ended without any plan to show."""


class NotFound(DispatchError):
    """Nothing of this kind has this id, or nothing that the user may see; without an id there is none at all."""

    def __init__(self, kind: str, id: str = "") -> None:  # noqa: A002 - it is the field's name
        self.kind, self.id = kind, id
        super().__init__(kind, id)

    @property
    def sentence(self) -> Sentence:
        """What there is not."""
        return say("error.not_found", kind=self.kind, id=self.id) if self.id else say("error.none", kind=self.kind)


class Forbidden(DispatchError):
    """The user is known, and may not do this; the argument says who may."""


class NotSignedIn(DispatchError):
    """Nobody is signed in, or the credentials are wrong, over or revoked."""


class TooManyAttempts(DispatchError):
    """Somebody tried too often; `retry_after` says how many seconds to wait."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(retry_after)

    @property
    def sentence(self) -> Sentence:
        """How long to wait."""
        return say("error.too_many_attempts", seconds=self.retry_after)


class ServiceAway(DispatchError):
    """Another service that is needed gives no usable answer; `reason` is the kind of failure."""

    def __init__(self, service: str, reason: str) -> None:
        self.service, self.reason = service, reason
        super().__init__(service, reason)

    @property
    def sentence(self) -> Sentence:
        """Which service, and what to do."""
        return say("error.service_away", service=self.service, reason=self.reason)


class Conflict(DispatchError):
    """What is asked does not fit what is there; the argument says what is there, and what would fit."""


class StaleVersion(Conflict):
    """It was changed meanwhile: read it again, then decide."""

    def __init__(self, kind: str, id: str, version: int | None = None) -> None:  # noqa: A002 - it is the field's name
        self.kind, self.id, self.version = kind, id, version
        super().__init__(kind, id, version)

    @property
    def sentence(self) -> Sentence:
        """What was changed, and which version it has now."""
        if self.version is None:
            return say("error.stale", kind=self.kind, id=self.id)
        return say("error.stale_version", kind=self.kind, id=self.id, version=self.version)


class ForbiddenTransition(Conflict):
    """A ticket's status that may not follow its current one; `allowed` says which may."""

    def __init__(self, ticket_id: str, current: str, wanted: str, allowed: Sequence[str]) -> None:
        self.ticket_id, self.current, self.wanted, self.allowed = ticket_id, current, wanted, tuple(allowed)
        super().__init__(ticket_id, current, wanted, self.allowed)

    @property
    def sentence(self) -> Sentence:
        """What it is, and what it may become."""
        step = {"ticket": self.ticket_id, "current": self.current, "wanted": self.wanted}
        if not self.allowed:
            return say("error.final_status", **step)
        return say("error.forbidden_transition", allowed=self.allowed, **step)


class PlanOutOfDate(Conflict):
    """A plan that does not fit the day any more.

    `reasons` say in sentences what has changed; `diff` is what publishing the plan would now do to the published one.
    """

    def __init__(self, number: int, reasons: Sequence[Sentence], diff: PlanDiff) -> None:
        self.number, self.reasons, self.diff = number, tuple(reasons), diff
        super().__init__(number, self.reasons, diff)

    @property
    def sentence(self) -> Sentence:
        """Why it does not fit, and what to do."""
        return say("error.plan_out_of_date", number=self.number, reasons=self.reasons)
