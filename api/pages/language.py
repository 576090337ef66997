"""The languages of the pages: one catalogue file each, all with the same keys; dates and figures as written there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml
from babel.core import negotiate_locale
from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal, format_percent
from fastapi import Request

COOKIE = "language"
CATALOGUES = Path(__file__).parent / "words"


class Language(StrEnum):
    """A language of the pages, by the tag that browsers know."""

    ENGLISH = "en"
    CHINESE = "zh-CN"

    @property
    def own_name(self) -> str:
        """What those who read it call it."""
        return {"en": "English", "zh-CN": "中文"}[self]


def wanted(request: Request) -> Language:
    """The language chosen before, else the first one the browser asks for that is here, else English."""
    chosen = request.cookies.get(COOKIE)
    if chosen in tuple(Language):
        return Language(chosen)
    header = request.headers.get("accept-language", "")
    asked = [part.split(";")[0].strip() for part in header.split(",")]
    # Every kind of Chinese is nearer to this one than English is.
    near = ["zh-CN" if tag.lower().startswith("zh") else tag for tag in asked]
    found = negotiate_locale(near, list(Language), sep="-")
    return Language(found) if found else Language.ENGLISH


class Words:
    """The sentences of one language, and its way to write moments and figures."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._sentences = sentences(language)
        self._locale = language.replace("-", "_")

    def __call__(self, key: str, **values: object) -> str:
        """The sentence of that key, with `{name}` replaced by what is given under that name."""
        return self._sentences[key].format(**values)

    def part(self, *groups: str) -> dict[str, str]:
        """The sentences of some groups, for a page's script."""
        return {key: text for key, text in self._sentences.items() if key.split(".")[0] in groups}

    def time(self, moment: datetime, zone: str) -> str:
        """`14:05`."""
        return format_time(moment, "HH:mm", ZoneInfo(zone), locale=self._locale)

    def date(self, moment: datetime, zone: str) -> str:
        """`24 Nov 2026`, as the language writes it."""
        return format_date(moment.astimezone(ZoneInfo(zone)), "medium", locale=self._locale)

    def moment(self, moment: datetime, zone: str) -> str:
        """Date and time."""
        return format_datetime(moment, "medium", ZoneInfo(zone), locale=self._locale)

    def number(self, value: float) -> str:
        """A figure with its groups of digits."""
        return format_decimal(value, "#,##0.#", locale=self._locale)

    def percent(self, share: float | None, pattern: str = "#,##0%") -> str:
        """`83%`, or a dash where there is nothing to count."""
        return "–" if share is None else format_percent(share, pattern, locale=self._locale)

    def difference(self, value: float) -> str:
        """`+1,234`, `−0.5`, `+0.02`: with its sign, and finer where it is small."""
        digits = "#,##0" if abs(value) >= 100 else "#,##0.0" if abs(value) >= 0.05 or not value else "0.00"
        return format_decimal(value, f"+{digits};\N{MINUS SIGN}{digits}", locale=self._locale)


@cache
def words(language: Language) -> Words:
    """The words of a language."""
    return Words(language)


@cache
def sentences(language: Language) -> Mapping[str, str]:
    """The catalogue of a language: ``group.name`` and the sentence."""
    # Plain strings: a key `on` is a word here, not a truth.
    tree = yaml.load((CATALOGUES / f"{language}.yaml").read_text("utf-8"), yaml.BaseLoader)
    return dict(_leaves(tree, ""))


def _leaves(tree: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", str(value)
