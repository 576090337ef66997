"""The icons of the installed page as PNGs, drawn from the mark in a browser: ``python -m tests.browser.icons``.

iPhones take no SVG. The ground fills the whole square, for phones cut their own shape out of it.
"""

from __future__ import annotations

from playwright.sync_api import sync_playwright

from api.pages.assets import OWN
from api.pages.crew import ICON_SIZES
from tests.browser.conftest import ARGUMENTS, system_browser

ICONS = OWN / "icons"


def draw() -> None:
    """Draw every size anew."""
    mark = (ICONS / "mark.svg").read_text("utf-8").replace(' rx="7"', "")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_browser(), args=ARGUMENTS)
        for size in ICON_SIZES:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<style>body {{ margin: 0 }} svg {{ display: block; width: 100vw }}</style>{mark}")
            page.screenshot(path=ICONS / f"mark-{size}.png")
        browser.close()


if __name__ == "__main__":
    draw()
