"""Hooks are added and ended, dead letters sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from dispatch.delivery import Channel, Delivery, DeliveryState, Hook
from dispatch.desk.trail import record
from dispatch.errors import Conflict
from dispatch.identity import new_id
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork


def add_hook(
    work: UnitOfWork, channel: Channel, target: str, kinds: tuple[str, ...], *, by: str, now: datetime
) -> Hook:
    """Tell somebody of all events from now on whose kind begins with one of `kinds`."""
    hook = Hook(new_id("H"), channel, target, kinds, by, now)
    work.outbox.add_hook(hook)
    record(work, "hook.added", f"hook/{hook.id}", by=by, now=now, after=hook)
    return hook


def end_hook(work: UnitOfWork, hook_id: str, *, by: str, now: datetime) -> Hook:
    """Tell somebody nothing any more. To end a hook again changes nothing.

    Raises
    ------
    NotFound
    """
    before = work.outbox.hook(hook_id)
    if not before.active:
        return before
    after = replace(before, active=False)
    work.outbox.save_hook(after)
    record(work, "hook.ended", f"hook/{hook_id}", by=by, now=now, before=before, after=after)
    return after


def send_again(work: UnitOfWork, delivery_id: str, *, by: str, now: datetime) -> Delivery:
    """Try a dead letter again from the start, under the same id.

    Raises
    ------
    NotFound
    Conflict
        When it is not dead.
    """
    before = work.outbox.get(delivery_id)
    if before.state is not DeliveryState.DEAD:
        raise Conflict(say("conflict.delivery_not_dead", delivery=delivery_id, state=before.state))
    after = before.again(now)
    work.outbox.save(after)
    record(work, "delivery.resent", f"delivery/{delivery_id}", by=by, now=now, before=before, after=after)
    return after
