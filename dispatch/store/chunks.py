"""Long lists in pieces that a database takes as the values of one IN."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 1000


def chunks(values: Collection[T]) -> Iterator[list[T]]:
    """All values, at most `AT_ONCE` at a time, in their order."""
    rest = iter(values)
    while some := list(islice(rest, AT_ONCE)):
        yield some
