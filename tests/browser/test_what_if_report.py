"""The reports of what-ifs in a real browser, under the headers that the service sends them with."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from api.routes.what_ifs import CONFINED
from scenarios.what_if import frontier_pages, report_pages
from scenarios.what_if.frontier import frontier_of
from scenarios.what_if.frontier_report import FrontierReport
from scenarios.what_if.reading import read_what_if
from scenarios.what_if.report import report_of
from scenarios.what_if.running import run_what_if
from tests.browser.test_plan_page import DESK, PHONE
from tests.local_server import QuietHandler, local_server
from tests.what_if_files import HEAD, VARIANTS, what_if

PAGES: dict[str, str] = {}
"""By path; filled by `address`."""


class Reports(QuietHandler):
    """The service, as far as reports go."""

    def do_GET(self) -> None:  # noqa: N802 - it is the parent's name
        page = PAGES.get(self.path)
        self.send_response(404 if page is None else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in CONFINED.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write((page or "").encode())


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's address, with a report of two variants and one of crew sizing."""
    found = read_what_if(what_if(tmp_path_factory.mktemp("what_if"), HEAD + VARIANTS))
    PAGES["/report"] = report_pages.html(report_of(run_what_if(found, workers=1)))
    sized = frontier_of(found, more=1)
    PAGES["/frontier"] = frontier_pages.html(FrontierReport(sized, run_what_if(sized.what_if, workers=1)))
    with local_server(Reports, threading.Event()) as found_at:
        yield found_at


@pytest.fixture(params=[DESK, PHONE], ids=["desk", "phone"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = request.param
    page = browser.new_page(viewport={"width": width, "height": height})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    page.close()
    assert errors == []


@pytest.mark.parametrize(
    ("path", "answer", "charts"),
    [
        (
            "/report",
            "“second crew”: customer-minutes interrupted",
            ("forest-on_site", "spread-left_out", "timeline", "map"),
        ),
        ("/frontier", "Of 2 crews added", ("skill-customer_minutes-0", "skill-on_site-1", "overtime-on_site-0")),
    ],
)
def test_a_report_answers_and_draws_under_the_services_headers(
    page: Page, address: str, path: str, answer: str, charts: tuple[str, ...]
) -> None:
    page.goto(address + path)
    expect(page.locator(".answer")).to_contain_text(answer)
    for chart in charts:
        expect(page.locator(f"#{chart} .main-svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
