"""How smooth the board stays with many crews: size and time of the day it fetches, and frames while it is used.

A database is filled as for :mod:`tests.benchmarks.job_list_polling`, a real server serves it, and a Chromium opens the
board, scrolls the timeline and the list, drags a job, and zooms the map. A frame's time is that from one to the next.

::

    python -m tests.benchmarks.board_scale --crews 230
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from api.passwords import Passwords
from api.settings import Settings
from dispatch.desk import accounts
from dispatch.store.engine import connect
from dispatch.store.unit_of_work import Store
from dispatch.user import Role, User
from tests.benchmarks.job_list_polling import fill, running
from tests.browser.conftest import ARGUMENTS, system_browser
from tests.browser.windows import AXIS, DESK, ROW
from tests.service import free_port

PASSWORD = "only for the benchmark"
FETCHES = 10
START_SECONDS = 120.0
FRAMES = """async (act) => {
    const box = document.querySelector(act.where);
    const spans = [];
    let last = performance.now();
    for (let step = 0; step < 120; step++) {
        box.scrollTop += act.down; box.scrollLeft += act.right;
        await new Promise(requestAnimationFrame);
        spans.push(performance.now() - last);
        last = performance.now();
    }
    return spans;
}"""
FETCH = """async (times) => {
    const spans = [];
    for (let one = 0; one < times; one++) {
        const began = performance.now();
        await (await fetch("/board/day?plan=current", { cache: "no-store" })).json();
        spans.push(performance.now() - began);
    }
    return spans;
}"""


def add_dispatcher(url: str) -> None:
    """An account that can sign in."""
    engine, settings = connect(url), Settings(database_url=url)
    with Store(engine).write() as work:
        user = User("U-dispatcher", "dispatcher", Role.DISPATCHER)
        now = datetime.now(UTC).replace(microsecond=0)
        accounts.open_account(work, user, Passwords(settings).hash(PASSWORD), by="benchmark", now=now)
    engine.dispose()


def measured(browser: Browser, address: str) -> dict[str, Any]:
    """What a dispatcher's browser meets, in milliseconds and bytes."""
    page = browser.new_page(viewport=DESK)  # type: ignore[arg-type]
    page.set_default_timeout(START_SECONDS * 1000)
    page.goto(f"{address}/board")
    page.fill("[name=login]", "dispatcher")
    page.fill("[name=password]", PASSWORD)
    with page.expect_response("**/board/day*") as day:
        began = time.perf_counter()
        page.click("main button")
    page.wait_for_selector("body[data-ready=true]")
    opened = time.perf_counter() - began
    found = {
        "opened": round(opened * 1000),
        "day_bytes": len(day.value.body()),
        "day_bytes_on_the_wire": day.value.request.sizes()["responseBodySize"],
        "fetch_and_parse": told(page.evaluate(FETCH, FETCHES)),
        "timeline_scroll": told(page.evaluate(FRAMES, {"where": "#timeline", "down": 30, "right": 4})),
        "list_scroll": told(page.evaluate(FRAMES, {"where": "#list", "down": 90, "right": 0})),
        "timeline_drag": told(dragged(page)),
        "timeline_paint_worst": float(page.get_attribute("#timeline-canvas", "data-frame-ms") or 0),
    }
    page.close()
    return found


def dragged(page: Page) -> list[float]:
    """The times of frames while a job is held over other crews' rows."""
    page.evaluate("document.querySelector('#timeline').scrollTop = 0")
    box = page.locator("#timeline").bounding_box()
    assert box is not None
    page.evaluate("""() => {
        window.spans = [];
        let last = performance.now();
        const next = (now) => { spans.push(now - last); last = now; requestAnimationFrame(next); };
        requestAnimationFrame(next);
    }""")
    x, y = box["x"] + box["width"] / 2, box["y"] + AXIS + ROW / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for row in range(8):
        page.mouse.move(x + 10 * row, y + row * ROW, steps=6)
    spans: list[float] = page.evaluate("window.spans")
    page.keyboard.press("Escape")
    page.mouse.up()
    return spans


def told(spans: list[float]) -> dict[str, float]:
    """Median, 95th percentile and worst."""
    ranked = sorted(spans)
    worst = {"p95": ranked[int(0.95 * (len(ranked) - 1))], "worst": ranked[-1]}
    return {name: round(value, 1) for name, value in {"median": statistics.median(ranked), **worst}.items()}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--crews", type=int, default=230)
    crews: int = arguments.parse_args().crews
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url, port = f"sqlite:///{Path(folder) / 'desk.db'}", free_port()
        fill(url, crews)
        add_dispatcher(url)
        stack.enter_context(running(["serve", "--port", str(port)], url))
        playwright = stack.enter_context(sync_playwright())
        browser = playwright.chromium.launch(executable_path=system_browser(), args=ARGUMENTS)
        stack.callback(browser.close)
        address = f"http://127.0.0.1:{port}"
        wait_for_server(browser, address)
        print(json.dumps(measured(browser, address), indent=2))


def wait_for_server(browser: Browser, address: str) -> None:
    """Until the server answers."""
    context, give_up = browser.new_context(), time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        try:
            if context.request.get(f"{address}/ready").ok:
                return context.close()
        except Exception:
            time.sleep(0.5)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    main()
