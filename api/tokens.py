"""Access tokens (signed, short-lived), and the secrets of refresh and API tokens."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

import jwt

ALGORITHM = "HS256"
API_TOKEN_PREFIX = "cd_"
"""So that leaked ones can be searched for."""


def access_token(key: bytes, user_id: str, now: datetime, life: timedelta) -> str:
    """A JWT that says who it is, for a short time; the role is looked up each time."""
    claims = {"sub": user_id, "iat": int(now.timestamp()), "exp": int((now + life).timestamp())}
    return jwt.encode(claims, key, ALGORITHM)


def user_of(key: bytes, token: str, now: datetime) -> str | None:
    """The user id of a good access token, else None."""
    try:
        # Its time is checked here, by the clock of the service.
        options = {"verify_exp": False, "verify_iat": False, "require": ["sub", "exp"]}
        claims = jwt.decode(token, key, [ALGORITHM], options)  # type: ignore[arg-type]
    except jwt.InvalidTokenError:
        return None
    return str(claims["sub"]) if now.timestamp() < claims["exp"] else None


def new_secret(prefix: str = "") -> str:
    """A secret of 256 bits."""
    return prefix + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """What is kept of a secret; it has too many bits to be guessed, so a quick digest is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
