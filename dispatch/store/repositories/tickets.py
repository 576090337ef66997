"""The tickets of the desk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, literal, select, tuple_
from sqlalchemy.orm import Session

from dispatch.desk_ticket import DeskTicket
from dispatch.errors import Conflict, NotFound
from dispatch.page import Page
from dispatch.sentences import say
from dispatch.store.chunks import chunks
from dispatch.store.columns import UtcDateTime
from dispatch.store.tables.tickets import TicketRow
from dispatch.ticket_status import TicketStatus


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Which tickets are wanted; empty means all."""

    statuses: Sequence[TicketStatus] = ()
    regions: Sequence[str] = ()
    priorities: Sequence[int] = ()

    def conditions(self) -> tuple[ColumnElement[bool], ...]:
        """The filter in the words of the database."""
        wanted = (
            (TicketRow.status, self.statuses),
            (TicketRow.region, self.regions),
            (TicketRow.priority, self.priorities),
        )
        return tuple(column.in_(values) for column, values in wanted if values)


class Tickets:
    """Tickets by id, and in pages, the latest report first."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, ticket_id: str) -> DeskTicket:
        """One ticket.

        Raises
        ------
        NotFound
        """
        return ticket_of(self._row(ticket_id))

    def hold(self, ticket_ids: Collection[str]) -> dict[str, DeskTicket]:
        """Those of the tickets that are there, by id; nobody else changes them until the commit."""
        query = select(TicketRow).where(TicketRow.id.in_(ticket_ids)).order_by(TicketRow.id).with_for_update()
        rows = self._session.scalars(query.execution_options(populate_existing=True))
        return {row.id: ticket_of(row) for row in rows}

    def add(self, ticket: DeskTicket) -> None:
        """Keep a new ticket.

        Raises
        ------
        Conflict
            When its id is taken.
        """
        if self._session.get(TicketRow, ticket.id) is not None:
            raise Conflict(say("conflict.exists", kind="ticket", id=ticket.id))
        self._session.add(TicketRow(**_columns(ticket)))
        self._session.flush()

    def save(self, ticket: DeskTicket) -> None:
        """Keep the next version of a ticket.

        Raises
        ------
        NotFound
        """
        row = self._row(ticket.id)
        for name, value in _columns(ticket).items():
            setattr(row, name, value)

    def in_status(self, *statuses: TicketStatus) -> tuple[DeskTicket, ...]:
        """All tickets that stand there, in order of id."""
        query = select(TicketRow).where(TicketRow.status.in_(statuses)).order_by(TicketRow.id)
        return tuple(map(ticket_of, self._session.scalars(query)))

    def promised(self, clock: str, before: datetime, statuses: Collection[TicketStatus]) -> tuple[DeskTicket, ...]:
        """Tickets in these statuses whose `arrive_by` or `restore_by` comes before a moment, in order of it."""
        due = getattr(TicketRow, clock)
        query = select(TicketRow).where(due < before, TicketRow.status.in_(statuses)).order_by(due, TicketRow.id)
        return tuple(map(ticket_of, self._session.scalars(query)))

    def following(self, ticket_id: str) -> str | None:
        """The id of the ticket for what a crew found left to do there."""
        query = select(TicketRow.id).where(TicketRow.follows_id == ticket_id).order_by(TicketRow.id).limit(1)
        return self._session.scalar(query)

    def merged_into(self, ticket_id: str) -> tuple[str, ...]:
        """The ids of the tickets that go on as part of one, in order."""
        merged = (TicketRow.master_id == ticket_id) & (TicketRow.status == TicketStatus.MERGED)
        return tuple(self._session.scalars(select(TicketRow.id).where(merged).order_by(TicketRow.id)))

    def known(self, ids: Iterable[str]) -> dict[str, DeskTicket]:
        """Those of the tickets that are there, by id."""
        pieces = chunks(sorted(ids))
        rows = (self._session.scalars(select(TicketRow).where(TicketRow.id.in_(some))) for some in pieces)
        return {row.id: ticket_of(row) for row in chain.from_iterable(rows)}

    def page(self, wanted: TicketFilter, after: tuple[str, ...] | None, limit: int) -> Page[DeskTicket]:
        """At most `limit` tickets, after the key of the page before."""
        query = select(TicketRow).where(*wanted.conditions())
        if after is not None:
            query = query.where(_key() < _key_of(*after))
        rows = self._session.scalars(
            query.order_by(TicketRow.reported_at.desc(), TicketRow.id.desc()).limit(limit + 1)
        ).all()
        tickets = tuple(map(ticket_of, rows[:limit]))
        more = len(rows) > limit
        return Page(tickets, (tickets[-1].work.reported_at.isoformat(), tickets[-1].id) if more else None)

    def _row(self, ticket_id: str) -> TicketRow:
        row = self._session.get(TicketRow, ticket_id)
        if row is None:
            raise NotFound("ticket", ticket_id)
        return row


def _key() -> Any:
    return tuple_(TicketRow.reported_at, TicketRow.id)


def _key_of(reported_at: str, ticket_id: str) -> Any:
    return tuple_(literal(datetime.fromisoformat(reported_at), UtcDateTime), literal(ticket_id))


def ticket_of(row: TicketRow) -> DeskTicket:
    """The ticket of a row."""
    return DeskTicket(
        work=row.work,
        status=row.status,
        arrive_by=row.arrive_by,
        restore_by=row.restore_by,
        policy=row.policy,
        changed_at=row.changed_at,
        intake=row.intake,
        region=row.region,
        master_id=row.master_id,
        follows_id=row.follows_id,
        version=row.version,
    )


def _columns(ticket: DeskTicket) -> dict[str, Any]:
    return {
        "id": ticket.id,
        "version": ticket.version,
        "status": ticket.status,
        "priority": int(ticket.work.priority),
        "area_class": ticket.work.area_class,
        "region": ticket.region,
        "reported_at": ticket.work.reported_at,
        "arrive_by": ticket.arrive_by,
        "restore_by": ticket.restore_by,
        "policy": ticket.policy,
        "master_id": ticket.master_id,
        "follows_id": ticket.follows_id,
        "changed_at": ticket.changed_at,
        "work": ticket.work,
        "intake": ticket.intake,
    }
