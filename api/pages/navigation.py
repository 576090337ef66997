"""Which pages there are for whom, and which one comes first."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.user import Role, User

WHOLE_DESK = frozenset(Role) - {Role.CREW}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the menu; its name is the sentence ``menu.<key>``."""

    key: str
    path: str
    roles: frozenset[Role]


MENU = (
    Entry("crew", "/crew", frozenset({Role.CREW})),
    Entry("board", "/board", WHOLE_DESK),
    Entry("overview", "/overview", WHOLE_DESK),
    Entry("planner", "/planner", frozenset({Role.PLANNER, Role.SUPERVISOR, Role.ADMIN})),
)
"""Each role sees the first one that is for it after it signed in."""


def menu_of(user: User | None) -> tuple[Entry, ...]:
    """The pages this user may open."""
    return tuple(entry for entry in MENU if user is not None and user.role in entry.roles)


def landing(user: User) -> str:
    """The page a user sees first."""
    return next(entry.path for entry in MENU if user.role in entry.roles)
