"""How long work on site may take, and what to expect of work that is already taking long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from dispatch.quantiles import NO_SPREAD, Quantiles
from dispatch.ticket import Ticket

WorkSpread = Callable[[Ticket, int], Quantiles]
"""Of a ticket's party: its working time as a multiple of the planned one."""


def as_planned(_: Ticket, __: int) -> Quantiles:
    """Work that takes what it is planned to."""
    return NO_SPREAD


def expected_work(planned: timedelta, so_far: timedelta, spread: Quantiles) -> timedelta:
    """The median of all work that is not done after `so_far`, in whole seconds.

    Work that lasts longer than planned is no longer the usual kind: half of what repairs are left after
    two hours take another two. A plan that expects its crew at any minute leaves tickets waiting for it.
    """
    if not planned:
        return planned
    return timedelta(seconds=round(planned.total_seconds() * spread.median_beyond(so_far / planned)))
