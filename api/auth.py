"""Who asks, and whether they may: roles are types in the signatures of the endpoints."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import OAuth2PasswordBearer

from api import session
from api.dependencies import Now, ServiceOf, Work
from api.tokens import API_TOKEN_PREFIX, digest, user_of
from dispatch.errors import Forbidden, NotFound, NotSignedIn
from dispatch.sentences import say
from dispatch.user import Role, User

bearer_token = OAuth2PasswordBearer(
    tokenUrl="token",
    refreshUrl="token",
    auto_error=False,
    description="An access token from `POST /token`, or a personal API token; both as a bearer token.",
)


def signed_in(
    request: Request, bearer: Annotated[str | None, Depends(bearer_token)], desk: ServiceOf, work: Work, now: Now
) -> User:
    """The user behind the bearer token, or else behind the browser's cookie.

    Raises
    ------
    NotSignedIn
        When there is none, it is over, or its account is closed.
    Forbidden
        When a page of another site writes with the cookie.
    """
    if bearer is None:
        user_id = session.user_id_of(request, work, now)
        if user_id is None:
            raise NotSignedIn(say("not_signed_in.no_token"))
    elif bearer.startswith(API_TOKEN_PREFIX):
        token = work.tokens.find_api_token(digest(bearer))
        user_id = token.user_id if token is not None and token.is_good(now) else None
    else:
        user_id = user_of(desk.key, bearer, now)
    try:
        user = work.users.get(user_id or "")
    except NotFound:
        user = None
    if user is None or not user.active:
        raise NotSignedIn(say("not_signed_in.bad_token"))
    return user


SignedIn = Annotated[User, Depends(signed_in)]


def _only(*roles: Role) -> Callable[[User], User]:
    def allowed(user: SignedIn) -> User:
        if user.role not in roles:
            raise Forbidden(say("forbidden.role", roles=tuple(roles), role=user.role))
        return user

    return allowed


Staff = Annotated[
    User, Depends(_only(Role.DISPATCHER, Role.SUPERVISOR, Role.PLANNER, Role.AUDITOR, Role.ADMIN, Role.INTEGRATION))
]
"""Whoever may see the whole desk: all but crews."""
may_report = _only(Role.DISPATCHER, Role.SUPERVISOR, Role.INTEGRATION)
Reporter = Annotated[User, Depends(may_report)]
"""Whoever takes in tickets."""
Dispatcher = Annotated[User, Depends(_only(Role.DISPATCHER, Role.SUPERVISOR))]
Planner = Annotated[User, Depends(_only(Role.PLANNER, Role.DISPATCHER, Role.SUPERVISOR))]
Analyst = Annotated[User, Depends(_only(Role.PLANNER, Role.SUPERVISOR, Role.ADMIN))]
"""Whoever runs what-ifs."""
Supervisor = Annotated[User, Depends(_only(Role.SUPERVISOR, Role.ADMIN))]
Auditor = Annotated[User, Depends(_only(Role.AUDITOR, Role.SUPERVISOR, Role.ADMIN))]
Admin = Annotated[User, Depends(_only(Role.ADMIN))]
FeedKeeper = Annotated[User, Depends(_only(Role.CREW, Role.DISPATCHER, Role.SUPERVISOR))]
"""Whoever may give out the address of a crew's calendar."""
Rosterer = Annotated[User, Depends(_only(Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN, Role.INTEGRATION))]
"""Whoever keeps the roster."""
CrewOrRosterer = Annotated[
    User, Depends(_only(Role.CREW, Role.DISPATCHER, Role.SUPERVISOR, Role.ADMIN, Role.INTEGRATION))
]
CrewOrStaff = SignedIn
"""Anybody; ask `require_own_crew` next."""
FromTheField = Annotated[User, Depends(_only(Role.CREW, Role.DISPATCHER, Role.SUPERVISOR, Role.INTEGRATION))]
"""A crew itself, a machine for it, or the desk that heard it by radio."""
KnowsCustomers = Annotated[User, Depends(_only(*(role for role in Role if role.knows_customers)))]
"""Crews and dispatchers; for a crew ask whether the ticket is its own."""
CrewUser = Annotated[User, Depends(_only(Role.CREW))]


def require_own_crew(user: User, crew_id: str) -> None:
    """Let crews see their own crew alone; others see them all.

    Raises
    ------
    NotFound
        For another crew: whether it exists is none of this one's business.
    """
    if user.role is Role.CREW and user.crew_id != crew_id:
        raise NotFound("crew", crew_id)
