"""Accounts and tokens on the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from api.schemas.wire import Id, Name, Wire
from dispatch.store.repositories.tokens import ApiToken
from dispatch.user import Role, User

Login = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9._@+-]+$")]
"""In small letters, so that there is one way to write it."""
Password = Annotated[SecretStr, Field(min_length=12, max_length=200)]


class NewUser(Wire):
    """An account to open. Without a password it has API tokens alone."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"login": "ling", "role": "dispatcher", "name": "Ling", "password": "a long pass phrase"}]
        }
    )

    login: Login
    role: Role
    name: Name = ""
    crew_id: Id | None = None
    password: Password | None = None

    @model_validator(mode="after")
    def _is_a_user(self) -> NewUser:
        self.user("new")
        return self

    def user(self, own_id: str) -> User:
        """The domain's user."""
        return User(own_id, self.login, self.role, self.name, self.crew_id)


class UserChange(Wire):
    """What gets another value; what is not sent stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"active": False}]})

    role: Role | None = None
    name: Name | None = None
    crew_id: Id | None = None
    active: bool | None = None

    def changes(self) -> dict[str, Any]:
        """The fields that were said; null is only for the crew."""
        said = self.model_dump(exclude_unset=True)
        return {name: value for name, value in said.items() if value is not None or name == "crew_id"}


class PasswordChange(Wire):
    """The old password, and the one to put in its place."""

    old: SecretStr
    new: Password


class UserView(Wire):
    """An account."""

    id: Id
    login: str
    role: Role
    name: str
    crew_id: Id | None
    active: bool

    @classmethod
    def of(cls, user: User) -> UserView:
        """The view of an account."""
        return cls(
            id=user.id, login=user.login, role=user.role, name=user.name, crew_id=user.crew_id, active=user.active
        )


class TokenPair(BaseModel):
    """What a sign-in gives (RFC 6749): the access token for some minutes, the refresh token for one use."""

    access_token: str
    refresh_token: str
    token_type: str = "bearer"
    expires_in: int
    """Seconds."""


class NewApiToken(Wire):
    """A personal API token to make; an admin may make one for an integration account."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "meter gateway", "days": 365}]})

    name: Name
    days: Annotated[int, Field(ge=1, le=3650)] | None = 365
    """How long it is good; null for no end."""
    user_id: Id | None = None


class ApiTokenView(Wire):
    """A personal API token, without its secret."""

    id: Id
    name: str
    made_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> ApiTokenView:
        """The view of a token."""
        return cls(
            id=token.id,
            name=token.name,
            made_at=token.made_at,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
        )


class MadeApiToken(ApiTokenView):
    """A new token with its secret, shown this once."""

    token: str
