"""Errors as RFC 9457 problem details: the one place that knows which error is which status."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.schemas.plans import DiffView
from api.schemas.problem import Fault
from api.schemas.told import Told
from api.sentences import told
from dispatch.errors import (
    Conflict,
    DispatchError,
    Forbidden,
    ForbiddenTransition,
    InfeasiblePlan,
    InputErrors,
    MissingExtra,
    NotFound,
    NotSignedIn,
    PlanOutOfDate,
    ServiceAway,
    SolveFailed,
    StaleVersion,
    TooManyAttempts,
)
from dispatch.sentences import Sentence, as_written, say

MEDIA_TYPE = "application/problem+json"
ABOUT_BLANK = "about:blank"


class PreconditionRequired(DispatchError):
    """A change came without If-Match: nobody knows what it was meant to change."""

    @property
    def sentence(self) -> Sentence:
        """What to send."""
        return say("error.no_if_match")


class KeyReused(DispatchError):
    """An idempotency key came again with another request."""

    @property
    def sentence(self) -> Sentence:
        """What to send instead."""
        return say("error.key_reused")


STATUS: dict[type[DispatchError], HTTPStatus] = {
    InputErrors: HTTPStatus.UNPROCESSABLE_ENTITY,
    InfeasiblePlan: HTTPStatus.CONFLICT,
    SolveFailed: HTTPStatus.INTERNAL_SERVER_ERROR,
    MissingExtra: HTTPStatus.NOT_IMPLEMENTED,
    NotFound: HTTPStatus.NOT_FOUND,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    ServiceAway: HTTPStatus.SERVICE_UNAVAILABLE,
    Conflict: HTTPStatus.CONFLICT,
    ForbiddenTransition: HTTPStatus.CONFLICT,
    PlanOutOfDate: HTTPStatus.CONFLICT,
    StaleVersion: HTTPStatus.PRECONDITION_FAILED,
    PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
}
"""Every class of the tree by name; a test holds it to that."""


def install(app: FastAPI) -> None:
    """Let the app answer every error as a problem."""
    # Starlette types its handlers by the widest exception.
    app.add_exception_handler(DispatchError, cast("Callable[..., Any]", _domain_error))
    app.add_exception_handler(RequestValidationError, cast("Callable[..., Any]", _invalid_request))
    app.add_exception_handler(HTTPException, cast("Callable[..., Any]", _http_error))
    app.add_exception_handler(Exception, _unexpected)


def problem(
    request: Request,
    status: HTTPStatus,
    said: Sentence,
    errors: Sequence[dict[str, Any]] = (),
    headers: dict[str, str] | None = None,
    more: Mapping[str, Any] | None = None,
) -> JSONResponse:
    """One problem; `errors` says each fault with its JSON path, `more` has members of its own."""
    words = told(said)
    content: dict[str, Any] = {
        "type": ABOUT_BLANK,
        "title": status.phrase,
        "status": int(status),
        "detail": words["sentence"],
        "code": words["code"],
        "facts": words["facts"],
        "instance": request.url.path,
    }
    if errors:
        content["errors"] = list(errors)
    content |= more or {}
    return JSONResponse(content, int(status), headers, MEDIA_TYPE)


def headers_of(error: DispatchError) -> dict[str, str]:
    """What an answer with this error says in its headers."""
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    return {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyAttempts) else {}


def json_path(location: Sequence[int | str]) -> str:
    """``("body", "parties", 0, "work_minutes")`` as ``$.parties[0].work_minutes``; other places keep their name."""
    place, *rest = location
    start = "$" if place == "body" else str(place)
    return start + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)


def _domain_error(request: Request, error: DispatchError) -> JSONResponse:
    faults = error.faults if isinstance(error, InputErrors) else ()
    errors = [Fault.of(fault).model_dump(exclude_none=True) for fault in faults]
    return problem(request, STATUS[type(error)], error.sentence, errors, headers_of(error), _more(error))


def _more(error: DispatchError) -> dict[str, Any]:
    if isinstance(error, PlanOutOfDate):
        return {"reasons": _told(error.reasons), "diff": DiffView.of(error.diff).model_dump(mode="json")}
    return {"reasons": _told(error.violations)} if isinstance(error, InfeasiblePlan) else {}


def _told(sentences: Sequence[Sentence]) -> list[dict[str, Any]]:
    return [Told.in_words(one).model_dump(mode="json") for one in sentences]


def _invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
    # What was sent is not said again: it may be a password, or somebody's name.
    errors = [Fault.of_field(json_path(one["loc"]), one).model_dump(exclude_none=True) for one in error.errors()]
    count = len(errors)
    said = say("error.one_fault") if count == 1 else say("error.some_faults", count=count)
    return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, said, errors)


def _http_error(request: Request, error: HTTPException) -> JSONResponse:
    usual = {404: say("error.nothing_here"), 405: say("error.no_such_method")}
    said = error.detail if isinstance(error.detail, Sentence) else usual.get(error.status_code)
    headers = dict(error.headers or {})
    return problem(request, HTTPStatus(error.status_code), said or as_written(error.detail), headers=headers)


def _unexpected(request: Request, _: Exception) -> JSONResponse:
    return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, say("error.unexpected"))
