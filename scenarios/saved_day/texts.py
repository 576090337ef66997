"""Values as the cells of a table write them: the other way round of `scenarios.cells` and `clock_cells`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dispatch.place import Place
from dispatch.skill import Skill
from dispatch.ticket import Precedence, Step, Visit
from dispatch.window import TimeWindow


def number(value: float) -> str:
    """So that reading gives the same number again."""
    return repr(int(value)) if float(value).is_integer() else repr(value)


def minutes(span: timedelta) -> str:
    """Minutes, to the second."""
    return number(span.total_seconds() / 60)


def yes_no(value: bool) -> str:
    """Empty for no."""
    return "yes" if value else ""


def names(values: Iterable[str]) -> str:
    """Names in any order."""
    return "+".join(sorted(values))


def pairs(values: Iterable[tuple[str, float]]) -> str:
    """Things with a number each."""
    return "+".join(f"{thing}:{number(value)}" for thing, value in values)


def skills(values: Iterable[Skill]) -> str:
    """Skills with their levels, where these are above 1."""
    return "+".join(skill.name if skill.level == 1 else f"{skill.name}:{skill.level}" for skill in values)


def steps(values: Iterable[Step]) -> str:
    """Prices by minutes late."""
    return "+".join(f"{minutes(step.after)}:{number(step.price)}" for step in values)


def place(point: Place | None) -> str:
    """Latitude, blank, longitude; empty for none."""
    return "" if point is None else f"{number(point.lat)} {number(point.lon)}"


def visit(one: Visit) -> str:
    """``T1``, or ``T1#2`` for the second party."""
    return one.ticket_id if one.party == 0 else f"{one.ticket_id}#{one.party + 1}"


def precedence(link: Precedence) -> str:
    """The ticket before, with its delays."""
    if link.max_delay is not None:
        return f"{link.ticket_id}:{minutes(link.min_delay)}..{minutes(link.max_delay)}"
    return f"{link.ticket_id}:{minutes(link.min_delay)}" if link.min_delay else link.ticket_id


def moments_in(zone: ZoneInfo) -> Callable[[datetime | None], str]:
    """How times are written in a zone: wall time and offset, so that no hour of the year is in doubt."""
    return lambda moment: "" if moment is None else moment.astimezone(zone).isoformat(sep=" ")


def windows(values: Iterable[TimeWindow], moment: Callable[[datetime | None], str]) -> str:
    """Stretches of time."""
    return "|".join(f"{moment(one.start)}/{moment(one.end)}" for one in values)
