"""How a row of the ticket table becomes a ticket."""

from __future__ import annotations

from datetime import datetime, timedelta

from dispatch.place import Place
from dispatch.ticket import Party, Ticket, TicketPrices
from scenarios import cells
from scenarios import ticket_columns as columns
from scenarios.column import CellError, Record


def ticket_from(record: Record, now: datetime | None) -> Ticket | None:
    """The ticket of a row, or None when the row has faults; they are noted in the record."""
    for column in columns.COLUMNS:
        record.get(column)
    place, parties = _place(record), _parties(record)
    _check_customers(record)
    _check_times(record, now)
    _check_started(record, len(parties), now)
    if record.text(columns.ID) in {link.ticket_id for link in record.get(columns.AFTER)}:
        record.fault(columns.AFTER.name, "names the ticket itself", record.text(columns.AFTER), "other tickets")
    reported = record.get(columns.REPORTED)
    if not record.sound or reported is None:
        return None
    return Ticket(
        id=record.get(columns.ID),
        place=place,
        reported_at=reported,
        area_class=record.get(columns.AREA),
        priority=record.get(columns.PRIORITY),
        parties=parties,
        fault_type=record.get(columns.FAULT_TYPE),
        address=record.get(columns.ADDRESS),
        customers=record.get(columns.CUSTOMERS),
        critical_customers=record.get(columns.CRITICAL),
        hazard=record.get(columns.HAZARD),
        make_safe=record.get(columns.MAKE_SAFE),
        arrive_by=record.get(columns.ARRIVE_BY),
        restore_by=record.get(columns.RESTORE_BY),
        appointments=record.get(columns.APPOINTMENTS),
        access=record.get(columns.ACCESS),
        after=record.get(columns.AFTER),
        upstream=record.get(columns.UPSTREAM) or None,
        parts=record.get(columns.PARTS),
        equipment=record.get(columns.EQUIPMENT),
        preferred_crews=record.get(columns.PREFERRED),
        forbidden_crews=record.get(columns.FORBIDDEN),
        started=record.get(columns.STARTED),
        prices=_prices(record),
    )


def _place(record: Record) -> Place:
    nowhere = Place(0.0, 0.0)
    if not (record.text(columns.LAT) and record.text(columns.LON)):
        record.get(columns.LAT), record.get(columns.LON)
        return nowhere
    lat, lon = record.get(columns.LAT), record.get(columns.LON)
    if not record.sound:
        return nowhere
    try:
        return cells.place_at(lat, lon)
    except CellError as error:
        record.fault(columns.LAT.name, error.message, f"{lat:g}, {lon:g}", error.allowed)
        return nowhere


def _parties(record: Record) -> tuple[Party, ...]:
    try:
        return cells.parties(record.get(columns.WORK), record.get(columns.SKILLS))
    except CellError as error:
        record.fault(columns.SKILLS.name, error.message, record.text(columns.SKILLS), error.allowed)
        return (Party(timedelta(0)),)


def _prices(record: Record) -> TicketPrices | None:
    """The agreed prices, where any is given; the others are then 0."""
    prices = TicketPrices(
        record.get(columns.PRICE_ARRIVAL),
        record.get(columns.PRICE_RESTORATION),
        record.get(columns.PRICE_OUTAGE),
        record.get(columns.PRICE_LEFT_OUT),
        record.get(columns.PRICE_ARRIVAL_STEPS),
        record.get(columns.PRICE_RESTORATION_STEPS),
    )
    return prices if any(record.text(column) for column in columns.PRICES) else None


def _check_customers(record: Record) -> None:
    customers, critical = record.get(columns.CUSTOMERS), record.get(columns.CRITICAL)
    if critical > customers:
        record.fault(
            columns.CRITICAL.name, f"is more than all {customers} customers", str(critical), f"0 to {customers}"
        )


def _check_times(record: Record, now: datetime | None) -> None:
    reported, text = record.get(columns.REPORTED), record.text(columns.REPORTED)
    if reported is None:
        return
    if now is not None and reported > now:
        record.fault(columns.REPORTED.name, "is after the scenario's now: nobody can know of it yet", text, "up to now")
    for column in (columns.ARRIVE_BY, columns.RESTORE_BY):
        due = record.get(column)
        if due is not None and due < reported:
            record.fault(column.name, "is before the ticket was reported", record.text(column), f"{text} or later")


def _check_started(record: Record, parties: int, now: datetime | None) -> None:
    field, text = columns.STARTED.name, record.text(columns.STARTED)
    for work in record.get(columns.STARTED):
        if work.party >= parties:
            record.fault(field, f"names more crews than the {parties} asked for", text, "one entry a party")
        if now is not None and work.arrived_at is not None and work.arrived_at > now:
            record.fault(field, "says a crew arrived after the scenario's now", text, "up to now")
