"""Accounts: opened and changed by admins; everyone sees and keeps their own."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from api.auth import Admin, SignedIn
from api.cursors import WantedPage
from api.dependencies import Now, ServiceOf, Work
from api.routing import desk_router
from api.schemas.accounts import ApiTokenView, NewUser, PasswordChange, UserChange, UserView
from api.schemas.wire import Id, Listing
from dispatch.desk import accounts
from dispatch.errors import Forbidden
from dispatch.identity import new_id
from dispatch.sentences import say

router = desk_router("", "accounts")
UserId = Annotated[Id, Path(examples=["U-7K3QX9M2VA"])]


@router.post("/users", status_code=201)
def open_account(body: NewUser, admin: Admin, work: Work, now: Now, desk: ServiceOf) -> UserView:
    """Open an account. Crew users are bound to one crew."""
    user = body.user(new_id("U"))
    password = None if body.password is None else desk.passwords.hash(body.password.get_secret_value())
    accounts.open_account(work, user, password, by=admin.id, now=now)
    return UserView.of(user)


@router.get("/users")
def list_accounts(_: Admin, work: Work, page: WantedPage) -> Listing[UserView]:
    """List accounts in order of login."""
    found = work.users.page(page.after, page.limit)
    return Listing(items=[UserView.of(user) for user in found.items], next=page.next_of(found))


@router.patch("/users/{user_id}")
def change_account(user_id: UserId, body: UserChange, admin: Admin, work: Work, now: Now) -> UserView:
    """Give an account another role, name or crew, or close it (`active` false): that signs its user out."""
    return UserView.of(accounts.change_account(work, user_id, body.changes(), by=admin.id, now=now))


@router.get("/users/{user_id}/api-tokens")
def list_api_tokens_of(user_id: UserId, _: Admin, work: Work) -> list[ApiTokenView]:
    """List somebody's API tokens, to revoke one that has leaked."""
    return [ApiTokenView.of(token) for token in work.tokens.api_tokens_of(work.users.get(user_id).id)]


@router.get("/me")
def show_me(user: SignedIn) -> UserView:
    """Show the account that asks."""
    return UserView.of(user)


@router.put("/me/password", status_code=204)
def change_password(body: PasswordChange, user: SignedIn, work: Work, now: Now, desk: ServiceOf) -> None:
    """Change the own password; every other sign-in ends."""
    found = work.users.find(user.login)
    if found is None or not desk.passwords.fits(body.old.get_secret_value(), found[1]):
        raise Forbidden(say("forbidden.old_password"))
    accounts.set_password(work, user.id, desk.passwords.hash(body.new.get_secret_value()), by=user.id, now=now)
