"""What happens at the desk, as it happens: for boards that show it live."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing

from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.auth import Staff
from api.dependencies import ServiceOf
from api.live import LastSeen, deadline
from api.routing import desk_router
from dispatch.event import Event

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
                yield _as_sent(event)


def _as_sent(event: Event) -> ServerSentEvent:
    # Without a name: a browser hears named events only by name, and would need a list of all there are.
    told = {"at": event.at, "kind": event.kind, "subject": event.subject, "by": event.actor}
    return ServerSentEvent(data=told, id=str(event.id))
