"""A column of a table or a key of a YAML file: its name, how its text is read, and what a person reads about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, TypeVar, cast
from zoneinfo import ZoneInfo

from dispatch.errors import InputFault

T = TypeVar("T")

Zone = ZoneInfo | None
"""The zone the file's local times are in, where it declares one."""

Parse = Callable[[str, Zone], T]
"""From the text of a cell, never empty, to its value; raises `CellError`."""

STANDS_FOR_NOTHING = frozenset({"nan", "#n/a", "n/a", "null", "none", "nat", "<na>"})


class CellError(ValueError):
    """A text that cannot be read: why, and what is allowed in its place."""

    def __init__(self, message: str, allowed: str | None = None) -> None:
        self.message, self.allowed = message, allowed
        super().__init__(message)


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column, declared once for the reading and for the documentation.

    `fallback` is the value of an empty cell; for a required column it stands in until the fault is reported.
    """

    name: str
    parse: Parse[T]
    fallback: T
    doc: str
    example: str
    required: bool = False


AnyColumn = Column[Any]


def nearest(name: str, known: tuple[str, ...]) -> str:
    """A sentence that proposes the known name most like `name`, or lists the known ones."""
    lower = {one.lower(): one for one in known}
    close = get_close_matches(name.strip().lower(), lower, n=1)
    return f"did you mean {lower[close[0]]}?" if close else ", ".join(known)


class Record:
    """One row of a table, or one section of a YAML file: texts by name, read through columns.

    Faults gather in the list that all records of a reading share.
    """

    def __init__(
        self, file: str, row: int | None, texts: dict[str, str], zone: Zone, faults: list[InputFault], path: str = ""
    ) -> None:
        self.file, self.row, self.zone, self.path = file, row, zone, path
        self.texts, self.lines = texts, dict[str, int]()
        self._faults = faults
        self._wrong: set[str] = set()
        self._closed = False
        self._values: dict[str, object] = {}

    @property
    def sound(self) -> bool:
        """Whether nothing wrong has been found in it yet."""
        return not self._wrong

    def excuse(self, field: str) -> None:
        """Say no more of a field whose fault has been reported elsewhere."""
        self._wrong.add(field)

    def close(self) -> None:
        """Say no more of any field: the whole of it could not be read."""
        self._closed = True

    def is_wrong(self, column: AnyColumn) -> bool:
        """Whether a fault in that column has been found."""
        return column.name in self._wrong

    def text(self, column: AnyColumn) -> str:
        """The trimmed text, empty when there is none."""
        return self.texts.get(column.name, "").strip()

    def get(self, column: Column[T]) -> T:
        """The value; an empty text gives the column's fallback, and so does a fault."""
        if column.name not in self._values:
            self._values[column.name] = self._read(column)
        return cast(T, self._values[column.name])

    def _read(self, column: Column[T]) -> T:
        text = self.text(column)
        if not text:
            if column.required:
                self.fault(column.name, "is empty, and must be given", allowed=f"for example {column.example}")
            return column.fallback
        try:
            if text.lower() in STANDS_FOR_NOTHING:
                raise CellError("stands for a missing value", "leave the cell empty, or fill it in")
            return column.parse(text, self.zone)
        except CellError as error:
            self.fault(column.name, error.message, text, error.allowed)
            return column.fallback

    def fault(self, field: str | None, message: str, value: str | None = None, allowed: str | None = None) -> None:
        """Note one fault here; a field's first fault is enough."""
        if self._closed or (field or "") in self._wrong:
            return
        self._wrong.add(field or "")
        name = f"{self.path}{field}" if field is not None else self.path.rstrip(".") or None
        shown = value if value is None or len(value) <= 80 else value[:77] + "..."
        row = self.lines.get(field or "", self.row)
        self._faults.append(InputFault(self.file, message, row, name, shown, allowed))
