"""Sentences in the language of whoever reads the answer: by code, from a table beside this file; English where none is.

The language is the one the pages were switched to, else that of ``Accept-Language``. Codes and facts are the same in
all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.pages.language import Language, wanted
from api.pages.language import sentences as words_of
from dispatch.sentences import Fact, Sentence, read_table

TABLES = {Language.CHINESE: Path(__file__).with_name("chinese.toml")}
_asked: ContextVar[Language] = ContextVar("language", default=Language.ENGLISH)


class ReadersLanguage:
    """Middleware: notes the language asked for, and says in JSON answers which one they are in."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        language = wanted(Request(scope))
        _asked.set(language)

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                _say_language(MutableHeaders(scope=message), language)
            await send(message)

        await self._app(scope, receive, send_on)


def _say_language(headers: MutableHeaders, language: Language) -> None:
    if headers.get("content-type", "").endswith("json"):
        headers["Content-Language"] = language
        headers.add_vary_header("Accept-Language, Cookie")


def translated(said: Sentence | str, english: str | None = None) -> str:
    """The sentence in the language asked for; text and what that language has no words for stay English.

    Parameters
    ----------
    english
        What a library has put into words itself, for a code that the English table has not.
    """
    if isinstance(said, str):
        return said
    return _translation(_asked.get()).sentence(said) or english or str(said)


def told(said: Sentence) -> dict[str, Any]:
    """The sentence with its code and facts, for answers."""
    facts = {name: _plain(fact) for name, fact in said.facts.items()}
    return {"sentence": translated(said), "code": said.code, "facts": facts}


def _plain(fact: Any) -> Any:
    if isinstance(fact, tuple):
        return [_plain(one) for one in fact]
    return told(fact) if isinstance(fact, Sentence) else fact


class Translation(Formatter):
    """One language's sentences.

    Its places may name a group of words for codes, as ``{status:status}``, also for each of several; for several
    sentences they say what stands between them.
    """

    def __init__(self, language: Language) -> None:
        self.table: Mapping[str, str] = read_table(TABLES[language]) if language in TABLES else {}
        self._words = {**words_of(language), **self.table}

    def sentence(self, said: Sentence) -> str | None:
        """The sentence with its facts; None where this language has none of its code."""
        template = self.table.get(said.code)
        return None if template is None else self.vformat(template, (), said.facts)

    def format_field(self, value: Fact, format_spec: str) -> str:
        """What stands in one place."""
        if isinstance(value, tuple):
            between = format_spec if any(isinstance(one, Sentence) for one in value) else ""
            return (between or "、").join(self.format_field(one, format_spec) for one in value)
        if isinstance(value, Sentence):
            return self.sentence(value) or str(value)
        if isinstance(value, str):
            return self._words.get(f"{format_spec}.{value}", value)
        return f"{value:{format_spec}}"


@cache
def _translation(language: Language) -> Translation:
    return Translation(language)
