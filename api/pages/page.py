"""One page being made: who looks, in which language and colours, and the template around it."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from api.dependencies import Service, ServiceOf
from api.pages import assets, language
from api.pages.navigation import menu_of
from dispatch.user import User

THEME_COOKIE = "theme"
THEMES = ("auto", "light", "dark")


class Page:
    """What a page's endpoint needs to answer: `page.show("board.html", user, …)`."""

    def __init__(self, request: Request, desk: Service) -> None:
        self.words = language.words(language.wanted(request))
        self._request, self._desk = request, desk

    @property
    def zone(self) -> str:
        """The zone in which the desk reads times: the policy's."""
        with self._desk.store.read() as work:
            return work.policies.current().policy.zone

    def show(self, template: str, user: User | None, status: int = HTTPStatus.OK, **content: object) -> HTMLResponse:
        """The page. Templates know `t`, `asset`, `page`, `user` and what is given here."""
        theme = self._request.cookies.get(THEME_COOKIE)
        around = {
            "page": self,
            "t": self.words,
            "user": user,
            "menu": menu_of(user),
            "path": self._request.url.path,
            "theme": theme if theme in THEMES else THEMES[0],
        }
        return HTMLResponse(_environment().get_template(template).render(around | content), status)


def _page(request: Request, desk: ServiceOf) -> Page:
    return Page(request, desk)


PageOf = Annotated[Page, Depends(_page)]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(asset=assets.address, languages=tuple(language.Language), themes=THEMES)
    return environment
