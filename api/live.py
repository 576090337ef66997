"""Live streams on the wire (server-sent events)."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi.sse import ServerSentEvent

from api.dependencies import Service
from dispatch.event import Event


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


def as_sent(event: Event, data: Any) -> ServerSentEvent:
    """An event on the wire."""
    return ServerSentEvent(data=data, event=event.kind, id=str(event.id))
