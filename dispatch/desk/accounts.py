"""Accounts are opened, changed and closed. Passwords come here as hashes, and never into the event log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from dispatch.desk.trail import record
from dispatch.errors import InputErrors, InputFault
from dispatch.store.unit_of_work import UnitOfWork
from dispatch.user import User


def open_account(work: UnitOfWork, user: User, password_hash: str | None, *, by: str, now: datetime) -> None:
    """Keep a new account; without a password it can have API tokens alone.

    Raises
    ------
    Conflict
        When the login is taken.
    """
    work.users.add(user, password_hash)
    record(work, "user.added", f"user/{user.id}", by=by, now=now, after=user)


def change_account(work: UnitOfWork, user_id: str, changes: Mapping[str, Any], *, by: str, now: datetime) -> User:
    """Give an account another role, name or crew, or close it; whoever loses it is signed out.

    Raises
    ------
    NotFound
    InputErrors
        When role and crew do not fit together.
    """
    before = work.users.get(user_id)
    try:
        after = replace(before, **changes)
    except ValueError as error:
        raise InputErrors([InputFault(f"user/{user_id}", str(error))]) from error
    work.users.save(after)
    if not after.active:
        work.tokens.end_sign_ins_of(user_id)
    record(work, "user.changed", f"user/{user_id}", by=by, now=now, before=before, after=after)
    return after


def set_password(work: UnitOfWork, user_id: str, password_hash: str, *, by: str, now: datetime) -> None:
    """Put another password in place, and end all sign-ins made with the old one.

    Raises
    ------
    NotFound
    """
    work.users.set_password(user_id, password_hash)
    work.tokens.end_sign_ins_of(user_id)
    record(work, "user.password_set", f"user/{user_id}", by=by, now=now)
