"""A long list in pages: each says where the next one begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some entries in order, and the key after which the next page begins; None on the last one."""

    items: tuple[T, ...]
    next_after: tuple[str, ...] | None = None
