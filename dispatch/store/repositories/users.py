"""The accounts."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch.errors import Conflict, NotFound
from dispatch.page import Page
from dispatch.sentences import say
from dispatch.store.tables.users import UserRow
from dispatch.user import User


class Users:
    """Accounts by id and by login, and in pages by login. Password hashes stay apart from the accounts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, user_id: str) -> User:
        """One account.

        Raises
        ------
        NotFound
        """
        return _user(self._row(user_id))

    def find(self, login: str) -> tuple[User, str | None] | None:
        """The account of a login, and the hash of its password if it has one."""
        row = self._session.scalar(select(UserRow).where(UserRow.login == login))
        return None if row is None else (_user(row), row.password_hash)

    def add(self, user: User, password_hash: str | None) -> None:
        """Keep a new account.

        Raises
        ------
        Conflict
            When its login is taken.
        """
        if self.find(user.login) is not None:
            raise Conflict(say("conflict.exists", kind="user", id=user.login))
        self._session.add(
            UserRow(
                id=user.id,
                login=user.login,
                role=user.role,
                name=user.name,
                crew_id=user.crew_id,
                active=user.active,
                password_hash=password_hash,
            )
        )
        self._session.flush()

    def save(self, user: User) -> None:
        """Keep a changed account; its login and password stay.

        Raises
        ------
        NotFound
        """
        row = self._row(user.id)
        row.role, row.name, row.crew_id, row.active = user.role, user.name, user.crew_id, user.active

    def set_password(self, user_id: str, password_hash: str) -> None:
        """Put another password in place of the one before.

        Raises
        ------
        NotFound
        """
        self._row(user_id).password_hash = password_hash

    def page(self, after: tuple[str, ...] | None, limit: int) -> Page[User]:
        """At most `limit` accounts, in order of login."""
        query = select(UserRow).order_by(UserRow.login).limit(limit + 1)
        if after is not None:
            query = query.where(UserRow.login > after[0])
        rows = self._session.scalars(query).all()
        users = tuple(map(_user, rows[:limit]))
        return Page(users, (users[-1].login,) if len(rows) > limit else None)

    def _row(self, user_id: str) -> UserRow:
        row = self._session.get(UserRow, user_id)
        if row is None:
            raise NotFound("user", user_id)
        return row


def _user(row: UserRow) -> User:
    return User(row.id, row.login, row.role, row.name, row.crew_id, row.active)
