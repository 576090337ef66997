"""No request brings more than the service has agreed to take, whoever sends it, and before anybody reads it."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem
from dispatch.sentences import Sentence, say

TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
UPLOAD = "multipart/form-data"


class BodyLimit:
    """Middleware that refuses bodies that are too long: by the length they state, else as soon as they are.

    Parameters
    ----------
    most, most_upload
        Bytes of a body, and of one that brings files (``multipart/form-data``).
    """

    def __init__(self, app: ASGIApp, most: int, most_upload: int) -> None:
        self._app = app
        self._most, self._most_upload = most, most_upload

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        uploads = headers.get("content-type", "").lower().startswith(UPLOAD)
        most = self._most_upload if uploads else self._most
        stated = headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > most:
            refusal = problem(Request(scope), TOO_LARGE, _too_long(most, uploads))
            await refusal(scope, receive, send)
            return
        await self._app(scope, _counted(receive, most, uploads), send)


def _counted(receive: Receive, most: int, uploads: bool) -> Receive:
    """The same body, which breaks off where it is too long; the app answers the error as any other."""
    left = most

    async def receive_counted() -> Message:
        nonlocal left
        message = await receive()
        left -= len(message.get("body", b""))
        if left < 0:
            raise HTTPException(TOO_LARGE, _too_long(most, uploads))
        return message

    return receive_counted


def _too_long(most: int, uploads: bool) -> Sentence:
    return say("error.upload_too_long", most=most) if uploads else say("error.request_too_long", most=most)
