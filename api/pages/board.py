"""The dispatch board."""

from __future__ import annotations

from fastapi import Response

from api.auth import Staff
from api.pages.page import PageOf
from api.pages.routing import page_router

router = page_router()


@router.get("/board")
def show_board(page: PageOf, user: Staff) -> Response:
    """Show the board; its script fetches what is on it."""
    return page.show("board.html", user)
