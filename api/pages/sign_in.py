"""Coming in, going out, and how the pages look to whoever sits here."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api import session
from api.auth import SignedIn
from api.dependencies import Now, ServiceOf, Work
from api.pages import language
from api.pages.language import Language
from api.pages.navigation import landing
from api.pages.page import THEME_COOKIE, THEMES, PageOf
from api.pages.routing import SIGN_IN, page_router
from api.sign_in import open_session
from api.tokens import digest
from dispatch.errors import NotSignedIn, TooManyAttempts

YEAR_SECONDS = 365 * 24 * 3600
# A second slash, or a backslash that browsers take for one, would lead to another host.
_OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*")
router = page_router()
OwnPage = [Depends(session.require_own_page)]
Back = Annotated[str, Form(max_length=500)]


@router.get("/")
def first_page(user: SignedIn) -> Response:
    """Lead to the page that the user's role sees first."""
    return _to(landing(user))


@router.get(SIGN_IN)
def show_sign_in(page: PageOf, back: Annotated[str, Query(max_length=500)] = "") -> Response:
    """Ask for login and password."""
    return page.show("sign_in.html", None, back=back, login="", fault="")


@router.post(SIGN_IN, dependencies=OwnPage)
def sign_in(
    request: Request,
    page: PageOf,
    desk: ServiceOf,
    now: Now,
    login: Annotated[str, Form(max_length=64, pattern=r"^[^\x00]*$")],
    password: Annotated[str, Form(max_length=500)],
    back: Back = "",
) -> Response:
    """Open a session, and go on to the page that was wanted."""
    client = request.client.host if request.client else ""
    try:
        user, secret = open_session(desk, login.strip().lower(), password, client, now)
    except NotSignedIn:
        fault = page.words("sign_in.wrong")
        return page.show("sign_in.html", None, HTTPStatus.UNAUTHORIZED, back=back, login=login, fault=fault)
    except TooManyAttempts as error:
        fault = page.words("sign_in.too_often", minutes=-(-error.retry_after // 60))
        return page.show("sign_in.html", None, HTTPStatus.TOO_MANY_REQUESTS, back=back, login=login, fault=fault)
    response = _to(_own(back) or landing(user))
    session.remember(request, response, secret, desk.settings)
    return response


@router.post("/sign-out", dependencies=OwnPage)
def sign_out(request: Request, work: Work, now: Now) -> Response:
    """End the session."""
    token = work.tokens.use_refresh_token(digest(request.cookies.get(session.COOKIE, "")), now)
    if token is not None:
        work.tokens.end_family(token.family)
    response = _to(SIGN_IN)
    response.delete_cookie(session.COOKIE)
    return response


@router.post("/look", dependencies=OwnPage)
def choose_look(
    back: Back = "/",
    chosen_language: Annotated[Language | None, Form(alias="language")] = None,
    theme: Annotated[str | None, Form(pattern=f"^({'|'.join(THEMES)})$")] = None,
) -> Response:
    """Change language or colours in this browser."""
    response = _to(_own(back) or "/")
    for name, value in ((language.COOKIE, chosen_language), (THEME_COOKIE, theme)):
        if value is not None:
            response.set_cookie(name, value, max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    return response


def _own(path: str) -> str | None:
    return path if _OWN_PATH.fullmatch(path) else None


def _to(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)
