"""The crew's page for the phone: a shell that is kept there with its worker and works without signal, and its manifest.

The list and the reports go over the described interface; the page's scripts keep both on the phone.
"""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Response
from fastapi.responses import JSONResponse

from api.auth import CrewUser
from api.pages import assets
from api.pages.page import PageOf
from api.pages.routing import page_router

PATH = "/crew"
SCRIPTS = ("page", "camera", "changes", "draw", "kept", "link", "said", "shrink", "steps")
SHELL = (
    PATH,
    f"{PATH}/manifest.webmanifest",
    *map(assets.address, ("style.css", "crew/crew.css", "icons/mark.svg", "dom.js", "words.js")),
    *(assets.address(f"crew/{name}.js") for name in SCRIPTS),
)
"""All that the page is made of."""
ICON_SIZES = (180, 192, 512)
"""Pixels; the first is the one that iPhones take."""
router = page_router()


@router.get(PATH)
def show_crew_page(page: PageOf, user: CrewUser) -> Response:
    """Show the crew's page; its script fetches the list."""
    return page.show("crew.html", user, zone=page.zone)


@router.get(f"{PATH}/worker.js")
def show_worker(page: PageOf) -> Response:
    """Give the worker that keeps the shell; it is another one as soon as any file of the shell is."""
    answer = page.show("worker.js", None, HTTPStatus.OK, shell=SHELL, version=assets.ROOT)
    answer.headers["Content-Type"] = "text/javascript; charset=utf-8"
    # Its own folder would be /crew/; the page is at /crew.
    answer.headers["Service-Worker-Allowed"] = PATH
    return answer


@router.get(f"{PATH}/manifest.webmanifest")
def show_manifest(page: PageOf) -> Response:
    """Say how a phone installs the page."""
    mark = {"src": assets.address("icons/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    icons = [
        {
            "src": assets.address(f"icons/mark-{size}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": use,
        }
        for size in ICON_SIZES[1:]
        for use in ("any", "maskable")
    ]
    content = {
        "id": PATH,
        "start_url": PATH,
        "scope": PATH,
        "name": page.words("job.app"),
        "short_name": page.words("menu.crew"),
        "lang": str(page.words.language),
        "display": "standalone",
        "background_color": "#10151b",
        "theme_color": "#0b5cad",
        "icons": [mark, *icons],
    }
    return JSONResponse(content, media_type="application/manifest+json")
