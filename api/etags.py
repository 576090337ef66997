"""Versions as ETags: what a reader saw, and a writer must name."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Response

from api.problems import PreconditionRequired

NO_VERSION = -1
"""Stands for an ETag that is none of ours: it matches nothing."""


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
