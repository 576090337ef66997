"""Live streams: one reader of the event log for all who listen, and a replay for those who come late.

Between two looks at the log nobody holds a connection to the database, however many listen.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.concurrency import run_in_threadpool

from dispatch.event import Event
from dispatch.store.unit_of_work import Store

LOOK_SECONDS = 0.5
KEPT = 1000
"""Events in memory; who is further behind reads from the log."""
PAGE = 200


class EventFeed:
    """The event log as it grows."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._recent: deque[Event] = deque(maxlen=KEPT)
        self._begun_after: int | None = None
        """The id after which `_recent` began to be kept; None while nobody listens."""
        self._listeners = 0
        self._joining = asyncio.Lock()
        self._grown = asyncio.Condition()
        self._reader: asyncio.Task[None] | None = None
        self._closed = False

    async def after(self, last: int | None, until: float) -> AsyncGenerator[Event, None]:
        """The events after `last`, or from now on, until `until` by the monotonic clock or the end of the service."""
        try:
            await self._join()
            seen = self._newest() if last is None else last
            while not self._closed and time.monotonic() < until:
                for event in await self._read(seen) or await self._wait(seen, until):
                    seen = event.id
                    yield event
        finally:
            self._leave()

    async def about(self, subject: str, last: int, until: float) -> AsyncGenerator[Event, None]:
        """The events about one thing after `last`: those that were, then those that come."""
        newest = last
        for event in await run_in_threadpool(self._past, subject):
            if event.id > last:
                newest = event.id
                yield event
        async with aclosing(self.after(newest, until)) as events:
            async for event in events:
                if event.subject == subject:
                    yield event

    def close(self) -> None:
        """End all streams, so that the service can end; from any thread."""
        self._closed = True

    async def _join(self) -> None:
        self._listeners += 1
        async with self._joining:
            if self._reader is None:
                self._begun_after = await run_in_threadpool(self._last)
                self._reader = asyncio.create_task(self._follow())

    def _leave(self) -> None:
        self._listeners -= 1
        if not self._listeners and self._reader is not None:
            self._reader.cancel()
            self._reader = None
            self._recent.clear()

    async def _follow(self) -> None:
        while True:
            found = await run_in_threadpool(self._page, self._newest())
            self._recent.extend(found)
            if found:
                async with self._grown:
                    self._grown.notify_all()
            else:
                await asyncio.sleep(LOOK_SECONDS)

    async def _read(self, seen: int) -> tuple[Event, ...]:
        """What is known after `seen`: from memory, or from the log for one who is behind."""
        oldest = self._recent[0].id - 1 if len(self._recent) == KEPT else (self._begun_after or 0)
        if seen < oldest:
            return await run_in_threadpool(self._page, seen)
        return tuple(event for event in self._recent if event.id > seen)

    async def _wait(self, seen: int, until: float) -> tuple[Event, ...]:
        """Wait a while for more than `seen`."""
        patience = min(2 * LOOK_SECONDS, max(0.0, until - time.monotonic()))
        try:
            async with asyncio.timeout(patience), self._grown:
                await self._grown.wait()
        except TimeoutError:
            return ()
        return await self._read(seen)

    def _newest(self) -> int:
        return self._recent[-1].id if self._recent else (self._begun_after or 0)

    def _last(self) -> int:
        with self._store.read() as work:
            return work.events.last_not_about()

    def _page(self, last: int) -> tuple[Event, ...]:
        with self._store.read() as work:
            return work.events.after(last, PAGE)

    def _past(self, subject: str) -> tuple[Event, ...]:
        with self._store.read() as work:
            return work.events.about(subject)
