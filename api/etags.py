"""Versions as ETags: what a reader saw, and a writer must name."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import Depends, Header, Response

from api.problems import PreconditionRequired

NO_VERSION = -1
"""Stands for an ETag that is none of ours: it matches nothing."""
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "It is still what If-None-Match names"}}


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def tag(response: Response, version: int) -> None:
    """Say in the answer which version it shows."""
    response.headers["ETag"] = etag(version)


def _expected(
    if_match: Annotated[
        str | None, Header(description="The ETag of what you saw; another version is not changed.")
    ] = None,
) -> int:
    if if_match is None:
        raise PreconditionRequired
    number = if_match.removeprefix("W/").strip('"')
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else NO_VERSION


ExpectedVersion = Annotated[int, Depends(_expected)]
"""The version in If-Match; without the header the request is refused (428)."""


IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", description="ETags of what you have already; then the answer is 304.")
]


def seen_before(if_none_match: str | None, current: str) -> bool:
    """Whether the reader named the current ETag among those it has (RFC 9110, weak comparison)."""
    named = [one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")]
    return "*" in named or current in named


def answered(body: bytes, media_type: str, if_none_match: str | None) -> Response:
    """The body under an ETag of its own content; 304 without it when the reader has it already."""
    current = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": current, "Cache-Control": "private, no-cache"}
    if seen_before(if_none_match, current):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, media_type)
