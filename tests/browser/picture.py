"""The README's picture: the top of a plan's page, as the program writes it, photographed in a browser.

::

    crewdispatch plan scenarios/library/bay-area-2021-02-10 --out out
    python -m tests.browser.picture out/plan.html scenarios/library/plan-page.png
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import ARGUMENTS, system_browser

WIDTH = 1280
COLOURS = 128
"""Enough for a page of plain areas, at half the size of a full-colour picture."""


def photograph(page_file: Path, picture: Path) -> None:
    """Save everything down to the end of the map as a PNG."""
    path = system_browser()
    if path is None:
        raise SystemExit("no Chromium found")
    with sync_playwright() as playwright, playwright.chromium.launch(executable_path=path, args=ARGUMENTS) as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": 900})
        page.goto(page_file.resolve().as_uri())
        page.wait_for_selector("#map .scatterlayer .trace")
        box = page.locator(".card", has=page.locator("#map")).bounding_box()
        assert box is not None
        height = box["y"] + box["height"] + 16
        page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH, "height": height})
    Image.open(picture).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(picture, optimize=True)


if __name__ == "__main__":
    photograph(Path(sys.argv[1]), Path(sys.argv[2]))
