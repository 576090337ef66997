"""What people are told: a code and facts; the English of every code stands in ``english.toml`` beside this file.

Programs go by the code and its facts, which stay; people read the sentence, in English here or in whatever language an
edge of the product has for the code.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

TABLE = Path(__file__).with_name("english.toml")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something told to a person; `str` is its English.

    Parameters
    ----------
    code
        ``group.name`` in the table of sentences.
    facts
        What stands in the places of the sentence: names, numbers, times of day as written, lists, other sentences.
    """

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __str__(self) -> str:
        return ENGLISH[self.code].format_map({name: _shown(fact) for name, fact in self.facts.items()})

    def __format__(self, spec: str) -> str:
        """Inside another sentence; with ``whole`` as one of its own, from a capital to a full stop."""
        text = str(self)
        return f"{text[0].upper()}{text[1:]}." if spec == "whole" else format(text, spec)


Fact: TypeAlias = str | int | float | Sentence | tuple[str, ...] | tuple[Sentence, ...]


def say(code: str, /, **facts: Fact) -> Sentence:
    """The sentence of a code with its facts."""
    return Sentence(code, facts)


def as_written(text: str) -> Sentence:
    """What somebody has put into words already, and no table knows."""
    return say("free.text", text=text)


def read_table(file: Path) -> dict[str, str]:
    """The sentences of a TOML file by code: its tables are the groups."""
    groups = tomllib.loads(file.read_text("utf-8"))
    return {f"{group}.{name}": text for group, entries in groups.items() for name, text in entries.items()}


ENGLISH: Mapping[str, str] = read_table(TABLE)


class _Listed(tuple[object, ...]):
    """Several in one place: "a, b and c", or with what the place says between them."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        names = [str(one) for one in self]
        if spec or len(names) < 2:
            return spec.join(names)
        return f"{', '.join(names[:-1])} and {names[-1]}"


def _shown(fact: Fact) -> object:
    return _Listed(fact) if isinstance(fact, tuple) else fact
