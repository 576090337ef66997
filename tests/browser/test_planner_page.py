"""The planner's page: a what-if begun from a shipped one, mended, run by the real laboratory, read and compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from api.laboratory import Laboratory
from scenarios.what_if.sent_in import LIBRARY
from tests.browser.served_desk import PHONE, Served, served_desk, sign_in
from tests.browser.windows import serious
from tests.databases import SqliteTemplates
from tests.desk import prepare

PATIENCE_MS = 120_000
"""A process begins for each what-if, and imports all that plans."""
SMALL = """\
format: 1
title: {title}
base: bay-area-2021-02-10
seeds: 2
settings: {{steps: 20}}
changes: [another_day: {{}}]
variants:
  - name: one more
    changes:
      - add_crews: {{like: {crew}}}
"""


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"), prepare)


@pytest.fixture
def served(templates: SqliteTemplates, tmp_path: Path) -> Iterator[Served]:
    """A desk whose laboratory runs what is sent in."""
    with served_desk(templates, what_if_folder=tmp_path / "what-ifs") as found:
        laboratory = Laboratory(found.desk.app.state.service)
        laboratory.start()
        with closing(laboratory):
            yield found


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A browser, closed before the service; afterwards no page has complained of anything."""
    complaints: list[str] = []
    made = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    made.set_default_timeout(PATIENCE_MS)
    made.on("weberror", lambda error: complaints.append(str(error.error)))
    made.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield made
    made.close()
    assert complaints == []


@pytest.fixture
def page(context: BrowserContext, served: Served) -> Page:
    return planner(context, served)


def planner(context: BrowserContext, served: Served) -> Page:
    """The page, signed in, once its scripts hear what is clicked."""
    page = context.new_page()
    sign_in(page, f"{served.address}/planner", "planner")
    expect(page.locator("body[data-ready=true]")).to_be_attached()
    return page


def run(page: Page, title: str, crew: str) -> None:
    """Send a small what-if in, and wait until it is ready."""
    page.locator("#yaml").fill(SMALL.format(title=title, crew=crew))
    expect(page.locator("#verdict")).to_have_text("2 variants with the base, 2 seeds: 4 evaluations.")
    page.locator("#run").click()
    expect(page.locator("#runs .run", has_text=title).locator(".state")).to_have_text("ready", timeout=PATIENCE_MS)


def test_a_what_if_is_begun_mended_run_read_and_compared(page: Page) -> None:
    page.locator(".pick", has_text="One more cable crew").click()
    expect(page.locator("#verdict")).to_have_text("4 variants with the base, 20 seeds: 80 evaluations.")

    page.locator("#yaml").fill(SMALL.format(title="A line crew more", crew="L99").replace("seeds", "sedes"))
    expect(page.locator("#verdict")).to_have_text("Mistakes in the file: 2")
    expect(page.locator("#faults li").first).to_contain_text("did you mean seeds?")
    expect(page.locator("#faults li").last).to_contain_text("add_crews.like")
    expect(page.locator("#lines .bad")).to_have_text(["4", "10"])
    expect(page.locator("#run")).to_be_disabled()
    page.locator("#faults .link").last.click()
    expect(page.locator("#yaml")).to_be_focused()
    assert "L99" in page.evaluate("getSelection().toString()")

    run(page, "A line crew more", "L04")
    run(page, "A cable crew more", "U02")
    expect(page.locator("#runs .run .meta").first).to_contain_text("planner")
    assert serious(page) == []

    with page.expect_popup() as opened:
        page.locator("#runs .run", has_text="A line crew more").get_by_role("link", name="Open the report").click()
    expect(opened.value.locator("h1")).to_have_text("A line crew more")
    expect(opened.value.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    opened.value.close()

    for box in page.locator("#runs [name=id]").all():
        box.check()
    page.locator("#compare").click()
    expect(page.locator("h1")).to_have_text("What-ifs side by side")
    expect(page.locator(".fits")).to_contain_text("the same days")
    expect(page.locator(".side").first.locator("tbody tr:not(.title) th")).to_have_text(["base", "one more"] * 2)
    page.locator("[name=against]").select_option(index=2)
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".reference").first.locator("th")).to_have_text("one more")
    assert serious(page) == []

    page.get_by_role("link", name="All what-ifs").click()
    row = page.locator("#runs .run", has_text="A cable crew more")
    row.get_by_role("button", name="Run again with changes").click()
    expect(page.locator("#yaml")).to_have_value(SMALL.format(title="A cable crew more", crew="U02"))
    row.get_by_role("button", name="Delete").click()
    page.locator("#sure [value=yes]").click()
    expect(row).to_have_count(0)
    expect(page.locator("#runs .run", has_text="A line crew more")).to_be_visible()


def test_a_file_is_opened_from_the_disk_and_what_was_written_can_be_put_back(page: Page, tmp_path: Path) -> None:
    page.locator("#yaml").fill("format: 1")
    file = tmp_path / "mine.yaml"
    mine = SMALL.format(title="Mine", crew="L04")
    file.write_text(mine, "utf-8")
    page.locator("#file").set_input_files(file)
    expect(page.locator("#yaml")).to_have_value(mine)
    page.get_by_role("button", name="Put it back").click()
    expect(page.locator("#yaml")).to_have_value("format: 1")


def test_a_day_is_sent_in_asked_of_and_deleted(page: Page) -> None:
    files = sorted((LIBRARY / "bay-area-2021-02-10").iterdir())
    page.locator("#day-files").set_input_files(files)
    day = page.locator("#days .run")
    expect(day.locator(".meta")).to_contain_text("60 tickets, 18 crews")
    page.locator("#yaml").fill(SMALL.format(title="Of my own day", crew="L99"))
    day.get_by_role("button", name="Ask of this day").click()
    expect(page.locator("#yaml")).to_have_value(re.compile(r"^base: D-", re.MULTILINE))
    expect(page.locator("#faults li")).to_contain_text("L99")
    day.get_by_role("button", name="Delete").click()
    page.locator("#sure [value=yes]").click()
    expect(day).to_have_count(0)


def test_one_that_runs_is_given_up(page: Page) -> None:
    page.locator("#yaml").fill(SMALL.format(title="Too long", crew="L04").replace("steps: 20", "seconds: 600"))
    page.locator("#run").click()
    page.locator("#runs .run [data-act=cancel]").click()
    page.locator("#sure [value=yes]").click()
    expect(page.locator("#runs .run .state")).to_have_text("given up")
    expect(page.locator("#runs .run progress")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_chinese_on_a_phone_it_fits_and_is_accessible(browser: Browser, served: Served, scheme: str) -> None:
    context = browser.new_context(viewport=PHONE, locale="zh-CN", color_scheme=scheme)  # type: ignore[arg-type]
    with closing(context):
        page = planner(context, served)
        page.locator(".pick", has_text="暴风雨日").click()
        expect(page.locator("#verdict")).to_contain_text("80 次评估")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert serious(page) == []
