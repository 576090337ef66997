"""Personal API tokens, refresh tokens and failed sign-ins; secrets are known by their digests alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from dispatch.errors import NotFound
from dispatch.store.tables.users import ApiTokenRow, FailedSignInRow, RefreshTokenRow


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A personal API token, without its secret."""

    id: str
    user_id: str
    name: str
    made_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """Whether it still opens the door."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


@dataclass(frozen=True, slots=True)
class RefreshToken:
    """A refresh token, without its secret; `family` is the sign-in it comes from."""

    family: str
    user_id: str
    expires_at: datetime
    used_at: datetime | None = None


class Tokens:
    """The ways in."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_api_token(self, token: ApiToken, digest: str) -> None:
        """Keep a new API token."""
        self._session.add(
            ApiTokenRow(
                id=token.id,
                user_id=token.user_id,
                name=token.name,
                digest=digest,
                made_at=token.made_at,
                expires_at=token.expires_at,
                revoked_at=token.revoked_at,
            )
        )
        self._session.flush()

    def find_api_token(self, digest: str) -> ApiToken | None:
        """The token with this digest, good or not."""
        row = self._session.scalar(select(ApiTokenRow).where(ApiTokenRow.digest == digest))
        return None if row is None else _api_token(row)

    def api_tokens_of(self, user_id: str) -> tuple[ApiToken, ...]:
        """A user's tokens, the oldest first."""
        query = select(ApiTokenRow).where(ApiTokenRow.user_id == user_id)
        return tuple(map(_api_token, self._session.scalars(query.order_by(ApiTokenRow.made_at, ApiTokenRow.id))))

    def revoke_api_token(self, user_id: str | None, token_id: str, now: datetime) -> None:
        """End one of a user's tokens, or without a user anybody's.

        Raises
        ------
        NotFound
        """
        row = self._session.get(ApiTokenRow, token_id)
        if row is None or user_id not in (None, row.user_id):
            raise NotFound("token", token_id)
        row.revoked_at = row.revoked_at or now

    def add_refresh_token(self, token: RefreshToken, digest: str) -> None:
        """Keep a new refresh token."""
        self._session.add(
            RefreshTokenRow(
                digest=digest,
                family=token.family,
                user_id=token.user_id,
                expires_at=token.expires_at,
                used_at=token.used_at,
            )
        )
        self._session.flush()

    def use_refresh_token(self, digest: str, now: datetime) -> RefreshToken | None:
        """The token as it was before this use; whoever sees `used_at` set has come second."""
        query = select(RefreshTokenRow).where(RefreshTokenRow.digest == digest).with_for_update()
        row = self._session.scalar(query)
        if row is None:
            return None
        before = RefreshToken(row.family, row.user_id, row.expires_at, row.used_at)
        row.used_at = row.used_at or now
        return before

    def find_refresh_token(self, digest: str) -> RefreshToken | None:
        """The token with this digest, good or not; it is not used by that."""
        row = self._session.scalar(select(RefreshTokenRow).where(RefreshTokenRow.digest == digest))
        return None if row is None else RefreshToken(row.family, row.user_id, row.expires_at, row.used_at)

    def forget_over(self, now: datetime) -> None:
        """Drop refresh tokens that are over."""
        self._session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.expires_at < now))

    def end_family(self, family: str) -> None:
        """Forget all refresh tokens of one sign-in."""
        self._session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.family == family))

    def end_sign_ins_of(self, user_id: str) -> None:
        """Forget all refresh tokens of a user."""
        self._session.execute(delete(RefreshTokenRow).where(RefreshTokenRow.user_id == user_id))

    def add_failed_sign_in(self, login: str, client: str, now: datetime) -> None:
        """Remember that a sign-in failed."""
        self._session.add(FailedSignInRow(login=login, client=client, at=now))

    def failed_sign_ins(self, since: datetime, *, login: str = "", client: str = "") -> tuple[datetime, ...]:
        """When sign-ins of this login or from this client failed since then, in order of time."""
        wanted = FailedSignInRow.login == login if login else FailedSignInRow.client == client
        query = select(FailedSignInRow.at).where(wanted, FailedSignInRow.at > since).order_by(FailedSignInRow.at)
        return tuple(self._session.scalars(query))

    def forget_failed_sign_ins(self, login: str, before: datetime) -> None:
        """Start again at nought for a login that succeeded, and drop what is too old to count."""
        old = FailedSignInRow.at < before
        self._session.execute(delete(FailedSignInRow).where(or_(FailedSignInRow.login == login, old)))


def _api_token(row: ApiTokenRow) -> ApiToken:
    return ApiToken(row.id, row.user_id, row.name, row.made_at, row.expires_at, row.revoked_at)
