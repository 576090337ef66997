"""What-ifs on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import ConfigDict, Field

from api.schemas.problem import Fault
from api.schemas.wire import Id, Wire
from dispatch.errors import InputErrors
from dispatch.what_if_run import WhatIfRun, WhatIfState

if TYPE_CHECKING:
    from scenarios.what_if.what_if import WhatIf

MOST_CHARACTERS = 200_000
EXAMPLE = """\
format: 1
title: One more cable crew
base: bay-area-2021-02-10
seeds: 5
variants:
  - name: one more
    changes:
      - add_crews: {like: U01}
"""


class WhatIfBody(Wire):
    """A what-if file as text."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"yaml": EXAMPLE}]})

    yaml: Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS, pattern=r"^[^\x00]*$")]
    """As `crewdispatch scenario check` reads it; `base` is the name of a shipped scenario, the id of a saved day, or
    `live`: the desk's day at the moment of the request."""


class WhatIfView(Wire):
    """A what-if and how far its run is."""

    id: Id
    title: str
    state: WhatIfState
    done: int
    total: int
    """Evaluations: one for each variant and seed, and the base."""
    requested_by: str
    requested_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    attempts: int
    error: str | None

    @classmethod
    def of(cls, run: WhatIfRun) -> WhatIfView:
        """The view of a run."""
        return cls(**{name: getattr(run, name) for name in cls.model_fields})


class ShippedWhatIfView(Wire):
    """A what-if to begin with."""

    name: str
    title: str
    question: str
    yaml: str
    """As it can be sent in."""


class WhatIfCheck(Wire):
    """What would be run, or why nothing could be."""

    faults: list[Fault] = []
    """Each with its line as `row` and its path in the file."""
    title: str = ""
    variants: list[str] = []
    """The base first."""
    seeds: int = 0
    not_carried: tuple[str, ...] = ()
    """What the saved day it is asked of could not say of the live one, in sentences."""

    @classmethod
    def of(cls, found: WhatIf, not_carried: tuple[str, ...]) -> WhatIfCheck:
        """Of a what-if without a fault."""
        names = [one.name for one in found.variants]
        return cls(title=found.title, variants=names, seeds=len(found.seeds), not_carried=not_carried)

    @classmethod
    def refused(cls, errors: InputErrors) -> WhatIfCheck:
        """Of a text with faults."""
        return cls(faults=[Fault.of(fault) for fault in errors.faults])
