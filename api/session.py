"""A browser's sign-in: a secret in a cookie that no script can read, and that no other site's page can use."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from fastapi import Request, Response

from api.dependencies import SAFE_METHODS
from api.settings import Settings
from api.tokens import digest
from dispatch.errors import Forbidden
from dispatch.sentences import say
from dispatch.store.unit_of_work import UnitOfWork

COOKIE = "crewdispatch_session"


def user_id_of(request: Request, work: UnitOfWork, now: datetime) -> str | None:
    """Who is signed in with this browser, if anybody is.

    Raises
    ------
    Forbidden
        When a page of another site wants to write.
    """
    secret = request.cookies.get(COOKIE)
    if secret is None:
        return None
    require_own_page(request)
    token = work.tokens.find_refresh_token(digest(secret))
    good = token is not None and token.used_at is None and now < token.expires_at
    return token.user_id if token is not None and good else None


def require_own_page(request: Request) -> None:
    """Let no page of another site write in the name of whoever is signed in here.

    Raises
    ------
    Forbidden
        When a write does not say that it comes from this service's own pages.
    """
    if request.method in SAFE_METHODS:
        return
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "")
    # Browsers say the site only over https and on the machine itself; the origin they say with every write.
    own = site == "same-origin" if site is not None else urlsplit(origin).netloc == request.headers.get("host")
    if not own:
        raise Forbidden(say("forbidden.other_site"))


def remember(request: Request, response: Response, secret: str, settings: Settings) -> None:
    """Have the browser keep the secret."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(settings.session_life.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
