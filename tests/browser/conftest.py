"""A Chromium of the system's, for Playwright's own may not be downloadable everywhere."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

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
