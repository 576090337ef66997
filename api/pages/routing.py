"""The routers of the pages: whoever is not signed in is led to the sign-in, and errors are pages, too."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from api.dependencies import service
from api.pages.page import Page
from api.problems import STATUS, headers_of
from api.schemas.problem import Fault
from api.sentences import translated
from dispatch.errors import DispatchError, NotSignedIn

SIGN_IN = "/sign-in"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:{images}; connect-src 'self'; "
    "font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
    "X-Content-Type-Options": "nosniff",
}


class PageRoute(APIRoute):
    """A route that answers people."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its errors as pages, and nothing let in that is not from here."""
        answer = super().get_route_handler()

        async def answer_people(request: Request) -> Response:
            try:
                response = await answer(request)
            except NotSignedIn:
                response = RedirectResponse(f"{SIGN_IN}?back={quote(request.url.path)}", HTTPStatus.SEE_OTHER)
            except DispatchError as error:
                response = _fault(request, STATUS[type(error)], translated(error.sentence))
                response.headers.update(headers_of(error))
            except RequestValidationError as error:
                said = "; ".join(Fault.of_field("", fault).message for fault in error.errors())
                response = _fault(request, HTTPStatus.UNPROCESSABLE_ENTITY, said)
            # Whatever the endpoint says itself, stays.
            for name, value in (HEADERS | {"Content-Security-Policy": POLICY.format(images="")}).items():
                response.headers.setdefault(name, value)
            return response

        return answer_people


def page_router() -> APIRouter:
    """A router of pages; they are not part of the described interface."""
    return APIRouter(route_class=PageRoute, include_in_schema=False)


def _fault(request: Request, status: HTTPStatus, said: str) -> Response:
    return Page(request, service(request)).show("fault.html", None, status, code=int(status), said=said)
