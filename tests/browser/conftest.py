"""A Chromium of the system's, for Playwright's own may not be downloadable everywhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.live_desk import live_desk
from tests.browser.served_desk import Served, phone_of, prepare_list, served_desk, sign_in
from tests.browser.windows import Windows
from tests.databases import SqliteTemplates
from tests.service import Api

NAMES = ("chromium", "chromium-browser", "google-chrome")
PATIENCE_MS = 30_000
"""What a page may take on a machine that is busy with other things."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic"]


def system_browser() -> str | None:
    """The path of an installed browser, if there is one."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = system_browser()
    if path is None:
        pytest.skip(f"no browser found: none of {', '.join(NAMES)} is installed")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=ARGUMENTS) as found:
        yield found


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    with live_desk(tmp_path_factory.mktemp("desk")) as served:
        yield served


@pytest.fixture
def windows(browser: Browser, api: Api) -> Iterator[Windows]:
    """Browsers; afterwards each has asked nobody but the service, and complained of nothing."""
    made = Windows(browser, f"http://127.0.0.1:{api.port}")
    yield made
    for window in made.open:
        window.context.close()
    assert {host for window in made.open for host in window.hosts} == {urlsplit(made.address).netloc}
    assert [said for window in made.open for said in window.complaints] == []


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"), prepare_list)


@pytest.fixture
def served(templates: SqliteTemplates) -> Iterator[Served]:
    with served_desk(templates) as found:
        yield found


@pytest.fixture
def phone(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    context = phone_of(browser, served.desk)
    yield context
    context.close()


@pytest.fixture
def page(phone: BrowserContext, served: Served) -> Page:
    """The crew's page, with two jobs."""
    page = phone.new_page()
    sign_in(page, f"{served.address}/crew")
    expect(page.locator(".job")).to_have_count(2)
    # Until the worker holds the whole page, it needs the signal.
    page.evaluate("navigator.serviceWorker.ready")
    return page
