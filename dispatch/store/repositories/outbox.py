"""The outbox: hooks, and what is on its way to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from dispatch.delivery import Delivery, DeliveryState, Hook
from dispatch.errors import NotFound
from dispatch.event import Event
from dispatch.page import Page
from dispatch.store.tables.service import DeliveryRow, HookRow


class Outbox:
    """Hooks by id; deliveries by id, by state, and those whose turn it is."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def hooks(self) -> tuple[Hook, ...]:
        """All hooks, in order of id."""
        return tuple(map(_hook, self._session.scalars(select(HookRow).order_by(HookRow.id))))

    def hook(self, hook_id: str) -> Hook:
        """One hook.

        Raises
        ------
        NotFound
        """
        return _hook(self._hook_row(hook_id))

    def add_hook(self, hook: Hook) -> None:
        """Keep a new hook."""
        self._session.add(HookRow(**{**asdict(hook), "kinds": list(hook.kinds)}))
        self._session.flush()

    def save_hook(self, hook: Hook) -> None:
        """Keep whether a hook is active.

        Raises
        ------
        NotFound
        """
        self._hook_row(hook.id).active = hook.active

    def put(self, events: Sequence[Event]) -> None:
        """Lay out what is to be told of these events."""
        if not events:
            return
        hooks = self.hooks()
        found = [Delivery.of(event, hook) for event in events for hook in hooks if hook.wants(event)]
        self._session.add_all(DeliveryRow(**asdict(one)) for one in found)

    def take_due(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """At most `limit` deliveries whose turn it is, taken until their lease is over: the first of each line."""
        earlier = aliased(DeliveryRow)
        blocked = exists().where(
            earlier.state == DeliveryState.WAITING,
            earlier.hook_id == DeliveryRow.hook_id,
            earlier.line == DeliveryRow.line,
            earlier.event_id < DeliveryRow.event_id,
        )
        query = (
            select(DeliveryRow)
            .join(HookRow)
            .where(DeliveryRow.state == DeliveryState.WAITING, DeliveryRow.due_at <= now, HookRow.active, ~blocked)
            .order_by(DeliveryRow.event_id)
            .limit(limit)
            .with_for_update(skip_locked=True, of=DeliveryRow)
        )
        taken = tuple(_delivery(row).taken(now) for row in self._session.scalars(query))
        for one in taken:
            self.save(one)
        return taken

    def get(self, delivery_id: str) -> Delivery:
        """One delivery.

        Raises
        ------
        NotFound
        """
        return _delivery(self._row(delivery_id))

    def save(self, delivery: Delivery) -> None:
        """Keep how a delivery fares.

        Raises
        ------
        NotFound
        """
        row = self._row(delivery.id)
        for name in ("due_at", "state", "attempts", "sent_at", "error"):
            setattr(row, name, getattr(delivery, name))

    def page(self, states: Collection[DeliveryState], after: tuple[str, ...] | None, limit: int) -> Page[Delivery]:
        """At most `limit` deliveries, the latest event first; no state means all."""
        query = select(DeliveryRow).order_by(DeliveryRow.event_id.desc(), DeliveryRow.id.desc()).limit(limit + 1)
        if states:
            query = query.where(DeliveryRow.state.in_(states))
        if after is not None:
            last = int(after[0])
            later = (DeliveryRow.event_id == last) & (DeliveryRow.id < after[1])
            query = query.where((DeliveryRow.event_id < last) | later)
        rows = self._session.scalars(query).all()
        found = tuple(map(_delivery, rows[:limit]))
        return Page(found, (str(found[-1].event_id), found[-1].id) if len(rows) > limit else None)

    def _row(self, delivery_id: str) -> DeliveryRow:
        row = self._session.get(DeliveryRow, delivery_id)
        if row is None:
            raise NotFound("delivery", delivery_id)
        return row

    def _hook_row(self, hook_id: str) -> HookRow:
        row = self._session.get(HookRow, hook_id)
        if row is None:
            raise NotFound("hook", hook_id)
        return row


def _hook(row: HookRow) -> Hook:
    return Hook(row.id, row.channel, row.target, tuple(row.kinds), row.made_by, row.made_at, row.active)


def _delivery(row: DeliveryRow) -> Delivery:
    names: dict[str, Any] = {name: getattr(row, name) for name in Delivery.__dataclass_fields__}
    return Delivery(**names)
