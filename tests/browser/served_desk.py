"""A desk with a published list, served over real HTTP to a real browser."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.mast import Mast, mast
from tests.builders import Grid
from tests.databases import SqliteTemplates
from tests.desk import PASSWORD, Desk, prepare
from tests.planned_desk import prepare_plans, published
from tests.service import free_port
from tests.waiting import wait_for

PHONE = {"width": 390, "height": 844}
START_SECONDS = 60


class Served(NamedTuple):
    """A desk, the address of its pages, and what carries all that a browser sends there."""

    desk: Desk
    address: str
    mast: Mast


def prepare_list(url: str) -> None:
    """Bring a database to a published list of T1 and T2 for C1."""
    prepare(url)
    desk = Desk(url)
    prepare_plans(desk)
    published(desk, {"C1": "T1 T2"})
    desk.close()


@contextmanager
def served_desk(templates: SqliteTemplates, **settings: Any) -> Iterator[Served]:
    """The desk of a copy."""
    with templates.copy() as url:
        desk = Desk(url, **settings)
        desk.app.state.service = replace(desk.app.state.service, travel=Grid())
        port = free_port()
        server = uvicorn.Server(uvicorn.Config(desk.app, port=port, log_level="error", lifespan="off", ws="none"))
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            wait_for(lambda: server.started, timedelta(seconds=START_SECONDS))
            with mast(port) as standing:
                yield Served(desk, standing.address, standing)
        finally:
            server.should_exit = True
            thread.join()
            desk.close()


def phone_of(browser: Browser, desk: Desk, *, language: str = "en", dark: bool = False) -> BrowserContext:
    """A phone whose clock shows the desk's time."""
    scheme = "dark" if dark else "light"
    context = browser.new_context(viewport=PHONE, color_scheme=scheme, locale=language)  # type: ignore[arg-type]
    context.clock.set_fixed_time(desk.clock())
    return context


def sign_in(page: Page, address: str, login: str = "crew") -> None:
    """Sign in on the page that is asked for."""
    page.goto(address)
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")


def pass_time(desk: Desk, context: BrowserContext, minutes: float) -> None:
    """Let the clocks of desk and phone go on."""
    desk.clock.advance(timedelta(minutes=minutes))
    context.clock.set_fixed_time(desk.clock())
