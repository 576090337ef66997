"""Column types: aware UTC times, and domain objects as JSON documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pydantic import TypeAdapter
from sqlalchemy import JSON, DateTime, Dialect
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")

_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}
"""Made once a kind: that takes longer than using them."""

PlainJson = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite, which has no zones, keeps it naive and never shows it so.

    Raises
    ------
    ValueError
        When a naive time is to be stored.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _: Dialect) -> datetime | None:
        """In UTC, for the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value.isoformat()} has no time zone; times are aware UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _: Dialect) -> datetime | None:
        """In UTC, from the database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Document(TypeDecorator[T], Generic[T]):
    """A frozen domain object, kept whole as JSON: ``mapped_column(Document(Ticket))``."""

    impl = PlainJson
    cache_ok = True

    def __init__(self, kind: type[T]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: T | None, _: Dialect) -> Any:
        """As JSON, for the database."""
        return None if value is None else to_json(value)

    def process_result_value(self, value: Any, _: Dialect) -> T | None:
        """The domain object again, with all its own checks."""
        return None if value is None else from_json(self.kind, value)


def to_json(value: object) -> dict[str, Any]:
    """A frozen dataclass as plain JSON: times as ISO 8601, spans as ISO 8601 durations, enums by value."""
    document: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json")
    return document


def from_json(kind: type[T], document: Mapping[str, Any]) -> T:
    """What `to_json` made, as it was.

    Raises
    ------
    ValueError
        When it is no such document.
    """
    found: T = _adapter(kind).validate_python(document)
    return found


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
