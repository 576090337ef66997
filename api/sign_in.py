"""Signing in and staying signed in: rate limit, rotation of refresh tokens, and the end of stolen ones.

A failed sign-in is stored although the request fails, so these functions open units of work of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from api.dependencies import Service
from api.schemas.accounts import TokenPair
from api.tokens import access_token, digest, new_secret
from dispatch.errors import NotSignedIn, TooManyAttempts
from dispatch.identity import new_id
from dispatch.sentences import say
from dispatch.store.repositories.tokens import RefreshToken
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.user import User

Given = TypeVar("Given")


def sign_in(desk: Service, login: str, password: str, client: str, now: datetime) -> TokenPair:
    """Tokens for a login and its password.

    Raises
    ------
    NotSignedIn
        When they do not fit, without saying which is wrong.
    TooManyAttempts
        When the login, or the client's address, failed too often of late.
    """
    return _admit(desk, login, password, client, now, _pair)


def open_session(desk: Service, login: str, password: str, client: str, now: datetime) -> tuple[User, str]:
    """The user of a login and its password, and the secret of a browser's session.

    Raises
    ------
    NotSignedIn, TooManyAttempts
        As `sign_in`.
    """
    return _admit(desk, login, password, client, now, _session)


def renew(desk: Service, refresh_token: str, now: datetime) -> TokenPair:
    """New tokens for a refresh token. One that comes a second time was stolen: its whole sign-in ends.

    Raises
    ------
    NotSignedIn
        When it is unknown, over or used before.
    """
    with desk.store.write() as work:
        token = work.tokens.use_refresh_token(digest(refresh_token), now)
        if token is not None and token.used_at is not None:
            work.tokens.end_family(token.family)
        elif token is not None and now < token.expires_at:
            user = work.users.get(token.user_id)
            if user.active:
                return _pair(desk, work, user, token.family, now)
    raise NotSignedIn(say("not_signed_in.bad_refresh_token"))


def _admit(desk: Service, login: str, password: str, client: str, now: datetime, give: Callable[..., Given]) -> Given:
    with desk.store.read() as work:
        _require_patience(desk, work, login, client, now)
        user, kept = work.users.find(login) or (None, None)
    # Outside any transaction: it takes its time.
    fits = desk.passwords.fits(password, kept)
    with desk.store.write() as work:
        if user is not None and user.active and fits:
            work.tokens.forget_failed_sign_ins(login, now - desk.settings.sign_in_window)
            return give(desk, work, user, new_id("F"), now)
        work.tokens.add_failed_sign_in(login, client, now)
    raise NotSignedIn(say("not_signed_in.bad_password"))


def _require_patience(desk: Service, work: UnitOfWork, login: str, client: str, now: datetime) -> None:
    window = desk.settings.sign_in_window
    since = now - window
    by_login = work.tokens.failed_sign_ins(since, login=login)
    by_client = work.tokens.failed_sign_ins(since, client=client)
    limits = ((by_login, desk.settings.failures_by_login), (by_client, desk.settings.failures_by_client))
    waits = [failures[-limit] + window - now for failures, limit in limits if len(failures) >= limit]
    if waits:
        raise TooManyAttempts(int(max(waits).total_seconds()))


def _pair(desk: Service, work: UnitOfWork, user: User, family: str, now: datetime) -> TokenPair:
    settings = desk.settings
    secret = new_secret()
    work.tokens.add_refresh_token(RefreshToken(family, user.id, now + settings.refresh_token_life), digest(secret))
    return TokenPair(
        access_token=access_token(desk.key, user.id, now, settings.access_token_life),
        refresh_token=secret,
        expires_in=int(settings.access_token_life.total_seconds()),
    )


def _session(desk: Service, work: UnitOfWork, user: User, family: str, now: datetime) -> tuple[User, str]:
    secret = new_secret()
    work.tokens.add_refresh_token(RefreshToken(family, user.id, now + desk.settings.session_life), digest(secret))
    return user, secret
