"""The links under which customers see their fault: its id and a signature, so that none can be guessed.

Nothing is stored for them; who has the service's key can make the link of any call again, for a message or a letter.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from typing import Annotated

from fastapi import Depends, Path, Request

from api.dependencies import Now, ServiceOf
from dispatch.errors import NotFound

PAGE = "/outage"
"""Where the page for people is, by token."""
SIGNATURE = 16
"""Bytes of it in the token: 128 bits."""


def status_token(key: bytes, said_by: str) -> str:
    """The token of a call or ticket."""
    return f"{said_by}~{_signature(key, said_by)}"


def _said_by(token: Annotated[str, Path(max_length=200)], request: Request, desk: ServiceOf, now: Now) -> str:
    """The call or ticket behind a token.

    Raises
    ------
    NotFound
        When nobody was given this token.
    TooManyAttempts
        When the client has asked too often of late.
    """
    desk.patience.ask(request.client.host if request.client is not None else "", now)
    said_by, _, signature = token.rpartition("~")
    if not hmac.compare_digest(_signature(desk.key, said_by).encode(), signature.encode()):
        raise NotFound("status under this address")
    return said_by


SaidBy = Annotated[str, Depends(_said_by)]


def _signature(key: bytes, said_by: str) -> str:
    digest = hmac.new(key, b"status/" + said_by.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:SIGNATURE]).decode().rstrip("=")
