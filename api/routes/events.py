"""What happens at the desk, as it happens: for boards that show it live."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.auth import Staff
from api.dependencies import ServiceOf
from api.live import LastSeen, as_sent, deadline
from api.routing import desk_router

router = desk_router("/events", "events")
PRIVATE = ("user/", "token/")


@router.get("", response_class=EventSourceResponse)
async def watch_desk(_: Staff, desk: ServiceOf, last: LastSeen) -> AsyncIterator[ServerSentEvent]:
    """Stream what happens from now, or from `Last-Event-ID` on: kind and subject; what it is now, its own address says.

    The stream ends when an access token would; connect again with `Last-Event-ID`, and nothing is missed.
    """
    async with aclosing(desk.feed.after(last, deadline(desk))) as events:
        async for event in events:
            if not event.subject.startswith(PRIVATE):
                yield as_sent(event, {"at": event.at, "kind": event.kind, "subject": event.subject, "by": event.actor})
