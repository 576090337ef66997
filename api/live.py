"""Live streams on the wire (server-sent events)."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import Depends, Header

from api.dependencies import Service


def _last_seen(
    last_event_id: Annotated[
        str | None, Header(description="The id of the last event that came through.", pattern=r"^\d{1,18}$")
    ] = None,
) -> int | None:
    return None if last_event_id is None else int(last_event_id)


LastSeen = Annotated[int | None, Depends(_last_seen)]


def deadline(desk: Service) -> float:
    """When a stream ends, by the monotonic clock: whoever has lost their account does not listen for ever."""
    return time.monotonic() + desk.settings.access_token_life.total_seconds()
