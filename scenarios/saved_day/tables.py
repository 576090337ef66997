"""Tickets and crews as the rows of the two tables, in their columns' names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from dispatch.crew import Crew, Shift
from dispatch.ticket import Ticket, TicketPrices
from scenarios import crew_columns, ticket_columns
from scenarios.saved_day import texts

Moments = Callable[[datetime | None], str]
Row = dict[str, str]


def ticket_rows(tickets: Iterable[Ticket], moment: Moments) -> Iterator[Row]:
    """One row a ticket."""
    for ticket in tickets:
        yield {
            ticket_columns.ID.name: ticket.id,
            ticket_columns.LAT.name: texts.number(ticket.place.lat),
            ticket_columns.LON.name: texts.number(ticket.place.lon),
            ticket_columns.REPORTED.name: moment(ticket.reported_at),
            ticket_columns.AREA.name: ticket.area_class.value,
            ticket_columns.PRIORITY.name: str(int(ticket.priority)),
            ticket_columns.WORK.name: "|".join(texts.minutes(party.work) for party in ticket.parties),
            ticket_columns.SKILLS.name: _skills(ticket),
            ticket_columns.FAULT_TYPE.name: ticket.fault_type,
            ticket_columns.CUSTOMERS.name: str(ticket.customers),
            ticket_columns.CRITICAL.name: str(ticket.critical_customers),
            ticket_columns.HAZARD.name: texts.yes_no(ticket.hazard),
            ticket_columns.MAKE_SAFE.name: texts.yes_no(ticket.make_safe),
            ticket_columns.ARRIVE_BY.name: moment(ticket.arrive_by),
            ticket_columns.RESTORE_BY.name: moment(ticket.restore_by),
            ticket_columns.APPOINTMENTS.name: texts.windows(ticket.appointments, moment),
            ticket_columns.ACCESS.name: texts.windows(ticket.access, moment),
            ticket_columns.AFTER.name: "+".join(map(texts.precedence, ticket.after)),
            ticket_columns.UPSTREAM.name: ticket.upstream or "",
            ticket_columns.PARTS.name: texts.pairs(ticket.parts),
            ticket_columns.EQUIPMENT.name: texts.names(ticket.equipment),
            ticket_columns.PREFERRED.name: texts.names(ticket.preferred_crews),
            ticket_columns.FORBIDDEN.name: texts.names(ticket.forbidden_crews),
            ticket_columns.STARTED.name: _started(ticket, moment),
            **_prices(ticket.prices),
        }


def crew_rows(crews: Iterable[Crew], moment: Moments) -> Iterator[Row]:
    """One row a shift; what is said of the crew stands in its first."""
    for crew in crews:
        said = _said_of(crew, moment)
        for shift in crew.shifts:
            yield {crew_columns.ID.name: crew.id, **_shift(shift, moment), **said}
            said = {}


def _skills(ticket: Ticket) -> str:
    by_party = [texts.skills(party.skills) for party in ticket.parties]
    return "|".join(by_party) if any(by_party) else ""


def _started(ticket: Ticket, moment: Moments) -> str:
    if not ticket.started:
        return ""
    by_party = [""] * len(ticket.parties)
    for start in ticket.started:
        arrived = "" if start.arrived_at is None else f"@{moment(start.arrived_at)}"
        by_party[start.party] = f"{start.crew_id}{arrived}"
    return "|".join(by_party)


def _prices(prices: TicketPrices | None) -> Row:
    if prices is None:
        return {}
    return {
        # Said even where it is 0: one that is said is what makes them agreed prices.
        ticket_columns.PRICE_ARRIVAL.name: texts.number(prices.arrival_late_minute),
        ticket_columns.PRICE_RESTORATION.name: texts.number(prices.restoration_late_minute),
        ticket_columns.PRICE_OUTAGE.name: texts.number(prices.outage_minute),
        ticket_columns.PRICE_LEFT_OUT.name: texts.number(prices.left_out),
        ticket_columns.PRICE_ARRIVAL_STEPS.name: texts.steps(prices.arrival_steps),
        ticket_columns.PRICE_RESTORATION_STEPS.name: texts.steps(prices.restoration_steps),
    }


def _shift(shift: Shift, moment: Moments) -> Row:
    breaks = (
        f"{moment(pause.earliest)}/{moment(pause.latest)}/{texts.minutes(pause.duration)}" for pause in shift.breaks
    )
    return {
        crew_columns.START.name: moment(shift.start),
        crew_columns.END.name: moment(shift.end),
        crew_columns.START_PLACE.name: texts.place(shift.start_place),
        crew_columns.END_PLACE.name: texts.place(shift.end_place),
        crew_columns.OVERTIME.name: texts.minutes(shift.max_overtime),
        crew_columns.BREAKS.name: "|".join(breaks),
        crew_columns.ON_CALL.name: texts.yes_no(shift.on_call),
    }


def _said_of(crew: Crew, moment: Moments) -> Row:
    return {
        crew_columns.KIND.name: crew.kind,
        crew_columns.MEMBERS.name: str(crew.members),
        crew_columns.SKILLS.name: texts.skills(crew.skills),
        crew_columns.SPEED.name: texts.pairs(crew.speed),
        crew_columns.EQUIPMENT.name: texts.names(crew.equipment),
        crew_columns.PARTS.name: texts.pairs(crew.parts),
        crew_columns.DEPOT.name: texts.place(crew.depot),
        crew_columns.RELOAD.name: texts.minutes(crew.reload),
        crew_columns.MAX_DUTY.name: "" if crew.max_duty is None else texts.minutes(crew.max_duty),
        crew_columns.MIN_REST.name: texts.minutes(crew.min_rest),
        crew_columns.CALLOUT.name: texts.number(crew.callout_price),
        crew_columns.POSITION.name: texts.place(crew.position),
        crew_columns.FREE_FROM.name: moment(crew.free_from),
    }
