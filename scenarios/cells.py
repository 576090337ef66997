"""The texts of cells: how numbers, durations, lists, skills and places are written.

One grammar for all: ``+`` joins things that all count, ``|`` separates parties or alternatives, ``:``
gives a thing its level, factor or count, ``/`` separates the two ends of a stretch of time.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import timedelta
from enum import IntEnum, StrEnum
from typing import TypeVar

from dispatch.place import Place
from dispatch.skill import Skill
from dispatch.ticket import Party, Precedence, Step, Visit
from scenarios.column import CellError, Parse, Zone, nearest

T = TypeVar("T")
Word = TypeVar("Word", bound=StrEnum)
Number = TypeVar("Number", bound=IntEnum)

LONGEST_MINUTES = 60 * 24 * 14
LARGEST = 10**9
_DECIMAL = re.compile(r"[+-]?(\d{1,15}(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?")
_YES_NO = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}


def words(text: str, _: Zone) -> str:
    """Any text."""
    return text


def name(text: str, _: Zone) -> str:
    """An id: short, and without the signs that the lists here are written with."""
    found = re.search(r"[|+:/#\x00-\x1f]", text)
    if found or len(text) > 64:
        raise CellError("cannot be an id", "up to 64 characters, none of | + : / #")
    return text


def desk_id(text: str, _: Zone) -> str:
    """An id the desk keeps things under: one that can stand in an address as it is."""
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,64}", text):
        raise CellError("cannot be an id", "up to 64 letters a-z, digits, . _ and -")
    return text


def integer(text: str, _: Zone) -> int:
    """A whole number of 0 or more; 12.0, as spreadsheets write it, counts as whole."""
    value = number_in(text)
    if value != math.floor(value):
        raise CellError("is not a whole number", "a whole number, such as 3")
    if value < 0:
        raise CellError("is negative", "0 or more")
    if value > LARGEST:
        raise CellError("is out of range", f"0 to {LARGEST}")
    return int(value)


def positive(text: str, zone: Zone) -> int:
    """A whole number of 1 or more."""
    value = integer(text, zone)
    if value < 1:
        raise CellError("is 0", "1 or more")
    return value


def number_in(text: str) -> float:
    """A decimal number with a point."""
    if not _DECIMAL.fullmatch(text):
        hint = "; write the decimal point as a point" if re.fullmatch(r"-?\d+,\d+", text) else ""
        raise CellError("is not a number", f"a number, such as 12.5{hint}")
    return float(text)


def amount(text: str, _: Zone) -> float:
    """A number of 0 or more."""
    value = number_in(text)
    if value < 0:
        raise CellError("is negative", "0 or more")
    if value > LARGEST:
        raise CellError("is out of range", f"0 to {LARGEST}")
    return value


def factor_up_to(most: float) -> Parse[float]:
    """A number above 0 and at most `most`."""

    def parse(text: str, _: Zone) -> float:
        value = number_in(text)
        if not 0 < value <= most:
            raise CellError("is out of range", f"above 0, up to {most:g}")
        return value

    return parse


factor = factor_up_to(100)


def minutes(text: str, zone: Zone) -> timedelta:
    """Minutes, 0 or more, rounded to the second."""
    value = amount(text, zone)
    if value > LONGEST_MINUTES:
        raise CellError("is longer than two weeks; are these seconds?", f"minutes, up to {LONGEST_MINUTES}")
    return timedelta(seconds=round(value * 60))


def optional_minutes(text: str, zone: Zone) -> timedelta | None:
    """Minutes, where an empty cell means no limit."""
    return minutes(text, zone)


def signed_minutes(text: str, zone: Zone) -> timedelta:
    """Minutes forward, or backward with a minus."""
    return -minutes(text[1:].strip(), zone) if text.startswith("-") else minutes(text, zone)


def optional(parse: Parse[T]) -> Parse[T | None]:
    """What may be left away; an empty cell means none."""
    return lambda text, zone: parse(text, zone)


def yes_no(text: str, _: Zone) -> bool:
    """Yes or no, in the words a spreadsheet or a Chinese desk writes."""
    if text.lower() not in _YES_NO:
        raise CellError("is neither yes nor no", "yes, no, true, false, 1, 0, 是, 否")
    return _YES_NO[text.lower()]


def one_of(kind: type[Word]) -> Parse[Word]:
    """A word out of an enumeration."""
    known = tuple(member.value for member in kind)

    def parse(text: str, _: Zone) -> Word:
        if text.lower() not in known:
            raise CellError("is not known", f"{', '.join(known)}")
        return kind(text.lower())

    return parse


def number_of(kind: type[Number]) -> Parse[Number]:
    """A number out of an enumeration, with or without a P before it."""
    known = tuple(member.value for member in kind)

    def parse(text: str, zone: Zone) -> Number:
        value = integer(re.sub(r"^[pP]", "", text), zone)
        if value not in known:
            raise CellError("is not known", ", ".join(map(str, known)))
        return kind(value)

    return parse


def list_of(parse: Parse[T], separator: str) -> Parse[tuple[T, ...]]:
    """Several of a kind; an empty piece is a slip of the pen, and said to be."""

    def parse_all(text: str, zone: Zone) -> tuple[T, ...]:
        pieces = [piece.strip() for piece in text.split(separator)]
        if not all(pieces):
            raise CellError(f"has nothing between two {separator}", f"one or more, separated by {separator}")
        return tuple(parse(piece, zone) for piece in pieces)

    return parse_all


def set_of(parse: Parse[T]) -> Parse[frozenset[T]]:
    """Several of a kind joined by +, in any order."""
    several = list_of(parse, "+")
    return lambda text, zone: frozenset(several(text, zone))


def pairs_of(parse: Parse[T]) -> Parse[tuple[tuple[str, T], ...]]:
    """Things with a number each, such as ``fuse:3+clamp:12``; a thing stands there once."""

    def pair(text: str, zone: Zone) -> tuple[str, T]:
        thing, colon, value = text.rpartition(":")
        if not colon or not thing.strip():
            raise CellError("lacks its number", "a name, a colon and a number, such as fuse:3")
        return thing.strip(), parse(value.strip(), zone)

    return _each_once(list_of(pair, "+"), lambda entry: entry[0])


def _each_once(parse: Parse[tuple[T, ...]], label: Callable[[T], str]) -> Parse[tuple[T, ...]]:
    def parse_once(text: str, zone: Zone) -> tuple[T, ...]:
        values = parse(text, zone)
        labels = [label(value) for value in values]
        twice = next((one for one in labels if labels.count(one) > 1), None)
        if twice is not None:
            raise CellError(f"names {twice} twice", "each name once")
        return values

    return parse_once


def skill(text: str, zone: Zone) -> Skill:
    """One skill, with its level after a colon."""
    trade, colon, level = text.partition(":")
    if not trade.strip():
        raise CellError("lacks the skill's name", "a skill, or skill:level, such as line:2")
    return Skill(name(trade.strip(), zone), positive(level.strip(), zone) if colon else 1)


skills = _each_once(list_of(skill, "+"), lambda skill: skill.name)


def skills_by_party(text: str, zone: Zone) -> tuple[tuple[Skill, ...], ...]:
    """Skills of each party, the parties separated by |; a party may need none."""
    return tuple(skills(piece.strip(), zone) if piece.strip() else () for piece in text.split("|"))


def parties(work: tuple[timedelta, ...], needed: tuple[tuple[Skill, ...], ...]) -> tuple[Party, ...]:
    """The parties of a ticket, from the two cells that describe them; no skills at all means none for each."""
    if needed and len(needed) != len(work):
        raise CellError(
            f"describes {len(needed)} parties, work_minutes {len(work)}",
            "as many, separated by |, in both columns; nothing between two | for a party that needs no skill",
        )
    return tuple(Party(minutes_, skills_) for minutes_, skills_ in zip(work, needed or ((),) * len(work), strict=True))


def place_at(lat: float, lon: float) -> Place:
    """A point, refused where it is no place a crew could work at."""
    if abs(lat) > 90 and abs(lon) <= 90 and abs(lat) <= 180:
        raise CellError("latitude and longitude look swapped", "latitude -90..90 first, then longitude -180..180")
    if abs(lat) > 90 or abs(lon) > 180:
        raise CellError("is outside the globe", "latitude -90..90, longitude -180..180, in degrees")
    if abs(lat) < 0.01 and abs(lon) < 0.01:
        raise CellError("is 0, 0: a point in the sea that stands for a missing position", "the true coordinates")
    return Place(lat, lon)


def place(text: str, _: Zone) -> Place:
    """A point in one cell: latitude, blank, longitude."""
    parts = re.split(r"[\s,;]+", text)
    if len(parts) != 2:
        raise CellError("is not a point", "latitude, a blank, longitude, such as 37.335 -121.893")
    return place_at(number_in(parts[0]), number_in(parts[1]))


def precedence(text: str, zone: Zone) -> Precedence:
    """``T1``, ``T1:30`` (30 minutes or more after), ``T1:30..120`` (and at most 120)."""
    ticket_id, colon, delays = text.partition(":")
    least, dots, most = delays.partition("..")
    first = minutes(least.strip(), zone) if colon and least.strip() else timedelta(0)
    last = minutes(most.strip(), zone) if dots and most.strip() else None
    if last is not None and last < first:
        raise CellError("the longest delay is shorter than the least", "ticket:least..longest, in minutes")
    return Precedence(name(ticket_id.strip(), zone), first, last)


def visit(text: str, zone: Zone) -> Visit:
    """``T1``, or ``T1#2`` for the second party of the ticket."""
    ticket_id, mark, party = text.partition("#")
    return Visit(name(ticket_id.strip(), zone), positive(party.strip(), zone) - 1 if mark else 0)


def steps(text: str, zone: Zone) -> tuple[Step, ...]:
    """``0:95+720:45``: a price once the clock is missed by more than so many minutes."""
    return tuple(Step(minutes(late, zone), price) for late, price in pairs_of(amount)(text, zone))


def file_name(text: str, _: Zone) -> str:
    """A path from the file's folder, also to what is beside it; of files from others see `scenarios.confined`."""
    if "\\" in text or text.startswith("/"):
        raise CellError("is not a relative path", "a path from the scenario's folder, with /")
    return text


def choice(*known: str) -> Parse[str]:
    """One of a few words."""

    def parse(text: str, _: Zone) -> str:
        if text not in known:
            raise CellError("is not known", nearest(text, known))
        return text

    return parse
