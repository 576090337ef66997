"""Disjoint groups of numbers, joined pair by pair (union-find with path halving; Tarjan and van Leeuwen 1984)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise


class UnionFind:
    """The numbers 0 to n-1, each in a group of its own at first. A group is known by its least number."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def find(self, number: int) -> int:
        """The least number of its group."""
        parent = self._parent
        while parent[number] != number:
            parent[number] = number = parent[parent[number]]
        return number

    def join(self, first: int, second: int) -> None:
        """Make one group of the two."""
        low, high = sorted((self.find(first), self.find(second)))
        self._parent[high] = low

    def join_all(self, numbers: Sequence[int]) -> None:
        """Make one group of all of them."""
        for first, second in pairwise(numbers):
            self.join(first, second)

    def groups(self) -> list[list[int]]:
        """All groups, each in order, by their least number."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self._parent)):
            found[self.find(number)].append(number)
        return list(found.values())
