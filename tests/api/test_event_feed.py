"""The event log as a live stream: from now on, from where one left off, and for a crowd with one reader."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from typing import Any

import pytest

from api import event_feed
from api.event_feed import EventFeed
from dispatch.event import Event
from tests.builders import NOW
from tests.desk import Desk

PATIENCE = 20.0


def happen(desk: Desk, *kinds: str) -> None:
    with desk.store.write() as work:
        for kind in kinds:
            work.events.append(Event(NOW, "test", kind, "thing/1"))


async def take(events: AsyncGenerator[Event, None], count: int) -> list[str]:
    found: list[str] = []
    async for event in events:
        found.append(event.kind)
        if len(found) == count:
            break
    await events.aclose()
    return found


def until() -> float:
    return time.monotonic() + PATIENCE


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(work(), 2 * PATIENCE))


def test_who_listens_hears_what_happens_from_then_on(desk: Desk) -> None:
    happen(desk, "before")
    feed = EventFeed(desk.store)

    async def listen() -> None:
        crowd = [asyncio.create_task(take(feed.after(None, until()), 2)) for _ in range(20)]
        await asyncio.sleep(1)
        await asyncio.to_thread(happen, desk, "first", "second")
        assert await asyncio.gather(*crowd) == [["first", "second"]] * 20

    run(listen)


def test_who_was_away_hears_what_was_missed_first(desk: Desk) -> None:
    with desk.store.read() as work:
        last = work.events.last_not_about()
    happen(desk, *(f"missed {number}" for number in range(event_feed.PAGE + 1)))
    feed = EventFeed(desk.store)

    async def listen() -> None:
        heard = await take(feed.after(last, until()), event_feed.PAGE + 1)
        assert (heard[0], heard[-1]) == ("missed 0", f"missed {event_feed.PAGE}")

    run(listen)


def test_a_thing_is_followed_from_its_first_event(desk: Desk) -> None:
    happen(desk, "made")
    feed = EventFeed(desk.store)

    async def listen() -> None:
        follower = asyncio.create_task(take(feed.about("thing/1", 0, until()), 2))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(happen, desk, "changed")
        assert await follower == ["made", "changed"]

    run(listen)


def test_a_stream_ends_in_its_time_and_when_the_service_does(desk: Desk) -> None:
    feed = EventFeed(desk.store)

    async def listen() -> None:
        assert await take(feed.after(None, time.monotonic() + 0.2), 1) == []
        waiting = asyncio.create_task(take(feed.after(None, until()), 1))
        await asyncio.sleep(0.2)
        feed.close()
        assert await waiting == []

    run(listen)


def test_one_reader_reads_for_all(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[float] = []
    read = desk.store.read

    def counted() -> Any:
        opened.append(time.monotonic())
        return read()

    monkeypatch.setattr(desk.store, "read", counted)
    feed = EventFeed(desk.store)

    async def listen() -> None:
        crowd = [asyncio.create_task(take(feed.after(None, time.monotonic() + 2), 1)) for _ in range(50)]
        await asyncio.gather(*crowd)

    run(listen)
    # One look at its end, then one each half second: not one for each listener.
    assert len(opened) <= 8
