"""The routers of the desk: signed-in users only, and every POST can be sent twice without harm.

A POST with an ``Idempotency-Key`` is answered once: the same request again gets the same answer, another one
under the same key is refused. The answer is stored in the transaction of the work itself, so that
either both are there or neither.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.routing import APIRoute

from api.auth import SignedIn, signed_in
from api.dependencies import Now, ServiceOf, Work
from api.problems import MEDIA_TYPE, KeyReused
from api.schemas.problem import Problem
from dispatch.store.repositories.answers import Answer, AnswerKey

KEPT_HEADERS = ("content-type", "etag", "location")
PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": "What was wrong, as a problem (RFC 9457)"},
}


class _AnsweredBefore(Exception):
    def __init__(self, answer: Answer) -> None:
        self.answer = answer


async def _request_digest(request: Request, desk: ServiceOf) -> str:
    # Keyed, for the body may hold a password.
    return hmac.new(desk.key, await request.body(), hashlib.sha256).hexdigest()


def once(
    request: Request,
    user: SignedIn,
    work: Work,
    now: Now,
    digest: Annotated[str, Depends(_request_digest)],
    key: Annotated[
        str | None, Header(alias="Idempotency-Key", min_length=1, max_length=200, pattern=r"^[!-~]+$")
    ] = None,
) -> None:
    """Give the answer of a request that came before, or see to it that this one's is kept.

    Raises
    ------
    KeyReused
        When another request came under the key.
    """
    if key is None:
        return
    place = AnswerKey(user.id, f"{request.method} {request.url.path}", key)
    given = work.answers.find(place)
    if given is not None and given.request_digest != digest:
        raise KeyReused
    if given is not None:
        raise _AnsweredBefore(given)

    def keep(response: Response) -> None:
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        work.answers.add(place, Answer(digest, response.status_code, headers, bytes(response.body)), now)

    request.state.keep_answer = keep


class DeskRoute(APIRoute):
    """A route for signed-in users, whose POST is done once.

    Dependencies the route names itself come first, before the unit of work begins.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        own = options.get("dependencies") or ()
        last = [Depends(once)] if "POST" in (options.get("methods") or ()) else []
        options["dependencies"] = [*own, Depends(signed_in), *last]
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with the answer kept while the unit of work is still open."""
        answer = super().get_route_handler()

        async def answer_once(request: Request) -> Response:
            # Kept from now on: a form is read as a stream, and would leave nothing for the digest.
            await request.body()
            try:
                response = await answer(request)
            except _AnsweredBefore as before:
                given = before.answer
                return Response(given.body, given.status, {**given.headers, "Idempotent-Replay": "true"})
            if hasattr(request.state, "keep_answer"):
                request.state.keep_answer(response)
            return response

        return answer_once


def desk_router(prefix: str, tag: str) -> APIRouter:
    """A router for one resource; its endpoints say by their types who may use them."""
    return APIRouter(prefix=prefix, tags=[tag], route_class=DeskRoute, responses=PROBLEMS)
