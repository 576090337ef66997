"""The ways in: sign-in and refresh by OAuth2, and personal API tokens.

Answers here carry secrets, so none is kept for an idempotency key.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Request, Response

from api.auth import SignedIn
from api.dependencies import Now, ServiceOf, Work
from api.routing import PROBLEMS
from api.schemas.accounts import ApiTokenView, MadeApiToken, NewApiToken, TokenPair
from api.schemas.wire import Id
from api.sign_in import renew, sign_in
from api.tokens import API_TOKEN_PREFIX, digest, new_secret
from dispatch.desk.trail import record
from dispatch.errors import Forbidden
from dispatch.identity import new_id
from dispatch.sentences import say
from dispatch.store.repositories.tokens import ApiToken
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.user import Role, User

router = APIRouter(tags=["sign-in"], responses=PROBLEMS)
Secret = Annotated[str, Form(max_length=500)]


@router.post("/token")
def give_tokens(
    request: Request,
    response: Response,
    desk: ServiceOf,
    now: Now,
    grant_type: Annotated[Literal["password", "refresh_token"], Form()] = "password",
    username: Annotated[str, Form(max_length=64, pattern=r"^[^\x00]*$")] = "",
    password: Secret = "",
    refresh_token: Secret = "",
) -> TokenPair:
    """Sign in with login and password, or go on with a refresh token, which is good for one use."""
    response.headers["Cache-Control"] = "no-store"
    if grant_type == "refresh_token":
        return renew(desk, refresh_token, now)
    client = request.client.host if request.client else ""
    return sign_in(desk, username, password, client, now)


@router.post("/token/revoke", status_code=204)
def sign_out(work: Work, now: Now, token: Secret) -> None:
    """Sign out: the refresh token and all that came of the same sign-in are over (RFC 7009)."""
    found = work.tokens.use_refresh_token(digest(token), now)
    if found is not None:
        work.tokens.end_family(found.family)


@router.post("/api-tokens", status_code=201)
def make_api_token(body: NewApiToken, user: SignedIn, work: Work, now: Now, response: Response) -> MadeApiToken:
    """Make a personal API token; its secret is shown this once. Admins make those of integration accounts."""
    owner = _owner(body, user, work)
    expires_at = None if body.days is None else now + timedelta(days=body.days)
    token = ApiToken(new_id("K"), owner.id, body.name, now, expires_at)
    secret = new_secret(API_TOKEN_PREFIX)
    work.tokens.add_api_token(token, digest(secret))
    record(work, "token.made", f"token/{token.id}", by=user.id, now=now, after=token)
    response.headers["Cache-Control"] = "no-store"
    return MadeApiToken(**ApiTokenView.of(token).model_dump(), token=secret)


@router.get("/api-tokens")
def list_api_tokens(user: SignedIn, work: Work) -> list[ApiTokenView]:
    """List the own API tokens, without their secrets."""
    return [ApiTokenView.of(token) for token in work.tokens.api_tokens_of(user.id)]


@router.delete("/api-tokens/{token_id}", status_code=204)
def revoke_api_token(token_id: Annotated[Id, Path()], user: SignedIn, work: Work, now: Now) -> None:
    """Revoke one of the own API tokens; admins revoke anybody's."""
    owner = None if user.role is Role.ADMIN else user.id
    work.tokens.revoke_api_token(owner, token_id, now)
    record(work, "token.revoked", f"token/{token_id}", by=user.id, now=now)


def _owner(body: NewApiToken, user: User, work: UnitOfWork) -> User:
    if body.user_id in (None, user.id):
        return user
    owner = work.users.get(body.user_id or "") if user.role is Role.ADMIN else user
    if owner.role is not Role.INTEGRATION:
        raise Forbidden(say("forbidden.tokens_of_others"))
    return owner
