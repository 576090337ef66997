"""How figures and clocks are put into words, the same in the terminal and on the page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from dispatch.clocks import Clock
from dispatch.plan import Reason
from dispatch.score import Term
from dispatch.ticket import Priority, Ticket

TERM_NAMES: Mapping[Term, str] = {
    Term.ARRIVAL_LATENESS: "Late on site",
    Term.RESTORATION_LATENESS: "Late restoration",
    Term.OUTAGE: "Customers without power",
    Term.LEFT_OUT: "Tickets left out",
    Term.TRAVEL: "Travel",
    Term.OVERTIME: "Overtime",
    Term.WAITING: "Waiting on site",
    Term.CALLOUT: "Call-outs",
    Term.CHANGE: "Change against the published plan",
    Term.WORKLOAD: "Uneven workload",
    Term.PREFERENCE: "Crews not preferred",
}

REASON_NAMES: Mapping[Reason, str] = {
    Reason.SKILL: "no crew has the skill",
    Reason.EQUIPMENT: "no crew has the gear",
    Reason.PARTS: "no crew has the parts",
    Reason.CREW: "no crew may go",
    Reason.LOCK: "held by a lock",
    Reason.TIME_WINDOW: "no time fits",
    Reason.SHIFT: "no shift has room",
    Reason.PRECEDENCE: "waits for other work",
    Reason.CHANGE_BUDGET: "change budget used up",
    Reason.COST: "worth less than its cost",
}


def margin(clock: Clock) -> str:
    """`35 min early`, `12 min late`, or `left out`; nothing is rounded into being in time."""
    spare = clock.margin
    if spare is None:
        return "left out"
    if spare < timedelta(0):
        return f"{span(max(-spare, timedelta(minutes=1)))} late"
    return f"{span(spare)} early"


def span(length: timedelta) -> str:
    """`45 min` or `3 h 05`, to the nearest minute."""
    minutes = round(length / timedelta(minutes=1))
    return f"{minutes} min" if abs(minutes) < 60 else f"{minutes // 60} h {minutes % 60:02d}"


def minutes(number: float) -> str:
    """`45 min` or `3 h 05`."""
    return span(timedelta(minutes=number))


def clock_time(moment: datetime, day: datetime) -> str:
    """`14:05`, with the date in front when it is not on the day of `day`; both in the same zone."""
    return f"{moment:%H:%M}" if moment.date() == day.date() else f"{moment:%m-%d %H:%M}"


def offset(moment: datetime) -> str:
    """`UTC+08:00`."""
    text = f"{moment:%z}"
    return f"UTC{text[:3]}:{text[3:5]}"


def percent(share: float | None) -> str:
    """`83%`, or a dash where there is nothing to count."""
    return "–" if share is None else f"{share:.0%}"


def priority(value: Priority) -> str:
    """`1 emergency`."""
    return f"{int(value)} {value.name.lower()}"


def what(ticket: Ticket) -> str:
    """The fault, and how many customers it leaves without power."""
    customers = f"{ticket.customers:,} customer{'' if ticket.customers == 1 else 's'}" if ticket.customers else ""
    critical = f"{ticket.critical_customers} critical" if ticket.critical_customers else ""
    hazard = "hazard" if ticket.hazard else ""
    return ", ".join(filter(None, (ticket.fault_type, hazard, customers, critical))) or "fault"


def where(ticket: Ticket) -> str:
    """The address, or the coordinates where there is none."""
    return ticket.address or f"{ticket.place.lat:.5f}, {ticket.place.lon:.5f}"


def printable(text: str) -> str:
    """The text without control characters, which could rule a terminal; line ends stay."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "\N{REPLACEMENT CHARACTER}" for sign in text)
