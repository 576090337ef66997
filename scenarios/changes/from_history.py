"""Changes that draw from a fitted history where they are given one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Self

from dispatch.errors import InputErrors
from dispatch.ticket import AreaClass, Ticket
from scenarios.changes.change import Change, ChangeError, key, unknown
from scenarios.changes.incidents import Incident, Span
from scenarios.column import Zone
from scenarios.history.draw import draw_day, draw_incidents, with_work
from scenarios.history.fit import HistoryFit
from scenarios.history.named import fitted, history_folder
from scenarios.history.past_ticket import DAY
from scenarios.yaml_tree import Section


def _folder(text: str, _: Zone) -> Path | None:
    """A folder, as it is named."""
    return Path(text) if text else None


@dataclass(frozen=True, kw_only=True)
class FromHistory(Change):
    """A change that may draw from a fitted history in place of the day's own tickets."""

    history: Path | None = key(
        _folder,
        "Draw from this history: a shipped one's name, or a folder beside this file with mapping.yaml and tickets.csv. "
        "Empty: from the day's own tickets.",
        "fremont-2021",
        None,
    )

    @classmethod
    def read(cls, section: Section) -> Self | None:
        """The change with the folder its history lies in; faults of the history are noted too."""
        change = super().read(section)
        if change is None or change.history is None:
            return change
        try:
            folder = history_folder(str(change.history), section.folder)
            fitted(folder)
        except LookupError as error:
            section.fault("history", "is no history", str(change.history), str(error))
            return None
        except InputErrors as errors:
            section.pass_on(replace(fault, file=f"{change.history}/{fault.file}") for fault in errors.faults)
            return None
        return replace(change, history=folder)


def another_day(folder: Path, seed: int, within: Span) -> Iterator[Ticket]:
    """Tickets of ordinary days out of the history, as far as they are reported within the stretch."""
    fit = fitted(folder)
    first, last = (fit.history.local(moment).date() for moment in within)
    for number in range((last - first).days + 1):
        for drawn in draw_day(fit, first + number * DAY, seed):
            if within[0] <= drawn.reported_at <= within[1]:
                named = replace(drawn, id=f"{drawn.id}~{number + 1}" if number else drawn.id)
                yield from with_work(fit, named, Random(f"{seed}/{named.id}/work"))


def storm(
    folder: Path, count: int, seed: str, within: Span, area: AreaClass | None, fault_type: str
) -> Iterator[Incident]:
    """So many of a storm's incidents out of the history.

    Raises
    ------
    ChangeError
        When it has none in such an area, or of such a type.
    """
    fit: HistoryFit = fitted(folder)
    try:
        yield from draw_incidents(fit, count, seed, within, area, fault_type)
    except LookupError as error:
        if error.args == ("fault_type",):
            raise unknown("fault_type", "is no fault of the history", fault_type, tuple(fit.storm_shares)) from None
        raise ChangeError("area", "has no ticket in the history", "another area class") from None
