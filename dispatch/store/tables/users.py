"""Accounts, and the ways in: personal tokens, refresh tokens, and the sign-ins that failed. Secrets as digests only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from dispatch.store.tables.row import Count, Id, Row
from dispatch.user import Role


class UserRow(Row):
    """An account."""

    __tablename__ = "users"

    id: Mapped[Id] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    role: Mapped[Role]
    name: Mapped[str]
    crew_id: Mapped[Id | None] = mapped_column(ForeignKey("crews.id"))
    active: Mapped[bool]
    password_hash: Mapped[str | None]
    """Argon2id; without one the account has API tokens alone."""


class ApiTokenRow(Row):
    """A personal API token; shown once, kept as a digest."""

    __tablename__ = "api_tokens"

    id: Mapped[Id] = mapped_column(primary_key=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class JobFeedRow(Row):
    """The secret of a crew's calendar feed, as a digest; a crew has one feed at most."""

    __tablename__ = "job_feeds"

    crew_id: Mapped[Id] = mapped_column(ForeignKey("crews.id"), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class RefreshTokenRow(Row):
    """A refresh token: good once. Using it twice ends its whole family, for one of the two was a thief."""

    __tablename__ = "refresh_tokens"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    family: Mapped[Id] = mapped_column(index=True)
    user_id: Mapped[Id] = mapped_column(ForeignKey("users.id"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class FailedSignInRow(Row):
    """A sign-in that failed: what the rate limit counts."""

    __tablename__ = "failed_sign_ins"

    id: Mapped[Count]
    login: Mapped[str]
    client: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (Index(None, "login", "at"), Index(None, "client", "at"))
