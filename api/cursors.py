"""Cursors: where the next page of a list begins, opaque to the reader and signed, so that none is made up."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Annotated

from fastapi import Depends, Query, Request

from api.dependencies import Service, ServiceOf
from dispatch.errors import InputErrors, InputFault
from dispatch.page import Page, T
from dispatch.sentences import say

SIGNATURE = 16
"""Bytes of it in the cursor."""


class PageOf:
    """Which page a request wants, and how the next one is named.

    The cursor belongs to the path it was given for.
    """

    def __init__(self, desk: Service, path: str, after: tuple[str, ...] | None, limit: int) -> None:
        self.after, self.limit = after, limit
        self._key, self._path = desk.key, path

    def next_of(self, page: Page[T]) -> str | None:
        """The cursor after this page; None on the last one."""
        return None if page.next_after is None else _cursor(self._key, self._path, page.next_after)


def _page(
    request: Request,
    desk: ServiceOf,
    cursor: Annotated[str | None, Query(description="`next` of the page before.", max_length=1000)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> PageOf:
    path = request.url.path
    return PageOf(desk, path, None if cursor is None else _after(desk.key, path, cursor), limit)


WantedPage = Annotated[PageOf, Depends(_page)]


def _cursor(key: bytes, path: str, after: tuple[str, ...]) -> str:
    content = json.dumps(after).encode()
    return urlsafe_b64encode(_signature(key, path, content) + content).decode()


def _after(key: bytes, path: str, cursor: str) -> tuple[str, ...]:
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii"))
    except ValueError:
        raw = b""
    if not hmac.compare_digest(_signature(key, path, raw[SIGNATURE:]), raw[:SIGNATURE]):
        raise InputErrors([InputFault("query", say("fault.no_cursor"), field="query.cursor")])
    return tuple(json.loads(raw[SIGNATURE:]))


def _signature(key: bytes, path: str, content: bytes) -> bytes:
    return hmac.new(key, path.encode() + b"\n" + content, hashlib.sha256).digest()[:SIGNATURE]
